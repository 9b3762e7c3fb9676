"""How a secret becomes the key of a signature."""

import base64
import binascii
import re
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


def keys_of(encoding: str, secret: bytes) -> tuple[bytes, ...]:
    """Return the keys a secret may stand for, the one to sign with first; none for no key at all.

    Beside the encodings of `key_of` there are `inngest` (without `signkey-…-` before it) and
    `polar` (raw, or the base64 after `whsec_`: its library takes either).
    """
    if encoding == "polar":
        decoded = key_of("whsec", secret) if secret.startswith(PREFIX) else None
        return tuple(key for key in (secret, decoded) if key)
    key = key_of(encoding, secret)
    return () if key is None else (key,)


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


def _inngest(secret: bytes) -> bytes:
    return _SIGNKEY.sub(b"", secret)


_SIGNKEY = re.compile(rb"^signkey-\w+-")

_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "utf8": _as_is,
    "nfkd_utf8": _nfkd,
    "hex": _hex,
    "base64": _base64,
    "whsec": _whsec,
    "inngest": _inngest,
}
