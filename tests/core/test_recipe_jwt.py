from typing import Any

import jwt
import pytest

from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import first
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.jwt_token import put_together
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Part, Scheme, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError

BODY_HASH = Claim("sha", equals="sha256_hex(body)")


def scheme_of(rule: TimestampRule | None = None, **recipe: Any) -> Scheme:
    given: dict[str, Any] = {"claims": (BODY_HASH,), **recipe}
    return Scheme(
        "acme",
        "Acme",
        JwtRecipe("X-Token", **given),
        "X-Token",
        "words",
        DetectionRule(),
        timestamp=rule,
    )


def judged(scheme: Scheme, claims: dict[str, Any], now: float | None = NOW) -> Verdict:
    token = put_together(claims, "HS256", "utf8", SECRET.value)
    assert token is not None
    return scheme.judge(a_message(("X-Token", token)), [OTHER, SECRET], now)


FREE = scheme_of(claims=())
EXPIRING = scheme_of(TimestampRule("claim:exp,nbf", tolerance=60.0), claims=())
ANY_AGE = scheme_of(TimestampRule("claim:iat", tolerance=None), claims=())
AGEING = scheme_of(TimestampRule("claim:iat", tolerance=300.0), claims=())


def test_genuine_token_is_valid_and_says_what_it_covers() -> None:
    bound = scheme_of()
    signed = bound.sign(a_message(), SECRET, Stamp(NOW, ""))

    verdict = bound.judge(signed, [OTHER, SECRET], NOW)

    assert (verdict.valid, verdict.secret, verdict.age) == (True, SECRET.name, None)
    assert verdict.message == "the signature is genuine"
    assert bound.recipe.covers == {Part.BODY}
    assert judged(FREE, {}).facts == {"body_covered": False}


@pytest.mark.parametrize(
    ("scheme", "claims", "reason"),
    [
        (EXPIRING, {"exp": NOW - 59}, Reason.VALID),
        (EXPIRING, {"exp": NOW - 60}, Reason.STALE_TIMESTAMP),
        (EXPIRING, {"nbf": NOW + 60}, Reason.VALID),
        (EXPIRING, {"nbf": NOW + 61}, Reason.FUTURE_TIMESTAMP),
        (EXPIRING, {}, Reason.VALID),
        (EXPIRING, {"exp": "soon"}, Reason.MALFORMED_TIMESTAMP),
        (EXPIRING, {"exp": True}, Reason.MALFORMED_TIMESTAMP),
        (EXPIRING, {"exp": None}, Reason.MALFORMED_TIMESTAMP),
        (EXPIRING, {"exp": float("nan")}, Reason.MALFORMED_TIMESTAMP),
        (EXPIRING, {"exp": 10**400}, Reason.MALFORMED_TIMESTAMP),
        (AGEING, {"iat": NOW - 300}, Reason.VALID),
        (AGEING, {"iat": NOW - 301}, Reason.STALE_TIMESTAMP),
        (AGEING, {"iat": NOW + 300}, Reason.VALID),
        (AGEING, {"iat": NOW + 301}, Reason.FUTURE_TIMESTAMP),
        (ANY_AGE, {"iat": 1}, Reason.VALID),
        (FREE, {"exp": 1}, Reason.VALID),
    ],
)
def test_times_are_those_of_the_rule(
    scheme: Scheme, claims: dict[str, Any], reason: Reason
) -> None:
    verdict = judged(scheme, claims)

    assert verdict.reason is reason, verdict.message
    assert verdict.secret == SECRET.name
    if reason is not Reason.MALFORMED_TIMESTAMP:
        assert judged(scheme, claims, now=None).valid


def test_only_the_past_may_be_checked() -> None:
    scheme = scheme_of(TimestampRule("claim:iat", tolerance=300.0, future=False), claims=())
    future = scheme_of(TimestampRule("claim:iat", tolerance=300.0, past=False), claims=())

    assert judged(scheme, {"iat": NOW + 9999}).valid
    assert judged(future, {"iat": NOW - 9999}).valid


def test_age_is_that_of_the_token() -> None:
    assert judged(AGEING, {"iat": NOW - 7}).age == 7
    assert judged(EXPIRING, {"nbf": NOW - 5}).age == 5
    assert judged(EXPIRING, {"exp": NOW + 5}).age is None
    assert judged(AGEING, {"iat": NOW - 7}, now=None).age is None
    stale = judged(AGEING, {"iat": NOW - 400})
    assert stale.age == 400
    assert "400 s old; 5 min are tolerated" in stale.message


