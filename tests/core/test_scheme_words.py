"""Each kind of recipe is told in words; that of every provider is there."""

from dataclasses import replace

import pytest

from tests.core.messages import a_scheme
from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.key_source import UrlRule
from webhookctl.core.recipe_body_token import BodyTokenRecipe
from webhookctl.core.recipe_certificate import CertificateRecipe, Certified
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.recipe_own import ComputedRecipe, OwnRecipe
from webhookctl.core.recipe_token import BasicRecipe, TokenRecipe, UnsignedRecipe
from webhookctl.core.scheme import Part, Recipe, Scheme, TimestampRule
from webhookctl.core.scheme_words import (
    algorithm_of,
    check_parameters,
    covered_words,
    detection_words,
    encoding_of,
    parameters_of,
    timestamp_words,
)
from webhookctl.core.signature import Bare, Prefixed
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers import find

BARE = Bare("X-S", "base64")
HMAC = a_scheme(Prefixed("X-S", b"sha1="), hash="sha1")


CAUTIOUS = replace(
    HMAC,
    recipe=CertificateRecipe(
        covers=frozenset({Part.BODY}),
        read=lambda message: Certified(message.body, b"", "place"),
        url=lambda _: None,
        rule=UrlRule("host", "words"),
        signing=HMAC.recipe.sign,
        caution="but by halves",
    ),
)


def of(recipe: Recipe) -> Scheme:
    return replace(HMAC, recipe=recipe)


@pytest.mark.parametrize(
    ("scheme", "algorithm", "encoding"),
    [
        (HMAC, "HMAC-SHA1", "`sha1=` and hex"),
        (of(EitherForm(HMAC.recipe, lambda _: None)), "HMAC-SHA1", "`sha1=` and hex"),
        (of(DigestRecipe(BARE, ("{secret}",))), "SHA-256 digest", "base64"),
        (of(PublicKeyRecipe(Bare("X-S"), ("{body}",))), "Ed25519", "hex"),
        (
            of(PublicKeyRecipe(BARE, ("{body}",), algorithm="ecdsa_p256_sha256")),
            "ECDSA P-256 SHA-256",
            "base64",
        ),
        (of(JwtRecipe("X-S", algorithms=("HS256", "HS512"))), "JWT HS256/HS512", "JSON Web Token"),
        (of(JwtRecipe("X-S", "JWT ")), "JWT HS256", "`JWT ` and a JSON Web Token"),
        (of(TokenRecipe("X-S")), "token", "the secret itself"),
        (of(BasicRecipe()), "HTTP Basic", "`Basic ` and base64 of `name:password`"),
        (of(UnsignedRecipe()), "none", "none"),
        (of(UnsignedRecipe(reason=Reason.KEY_UNAVAILABLE)), "unknown", "not known here"),
        (
            of(BodyTokenRecipe("code", "event", lambda _: (), lambda *_: None)),
            "token",
            "the secret itself, as code in the body",
        ),
        (
            of(ComputedRecipe(frozenset(), HmacRecipe(BARE), lambda message: message.body)),
            "HMAC-SHA256",
            "base64",
        ),
        (replace(HMAC, algorithm="RSA", encoding="a form field"), "RSA", "a form field"),
    ],
)
def test_recipe_is_told_in_words(scheme: Scheme, algorithm: str, encoding: str) -> None:
    assert (algorithm_of(scheme), encoding_of(scheme)) == (algorithm, encoding)


