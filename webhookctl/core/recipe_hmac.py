"""The HMAC family: most schemes are one value of this class."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace

from webhookctl.core.key import keys_of
from webhookctl.core.recipe import Prepared, covered, other_key
from webhookctl.core.recipe_template import Pieces, judge_template, sign_template
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import SignatureFormat, encode, same, with_header
from webhookctl.core.verdict import Verdict

SIZES = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
"""How many bytes the hashes have."""


@dataclass(frozen=True, slots=True)
class HmacRecipe:
    """An HMAC (RFC 2104) over a template, in a header.

    `message` are the parts of the template: `{body}`, `{method}`, `{url}`, `{header:NAME}`,
    `{kv:KEY}` (a field beside the signature), `{json:PATH}`, `{param:NAME}` (or `config`), or text
    as it is. `key` is how the secret becomes the key (see `keys_of`). `id_header` is the header
    that carries the message's id, where the template has it. `key_name` is a header that says by
    which key it was signed, and the parameter that holds the name of ours, where it is known.
    `time_header` is the header of the timestamp, where its name does not end in `timestamp`.
    """

    signature: SignatureFormat
    message: tuple[str, ...] = ("{body}",)
    hash: str = "sha256"
    key: str = "utf8"
    id_header: str | None = None
    key_name: tuple[str, str] | None = None
    time_header: str | None = None

    @property
    def size(self) -> int:
        """How many bytes a signature has."""
        return SIZES[self.hash]

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
        """Judge a message; any fitting secret is enough; `now` None leaves its age unchecked."""
        if self.key_name is not None and (other := other_key(message, *self.key_name)):
            return other.verdict(scheme.id)
        return judge_template(self, scheme, message, secrets, now)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message with a fresh signature, and timestamp and id where there are any.

        An empty id of the stamp leaves the id of the message as it is. Raises UsageError for a
        secret that is no key, and for a message without a header or parameter that is signed.
        """
        signed = sign_template(self, scheme, message, secret, stamp)
        header, parameter = self.key_name or ("", "")
        if parameter not in message.params:
            return signed
        name = message.params[parameter].encode("utf-8", "surrogatepass")
        return replace(signed, headers=with_header(signed.headers, header, name))

    def fits(self, read: Prepared, secret: Secret) -> bool | None:
        """Say whether one of the signatures was made with a secret; None when it is no key."""
        keys = keys_of(self.key, secret.value)
        if not keys:
            return None
        encoding = self.signature.encoding
        made = (self._made(read.pieces, key, secret) for key in keys)
        return any(same(encoding, expected, read.signatures) for expected in made)

    def make(self, pieces: Pieces, secret: Secret) -> bytes | None:
        """Return the encoded signature of the filled template, or None when it is no key."""
        keys = keys_of(self.key, secret.value)
        return self._made(pieces, keys[0], secret) if keys else None

    def _made(self, pieces: Pieces, key: bytes, secret: Secret) -> bytes:
        mac = hmac.new(key, digestmod=self.hash)
        for piece in pieces:
            mac.update(secret.value if piece is None else piece)
        return encode(self.signature.encoding, mac.digest())
