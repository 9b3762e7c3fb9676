"""What all recipes share: the signed message from its template, the clock, the verdict."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.locate import InJson, RequestView
from webhookctl.core.scheme import Part, Scheme, SignedMessage, TimestampRule
from webhookctl.core.signature import (
    Fault,
    Found,
    SignatureFormat,
    Size,
    find_signatures,
    shown,
)
from webhookctl.core.span import span
from webhookctl.core.verdict import Reason, Verdict

_PLACEHOLDER = re.compile(
    r"\{(?:(body|url|method|secret)|(header|kv|param|config|config_header|json):([^{}]+))\}"
)
_INTEGER = re.compile(rb"-?[0-9]{1,18}")
_PER_SECOND = {"s": 1, "ms": 1000}
_UNITS = {
    "s": "a whole number of seconds",
    "ms": "a whole number of milliseconds",
    "http_date": "a date such as `Thu, 01 Jan 2026 00:00:00 GMT`",
}
_PARTS = {
    "body": Part.BODY,
    "url": Part.URL,
    "method": Part.METHOD,
    "header": Part.HEADERS,
    "config_header": Part.TIMESTAMP,
}

URL_PARAMETER = "notification_url"
"""The parameter of schemes that sign the URL as it was registered; else it is the URL seen."""

ValuesByName = Mapping[bytes, Sequence[bytes]]


class Piece(NamedTuple):
    """One part of a template: literal text, or a kind of placeholder and its name."""

    kind: str
    name: str
    text: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message that is ready to be judged.

    `pieces` put together are what was signed; None stands where the secret goes. `moment` is the
    signed time in Unix seconds, where there is one, or what is wrong with that of the body.
    """

    signatures: tuple[bytes, ...]
    pieces: tuple[bytes | None, ...]
    moment: float | Fault | None


@cache
def compiled(template: tuple[str, ...]) -> tuple[Piece, ...]:
    """Return the parts of a template, understood once. `{…}` must be a known placeholder."""
    return tuple(_piece(part) for part in template)


def prepare(
    scheme: Scheme,
    message: SignedMessage,
    template: tuple[str, ...],
    layout: SignatureFormat,
    size: Size,
) -> Prepared | Fault:
    """Return signatures of `size` bytes and what they are about, or the first thing wrong."""
    headers = by_name(message.headers)
    values = headers.get(layout.header.lower().encode())
    if not values:
        return Fault(Reason.MISSING_HEADER, f"the request has no {layout.header} header")
    pieces = compiled(template)
    source = scheme.timestamp.source if scheme.timestamp else None
    if missing := _missing_header(pieces, headers, source):
        return missing
    found = find_signatures(layout, values, size)
    if isinstance(found, Fault):
        return found
    moment = _signed_moment(scheme.timestamp, message, headers, found, layout)
    if isinstance(moment, Fault) and not (source or "").startswith("json:"):
        return moment  # a time in the body only counts when the body is the one that was signed
    filled = fill(pieces, message, headers, found.fields)
    return filled if isinstance(filled, Fault) else Prepared(found.signatures, filled, moment)


@cache
def covered(
    template: tuple[str, ...], id_header: str | None, time_header: str | None = None
) -> frozenset[Part]:
    """Return the parts of a request that a template protects.

    A header is one of time when it is `time_header`, or its name ends in `timestamp`.
    """
    parts = (_part_of(piece, id_header, time_header) for piece in compiled(template))
    return frozenset(part for part in parts if part is not None)