def test_unknown_recipe_says_no_more_than_it_can() -> None:
    class Odd:
        covers = HMAC.recipe.covers
        judge = HMAC.recipe.judge
        sign = HMAC.recipe.sign

    assert (algorithm_of(of(Odd())), encoding_of(of(Odd()))) == ("its own", "its own")


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        (a_scheme(message=("{url}", "{header:X-Timestamp}", "{body}")), "body, timestamp, URL"),
        (
            a_scheme(message=("{url}", "{method}")),
            "URL, method, but NOT the body: a changed body would fit as well",
        ),
        (of(TokenRecipe("X-S")), "nothing of the request: whoever has seen one can make others"),
        (of(UnsignedRecipe()), "nothing: anybody can make such a request"),
        (of(UnsignedRecipe(reason=Reason.KEY_UNAVAILABLE)), "not known here"),
        (
            of(BodyTokenRecipe("code", "event", lambda _: (), lambda *_: None)),
            "nothing of the request: whoever has seen one can make others",
        ),
        (
            of(OwnRecipe(frozenset(), HMAC.recipe.judge, HMAC.recipe.sign)),
            "what is named above, but NOT the body: a changed body would fit as well",
        ),
        (CAUTIOUS, "body, but by halves"),
    ],
)
def test_an_unprotected_body_is_said_plainly(scheme: Scheme, words: str) -> None:
    assert covered_words(scheme) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (None, "none: an old request looks like a new one"),
        (TimestampRule("header:X-T"), "header X-T, Unix seconds; tolerance 5 min"),
        (
            TimestampRule("kv:t", unit="ms", tolerance=5.0, future=False),
            "`t` beside the signature, Unix milliseconds; tolerance 5 s, only the past",
        ),
        (
            TimestampRule("json:a.b", unit="iso8601", tolerance=None),
            "body $.a.b, ISO 8601; the provider's libraries do not check its age",
        ),
        (
            TimestampRule("claim:exp,nbf", tolerance=60.0, past=False),
            "exp and nbf of the token; tolerance 60 s, only the future",
        ),
        (
            TimestampRule("config_header:timestamp_header"),
            "the header that `--param timestamp_header` names, Unix seconds; tolerance 5 min",
        ),
    ],
)
def test_time_and_tolerance_are_told(rule: TimestampRule | None, words: str) -> None:
    assert timestamp_words(replace(HMAC, timestamp=rule)) == words


def test_time_that_is_signed_and_not_checked_is_told() -> None:
    scheme = a_scheme(message=("{header:X-Timestamp}", "{body}"))
    assert timestamp_words(scheme) == "one is signed, but its age is not checked"


def test_evidence_is_told_in_full() -> None:
    rule = DetectionRule(
        any_header=("A", "B"),
        all_header=("C", "D"),
        not_header=("E",),
        patterns=(("F", "^x"),),
        user_agent="agent",
        content_type="json",
        body_paths=("a.b", "c"),
        form_fields=("g",),
        query=("h", "i"),
    )
    assert list(detection_words(rule)) == [
        "header A or B",
        "header C and D",
        "header F like `^x`",
        "User-Agent like `agent`",
        "Content-Type like `json`",
        "body $.a.b and $.c",
        "form field g",
        "query h and i",
        "no header E",
    ]
    assert list(detection_words(DetectionRule())) == []


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        (HMAC, ()),
        (a_scheme(message=("{param:url}", "{config_header:time}", "{param:url}")), ("url", "time")),
        (a_scheme(key_name=("X-Key", "key")), ("key",)),
        (of(EitherForm(a_scheme(message=("{config:x}",)).recipe, lambda _: None)), ("x",)),
        (
            of(JwtRecipe("X-S", claims=(Claim("iss", param="api_key"),), more_keys=("next",))),
            ("api_key", "next"),
        ),
        (of(TokenRecipe("X-S")), ()),
        (replace(HMAC, parameters=("public_key",)), ("public_key",)),
    ],
)
def test_what_else_is_needed_is_named_once(scheme: Scheme, names: tuple[str, ...]) -> None:
    assert parameters_of(scheme) == names


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        ("github", []),
        ("paypal", ["webhook_id", "trusted_ca_pem"]),
        ("twilio_sharedkey", ["key", "notification_url"]),
        ("trello", ["notification_url"]),
    ],
)
def test_what_a_scheme_takes_may_be_given(scheme: str, names: list[str]) -> None:
    check_parameters(find(scheme)[1][0], names)


@pytest.mark.parametrize(
    ("scheme", "hint"),
    [
        ("stripe", "leave it out: the secret is all that signs"),
        ("paypal", "it takes `webhook_id`, `trusted_ca_pem`"),
        ("twilio_sharedkey", "it takes `key`, `notification_url`"),
    ],
)
def test_what_no_scheme_takes_is_refused(scheme: str, hint: str) -> None:
    with pytest.raises(UsageError, match="`webhok_id` is no parameter of ") as caught:
        check_parameters(find(scheme)[1][0], ["webhok_id"])

    assert caught.value.hint == hint
