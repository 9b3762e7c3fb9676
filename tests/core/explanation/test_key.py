import base64

import pytest

from tests.core.explanation.cases import (
    WHSEC,
    explained,
    signed,
)
from tests.core.messages import OTHER
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason


@pytest.mark.parametrize(
    ("name", "right", "given", "words"),
    [
        ("stripe", b"whsec_abc", b"abc", "with a whsec_ prefix"),
        ("stripe", b"abc", b"whsec_abc", "without its whsec_ prefix"),
        ("stripe", b"whsec_abc", b"whsec_abc\n", "without the blanks or line break"),
        ("stripe", b"abc\n", b"abc", "with a line break after it"),
        ("stripe", b"whsec_abc", b'"whsec_abc"', "without the quotes"),
        ("stripe", b"whsec_abc", b"S=whsec_abc", "without the `NAME=`"),
        ("github", b"abcd", base64.b64encode(b"abcd"), "decoded from base64"),
        ("github", b"abcd", b"61626364", "decoded from hex"),
        ("slack", "é".encode(), b"\xe9", "as UTF-8"),
        ("standard_webhooks", b"whsec_YWJjZGVm", b"abcdef", "as raw text"),
        ("standard_webhooks", base64.b64encode(b"whsec_a!"), b"whsec_a!", "as raw text"),
        ("standard_webhooks", b"whsec_YWJjZGVm", b"616263646566", "decoded from hex"),
    ],
)
def test_secret_in_the_wrong_form_is_named(
    name: str, right: bytes, given: bytes, words: str
) -> None:
    message = signed(name, secret=Secret("right", right))

    verdict = explained(message, name, [OTHER, Secret("env:GIVEN", given)])

    assert verdict.reason is Reason.SECRET_ENCODING
    assert words in verdict.message
    assert "`env:GIVEN`" in verdict.message
    assert verdict.secret == "env:GIVEN"  # noqa: S105 - a name
    assert given.decode("latin-1") not in verdict.message.replace("whsec_ prefix", "")


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        (Secret("literal", b"ENV:STRIPE_SECRET"), "a reference to a secret"),
        (Secret("literal", b"env=STRIPE_SECRET"), "a reference to a secret"),
        (Secret("literal 2", b"$STRIPE_SECRET"), "a reference to a secret"),
        (Secret("env:S", b"sk_test_" + b"4eC39HqLyjWDarjtT1zdp7dc"), "a Stripe API key"),
        (Secret("env:S", b"xoxb-123"), "a Slack token"),
        (Secret("env:S", b"shpat_123"), "a Shopify access token"),
        (Secret("env:S", b"ghp_123"), "a GitHub token"),
    ],
)
def test_what_is_plainly_no_signing_secret_is_named(secret: Secret, words: str) -> None:
    verdict = explained(signed("stripe"), "stripe", [OTHER, secret])

    assert verdict.reason is Reason.WRONG_SECRET
    assert words in verdict.message
    assert verdict.secret == secret.name


def test_secret_that_is_no_key_at_all_stays_so() -> None:
    message = signed("standard_webhooks", secret=WHSEC)

    verdict = explained(message, "standard_webhooks", [Secret("env:S", b"not base64!")])

    assert verdict.reason is Reason.MALFORMED_SECRET
    assert "base64" in verdict.message
    assert "copy it anew" in (verdict.hint or "")
