"""How a secret becomes the key of a signature."""

import base64
import binascii
import unicodedata
from collections.abc import Callable, Mapping

PREFIX = b"whsec_"
"""What the secrets of Standard Webhooks (and, meaning something else, Stripe) begin with."""


def key_of(encoding: str, secret: bytes) -> bytes | None:
    """Return the key a secret stands for, or None when it is not in that encoding.

    `utf8` takes it as it is, `nfkd_utf8` normalises it (Unicode NFKD), `hex` and `base64` decode
    it, `whsec` decodes the base64 after an optional `whsec_` (Standard Webhooks specification,
    "Signature scheme"; missing padding is accepted as the reference library does).
    """
    try:
        return _DECODERS[encoding](secret) or None
    except (ValueError, binascii.Error):
        return None


def _as_is(secret: bytes) -> bytes:
    return secret


def _nfkd(secret: bytes) -> bytes:
    return unicodedata.normalize("NFKD", secret.decode()).encode()


def _hex(secret: bytes) -> bytes:
    return binascii.unhexlify(secret.strip())


def _base64(secret: bytes) -> bytes:
    text = secret.strip().rstrip(b"=")
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


def _whsec(secret: bytes) -> bytes:
    return _base64(secret.strip().removeprefix(PREFIX))


_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "utf8": _as_is,
    "nfkd_utf8": _nfkd,
    "hex": _hex,
    "base64": _base64,
    "whsec": _whsec,
}
