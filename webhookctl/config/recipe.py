"""A recipe of the user's own: what `[providers.NAME]` means, as a provider like any other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from webhookctl.config.places import (
    FIELD_NAME,
    HEADER_NAME,
    path_in_body,
    place_of,
    timestamp_of,
)
from webhookctl.config.table import Table
from webhookctl.config.template import template_parts, template_text
from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import PLAIN, WHSEC, KeyForm, SharedSecret
from webhookctl.core.key_pair import Ed25519Pair
from webhookctl.core.locate import InHeader, InJson, Locator
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import SIZES, HmacRecipe
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.scheme import Recipe, Scheme, TimestampRule
from webhookctl.core.signature import Bare, KeyValues, Prefixed, PrefixedList, SignatureFormat
from webhookctl.errors import UsageError

CERTAINTY = "custom"
"""How well the facts of such a scheme are known: its user wrote them down."""

HMACS = {f"hmac-{name}": name for name in SIZES}
TOKEN = "token"  # noqa: S105 - a kind of scheme
ED25519 = "ed25519"
ALGORITHMS = (*HMACS, ED25519, TOKEN)
ENCODINGS = ("hex", "base64", "base64url")

SECRETS: Mapping[str, str] = {
    "utf8": "raw text",
    "hex": "hex",
    "base64": "base64",
    "whsec": "base64, behind an optional whsec_",
}
"""How shared secrets may be written, and that in words."""

PUBLIC_KEYS: Mapping[str, str] = {"hex": "a public key in hex", "base64": "a public key in base64"}
"""How public keys may be written (or as PEM), and that in words."""

_FORMS: Mapping[str, KeyForm] = {"base64": SharedSecret(encoding="base64"), "whsec": WHSEC}

COMMON_KEYS = ("title", "algorithm", "header", "id", "event")
SIGNING_KEYS = (
    "template",
    "encoding",
    "prefix",
    "field",
    "separator",
    "field_separator",
    "key_encoding",
    "timestamp",
    "timestamp_unit",
    "tolerance",
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_VISIBLE = re.compile(r"[ -~]+")
_VISIBLE_WORDS = "visible ASCII text"


def provider_of(name: str, table: Table) -> Provider:
    """Return the provider that a table describes. Raises UsageError for each kind of mistake."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"`{name}` of `[providers]` in `{table.file}` cannot be the name of a provider",
            hint="use letters, digits, `-` and `_`",
        )
    table.allow((*COMMON_KEYS, *SIGNING_KEYS))
    algorithm = table.choice("algorithm", ALGORITHMS, "hmac-sha256")
    title = table.text("title") or name
    event, id_ = place_of(table, "event"), place_of(table, "id")
    scheme = _scheme(name, title, table, algorithm)
    id_path = path_in_body(table, "id") if isinstance(id_, InJson) else None
    return Provider(name, title, (scheme,), dress=Dress(event, id_), id_path=id_path)


@dataclass(frozen=True, slots=True)
class Dress:
    """Makes the headers of a delivery: JSON, and event type and id where headers have them."""

    event: Locator
    id: Locator

    def __call__(self, outline: Outline) -> HeaderPairs:
        """Return the headers."""
        headers: HeaderPairs = ((b"Content-Type", b"application/json"),)
        for place, text in ((self.event, outline.type), (self.id, outline.id)):
            if isinstance(place, InHeader) and text:
                headers += ((place.name.encode(), text.encode("utf-8", "surrogateescape")),)
        return headers


def _scheme(name: str, title: str, table: Table, algorithm: str) -> Scheme:
    header = table.text_like("header", HEADER_NAME, "the name of a header")
    if header is None:
        raise UsageError(
            f"`[{table.name}]` in `{table.file}` has no `header`",
            hint='name the header of the signature, like `header = "X-Signature"`',
        )
    timestamp = None
    recipe: Recipe = TokenRecipe(header)
    signed, words = "(the secret itself)", "the token itself"
    if algorithm == TOKEN:
        _refuse_signing_keys(table)
    else:
        timestamp = timestamp_of(table)
        if timestamp is not None and timestamp.source.lower() == f"header:{header.lower()}":
            hint = 'a timestamp in the same header is a field of it: `timestamp = "field:t"`'
            raise table.wrong("timestamp", "is the header of the signature", hint)
        recipe = _signing_recipe(table, algorithm, header, timestamp)
        signed, words = template_text(table), _key_words(algorithm)[recipe.key]
    return Scheme(
        id=name,
        title=title,
        recipe=recipe,
        signature_header=header,
        string_to_sign=signed,
        detection=_detection(header),
        timestamp=timestamp,
        event=place_of(table, "event"),
        delivery_id=place_of(table, "id"),
        secret_words=words,
        sources=(f"`[{table.name}]` in {table.file}",),
        certainty=CERTAINTY,
        key_form=_key_form(recipe),
    )


