"""The head of a request as it goes over the wire: to the byte, or not at all."""

import re
from typing import NamedTuple

import httpx

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import OutgoingRequest

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TARGET = re.compile(rb"[\x21-\x7e]+")
_FORBIDDEN = re.compile(rb"[\x00\n\v\f\r]")


class RequestHead(NamedTuple):
    """The bytes of a head; `chunked`: the body is sent so, `last`: it asks to close afterwards."""

    data: bytes
    chunked: bool
    last: bool


def framed(request: OutgoingRequest) -> HeaderPairs:
    """Return the headers with Host first (RFC 9110 section 7.2), and Content-Length if it misses.

    White space around a value is not part of it (section 5.5).
    """
    headers = tuple([(name, value.strip(b" \t")) for name, value in request.headers])
    names = [name.lower() for name, _ in headers]
    if b"host" not in names:
        host = request.origin.partition("://")[2]
        headers = ((b"Host", host.encode("ascii")), *headers)
    elif names[0] != b"host":
        headers = tuple(sorted(headers, key=lambda header: header[0].lower() != b"host"))
    if request.body.size and not _is_framed(names):
        headers += ((b"Content-Length", b"%d" % request.body.size),)
    return headers


def _is_framed(names: list[bytes]) -> bool:
    return b"content-length" in names or b"transfer-encoding" in names


def head_of(method: bytes, target: bytes, headers: list[tuple[bytes, bytes]]) -> RequestHead:
    """Return the head of a request. Raises httpx.LocalProtocolError for one that is not HTTP."""
    _check(method, target, headers)
    lines = [name + b": " + value for name, value in headers]
    data = b"\r\n".join((method + b" " + target + b" HTTP/1.1", *lines, b"", b""))
    names = b" ".join([name for name, _ in headers]).lower()
    if names.count(b"host") == 1 and b"connection" not in names and b"encoding" not in names:
        return RequestHead(data, chunked=False, last=False)  # by far the most
    return RequestHead(data, *_connection_wishes(headers))


def _check(method: bytes, target: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    if not _TOKEN.fullmatch(method):
        raise _illegal("method", method)
    if not _TARGET.fullmatch(target):
        raise _illegal("target", target)
    for name, value in headers:
        if not _TOKEN.fullmatch(name):
            raise _illegal("header name", name)
        if _FORBIDDEN.search(value):
            raise _illegal("header value", value)


def _connection_wishes(headers: list[tuple[bytes, bytes]]) -> tuple[bool, bool]:
    """Return whether the body is chunked, and whether the connection is to be closed."""
    hosts = _values(headers, b"host")
    if len(hosts) != 1:
        raise httpx.LocalProtocolError(f"it has {len(hosts) or 'no'} Host headers, and must have 1")
    codings = [value.lower() for value in _values(headers, b"transfer-encoding")]
    if codings not in ([], [b"chunked"]):
        raise httpx.LocalProtocolError("no Transfer-Encoding but `chunked` is known")
    closes = any(b"close" in value.lower() for value in _values(headers, b"connection"))
    return bool(codings), closes


def _values(headers: list[tuple[bytes, bytes]], wanted: bytes) -> list[bytes]:
    return [value for name, value in headers if name.lower() == wanted]


def _illegal(what: str, found: bytes) -> httpx.LocalProtocolError:
    return httpx.LocalProtocolError(f"illegal {what} `{repr(found)[2:-1]}`")
