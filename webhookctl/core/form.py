"""Forms as bytes: names and values in their order, URL-encoded or in parts, read and written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias
from urllib.parse import quote_plus, unquote_to_bytes

from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs, text

Fields: TypeAlias = tuple[tuple[bytes, bytes], ...]

MULTIPART = "multipart/form-data"
URL_ENCODED = "application/x-www-form-urlencoded"

_MAX_PARTS = 1000
_BOUNDARY = re.compile(r'boundary=(?:"([^"\r\n]{1,70})"|([^\s;,"]{1,70}))', re.IGNORECASE)
_NAME = re.compile(rb'(?im)^content-disposition:[^\r\n]*?;[ \t]*name="([^"\r\n]*)"')
_FILE = re.compile(rb"(?im)^content-disposition:[^\r\n]*;[ \t]*filename")


def form_fields(headers: HeaderPairs, body: bytes) -> Fields:
    """Return the fields of a form, decoded; files are left out.

    A body is read as URL-encoded unless its Content-Type says that it comes in parts (RFC 7578).
    """
    boundary = boundary_of(headers)
    return url_encoded(body) if boundary is None else _in_parts(body, boundary)


def boundary_of(headers: HeaderPairs) -> bytes | None:
    """Return the boundary between the parts of a multipart form, or None when it is none."""
    content_type = text(headers, "content-type") or ""
    if not content_type.lower().startswith(MULTIPART):
        return None
    match = _BOUNDARY.search(content_type)
    return (match[1] or match[2]).encode("latin-1") if match else None


def is_url_encoded(headers: HeaderPairs) -> bool:
    """Say whether the Content-Type is that of a URL-encoded form."""
    content_type = text(headers, "content-type") or ""
    return content_type.partition(";")[0].strip().lower() == URL_ENCODED


def url_encoded(form: bytes) -> Fields:
    """Return the fields of a URL-encoded form or query, decoded; blank values count."""
    parts = form.replace(b"+", b" ").split(b"&")
    pairs = [part.partition(b"=") for part in parts if part]
    return tuple([(_decoded(name), _decoded(value)) for name, _, value in pairs])


def last_value(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    """Return the last value of a name, which is the one that most servers take, or None."""
    return dict(fields).get(name)


def write_url_encoded(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return fields as a URL-encoded form."""
    pairs = (f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)
    return "&".join(pairs).encode()


def fields_of(payload: Json) -> Fields:
    """Return the fields that say what JSON says, in its order: `data[merges][EMAIL]`, `ids[0]`.

    That is how PHP, Rails and Mailchimp's webhooks name them. Null becomes an empty value, true
    and false these words; empty objects and lists have no field. Raises TypeError for a payload
    that is neither an object nor a list.
    """
    if not isinstance(payload, dict | list):
        raise TypeError("a form needs names for its values")
    return tuple(
        (name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass"))
        for name, value in _named(payload, "")
    )


def write_parts(fields: Iterable[tuple[bytes, bytes]], boundary: bytes) -> bytes:
    """Return fields as a form in parts; `boundary` must not occur in them."""
    start = b"--" + boundary
    parts = (
        start
        + b'\r\nContent-Disposition: form-data; name="'
        + name
        + b'"\r\n\r\n'
        + value
        + b"\r\n"
        for name, value in fields
    )
    return b"".join(parts) + start + b"--\r\n"


def replaced_fields(fields: Sequence[tuple[bytes, bytes]], new: Fields) -> Fields:
    """Return the fields with those of `new` in place of all that had one of their names."""
    names = {name for name, _ in new}
    return (*(pair for pair in fields if pair[0] not in names), *new)


def _named(value: Json, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in pairs:
            yield from _named(inner, f"{name}[{step}]" if name else str(step))
    elif value is None or isinstance(value, str):
        yield name, value or ""
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _decoded(text: bytes) -> bytes:
    return unquote_to_bytes(text) if b"%" in text else text


def _in_parts(body: bytes, boundary: bytes) -> Fields:
    fields: list[tuple[bytes, bytes]] = []
    delimiter = b"\r\n--" + boundary
    for part in (b"\r\n" + body).split(delimiter, _MAX_PARTS)[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if part.startswith(b"--"):
            break  # the end of the form (RFC 2046 section 5.1.1)
        if name is not None and _FILE.search(head) is None:
            fields.append((name[1], content))
    return tuple(fields)
