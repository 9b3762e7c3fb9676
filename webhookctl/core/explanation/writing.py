"""Signatures that fit once they are written as their scheme writes them, or made with its hash."""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from webhookctl.core.explanation.case import Case, first_fit
from webhookctl.core.headers import first
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_hmac import SIZES, HmacRecipe
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.recipe_own import ComputedRecipe, OwnRecipe
from webhookctl.core.scheme import Recipe, Scheme, SignedMessage
from webhookctl.core.signature import KeyValues, SignatureFormat, Size, encode, with_header
from webhookctl.core.verdict import Reason, Verdict

_TOKEN = re.compile(rb"[A-Za-z0-9+/_-]{26,1024}={0,2}")
_MOST = 8
_ENCODINGS = ("hex", "base64", "base64url")


@runtime_checkable
class _Around(Protocol):
    """A recipe that judges by another one."""

    recipe: Recipe


@dataclass(frozen=True, slots=True)
class _Written:
    """A header value with its signature written anew, and how that was written before."""

    value: bytes
    how: str


def about_writing(case: Case) -> Verdict | None:
    """Find a signature that fits in another encoding, or behind another prefix."""
    header, value = _signature(case)
    for scheme in _reading(header, case) if value else ():
        tries = _tries(scheme, case.message, header, value, as_it_is=False)
        found = first_fit(tries, case.secrets)
        if found is not None:
            return _written_as(case, scheme, header, found)
    return None


def about_hash(case: Case) -> Verdict | None:
    """Find a signature that fits when it was made with another hash, however it is written."""
    header, value = _signature(case)
    own = _hash_of(case.scheme.recipe)
    for name in [name for name in SIZES if own and value and name != own]:
        other = replace(case.scheme, recipe=_with_hash(case.scheme.recipe, name))
        found = first_fit(_tries(other, case.message, header, value, as_it_is=True), case.secrets)
        if found is not None:
            message = f"the signature fits {name}, where {own} was expected"
            hint = f"have the sender use {own}, or find what swapped the header"
            return case.says(Reason.WRONG_ALGORITHM, message, hint, found[1], fits_algorithm=name)
    return None


def _signature(case: Case) -> tuple[str, bytes]:
    """Return the signature header and its first value, empty where there is none."""
    header = case.scheme.signature_header or ""
    return header, (first(case.message.headers, header) or b"") if header else b""


def _written_as(case: Case, scheme: Scheme, header: str, found: tuple[str, Verdict]) -> Verdict:
    (how, fit), layout = found, layout_of(scheme.recipe)
    wanted = layout.wanted if layout else (scheme.encoding or "another encoding")
    expected = f"expected {wanted} in the {header} header"
    message = f"the signature is genuine, but {how}"
    if not how:
        how = f"as {wanted}"
        message = f"{case.verdict.message}; it would fit {how}"
    reason = case.verdict.reason
    if reason is not Reason.WRONG_VERSION:
        reason = Reason.MALFORMED_SIGNATURE
    return replace(case.says(reason, message, expected, fit, fits=how), scheme=scheme.id)


def _reading(header: str, case: Case) -> Iterator[Scheme]:
    """Yield the schemes of the provider that read a header, the one it was judged by first."""
    yield case.scheme
    for one in case.provider.schemes:
        same_header = (one.signature_header or "").lower() == header.lower()
        if same_header and one.id != case.scheme.id:
            yield one


def _tries(
    scheme: Scheme, message: SignedMessage, header: str, value: bytes, *, as_it_is: bool
) -> Iterator[tuple[str, Scheme, SignedMessage]]:
    """Yield the message with its signature written in each way that may have been meant."""
    for written in dict.fromkeys(_written(scheme.recipe, value)):
        if as_it_is or written.value != value:
            headers = with_header(message.headers, header, written.value)
            yield written.how, scheme, replace(message, headers=headers)


def _written(recipe: Recipe, value: bytes) -> Iterator[_Written]:
    layout, size = layout_of(recipe), _size_of(recipe)
    if layout is None and not isinstance(recipe, OwnRecipe):
        return
    for token in [match[0] for match in _TOKEN.finditer(value)][:_MOST]:
        for encoding, data in _decoded(token):
            for meant in _ENCODINGS if layout is None else (layout.encoding,):
                if _is_of_size(data, size):
                    signature = encode(meant, data)
                    changed = token.rstrip(b"=") != signature.rstrip(b"=")
                    how = _how(encoding, meant) if changed else ""
                    yield _Written(value.replace(token, signature, 1), how)
                    yield _Written(_alone(layout, value, signature), how)


def _how(encoding: str, meant: str) -> str:
    """Return how a signature was written that would be another text in its own encoding."""
    if encoding == meant == "hex":
        return "it is written in capital letters, and compared with small ones"
    return f"it is written in {encoding}, not in {meant}"


def _alone(layout: SignatureFormat | None, value: bytes, signature: bytes) -> bytes:
    """Return the header value that has the signature as it should, and nothing else."""
    return signature if layout is None else layout.write(signature, _timestamp(layout, value))


def _decoded(token: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a text may be, with the encoding it would be in."""
    with suppress(ValueError):
        yield "hex", binascii.unhexlify(token)
    plain = token.rstrip(b"=")
    standard = plain.translate(bytes.maketrans(b"-_", b"+/"))
    with suppress(ValueError):
        data = base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
        yield "base64" if plain == standard else "base64url", data


def _is_of_size(data: bytes, size: Size | None) -> bool:
    if size is None:
        return len(data) in SIZES.values()
    least, most = (size, size) if isinstance(size, int) else size
    return least <= len(data) <= most


def _timestamp(layout: SignatureFormat, value: bytes) -> bytes:
    key = layout.timestamp_key if isinstance(layout, KeyValues) else None
    return b"" if key is None else layout.read(value).fields.get(key, b"")


def layout_of(recipe: Recipe) -> SignatureFormat | None:
    """Return how a recipe writes its signature, or None where its own functions do."""
    inner = _inner(recipe)
    if isinstance(inner, HmacRecipe | DigestRecipe | PublicKeyRecipe):
        return inner.signature
    return None


def _size_of(recipe: Recipe) -> Size | None:
    inner = _inner(recipe)
    if isinstance(inner, HmacRecipe | DigestRecipe | PublicKeyRecipe):
        return inner.size
    return None


def _hash_of(recipe: Recipe) -> str | None:
    inner = _inner(recipe)
    return inner.hash if isinstance(inner, HmacRecipe | DigestRecipe) else None


def _inner(recipe: Recipe) -> Recipe:
    """Return the recipe that makes the signature, from within those around it."""
    if isinstance(recipe, ComputedRecipe):
        return recipe.inner
    return _inner(recipe.recipe) if isinstance(recipe, _Around) else recipe


def _with_hash(recipe: Recipe, name: str) -> Recipe:
    if isinstance(recipe, HmacRecipe | DigestRecipe):
        return replace(recipe, hash=name)
    if isinstance(recipe, ComputedRecipe):
        return replace(recipe, inner=replace(recipe.inner, hash=name))
    return _with_hash(recipe.recipe, name) if isinstance(recipe, _Around) else recipe
