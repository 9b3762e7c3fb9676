"""What the recipes of a template share: how a message is judged, and how it is signed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeAlias

from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.locate import InJson, RequestView
from webhookctl.core.recipe import (
    Prepared,
    by_name,
    compiled,
    conclude,
    fill,
    mismatch,
    prepare,
    stamp_text,
    to_bytes,
)
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, SignatureFormat, Size, with_header
from webhookctl.core.verdict import Verdict
from webhookctl.errors import UsageError

Pieces: TypeAlias = tuple[bytes | None, ...]
"""What is signed, in parts; None stands where the secret goes."""

_NOT_THERE = "add it to the request: `sign` and `send` take `--header 'NAME: VALUE'`"


class TemplateRecipe(Protocol):
    """A recipe that signs a template, and puts the signature into a header."""

    @property
    def signature(self) -> SignatureFormat:
        """Where the signature stands, and how."""
        ...

    @property
    def message(self) -> tuple[str, ...]:
        """The parts of the template."""
        ...

    @property
    def id_header(self) -> str | None:
        """The header that carries the message's id, where the template has it."""
        ...

    @property
    def size(self) -> Size:
        """How many bytes a signature has."""
        ...

    def fits(self, read: Prepared, secret: Secret) -> bool | None:
        """Say whether one of the signatures was made with a secret; None when it is no key."""
        ...

    def make(self, pieces: Pieces, secret: Secret) -> bytes | None:
        """Return the encoded signature of the filled template, or None when it is no key."""
        ...


def judge_template(
    recipe: TemplateRecipe,
    scheme: Scheme,
    message: SignedMessage,
    secrets: Sequence[Secret],
    now: float | None,
) -> Verdict:
    """Judge a message; any secret that fits is enough; `now` None leaves its age unchecked."""
    read = prepare(scheme, message, recipe.message, recipe.signature, recipe.size)
    if isinstance(read, Fault):
        return read.verdict(scheme.id)
    unusable: list[str] = []
    for secret in secrets:
        fit = recipe.fits(read, secret)
        if fit:
            return conclude(scheme, read.moment, secret.name, now)
        if fit is None:
            unusable.append(secret.name)
    return mismatch(scheme, unusable, len(secrets) - len(unusable))


def sign_template(
    recipe: TemplateRecipe, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
) -> SignedMessage:
    """Return the message with a fresh signature, and timestamp and id where there are any.

    A timestamp in the body is made fresh as well, and nothing else of it. An empty id of the stamp
    leaves the id of the message as it is. Raises UsageError for a secret that is no key, and for a
    message without a header or parameter that is signed.
    """
    rule = scheme.timestamp
    timestamp = stamp_text(rule.unit, stamp.now) if rule else b""
    message = _with_time_in_body(message, rule, timestamp)
    headers = _with_id(message.headers, recipe.id_header, stamp.id)
    headers = _with_timestamp(message, headers, rule, timestamp)
    key = (rule.source if rule else "").removeprefix("kv:").encode()
    pieces = fill(compiled(recipe.message), message, by_name(headers), {key: timestamp})
    if isinstance(pieces, Fault):
        raise cannot_sign(scheme, replace(pieces, hint=pieces.hint or _NOT_THERE))
    signature = recipe.make(pieces, secret)
    if signature is None:
        raise unusable_secret(scheme, secret)
    value = recipe.signature.write(signature, timestamp)
    return replace(message, headers=with_header(headers, recipe.signature.header, value))


def cannot_sign(scheme: Scheme, fault: Fault) -> UsageError:
    """Return the error for a message that lacks what is signed."""
    return UsageError(f"cannot sign for {scheme.title}: {fault.message}", hint=fault.hint)


def unusable_secret(scheme: Scheme, secret: Secret) -> UsageError:
    """Return the error for a secret that a scheme cannot sign with."""
    hint = f"its secrets are {scheme.secret_words}"
    if scheme.key_form.is_pair:
        hint = (
            "only the provider has the private key; "
            f"`webhookctl keys new {scheme.id}` makes a pair of your own to test with"
        )
    return UsageError(f"cannot sign for {scheme.title} with the secret `{secret.name}`", hint=hint)


def _with_id(headers: HeaderPairs, name: str | None, id_: str) -> HeaderPairs:
    if name is None or not id_:
        return headers
    if not id_.isprintable():
        raise UsageError("a message id cannot have line breaks or control characters")
    return with_header(headers, name, to_bytes(id_))


def _with_time_in_body(
    message: SignedMessage, rule: TimestampRule | None, timestamp: bytes
) -> SignedMessage:
    """Return the message with the number in its JSON replaced, where it has one."""
    kind, _, name = (rule.source if rule else "").partition(":")
    if kind != "json":
        return message
    number = re.compile(b'("%b"\\s*:\\s*)-?[0-9]+' % re.escape(name.encode()))
    body = number.sub(b"\\g<1>" + timestamp, message.body, count=1)
    found = InJson(name).find(RequestView(message.headers, body))
    return replace(message, body=body) if found == timestamp.decode() else message


def _with_timestamp(
    message: SignedMessage, headers: HeaderPairs, rule: TimestampRule | None, timestamp: bytes
) -> HeaderPairs:
    again = rule.repeated_in if rule else None
    if again is not None and first(headers, again) is not None:
        return with_header(headers, again, timestamp)
    kind, _, name = (rule.source if rule else "").partition(":")
    if kind == "config_header":
        kind, name = "header", message.params.get(name, "")
    return with_header(headers, name, timestamp) if kind == "header" and name else headers
