"""Signatures made with a private key: Ed25519 and ECDSA over a template, in a header."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

from webhookctl.core.headers import every
from webhookctl.core.public_key import private_key_of, public_key_of
from webhookctl.core.recipe import Prepared, covered
from webhookctl.core.recipe_template import Pieces, judge_template, sign_template
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, SignatureFormat, Size, encode
from webhookctl.core.verdict import Reason, Verdict

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

    Key: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey

_SIZES: dict[str, Size] = {"ed25519": 64, "ecdsa_p256_sha256": (62, 72)}
"""Bytes of a signature; DER (RFC 3279 section 2.2.3) is shorter by the zeros in front, if any."""


_SEQUENCE = b"\x30"

_MOST = 8
"""Signatures of one request that are tried: each costs a pass over what is signed."""


@dataclass(frozen=True, slots=True)
class PublicKeyRecipe:
    """A signature by a private key that only the provider has; the secret is the public key.

    `algorithm` is `ed25519` (RFC 8032) or `ecdsa_p256_sha256` (in DER). `key` is how the public
    key is written (see `public_key_of`). The rest is as in `HmacRecipe`.
    """

    signature: SignatureFormat
    message: tuple[str, ...]
    algorithm: str = "ed25519"
    key: str = "hex"
    id_header: str | None = None
    time_header: str | None = None

    @property
    def size(self) -> Size:
        """How many bytes a signature has."""
        return _SIZES[self.algorithm]

    @property
    def covers(self) -> frozenset[Part]:
        """The parts of a request that are in the template."""
        return covered(self.message, self.id_header, self.time_header)

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; any fitting key is enough; `now` None leaves its age unchecked."""
        verdict = judge_template(self, scheme, message, secrets, now)
        if verdict.reason is Reason.MISMATCH and self.algorithm == "ecdsa_p256_sha256":
            return self._cut_short(scheme, message) or verdict
        return verdict

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message as its provider signs it, with a private key of one's own.

        Raises UsageError when the secret is not a private key, and for a message without what is
        signed.
        """
        return sign_template(self, scheme, message, secret, stamp)

    def fits(self, read: Prepared, secret: Secret) -> bool | None:
        """Say whether one of the signatures was made with the key; None when it is no key."""
        key = self._mine(public_key_of(self.key, secret.value))
        if key is None:
            return None
        data = _joined(read.pieces, secret)
        signatures = (self._decoded(one) for one in read.signatures[:_MOST])
        return any(one is not None and _verified(key, one, data) for one in signatures)

    def make(self, pieces: Pieces, secret: Secret) -> bytes | None:
        """Return the encoded signature of the filled template, or None without a private key."""
        key = private_key_of(self.key, secret.value)
        if key is None or self._mine(key.public_key()) is None:
            return None
        return encode(self.signature.encoding, _signed(key, _joined(pieces, secret)))

    def _decoded(self, text: bytes) -> bytes | None:
        """Return the bytes of a signature, or None for another text of the same bytes."""
        encoding = self.signature.encoding
        signature = _DECODERS[encoding](text)
        same = encode(encoding, signature).rstrip(b"=") == text.rstrip(b"=")
        return signature if same else None

    def _cut_short(self, scheme: Scheme, message: SignedMessage) -> Verdict | None:
        """Return the verdict on a signature that is shorter than it says of itself."""
        header = self.signature.header
        for value in every(message.headers, header):
            for one in self.signature.read(value).signatures:
                if _is_cut(_DECODERS[self.signature.encoding], one):
                    return Fault(
                        Reason.TRUNCATED_SIGNATURE,
                        f"the signature in the {header} header is cut short",
                        "something between the sender and you shortens the header",
                    ).verdict(scheme.id)
        return None

    def _mine(self, key: "PublicKeyTypes | None") -> "Key | None":
        """Return the key when it is one for the algorithm."""
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519

        if self.algorithm == "ed25519":
            return key if isinstance(key, ed25519.Ed25519PublicKey) else None
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            return key
        return None


def _verified(key: "Key", signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, data)
        else:
            key.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _signed(key: "PrivateKeyTypes", data: bytes) -> bytes:
    """Return the signature by a key whose public half is one for the algorithm."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(SHA256()))
    return cast("Ed25519PrivateKey", key).sign(data)


def _is_cut(decode: Callable[[bytes], bytes], text: bytes) -> bool:
    """Say whether DER has fewer bytes than its length, the second byte, says."""
    try:
        data = decode(text)
    except (ValueError, binascii.Error):
        return False
    return data[:1] == _SEQUENCE and len(data) > 1 and len(data) < data[1] + 2


def _joined(pieces: Pieces, secret: Secret) -> bytes:
    return b"".join(secret.value if piece is None else piece for piece in pieces)


def _from_base64(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))


_DECODERS = {"hex": binascii.unhexlify, "base64": _from_base64}