def test_required_time_must_be_there() -> None:
    scheme = scheme_of(TimestampRule("claim:exp"), claims=(Claim("exp"),))

    assert judged(scheme, {}).reason is Reason.MISSING_TIMESTAMP
    assert scheme.recipe.covers == {Part.TIMESTAMP}


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ((), Reason.MISSING_HEADER),
        ((("X-Token", " "),), Reason.EMPTY_SIGNATURE),
        ((("X-Token", "Bearer a.b.c"),), Reason.MALFORMED_SIGNATURE),
    ],
)
def test_what_is_no_token_is_told(headers: tuple[tuple[str, str], ...], reason: Reason) -> None:
    assert FREE.judge(a_message(*headers), [SECRET], NOW).reason is reason


def test_prefix_must_be_there_in_any_case() -> None:
    scheme = scheme_of(claims=(), prefix="JWT ")
    token = put_together({}, "HS256", "utf8", SECRET.value) or b""

    assert scheme.judge(a_message(("X-Token", b"jwt " + token)), [SECRET], NOW).valid
    verdict = scheme.judge(a_message(("X-Token", token)), [SECRET], NOW)
    assert verdict.reason is Reason.WRONG_VERSION
    assert scheme.sign(a_message(), SECRET, Stamp(NOW, "")).headers[0][1].startswith(b"JWT eyJ")


def test_wrong_secret_and_no_secret_at_all() -> None:
    assert (
        FREE.judge(
            a_message(("X-Token", put_together({}, "HS256", "utf8", b"x") or b"")), [SECRET], NOW
        ).reason
        is Reason.MISMATCH
    )
    token = put_together({}, "HS256", "utf8", SECRET.value) or b""
    empty = Secret("env:EMPTY", b"")
    verdict = FREE.judge(a_message(("X-Token", token)), [empty], NOW)
    assert (verdict.reason, verdict.secret) == (Reason.MALFORMED_SECRET, "env:EMPTY")


def test_further_keys_come_from_parameters() -> None:
    scheme = scheme_of(claims=(), more_keys=("next_key",))
    token = put_together({}, "HS256", "utf8", b"next") or b""
    message = a_message(("X-Token", token), next_key="next")

    verdict = scheme.judge(message, [SECRET], NOW)
    assert (verdict.valid, verdict.secret) == (True, "param:next_key")
    assert not scheme.judge(a_message(("X-Token", token)), [SECRET], NOW).valid


def test_signed_token_claims_what_is_asked_for() -> None:
    scheme = scheme_of(
        TimestampRule("claim:exp,nbf", tolerance=0.0),
        claims=(
            BODY_HASH,
            Claim("iss", literal="acme"),
            Claim("aud", param="app", otherwise="any"),
            Claim("azp", param="not_known", otherwise="any"),
            Claim("sub", equals="url"),
            Claim("none", equals="sha256_hex(body)", only_with_body=True),
            Claim("exp"),
        ),
        id_claim="jti",
    )
    message = a_message(body=b"", url="https://x.test/h", app="app-1")

    signed = scheme.sign(message, SECRET, Stamp(NOW + 0.9, "id-1"))

    token = first(signed.headers, "X-Token") or b""
    assert jwt.decode(token, options={"verify_signature": False}) == {
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + 300,
        "jti": "id-1",
        "sha": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "iss": "acme",
        "aud": "app-1",
        "azp": "any",
        "sub": "https://x.test/h",
    }
    assert scheme.judge(signed, [SECRET], NOW).valid
    assert scheme.judge(signed, [SECRET], NOW + 300).reason is Reason.STALE_TIMESTAMP


@pytest.mark.parametrize(
    ("claim", "secret", "message"),
    [
        (Claim("aud", param="app"), SECRET, "cannot sign for Acme: `app` is not known"),
        (Claim("sub", equals="url"), SECRET, "cannot sign for Acme: the signature covers the URL"),
        (BODY_HASH, Secret("env:EMPTY", b""), "cannot sign for Acme with the secret `env:EMPTY`"),
    ],
)
def test_what_is_missing_to_sign_is_told(claim: Claim, secret: Secret, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        scheme_of(claims=(claim,)).sign(a_message(), secret, Stamp(NOW, ""))
