"""Stream (getstream.io): HMAC over the body as it is before it is compressed."""

import zlib

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_own import ComputedRecipe, FaultError
from webhookctl.core.scheme import Part, Scheme, SignedMessage
from webhookctl.core.signature import Bare, Fault
from webhookctl.core.verdict import Reason

_GZIP = b"\x1f\x8b"
_LARGEST = 32 * 1024 * 1024
"""Bytes of a body that are unpacked at most."""


def _unpacked(message: SignedMessage) -> bytes:
    """Return the body, unpacked when it starts like gzip (whatever the headers say of it)."""
    body = message.body
    if not body.startswith(_GZIP):
        return body
    parts: list[bytes] = []
    left = _LARGEST
    try:
        while body and left > 0:  # RFC 1952 section 2.2: there may be several members
            unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            parts.append(unpacker.decompress(body, left))
            left -= len(parts[-1])
            if not unpacker.eof:
                raise _unreadable()
            body = unpacker.unused_data.lstrip(b"\0")
    except zlib.error:
        raise _unreadable() from None
    return b"".join(parts)


def _unreadable() -> FaultError:
    text = "the body starts like gzip, but cannot be unpacked (to 32 MiB at most)"
    return FaultError(Fault(Reason.MALFORMED_BODY, text))


SCHEME = Scheme(
    id="getstream",
    title="Stream (GetStream) webhooks",
    recipe=ComputedRecipe(
        frozenset({Part.BODY}),
        HmacRecipe(Bare("X-Signature"), key_name=("X-Api-Key", "api_key")),
        _unpacked,
    ),
    signature_header="X-Signature",
    string_to_sign="{inflated body} (gunzip first when it starts with 1f 8b)",
    detection=DetectionRule(priority=50, all_header=("X-Signature", "X-Api-Key")),
    event=InJson("type"),
    delivery_id=InHeader("X-Webhook-Id"),
    secret_words="the API secret as raw text",
    pitfalls=(
        "signature is over the uncompressed JSON even if the body is gzip",
        "SQS/SNS deliveries are not signed",
    ),
    sources=("stream-chat 4.33.0 and getstream 7.0.0 (PyPI) webhook.py",),
    certainty="oracle",
)

PROVIDER = Provider(name="getstream", title="Stream (getstream.io)", schemes=(SCHEME,))
