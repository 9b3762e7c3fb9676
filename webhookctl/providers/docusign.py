"""DocuSign Connect: HMAC over the body, once for each key that is set up, in numbered headers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_own import OwnRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, with_header
from webhookctl.core.verdict import Verdict

_FIRST = "X-DocuSign-Signature-1"
_NUMBERED = re.compile(rb"x-docusign-signature-[0-9]{1,3}", re.IGNORECASE)
_HMAC = HmacRecipe(Bare(_FIRST, encoding="base64"))


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    """Judge all signatures as if they were in the first header."""
    headers: HeaderPairs = tuple(
        (_FIRST.encode() if _NUMBERED.fullmatch(name) else name, value)
        for name, value in message.headers
    )
    return _HMAC.judge(scheme, replace(message, headers=headers), secrets, now)


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    """Return the message with one signature; those of other keys are dropped."""
    headers: HeaderPairs = tuple(
        (name, value)
        for name, value in message.headers
        if name.lower() == _FIRST.lower().encode() or not _NUMBERED.fullmatch(name)
    )
    headers = with_header(headers, "X-Authorization-Digest", b"HMACSHA256")
    return _HMAC.sign(scheme, replace(message, headers=headers), secret, stamp)


SCHEME = Scheme(
    id="docusign",
    title="DocuSign Connect (HMAC)",
    recipe=OwnRecipe(frozenset({Part.BODY}), _judge, _sign),
    signature_header=_FIRST,
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50, any_header=(_FIRST, "X-DocuSign-Signature-2", "X-DocuSign-Signature-3")
    ),
    event=InJson("event"),
    delivery_id=Joined((InJson("data.envelopeId"), InJson("event"), InJson("generatedDateTime"))),
    secret_words="a Connect HMAC key as raw text",
    rotation=(
        "one header per configured key: X-DocuSign-Signature-1, -2, ... (up to 100 keys); any "
        "match is enough"
    ),
    pitfalls=(
        "XML payload mode is signed the same way",
        "header only present when HMAC is enabled on the account",
    ),
    sources=(
        "https://developers.docusign.com/platform/webhooks/connect/hmac/",
        "several public implementations",
    ),
    certainty="community_code",
    algorithm="HMAC-SHA256",
    encoding="base64",
)

RETRY = RetryPolicy(
    name="docusign-connect",
    title="DocuSign Connect",
    exact=False,
    published=False,
    note="DocuSign publishes no schedule, and what others tell of it differs; without "
    "required acknowledgement any answer counts",
    sources=(
        "iambaton.com (15 s exponential, 45 attempts or 7 days)",
        "older Stack Overflow answer (24 h wait, then up to 10)",
    ),
)

PROVIDER = Provider(
    name="docusign",
    title="DocuSign Connect",
    schemes=(SCHEME,),
    retry=RETRY,
)