def _signing_recipe(
    table: Table, algorithm: str, header: str, timestamp: TimestampRule | None
) -> HmacRecipe | PublicKeyRecipe:
    id_ = place_of(table, "id")
    id_header = id_.name if isinstance(id_, InHeader) else None
    parts = template_parts(table, timestamp, id_header)
    signed_id = id_header if f"{{header:{id_header}}}" in parts else None
    kind, _, name = (timestamp.source if timestamp else "").partition(":")
    time_header = name if kind == "header" else None
    words = _key_words(algorithm)
    key = table.choice("key_encoding", words, next(iter(words)))
    if algorithm == ED25519:
        layout = _layout(table, header, timestamp, tuple(PUBLIC_KEYS))
        return PublicKeyRecipe(layout, parts, ED25519, key, signed_id, time_header)
    layout = _layout(table, header, timestamp, ENCODINGS)
    return HmacRecipe(layout, parts, HMACS[algorithm], key, signed_id, time_header=time_header)


def _layout(
    table: Table, header: str, timestamp: TimestampRule | None, encodings: tuple[str, ...]
) -> SignatureFormat:
    """Return how the signature stands in its header."""
    encoding = table.choice("encoding", encodings, encodings[0])
    prefix = table.text_like("prefix", _VISIBLE, _VISIBLE_WORDS)
    separator = table.text_like("separator", _VISIBLE, _VISIBLE_WORDS)
    if "field" in table.values:
        return _fields(table, header, timestamp, encoding, separator or ",")
    if "field_separator" in table.values:
        raise table.wrong("field_separator", "needs `field`", 'add it, like `field = "v1"`')
    if prefix is None and separator is not None:
        hint = "it stands between several signatures, each behind its `prefix` or in its `field`"
        raise table.wrong("separator", "needs `prefix` or `field`", hint)
    if prefix is None:
        return Bare(header, encoding)
    if separator is None:
        return Prefixed(header, prefix.encode(), encoding)
    return PrefixedList(header, prefix.encode(), encoding, separator.encode())


def _fields(
    table: Table, header: str, timestamp: TimestampRule | None, encoding: str, separator: str
) -> KeyValues:
    """Return the layout of a header that holds names and values, as Stripe's does."""
    if "prefix" in table.values:
        raise table.wrong("prefix", "and `field` exclude each other", "leave one of them out")
    field = table.text_like("field", FIELD_NAME, "letters, digits, `_`, `.` and `-`") or ""
    equals = table.text_like("field_separator", _VISIBLE, _VISIBLE_WORDS) or "="
    kind, _, name = (timestamp.source if timestamp else "").partition(":")
    time_key = name.encode() if kind == "kv" else None
    if time_key == field.encode():
        raise table.wrong("timestamp", "is the field of the signature", "name its own field")
    return KeyValues(
        header, field.encode(), time_key, encoding, separator.encode(), equals.encode()
    )


def _key_form(recipe: Recipe) -> KeyForm:
    """Return what new secrets look like."""
    if isinstance(recipe, PublicKeyRecipe):
        return Ed25519Pair(recipe.key)
    return _FORMS.get(recipe.key, PLAIN) if isinstance(recipe, HmacRecipe) else PLAIN


def _key_words(algorithm: str) -> Mapping[str, str]:
    return PUBLIC_KEYS if algorithm == ED25519 else SECRETS


def _refuse_signing_keys(table: Table) -> None:
    for key in table.values:
        if key in SIGNING_KEYS:
            allowed = ", ".join(f"`{one}`" for one in COMMON_KEYS)
            hint = f"a token is the secret itself, in its header; allowed: {allowed}"
            raise table.wrong(key, 'does not go with `algorithm = "token"`', hint)


def _detection(header: str) -> DetectionRule:
    """Return the rule that the header gives the sender away, unless anybody may send it."""
    if header.lower() == "authorization":
        return DetectionRule()
    return DetectionRule(any_header=(header,))
