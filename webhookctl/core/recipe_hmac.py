"""The HMAC family: most schemes are one value of this class."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key import key_of
from webhookctl.core.recipe import (
    by_name,
    compiled,
    conclude,
    covered,
    fill,
    mismatch,
    prepare,
    stamp_text,
    to_bytes,
)
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, SignatureFormat, encode, same, with_header
from webhookctl.core.verdict import Verdict
from webhookctl.errors import UsageError

_SIZES = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}


@dataclass(frozen=True, slots=True)
class HmacRecipe:
    """An HMAC (RFC 2104) over a template, in a header.

    `message` are the parts of the template: `{body}`, `{method}`, `{url}`, `{header:NAME}`,
    `{kv:KEY}` (a field beside the signature), `{json:PATH}`, `{param:NAME}` (or `config`), or text
    as it is. `key` is how the secret becomes the key (see `key_of`). `id_header` is the header
    that carries the message's id, where the template has it.
    """

    signature: SignatureFormat
    message: tuple[str, ...] = ("{body}",)
    hash: str = "sha256"
    key: str = "utf8"
    id_header: str | None = None

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
        read = prepare(scheme, message, self.message, self.signature, _SIZES[self.hash])
        if isinstance(read, Fault):
            return read.verdict(scheme.id)
        encoding = self.signature.encoding
        unusable: list[str] = []
        for secret in secrets:
            expected = self._signature(read.pieces, secret)
            if expected is None:
                unusable.append(secret.name)
            elif same(encoding, expected, read.signatures):
                return conclude(scheme, read.moment, secret.name, now)
        return mismatch(scheme, unusable, len(secrets) - len(unusable))

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message with a fresh signature, and timestamp and id where there are any.

        An empty id of the stamp leaves the id of the message as it is. Raises UsageError for a
        secret that is no key, and for a message without a header or parameter that is signed.
        """
        rule = scheme.timestamp
        timestamp = stamp_text(rule.unit, stamp.now) if rule else b""
        headers = self._stamped(scheme, message.headers, stamp, timestamp)
        key = (rule.source if rule else "").removeprefix("kv:").encode()
        pieces = fill(compiled(self.message), message, by_name(headers), {key: timestamp})
        if isinstance(pieces, Fault):
            raise UsageError(f"cannot sign for {scheme.title}: {pieces.message}", hint=pieces.hint)
        signature = self._signature(pieces, secret)
        if signature is None:
            raise UsageError(
                f"cannot sign for {scheme.title} with the secret `{secret.name}`",
                hint=f"its secrets are {scheme.secret_words}",
            )
        value = self.signature.write(signature, timestamp)
        return replace(message, headers=with_header(headers, self.signature.header, value))

    def _stamped(
        self, scheme: Scheme, headers: HeaderPairs, stamp: Stamp, timestamp: bytes
    ) -> HeaderPairs:
        if self.id_header is not None and stamp.id:
            if not stamp.id.isprintable():
                raise UsageError("a message id cannot have line breaks or control characters")
            headers = with_header(headers, self.id_header, to_bytes(stamp.id))
        kind, _, name = (scheme.timestamp.source if scheme.timestamp else "").partition(":")
        return with_header(headers, name, timestamp) if kind == "header" else headers

    def _signature(self, pieces: tuple[bytes | None, ...], secret: Secret) -> bytes | None:
        key = key_of(self.key, secret.value)
        if key is None:
            return None
        mac = hmac.new(key, digestmod=self.hash)
        for piece in pieces:
            mac.update(secret.value if piece is None else piece)
        return encode(self.signature.encoding, mac.digest())
