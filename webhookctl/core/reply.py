"""What a sender is answered: a status, headers and a body, and how they look on the wire."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from webhookctl.core.headers import HOP_BY_HOP, HeaderPairs, first
from webhookctl.errors import UsageError

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
_OURS = HOP_BY_HOP | _FRAMING
_BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_FINAL = range(200, 600)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer without what belongs to the connection: length and `Connection` are added later.

    `reason` is the words after the status; None means the usual ones.
    """

    status: int
    headers: HeaderPairs = ()
    body: bytes = b""
    reason: str | None = None


def text_reply(status: int, text: str) -> Reply:
    """Return an answer of one line of plain text."""
    return Reply(status, ((b"Content-Type", b"text/plain; charset=utf-8"),), f"{text}\n".encode())


ACCEPTED = text_reply(200, "ok")
"""What a captured request is answered unless told otherwise."""


def fixed_reply(
    status: int | None = None, headers: Iterable[str] = (), body: bytes | None = None
) -> Reply:
    """Return the answer a user asked for; what they left out is that of `ACCEPTED`.

    A body without a `Content-Type` header is called JSON when it is JSON, else plain text. Raises
    UsageError for a status, header or body that cannot be sent.
    """
    code = HTTPStatus.OK if status is None else status
    if code not in _FINAL:
        raise UsageError(
            f"{status} cannot be answered with `--respond`", hint="give a status from 200 to 599"
        )
    pairs = tuple(_header(line) for line in headers)
    if code in _BODILESS:
        if body:
            raise UsageError(f"an answer with status {code} has no body", hint="leave out `--body`")
        return Reply(code, pairs)
    if body is None:
        body = f"{_phrase(code) or code}\n".lower().encode()
    if body and first(pairs, "content-type") is None:
        pairs += ((b"Content-Type", _content_type(body)),)
    return Reply(code, pairs, body)


def _header(line: str) -> tuple[bytes, bytes]:
    raw = line.encode("utf-8", "surrogateescape")
    name, colon, value = raw.partition(b":")
    if not colon or not _TOKEN.fullmatch(name) or _CONTROL.search(value):
        raise UsageError(f"`{line}` is not a header", hint="write it as `--header 'Name: value'`")
    if name.lower() in _OURS:
        raise UsageError(
            f"the header `{name.decode()}` cannot be set",
            hint="it belongs to the connection, and webhookctl writes it itself",
        )
    return name, value.strip(b" \t")


def _content_type(body: bytes) -> bytes:
    if body.lstrip()[:1] in (b"{", b"["):
        try:
            json.loads(body)
        except ValueError:
            return b"text/plain; charset=utf-8"
        return b"application/json"
    return b"text/plain; charset=utf-8"


def wire(
    reply: Reply, method: bytes, *, version: str = "1.1", keep_alive: bool = True, now: float
) -> bytes:
    """Return the exact bytes that answer a request of that method and HTTP version.

    The body is left out for HEAD and for statuses that have none (RFC 9110 sections 9.3.2, 15.3.5
    and 15.4.5). A `Date` (`now`, in Unix seconds) is added where there is none (section 6.6.1).
    """
    names = {name.lower() for name, _ in reply.headers}
    bodiless = reply.status in _BODILESS or _opens_tunnel(method, reply.status)
    if method == b"HEAD" and b"content-length" in names:
        pairs = list(reply.headers)  # it is the length of a body that a GET would have had
    else:
        pairs = _framed(reply.headers, None if bodiless else b"%d" % len(reply.body))
    if b"date" not in names:
        pairs.append((b"Date", _date(int(now))))
    if not keep_alive:
        pairs.append((b"Connection", b"close"))
    elif version == "1.0":
        pairs.append((b"Connection", b"keep-alive"))
    lines = [_status_line(reply), *(b"%b: %b\r\n" % pair for pair in pairs), b"\r\n"]
    if not bodiless and method != b"HEAD":
        lines.append(reply.body)
    return b"".join(lines)


def _opens_tunnel(method: bytes, status: int) -> bool:
    return method == b"CONNECT" and status < HTTPStatus.MULTIPLE_CHOICES  # RFC 9110 section 9.3.6


def _framed(pairs: HeaderPairs, length: bytes | None) -> list[tuple[bytes, bytes]]:
    """Return the headers with the true length, in the place of the old one if there was one."""
    framed: list[tuple[bytes, bytes]] = []
    for name, value in pairs:
        lower = name.lower()
        if lower == b"content-length" and length is not None:
            framed.append((name, length))
            length = None
        elif lower not in _FRAMING:
            framed.append((name, value))
    if length is not None:
        framed.append((b"Content-Length", length))
    return framed


def _status_line(reply: Reply) -> bytes:
    if reply.reason is None:
        return _usual_status_line(reply.status)
    reason = _CONTROL.sub(b"", reply.reason.encode("latin-1", "replace"))
    return b"HTTP/1.1 %d %b\r\n" % (reply.status, reason)


@lru_cache(maxsize=64)
def _usual_status_line(status: int) -> bytes:
    return b"HTTP/1.1 %d %b\r\n" % (status, _phrase(status).encode())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


@lru_cache(maxsize=2)
def _date(second: int) -> bytes:
    from email.utils import formatdate  # a tenth of a start, and only a listener tells the date

    return formatdate(second, usegmt=True).encode()
