"""A request as a file: in the JSON form that all commands share, and as raw HTTP."""

from base64 import b64encode
from collections.abc import Iterator

from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.model import CapturedRequest, OutgoingRequest


def outgoing_json(request: OutgoingRequest) -> dict[str, Json]:
    """Return a request that is sent: `method`, `url`, `http_version`, `headers`, `body_b64`.

    `url` is absolute and ends in the raw target; the rest is latin-1, a character for each byte,
    so that nothing is lost. The body is held in memory for it.
    """
    return {
        "method": request.method.decode("latin-1"),
        "url": request.url,
        "http_version": "1.1",
        "headers": headers_json(request.headers),
        "body_b64": b64encode(request.body.read()).decode("ascii"),
    }


def headers_json(headers: HeaderPairs) -> Json:
    """Return headers as `[[name, value], …]`, decoded as latin-1."""
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers]


def raw_http(request: CapturedRequest) -> Iterator[bytes]:
    """Yield a captured request as the HTTP/1.1 message it was (RFC 9112 section 2.1).

    Request line, headers and body are exact. Where a body came in chunks, their sizes were not
    kept: it is put in chunks of our own, so that the message can be read as it says.
    """
    version = request.http_version.encode("latin-1")
    yield b"%b %b HTTP/%b\r\n" % (request.method, request.target, version)
    yield b"".join(b"%b: %b\r\n" % pair for pair in request.headers) + b"\r\n"
    chunked = (text(request.headers, "transfer-encoding") or "").lower().endswith("chunked")
    for chunk in request.body.chunks():
        yield b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk
    if chunked:
        yield b"0\r\n\r\n"
