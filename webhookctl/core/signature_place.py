"""Where a signature stands in a request: seen by comparing it with one of another secret."""

import re
from dataclasses import dataclass, replace

from webhookctl.core.body import MemoryBody
from webhookctl.core.event import Json
from webhookctl.core.headers import first
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.payload_json import read_json, write_json
from webhookctl.core.scheme import Part

_WORD = re.compile(rb"[A-Za-z0-9+/_-]+={0,2}(?![A-Za-z0-9+/_-])|[A-Za-z0-9+/_-]+")
_OF_THE_BODY = (b"content-length", b"content-type")


@dataclass(frozen=True, slots=True)
class Place:
    """A signature from `start` to `end` in a part: a header (number `index`) or the body.

    `header` is the lower-case name of the header.
    """

    part: Part
    start: int
    end: int
    index: int = -1
    header: bytes = b""

    def text(self, request: OutgoingRequest) -> bytes:
        """Return the signature that stands here."""
        return self._whole(request)[self.start : self.end]

    def with_text(self, request: OutgoingRequest, text: bytes) -> OutgoingRequest:
        """Return the request with another text in place of its signature."""
        whole = self._whole(request)
        return self._with_whole(request, put(whole, self.start, self.end, text))

    def with_value(self, request: OutgoingRequest, text: bytes) -> OutgoingRequest:
        """Return the request with another text in place of the whole header, or the signature."""
        if self.part is Part.HEADERS:
            return self._with_whole(request, text)
        return self.with_text(request, text)

    def _whole(self, request: OutgoingRequest) -> bytes:
        if self.part is Part.BODY:
            return request.body.read()
        return request.headers[self.index][1]

    def _with_whole(self, request: OutgoingRequest, whole: bytes) -> OutgoingRequest:
        if self.part is Part.BODY:
            return with_body(request, whole)
        pair = (request.headers[self.index][0], whole)
        headers = (*request.headers[: self.index], pair, *request.headers[self.index + 1 :])
        return replace(request, headers=headers)


def places(request: OutgoingRequest, other: OutgoingRequest) -> tuple[Place, ...]:
    """Return where the signature stands in a request; `other` has that of another secret.

    What else follows from the secret is none: the boundary of a multipart body, for one.
    """
    found = []
    pairs = zip(request.headers, other.headers, strict=False)
    for index, ((name, value), (_, stranger)) in enumerate(pairs):
        if value != stranger and name.lower() not in _OF_THE_BODY:
            found.append(Place(Part.HEADERS, *_last_word(value, stranger), index, name.lower()))
    body, foreign = request.body.read(), other.body.read()
    if body != foreign:
        kind = first(request.headers, "content-type") or b""
        found.append(Place(Part.BODY, *_last_word(body, foreign, kind)))
    return tuple(found)


def without_field(data: bytes, text: bytes) -> bytes | None:
    """Return a body without the field that holds a text, None where there is none to take out.

    A field is a member of JSON whose value is the text, wherever it is, or a pair of a form.
    """
    value = read_json(data)
    if value is None:
        if b"\n" in data:  # in parts, not a form
            return None
        pairs = data.split(b"&")
        left = [pair for pair in pairs if text not in pair]
        return b"&".join(left) if b"=" in data and len(left) < len(pairs) else None
    left_over = _without(value, text.decode("latin-1"))
    return None if left_over == value else write_json(left_over)


def _without(value: Json, text: str) -> Json:
    if isinstance(value, dict):
        return {name: _without(one, text) for name, one in value.items() if one != text}
    if isinstance(value, list):
        return [_without(one, text) for one in value]
    return value


def with_body(request: OutgoingRequest, body: bytes) -> OutgoingRequest:
    """Return the request with another body, and its length where the headers tell it."""
    headers = tuple(
        (name, b"%d" % len(body) if name.lower() == b"content-length" else value)
        for name, value in request.headers
    )
    return replace(request, headers=headers, body=MemoryBody(body))


def put(data: bytes, start: int, end: int, text: bytes) -> bytes:
    """Return the data with other text from `start` to `end`."""
    return data[:start] + text + data[end:]


def is_letter(byte: int) -> bool:
    """Say whether a byte is an ASCII letter or digit."""
    return bytes((byte,)).isalnum()


def other_letter(byte: int) -> bytes:
    """Return another letter for a letter, another digit for a digit, another byte for any other.

    A hexadecimal digit stays one, in its case.
    """
    one = bytes((byte,))
    for letters in (b"0123456789", b"abcdef", b"ABCDEF", b"ghijklmnopqrstuvwxyz"):
        if one in letters:
            return letters[(letters.index(one) + 1) % len(letters) :][:1]
    letters = b"GHIJKLMNOPQRSTUVWXYZ"
    return letters[(letters.find(one) + 1) % len(letters) :][:1]


def _last_word(value: bytes, other: bytes, but: bytes = b"") -> tuple[int, int]:
    """Return where the last word that differs from another value stands.

    A word has letters, digits, and what else there is in base64. Words in `but` do not count.
    """
    if len(value) == len(other):
        spans = (match.span() for match in _WORD.finditer(value))
        differing = [one for one in spans if value[slice(*one)] != other[slice(*one)]]
        counting = [
            one for one in differing if value[slice(*one)].strip(b"-") not in but or not but
        ]
        if counting or differing:
            return (counting or differing)[-1]
    least = min(len(value), len(other))
    start = next((n for n in range(least) if value[n] != other[n]), least)
    tail = next((n for n in range(least - start) if value[-1 - n] != other[-1 - n]), least - start)
    last = len(value) - tail
    words = (match.span() for match in _WORD.finditer(value))
    touching = [one for one in words if one[1] >= start and one[0] <= last]
    return touching[-1] if touching else (start, last)
