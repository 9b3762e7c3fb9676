"""Schemes whose signature no template describes: recipes of functions, and what they share."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hmac import digest
from typing import Any, TypeAlias

from webhookctl.core.headers import every, first
from webhookctl.core.key import key_of
from webhookctl.core.locate import parsed
from webhookctl.core.recipe import conclude, mismatch, read_moment
from webhookctl.core.recipe_hmac import SIZES, HmacRecipe
from webhookctl.core.recipe_template import cannot_sign, unusable_secret
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import (
    Fault,
    Size,
    encode,
    encoded_length,
    same,
    shape,
    shown,
    with_header,
)
from webhookctl.core.verdict import Reason, Verdict

Judging: TypeAlias = Callable[[Scheme, SignedMessage, Sequence[Secret], float | None], Verdict]
Signing: TypeAlias = Callable[[Scheme, SignedMessage, Secret, Stamp], SignedMessage]

_ENCODED = re.compile(rb"[A-Za-z0-9+/=_-]+")
_CUT = "something between the sender and you shortens it"


class FaultError(Exception):
    """Ends the reading of a message: `fault` says what is wrong with it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class OwnRecipe:
    """A recipe of its provider's own functions; either may raise FaultError.

    `covers` is what the signature protects; `judging` and `signing` are as in `Recipe`.
    """

    covers: frozenset[Part]
    judging: Judging
    signing: Signing

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; `now` None leaves its age unchecked."""
        try:
            return self.judging(scheme, message, secrets, now)
        except FaultError as found:
            return found.fault.verdict(scheme.id)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message as its provider sends it, body and URL included.

        Raises UsageError for a secret that cannot sign, and for a message without what is signed.
        """
        try:
            return self.signing(scheme, message, secret, stamp)
        except FaultError as found:
            raise cannot_sign(scheme, found.fault) from None


@dataclass(frozen=True, slots=True)
class ComputedRecipe:
    """A signature over bytes that a function makes of a message, in a header.

    `inner` is an HMAC over the body: it is given what `signed` returns (or raises FaultError
    about) as the body.
    """

    covers: frozenset[Part]
    inner: HmacRecipe
    signed: Callable[[SignedMessage], bytes]

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; any fitting secret is enough; `now` None leaves its age unchecked."""
        if first(message.headers, self.inner.signature.header) is None:
            return self.inner.judge(scheme, message, secrets, now)
        try:
            signed = replace(message, body=self.signed(message))
        except FaultError as found:
            return found.fault.verdict(scheme.id)
        return self.inner.judge(scheme, signed, secrets, now)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message with a fresh signature.

        Raises UsageError for a secret that is no key, and for a message without what is signed.
        """
        try:
            signed = replace(message, body=self.signed(message))
        except FaultError as found:
            raise cannot_sign(scheme, found.fault) from None
        headers = self.inner.sign(scheme, signed, secret, stamp).headers
        return replace(message, headers=headers)


@dataclass(frozen=True, slots=True)
class Mac:
    """An HMAC (RFC 2104) as text: its hash, its encoding, and how a secret becomes the key."""

    hash: str
    encoding: str = "hex"
    key: str = "utf8"

    def read(self, value: object, place: str) -> bytes:
        """Return a signature found at a place as `well_formed` does."""
        return well_formed(value, self.encoding, SIZES[self.hash], place)

    def made(self, secret: Secret, data: bytes) -> bytes | None:
        """Return the signature of some bytes, or None when the secret is no key."""
        key = key_of(self.key, secret.value)
        return None if key is None else encode(self.encoding, digest(key, data, self.hash))

    def fits(self, secret: Secret, data: bytes, *signatures: bytes) -> bool | None:
        """Say whether a signature is that of some bytes; None when the secret is no key."""
        made = self.made(secret, data)
        return None if made is None else same(self.encoding, made, signatures)

    def sign(self, scheme: Scheme, secret: Secret, data: bytes) -> bytes:
        """Return the signature of some bytes. Raises UsageError when the secret is no key."""
        made = self.made(secret, data)
        if made is None:
            raise unusable_secret(scheme, secret)
        return made