def by_name(headers: HeaderPairs) -> dict[bytes, list[bytes]]:
    """Return the values of each header by its lower-case name."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    return found


def fill(
    pieces: tuple[Piece, ...],
    message: SignedMessage,
    headers: ValuesByName,
    fields: Mapping[bytes, bytes],
) -> tuple[bytes | None, ...] | Fault:
    """Return the bytes of each part (None where the secret goes), or which part is missing."""
    filled: list[bytes | None] = []
    for piece in pieces:
        if piece.kind == "text":
            filled.append(piece.text)
        elif piece.kind == "body":
            filled.append(message.body)
        elif piece.kind == "secret":
            filled.append(None)
        else:
            value = _value(piece.kind, piece.name, message, headers, fields)
            if value is None:
                return missing_part(piece)
            filled.append(value)
    return tuple(filled)


def other_key(message: SignedMessage, header: str, parameter: str) -> Fault | None:
    """Return what is wrong when a request names another key than ours (where ours is known)."""
    ours = message.params.get(parameter)
    named = text(message.headers, header)
    if ours is None or named is None or named.encode("latin-1") == ours.encode():
        return None
    return Fault(
        Reason.UNTRUSTED_KEY,
        f"signed with the key `{shown(named.encode('latin-1'))}`, not with `{ours}` ({header})",
        "it is of another app, or the key was replaced",
    )


def conclude(
    scheme: Scheme, moment: float | Fault | None, secret: str | None, now: float | None
) -> Verdict:
    """Return the verdict on a signature that fits: valid, unless its time is out of bounds.

    It says when the signature leaves the body unprotected.
    """
    if isinstance(moment, Fault):
        return replace(moment.verdict(scheme.id), secret=secret)
    rule = scheme.timestamp
    if rule is None or moment is None or now is None:
        return _genuine(scheme, secret, None)
    age = round(now - moment, 3)
    if rule.tolerance is not None and rule.past and age > rule.tolerance:
        return _out_of_time(scheme, secret, age, Reason.STALE_TIMESTAMP)
    if rule.tolerance is not None and rule.future and -age > rule.tolerance:
        return _out_of_time(scheme, secret, age, Reason.FUTURE_TIMESTAMP)
    return _genuine(scheme, secret, age)


def without_body(verdict: Verdict, hint: str = "a changed body would fit as well") -> Verdict:
    """Return a verdict that says of a genuine signature that it does not cover the body."""
    if not verdict.valid:
        return verdict
    message = "the signature is genuine, but it does not cover the body"
    facts = {**verdict.facts, "body_covered": False}
    return replace(verdict, message=message, hint=hint, facts=facts)


def mismatch(scheme: Scheme, unusable: Sequence[str], tried: int) -> Verdict:
    """Return the verdict when no secret fits; `unusable` names those that are no keys at all."""
    if unusable and not tried:
        name = unusable[0]
        message = f"the secret `{name}` cannot be used: {scheme.title} takes {scheme.secret_words}"
        return Verdict(False, Reason.MALFORMED_SECRET, message, scheme.id, secret=name)
    message = "the signature does not match: another secret was used, or the request was changed"
    return Verdict(False, Reason.MISMATCH, message, scheme.id)


def to_bytes(text: str) -> bytes:
    """Return text that came from raw bytes as those bytes (latin-1), any other as UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def stamp_text(unit: str, now: float) -> bytes:
    """Return a moment (Unix seconds) as a provider with timestamps of that unit writes it."""
    if unit in _PER_SECOND:
        return str(int(now * _PER_SECOND[unit])).encode()
    if unit == "http_date":
        return _date_of_moment(now)
    text = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z").encode()


def _piece(part: str) -> Piece:
    match = _PLACEHOLDER.fullmatch(part)
    if match is None:
        return Piece("text", "", part.encode())
    return Piece(match[1] or match[2], match[3] or "", b"")


def _part_of(piece: Piece, id_header: str | None, time_header: str | None) -> Part | None:
    if piece.kind == "header" and piece.name == id_header:
        return Part.ID
    if piece.kind == "header" and piece.name == time_header:
        return Part.TIMESTAMP
    if piece.kind in ("param", "config") and piece.name == URL_PARAMETER:
        return Part.URL
    if piece.kind == "kv" or (piece.kind == "header" and piece.name.lower().endswith("timestamp")):
        return Part.TIMESTAMP
    return _PARTS.get(piece.kind)


def _missing_header(
    pieces: tuple[Piece, ...], headers: ValuesByName, timestamp_source: str | None
) -> Fault | None:
    for kind, name, _ in pieces:
        if kind != "header" or f"header:{name}" == timestamp_source:
            continue
        values = headers.get(name.lower().encode())
        if not values or not values[0]:
            state = "no" if not values else "an empty"
            return Fault(
                Reason.MISSING_HEADER,
                f"the request has {state} {name} header, which the signature covers",
            )
    return None


