"""Requests from files: raw HTTP/1.x messages, and the one JSON form of all commands."""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field

from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.recognise import url_of
from webhookctl.errors import UsageError

_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^ \t\r\n]+) HTTP/([0-9](?:\.[0-9])?)")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^#]*)(?:#.*)?", re.DOTALL)
_FORM = '`{"method", "url", "headers": [["name", "value"], …], "body_b64"}`'

_KEYS = frozenset({"method", "url", "http_version", "headers", "body_b64"})


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A request that was read. `target` is raw; `url` absolute, None where nothing tells it.

    `facts` is what else its JSON form says (`id`, `received_at`, `provider`…).
    """

    method: str
    target: bytes
    url: str | None
    http_version: str
    headers: HeaderPairs
    body: bytes
    facts: Mapping[str, object] = field(default_factory=dict)


def read_request(data: bytes) -> RequestFile:
    """Return the request in a file, by what it begins with: JSON or raw HTTP. Raises UsageError."""
    if not data.strip():
        raise UsageError(
            "there is no request: the input is empty",
            hint="it takes a raw HTTP message, a curl command, a HAR file or JSON",
        )
    return read_json(data) if data.lstrip().startswith(b"{") else read_http(data)


def is_http(data: bytes) -> bool:
    """Say whether data begins with the request line of a raw HTTP message."""
    return _REQUEST_LINE.match(data.lstrip(b"\r\n")) is not None


def read_http(data: bytes) -> RequestFile:
    """Return the request of a raw HTTP/1.x message; lines end in CRLF or LF.

    The body is all that follows the empty line, unpacked where it is chunked. Raises UsageError
    that names the line.
    """
    lines, body = _split(data.lstrip(b"\r\n"))
    match = _REQUEST_LINE.fullmatch(lines[0])
    if match is None:
        raise UsageError(
            "this is no HTTP message: line 1 is no request line",
            hint="it begins like `POST /path HTTP/1.1`; or give a curl command, a HAR file, or the "
            f"JSON form {_FORM}",
        )
    headers = tuple(_field(number, line) for number, line in enumerate(lines[1:], start=2))
    coding = first(headers, "transfer-encoding") or b""
    if coding.lower().endswith(b"chunked"):
        body = _unchunked(body)
    url = url_of(match[2], headers, None)
    return RequestFile(match[1].decode(), match[2], url, match[3].decode(), headers, body)


def read_json(data: bytes | str) -> RequestFile:
    """Return the request of its JSON form. Raises UsageError that names what is missing."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise UsageError(f"this is no JSON: {_place(exc)}", hint=f"a request is {_FORM}") from exc
    if not isinstance(value, dict):
        raise UsageError("this is no request: the JSON is no object", hint=f"a request is {_FORM}")
    return request_from(value)


def request_from(value: Mapping[str, object]) -> RequestFile:
    """Return the request that a parsed JSON object means. Raises UsageError."""
    if "body" not in value and not _KEYS & value.keys():
        raise UsageError(
            "this JSON is no request: it looks like a body alone",
            hint=f"its headers hold the signature; a request is {_FORM}",
        )
    method, url = _text(value, "method", "POST"), _text(value, "url", "")
    headers = _headers(value.get("headers", []))
    target, absolute = _address(url, headers)
    return RequestFile(
        method,
        target,
        absolute,
        _text(value, "http_version", "1.1").removeprefix("HTTP/"),
        headers,
        _body(value),
        {name: fact for name, fact in value.items() if name not in _KEYS},
    )


def _split(data: bytes) -> tuple[list[bytes], bytes]:
    """Return the lines of the head and the body after its empty line."""
    lines: list[bytes] = []
    position = 0
    while position < len(data):
        end = data.find(b"\n", position)
        line = data[position:] if end < 0 else data[position:end]
        position = len(data) if end < 0 else end + 1
        line = line.removesuffix(b"\r")
        if not line:
            break
        lines.append(line)
    return lines, data[position:]


def _field(number: int, line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    if not colon or not _NAME.fullmatch(name) or b"\r" in value or b"\0" in value:
        raise UsageError(
            f"line {number} is no header field",
            hint="write it like `Name: value`; the body stands after an empty line",
        )
    return name, value.strip(b" \t")


def _unchunked(body: bytes) -> bytes:
    """Return a chunked body unpacked (RFC 9112 section 7.1); as it is when it is not in chunks."""
    unpacked: list[bytes] = []
    position = 0
    while (end := body.find(b"\n", position)) >= 0:
        match = _CHUNK_SIZE.fullmatch(body[position:end].removesuffix(b"\r"))
        if match is None:
            break
        size = int(match[1], 16)
        if size == 0:
            return b"".join(unpacked)
        chunk, rest = body[end + 1 : end + 1 + size], end + 1 + size
        line_break = next((one for one in (b"\r\n", b"\n") if body.startswith(one, rest)), None)
        if len(chunk) < size or line_break is None:
            break
        unpacked.append(chunk)
        position = rest + len(line_break)
    return body


def _text(value: Mapping[str, object], name: str, default: str) -> str:
    found = value.get(name, default)
    if not isinstance(found, str):
        raise UsageError(f"`{name}` of the request is no text", hint=f"a request is {_FORM}")
    return found


def _headers(value: object) -> HeaderPairs:
    pairs = list(value.items()) if isinstance(value, dict) else value
    if not isinstance(pairs, list):
        raise UsageError("`headers` of the request is no list", hint=f"a request is {_FORM}")
    return tuple(_pair(pair) for pair in pairs)


def _pair(pair: object) -> tuple[bytes, bytes]:
    if isinstance(pair, list | tuple) and len(pair) == 2:  # noqa: PLR2004 - a name and a value
        name, value = pair
        if isinstance(name, str) and isinstance(value, str):
            return _header_bytes(name), _header_bytes(value)
    raise UsageError(
        "an entry of `headers` is no pair of texts", hint='write it like `["name", "value"]`'
    )


def _header_bytes(text: str) -> bytes:
    """Return the bytes that header text stands for: latin-1, a character for each byte."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _address(url: str, headers: HeaderPairs) -> tuple[bytes, str | None]:
    """Return the raw target and the absolute URL of a URL or target."""
    match = _ABSOLUTE.fullmatch(url)
    if match is None:
        target = _header_bytes(url) or b"/"
        return target, url_of(target, headers, None)
    path = match[1]
    return _header_bytes(path if path.startswith("/") else f"/{path}"), url


def _body(value: Mapping[str, object]) -> bytes:
    encoded = value.get("body_b64")
    if encoded is None:
        if "body" in value:
            raise UsageError(
                "the body of the request is given as `body`",
                hint="give its exact bytes in base64, as `body_b64`",
            )
        return b""
    try:
        return b64decode(encoded, validate=True) if isinstance(encoded, str) else _no_base64()
    except (Base64Error, ValueError) as exc:
        raise UsageError("`body_b64` of the request is no base64") from exc


def _no_base64() -> bytes:
    raise ValueError


def _place(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    return "it is no UTF-8 text" if isinstance(error, UnicodeError) else "it is nested too deep"