def settle(
    scheme: Scheme,
    secrets: Sequence[Secret],
    fits: Callable[[Secret], bool | None],
    now: float | None,
    moment: float | Fault | None = None,
) -> Verdict:
    """Return the verdict on a signature: any secret that fits is enough.

    `fits` returns None for a secret that is no key. `moment` is the signed time in Unix seconds.
    """
    unusable: list[str] = []
    for secret in secrets:
        fit = fits(secret)
        if fit:
            return conclude(scheme, moment, secret.name, now)
        if fit is None:
            unusable.append(secret.name)
    return mismatch(scheme, unusable, len(secrets) - len(unusable))


def header(message: SignedMessage, name: str) -> bytes:
    """Return the values of a header, as one list. Raises FaultError when there is none."""
    values = every(message.headers, name)
    if not values:
        raise FaultError(Fault(Reason.MISSING_HEADER, f"the request has no {name} header"))
    return b", ".join(values)


def parameter(message: SignedMessage, name: str) -> str:
    """Return a value of the user's settings. Raises FaultError when it is not given."""
    value = message.params.get(name)
    if not value:
        text = f"the signature covers `{name}`, which is not in the request"
        hint = f"give it with `--param {name}=…`"
        raise FaultError(Fault(Reason.MISSING_PARAMETER, text, hint))
    return value


def well_formed(value: object, encoding: str, size: Size, place: str) -> bytes:
    """Return an encoded signature that was found at a place, None when nothing was.

    Raises FaultError when it is not one of `size` bytes.
    """
    if value is None:
        text = f"the request is not signed: it has no {place}"
        hint = "is signing switched on at the sender, and is this the right provider?"
        raise FaultError(Fault(Reason.MISSING_SIGNATURE, text, hint))
    signature = text_of(value)
    if not signature.strip():
        raise FaultError(Fault(Reason.EMPTY_SIGNATURE, f"the {place} is empty"))
    if shape(encoding, size).fullmatch(signature):
        return signature
    length = encoded_length(encoding, size)
    if _ENCODED.fullmatch(signature) and length // 2 <= len(signature) < length:
        text = f"the {place} is cut short: {len(signature)} of {length} characters"
        raise FaultError(Fault(Reason.TRUNCATED_SIGNATURE, text, _CUT))
    text = f"the {place} is no {encoding} of {length} characters: `{shown(signature)}`"
    raise FaultError(Fault(Reason.MALFORMED_SIGNATURE, text))


def moment_of(value: object, unit: str, place: str) -> float | Fault:
    """Return the Unix seconds that a signed time means, or what is wrong with it."""
    if value is None:
        return Fault(Reason.MISSING_TIMESTAMP, f"the request has no timestamp: no {place}")
    moment = read_moment(text_of(value), unit)
    if moment is None:
        text = f"the {place} is no time: `{shown(text_of(value))}`"
        return Fault(Reason.MALFORMED_TIMESTAMP, text)
    return moment


def text_of(value: object) -> bytes:
    """Return a value of JSON as text in UTF-8; bytes as they are, nothing for null.

    Objects and lists, which are no texts, are written as their brackets.
    """
    if value is None:
        return b""
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict | list):
        return b"{}" if isinstance(value, dict) else b"[]"
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "surrogatepass")


def json_object(body: bytes, what: str) -> dict[str, Any]:
    """Return a JSON object of up to 1 MiB. Raises FaultError that says the body is no `what`."""
    found = parsed(body)
    if not isinstance(found, dict):
        raise FaultError(Fault(Reason.MALFORMED_BODY, f"the body is no {what}: no JSON object"))
    return found


def with_json(message: SignedMessage, value: Mapping[str, Any]) -> SignedMessage:
    """Return the message with compact JSON for its body."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return with_body(message, text.encode("utf-8", "surrogatepass"))


def with_body(message: SignedMessage, body: bytes) -> SignedMessage:
    """Return the message with another body; a Content-Length it has says the new length."""
    headers = message.headers
    if first(headers, "content-length") is not None:
        headers = with_header(headers, "Content-Length", str(len(body)).encode())
    return replace(message, headers=headers, body=body)