def _signed_moment(
    rule: TimestampRule | None,
    message: SignedMessage,
    headers: ValuesByName,
    found: Found,
    layout: SignatureFormat,
) -> float | Fault | None:
    if rule is None:
        return None
    kind, _, name = rule.source.partition(":")
    if kind == "config_header":
        if name not in message.params:
            return missing_part(Piece(kind, name, b""))
        kind, name = "header", message.params[name]
    value = _value(kind, name, message, headers, found.fields)
    where = f"`{name}` in the {layout.header} header" if kind == "kv" else _place(kind, name)
    if value is None:
        return Fault(Reason.MISSING_TIMESTAMP, f"the request has no timestamp: no {where}")
    moment = read_moment(value, rule.unit)
    if moment is None:
        wanted = _UNITS.get(rule.unit, "an ISO 8601 time")
        return Fault(
            Reason.MALFORMED_TIMESTAMP,
            f"the timestamp is not {wanted}: `{shown(value)}` ({where})",
        )
    return moment


def read_moment(text: bytes, unit: str) -> float | None:
    """Return the Unix seconds that a timestamp of that unit means, or None."""
    if unit in _PER_SECOND:
        return int(text) / _PER_SECOND[unit] if _INTEGER.fullmatch(text) else None
    if unit == "http_date":
        return _moment_of_date(text)
    try:
        moment = datetime.fromisoformat(text.decode("ascii"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _date_of_moment(moment: float) -> bytes:
    """Return Unix seconds as an HTTP date (RFC 9110 section 5.6.7)."""
    from email.utils import formatdate

    return formatdate(int(moment), usegmt=True).encode()


def _moment_of_date(text: bytes) -> float | None:
    """Return the Unix seconds of an HTTP date, or None when it is not written exactly like one."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text.decode("ascii")).replace(tzinfo=UTC).timestamp()
        return moment if _date_of_moment(moment) == text else None
    except (ValueError, OverflowError):
        return None


def _place(kind: str, name: str) -> str:
    return f"$.{name} in the body" if kind == "json" else f"{name} {kind}"


def _value(
    kind: str,
    name: str,
    message: SignedMessage,
    headers: ValuesByName,
    fields: Mapping[bytes, bytes],
) -> bytes | None:
    """Return what a placeholder stands for, or None when the request does not have it."""
    if kind == "config_header":
        kind, name = "header", message.params.get(name, "")
    if kind == "header":
        values = headers.get(to_bytes(name.lower()))
        return values[0] if values else None
    if kind == "kv":
        return fields.get(name.encode())
    if kind == "json":
        found = InJson(name).find(RequestView(message.headers, message.body))
        return None if found is None else found.encode("utf-8", "surrogatepass")
    if kind == "method":
        return to_bytes(message.method)
    parameter = message.params.get(name)
    if parameter is None and name == URL_PARAMETER:
        kind = "url"
    if kind == "url":
        return None if message.url is None else to_bytes(message.url)
    return None if parameter is None else parameter.encode("utf-8", "surrogatepass")


def missing_part(piece: Piece) -> Fault:
    """Return what is wrong with a message that has no value for a part of its template."""
    if piece.kind == "url":
        return Fault(
            Reason.MISSING_PARAMETER,
            "the signature covers the URL, which is not known",
            "give the address the sender used with `--url`",
        )
    if piece.kind in ("param", "config", "config_header"):
        return Fault(
            Reason.MISSING_PARAMETER,
            f"the signature covers `{piece.name}`, which is not in the request",
            f"give it with `--param {piece.name}=…`",
        )
    return Fault(Reason.MISSING_HEADER, f"the request lacks `{piece.name}`, which is signed")


def _genuine(scheme: Scheme, secret: str | None, age: float | None) -> Verdict:
    verdict = Verdict(
        True, Reason.VALID, "the signature is genuine", scheme.id, age=age, secret=secret
    )
    return verdict if Part.BODY in scheme.recipe.covers else without_body(verdict)


def _out_of_time(scheme: Scheme, secret: str | None, age: float, reason: Reason) -> Verdict:
    rule = scheme.timestamp
    tolerance = rule.tolerance if rule and rule.tolerance is not None else 0.0
    place = "old" if age > 0 else "ahead of the clock"
    beyond = abs(age) - tolerance
    return Verdict(
        valid=False,
        reason=reason,
        message=f"the signature fits, but its timestamp is {span(abs(age))} {place}: "
        f"{span(beyond)} outside the tolerance of {span(tolerance)}",
        scheme=scheme.id,
        hint="a clock is wrong, or this is an old request",
        age=age,
        secret=secret,
        facts={"tolerance": tolerance, "beyond": round(beyond, 3)},
    )
