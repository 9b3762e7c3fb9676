"""Requests without a signature: a shared token, a password, or nothing at all."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest

from webhookctl.core.headers import every
from webhookctl.core.recipe import mismatch
from webhookctl.core.recipe_template import unusable_secret
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, with_header
from webhookctl.core.verdict import Reason, Verdict

_AUTHORIZATION = "Authorization"
_VALUE = re.compile(rb"[!-~\x80-\xff](?:[ -~\x80-\xff]*[!-~\x80-\xff])?")
_NO_PARTS: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenRecipe:
    """The secret itself, in a header. It protects nothing of the request."""

    header: str

    @property
    def covers(self) -> frozenset[Part]:
        """Nothing."""
        return _NO_PARTS

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,  # noqa: ARG002 - a token has no age
    ) -> Verdict:
        """Say whether the header holds one of the secrets."""
        values = every(message.headers, self.header)
        if fault := _absent(self.header, values, "token"):
            return fault.verdict(scheme.id)
        usable = [secret for secret in secrets if secret.value]
        for secret in usable:
            if any(compare_digest(value, secret.value) for value in values):
                return accepted(scheme, "token", secret)
        unusable = [secret.name for secret in secrets if not secret.value]
        return _refused(mismatch(scheme, unusable, len(usable)), values, usable)

    def sign(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secret: Secret,
        stamp: Stamp,  # noqa: ARG002 - nothing is fresh in a token
    ) -> SignedMessage:
        """Return the message with the token. Raises UsageError for one that is no header value."""
        if not _is_value(secret.value):
            raise unusable_secret(scheme, secret)
        return replace(message, headers=with_header(message.headers, self.header, secret.value))


@dataclass(frozen=True, slots=True)
class BasicRecipe:
    """A name and password (RFC 7617), as `name:password` in the secret."""

    @property
    def covers(self) -> frozenset[Part]:
        """Nothing."""
        return _NO_PARTS

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,  # noqa: ARG002 - a password has no age
    ) -> Verdict:
        """Say whether the Authorization header holds one of the secrets."""
        values = every(message.headers, _AUTHORIZATION)
        if fault := _absent(_AUTHORIZATION, values, "password"):
            return fault.verdict(scheme.id)
        sent = _decoded(values[0])
        if isinstance(sent, Fault):
            return sent.verdict(scheme.id)
        usable = [secret for secret in secrets if b":" in secret.value]
        for secret in usable:
            if compare_digest(sent, secret.value):
                return accepted(scheme, "password", secret)
        unusable = [secret.name for secret in secrets if b":" not in secret.value]
        return _refused(mismatch(scheme, unusable, len(usable)), (sent,), usable)

    def sign(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secret: Secret,
        stamp: Stamp,  # noqa: ARG002 - nothing is fresh in a password
    ) -> SignedMessage:
        """Return the message with name and password. Raises UsageError for other secrets."""
        if b":" not in secret.value:
            raise unusable_secret(scheme, secret)
        value = b"Basic " + base64.b64encode(secret.value)
        return replace(message, headers=with_header(message.headers, _AUTHORIZATION, value))


@dataclass(frozen=True, slots=True)
class UnsignedRecipe:
    """Nothing: the provider signs nothing, and its requests can be made by anybody.

    `claim` and `reason` say so, or that there is a signature that is not judged here; `instead`
    what there is to rely on.
    """

    instead: str = "keep the URL secret, and ask the provider's API before acting on an event"
    claim: str = "are not signed: nothing shows who sent this request"
    reason: Reason = Reason.NOT_SIGNED

    @property
    def covers(self) -> frozenset[Part]:
        """Nothing."""
        return _NO_PARTS

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,  # noqa: ARG002 - all are alike
        secrets: Sequence[Secret],  # noqa: ARG002 - none is used
        now: float | None,  # noqa: ARG002 - nothing has an age
    ) -> Verdict:
        """Say that there is nothing to judge."""
        return Verdict(
            valid=False,
            reason=self.reason,
            message=f"{scheme.title} {self.claim}",
            scheme=scheme.id,
            hint=self.instead,
            facts={"body_covered": False},
        )

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - nothing is signed
        message: SignedMessage,
        secret: Secret,  # noqa: ARG002 - nothing is signed
        stamp: Stamp,  # noqa: ARG002 - nothing is signed
    ) -> SignedMessage:
        """Return the message as it is."""
        return message


def _absent(header: str, values: Sequence[bytes], what: str) -> Fault | None:
    if not values:
        hint = f"was a {what} set at the sender?"
        return Fault(Reason.MISSING_HEADER, f"the request has no {header} header", hint)
    if not any(values):
        return Fault(Reason.EMPTY_SIGNATURE, f"the {what} in the {header} header is empty")
    return None


def accepted(scheme: Scheme, what: str, secret: Secret) -> Verdict:
    """Return the verdict on a request that holds the secret itself, called `what`."""
    return Verdict(
        valid=True,
        reason=Reason.VALID,
        message=f"the {what} fits; nothing protects the body",
        scheme=scheme.id,
        hint="this is no signature: whoever has seen one request can make others",
        secret=secret.name,
        facts={"body_covered": False},
    )


def _refused(verdict: Verdict, values: Sequence[bytes], secrets: Sequence[Secret]) -> Verdict:
    """Return the verdict with what can be said of the value without showing any of it."""
    for secret in secrets:
        if any(_cut_short(value, secret.value) for value in values):
            message = "the value is cut short: it is only the beginning of the secret"
            return replace(verdict, reason=Reason.TRUNCATED_SIGNATURE, message=message)
        if any(compare_digest(value, b"Bearer " + secret.value) for value in values):
            message = f"the value is the secret `{secret.name}` with `Bearer ` before it"
            hint = "give the secret with `Bearer ` in it: the header is compared as a whole"
            return replace(verdict, reason=Reason.SECRET_ENCODING, message=message, hint=hint)
    if verdict.reason is not Reason.MISMATCH:
        return verdict
    return replace(verdict, message="the value fits no secret: the sender was given another one")


def _cut_short(value: bytes, secret: bytes) -> bool:
    shorter = len(secret) // 2 <= len(value) < len(secret)
    return shorter and compare_digest(value, secret[: len(value)])


def _decoded(value: bytes) -> bytes | Fault:
    word, _, rest = value.partition(b" ")
    if word.lower() != b"basic":
        return Fault(
            Reason.WRONG_VERSION,
            "the Authorization header holds no name and password",
            "expected `Basic` and base64",
        )
    try:
        return base64.b64decode(rest.strip(), validate=True)
    except (binascii.Error, ValueError):
        return Fault(
            Reason.MALFORMED_SIGNATURE,
            "the Authorization header holds no base64 after `Basic`",
            "expected `Basic` and base64 of `name:password`",
        )


def _is_value(secret: bytes) -> bool:
    """Say whether a secret can be the value of a header (RFC 9110 section 5.5)."""
    return _VALUE.fullmatch(secret) is not None
