from base64 import b64encode
from dataclasses import replace

import pytest

from tests.core.certificates import NOON, certificate, private_pem, public_pem
from tests.providers.messages import a_request, given, having, holding, judged, signed
from webhookctl.core.certified_pair import CertifiedPair
from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_source import KeySource, UrlRule
from webhookctl.core.recipe_certificate import CertificateRecipe, Certified, certified
from webhookctl.core.recipe_own import header
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

ROOT = certificate("root", 0, "root", 0, authority=True)
LEAF = certificate("hooks.acme.test", 2, "root", 0)
HERE = "https://keys.acme.test/1.pem"


def read(message: SignedMessage) -> Certified:
    return Certified(message.body, header(message, "X-Sign"), "signature in the X-Sign header")


def url(message: SignedMessage) -> str | None:
    return message.params.get("cert")


def sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    return having(message, "X-Sign", certified(scheme, secret, message.body))


RECIPE = CertificateRecipe(
    covers=frozenset({Part.BODY}),
    read=read,
    url=url,
    rule=UrlRule(r"keys\.acme\.test", "`https://keys.acme.test/…`"),
    signing=sign,
    name_end=".acme.test",
    caution="but has a weakness",
)
SCHEME = Scheme(
    id="certified",
    title="Certified",
    recipe=RECIPE,
    signature_header="X-Sign",
    string_to_sign="{body}",
    detection=DetectionRule(),
    secret_words="a certificate",  # noqa: S106 - words about a secret
    key_form=CertifiedPair("certs.example.test"),
)
GENUINE = signed(SCHEME, a_request(b"data", cert=HERE), private_pem(2))
VALUE = header(GENUINE, "X-Sign")


def test_genuine_message_is_valid_and_its_weakness_told() -> None:
    verdict = judged(SCHEME, GENUINE, b"no key", public_pem(1), LEAF, now=NOON)

    assert (verdict.valid, verdict.secret) == (True, "s2")
    assert verdict.message == "the signature is genuine, but has a weakness"
    assert judged(SCHEME, GENUINE, LEAF, now=None).valid
    assert judged(SCHEME, given(GENUINE, trusted_ca_pem=ROOT.decode()), LEAF, now=NOON).valid


@pytest.mark.parametrize(
    ("message", "secrets", "reason", "words"),
    [
        (GENUINE, [], Reason.KEY_UNAVAILABLE, HERE),
        (GENUINE, [b"no key"], Reason.MALFORMED_SECRET, "is a certificate"),
        (GENUINE, [public_pem(1)], Reason.MISMATCH, "does not match"),
        (holding(GENUINE, b"dada"), [LEAF], Reason.MISMATCH, "does not match"),
        (having(GENUINE, "X-Sign", None), [LEAF], Reason.MISSING_HEADER, "X-Sign"),
        (having(GENUINE, "X-Sign", VALUE[:-4]), [LEAF], Reason.TRUNCATED_SIGNATURE, "168 of 172"),
        (having(GENUINE, "X-Sign", VALUE[:-1]), [LEAF], Reason.TRUNCATED_SIGNATURE, "171 of 172"),
        (having(GENUINE, "X-Sign", "*"), [LEAF], Reason.MALFORMED_SIGNATURE, "no base64: `*`"),
        (having(GENUINE, "X-Sign", VALUE + b"A"), [LEAF], Reason.MALFORMED_SIGNATURE, "no base64"),
        (
            having(GENUINE, "X-Sign", b64encode(bytes(129))),
            [LEAF],
            Reason.MISMATCH,
            "does not match",
        ),
        (given(GENUINE, cert="https://evil.test/"), [LEAF], Reason.UNTRUSTED_KEY, "evil.test"),
        (given(GENUINE, cert="https://evil.test/"), [], Reason.UNTRUSTED_KEY, "evil.test"),
        (given(GENUINE, trusted_ca_pem="x"), [LEAF], Reason.UNTRUSTED_KEY, "no certificate"),
        (
            GENUINE,
            [certificate("evil.test", 2, "root", 0)],
            Reason.UNTRUSTED_KEY,
            "fits, but the certificate is not for a name",
        ),
        (
            GENUINE,
            [certificate("hooks.acme.test", 2, "root", 0, years=(2020, 2021))],
            Reason.UNTRUSTED_KEY,
            "fits, but the certificate expired",
        ),
    ],
)
def test_each_flaw_is_told(
    message: SignedMessage, secrets: list[bytes], reason: Reason, words: str
) -> None:
    verdict = judged(SCHEME, message, *secrets, now=NOON)

    assert (verdict.reason, verdict.valid) == (reason, False)
    assert words in verdict.message


def test_message_without_a_url_is_not_trusted() -> None:
    message = having(a_request(b"data"), "X-Sign", VALUE)

    assert judged(SCHEME, message, LEAF, now=NOON).reason is Reason.UNTRUSTED_KEY
    assert RECIPE.key_source(message) is None


def test_next_step_is_named_where_no_certificate_is_at_hand() -> None:
    for secrets in ([], [b"no key"]):
        verdict = judged(SCHEME, GENUINE, *secrets, now=NOON)
        assert verdict.hint == f"download {HERE} and give the file as the secret: `file:PATH`"
    assert RECIPE.key_source(GENUINE) == KeySource(HERE)


@pytest.mark.parametrize("secret", [b"", LEAF, public_pem(2)])
def test_only_a_private_key_can_sign(secret: bytes) -> None:
    with pytest.raises(UsageError, match="cannot sign for Certified") as caught:
        signed(SCHEME, a_request(), secret)

    assert "private key" in (caught.value.hint or "")


def test_message_that_lacks_something_cannot_be_signed() -> None:
    def fail(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
        return having(message, "X", header(message, "X-Needed"))

    recipe = CertificateRecipe(frozenset(), read, url, RECIPE.rule, fail)

    with pytest.raises(UsageError, match="no X-Needed header"):
        recipe.sign(SCHEME, a_request(), Secret("s", b""), Stamp(0, ""))


def test_recipe_without_a_caution_says_genuine() -> None:
    recipe = CertificateRecipe(RECIPE.covers, read, url, RECIPE.rule, sign)

    verdict = recipe.judge(SCHEME, GENUINE, [Secret("s", LEAF)], NOON)

    assert verdict.message == "the signature is genuine"


@pytest.mark.parametrize(
    ("url", "is_fetched"),
    [
        (HERE, True),
        ("https://www.acme.test/1.pem", False),
        (f"{HERE}?Action=Get", False),
        (f"{HERE}?", False),
    ],
)
def test_certificate_is_fetched_from_few_hosts_and_never_by_a_query(
    url: str, is_fetched: bool
) -> None:
    wide = UrlRule(r"[a-z]+\.acme\.test", "`https://….acme.test/…`")
    recipe = replace(RECIPE, rule=wide, fetched_from=RECIPE.rule)
    message = given(GENUINE, cert=url)

    assert judged(replace(SCHEME, recipe=recipe), message, LEAF, now=NOON).valid
    assert recipe.key_source(message) == (KeySource(url) if is_fetched else None)
