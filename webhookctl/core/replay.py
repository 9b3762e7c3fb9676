"""Captured requests that go out again: where to, with which headers, to the byte.

The raw target of the capture is appended to the base URL it goes to: `/hook?a=%2F` sent to
`http://app:3000/base/` becomes `/base/hook?a=%2F`. Nothing in it is decoded or tidied; `%2F`, `//`
and `..` arrive as they came. A base without a path leaves the target as it is. A query of the base
comes first: `?key=1` and `?a=2` become `?key=1&a=2`.
"""

import re

from webhookctl.core.headers import HeaderPairs, end_to_end, first, replaced, without
from webhookctl.core.model import Capture, CapturedRequest, OutgoingRequest
from webhookctl.core.url import Url
from webhookctl.errors import UsageError

CAPTURE_ID_HEADER = b"Webhookctl-Capture-Id"
"""The one header of our own that a forwarded request carries."""

_ABSOLUTE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://[^/?]*")


def join_target(base: Url, target: bytes) -> bytes:
    """Return the request target for a captured one that goes to `base` (the module says how).

    An absolute target (`http://host/path`) counts from its path on. `*` stays as it is, or
    becomes the path of the base if that has one.
    """
    prefix = base.path.removesuffix(b"/")
    if target == b"*":
        path, mark, query = (prefix or target), b"", b""
    else:
        path, mark, query = _from_path_on(target).partition(b"?")
        path = prefix + (path if path.startswith(b"/") or not prefix else b"/" + path)
    if base.query:
        mark, query = b"?", base.query + (b"&" + query if mark else b"")
    return (path or b"/") + mark + query


def doubled(captured: bytes, joined: bytes) -> bytes | None:
    """Return the path that a joined target begins with twice: once of the base, once captured.

    None where it does not. `/hook` that went to `http://app/hook` became `/hook/hook`.
    """
    path, sent = captured.partition(b"?")[0], joined.partition(b"?")[0]
    prefix = sent.removesuffix(path)
    if prefix in (b"", b"/", sent) or not (path + b"/").startswith(prefix + b"/"):
        return None
    return prefix


def before_slash(captured: bytes, joined: bytes) -> bytes | None:
    """Return the base's path where the captured one, a mere `/`, was put behind it; else None."""
    path, sent = captured.partition(b"?")[0], joined.partition(b"?")[0]
    return sent[:-1] if path == b"/" and sent.endswith(b"/") and sent != b"/" else None


def replay_request(request: CapturedRequest, base: Url) -> OutgoingRequest:
    """Return the captured request on its way to `base`: method, body and end-to-end headers kept.

    Host is that of `base`, and first (RFC 9110 section 7.2). Headers of one connection only
    (section 7.6.1) and Expect are left out; a body that came chunked gets a Content-Length.
    Nothing is added. Raises UsageError for CONNECT, which asks for a tunnel.
    """
    if request.method.upper() == b"CONNECT":
        raise UsageError(
            "a CONNECT request asks for a tunnel and cannot be sent again",
            hint="choose another capture with `webhookctl list`",
        )
    headers = without(end_to_end(request.headers), ("host", "expect"))
    framed = first(request.headers, "transfer-encoding") is not None
    if (framed or request.body.size) and first(headers, "content-length") is None:
        headers += ((b"Content-Length", b"%d" % request.body.size),)
    return OutgoingRequest(
        method=request.method,
        origin=base.origin,
        target=join_target(base, request.target),
        headers=((b"Host", base.authority.encode("ascii")), *headers),
        body=request.body,
    )


def forward_request(capture: Capture, base: Url) -> OutgoingRequest:
    """Return a captured request as a proxy passes it on to `base`.

    It is `replay_request` with X-Forwarded-For (appended to one that is there),
    X-Forwarded-Proto and X-Forwarded-Host (unless there: an outer proxy knows better), and the
    capture's id. Raises UsageError for CONNECT.
    """
    outgoing = replay_request(capture.request, base)
    headers = _with_forwarded_for(outgoing.headers, _address(capture.request.peer))
    scheme = (capture.public_url or "http").partition(":")[0]
    if first(headers, "x-forwarded-proto") is None:
        headers += ((b"X-Forwarded-Proto", scheme.encode("latin-1")),)
    host = first(capture.request.headers, "host")
    if host and first(headers, "x-forwarded-host") is None:
        headers += ((b"X-Forwarded-Host", host),)
    headers = replaced(headers, ((CAPTURE_ID_HEADER, capture.id.encode("ascii")),))
    return OutgoingRequest(
        outgoing.method, outgoing.origin, outgoing.target, headers, outgoing.body
    )


def _from_path_on(target: bytes) -> bytes:
    absolute = _ABSOLUTE.match(target)
    if absolute is None:
        return target
    rest = target[absolute.end() :]
    return rest if rest.startswith(b"/") else b"/" + rest


def _address(peer: str) -> bytes:
    address = peer.rpartition(":")[0] or peer
    return address.strip("[]").encode("latin-1")


def _with_forwarded_for(headers: HeaderPairs, address: bytes) -> HeaderPairs:
    """Append to the last X-Forwarded-For, where the proxies before us have appended too."""
    places = [
        place for place, (name, _) in enumerate(headers) if name.lower() == b"x-forwarded-for"
    ]
    if not places:
        return (*headers, (b"X-Forwarded-For", address))
    name, value = headers[places[-1]]
    merged = (name, value + b", " + address if value else address)
    return (*headers[: places[-1]], merged, *headers[places[-1] + 1 :])
