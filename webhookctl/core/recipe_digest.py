"""Plain hashes with the secret among what is hashed, as some providers sign."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from webhookctl.core.recipe import Prepared, covered
from webhookctl.core.recipe_hmac import SIZES
from webhookctl.core.recipe_template import Pieces, judge_template, sign_template
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import SignatureFormat, encode, same
from webhookctl.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class DigestRecipe:
    """A hash of a template that has `{secret}` in it, in a header; the rest as `HmacRecipe`."""

    signature: SignatureFormat
    message: tuple[str, ...]
    hash: str = "sha256"
    id_header: str | None = None

    @property
    def size(self) -> int:
        """How many bytes a signature has."""
        return SIZES[self.hash]

    @property
    def covers(self) -> frozenset[Part]:
        """The parts of a request that are in the template."""
        return covered(self.message, self.id_header)

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; any fitting secret is enough; `now` None leaves its age unchecked."""
        return judge_template(self, scheme, message, secrets, now)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message with a fresh signature, and timestamp and id where there are any.

        Raises UsageError for an empty secret, and for a message without what is signed.
        """
        return sign_template(self, scheme, message, secret, stamp)

    def fits(self, read: Prepared, secret: Secret) -> bool | None:
        """Say whether one of the signatures was made with a secret; None when it is empty."""
        expected = self.make(read.pieces, secret)
        if expected is None:
            return None
        return same(self.signature.encoding, expected, read.signatures)

    def make(self, pieces: Pieces, secret: Secret) -> bytes | None:
        """Return the encoded hash of the filled template, or None for an empty secret."""
        if not secret.value:
            return None
        digest = hashlib.new(self.hash)
        for piece in pieces:
            digest.update(secret.value if piece is None else piece)
        return encode(self.signature.encoding, digest.digest())
