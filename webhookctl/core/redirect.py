"""Redirects, for the senders that follow them."""

from urllib.parse import urljoin

from webhookctl.core.body import EMPTY
from webhookctl.core.headers import text, without
from webhookctl.core.model import Answer, OutgoingRequest
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError

_SAME_METHOD = frozenset({307, 308})
_BECOMES_GET = frozenset({301, 302, 303})
_OF_THE_BODY = ("content-length", "content-type", "content-encoding", "transfer-encoding")
_FOR_ONE_HOST = ("authorization", "cookie")


def redirected(request: OutgoingRequest, answer: Answer) -> OutgoingRequest | None:
    """Return the request that follows a redirect, None when the answer is none or leads nowhere.

    307 and 308 keep method and body; 301, 302 and 303 turn into a GET without a body, as clients
    do (RFC 9110 section 15.4). Authorization and Cookie stay with the host they were meant for.
    """
    if answer.status not in _SAME_METHOD | _BECOMES_GET:
        return None
    location = text(answer.headers, "location")
    if not location:
        return None
    try:
        url = parse_url(urljoin(request.url, location).partition("#")[0])
    except (UsageError, ValueError):
        return None
    dropped = ["host"]
    if url.origin != request.origin:
        dropped += _FOR_ONE_HOST
    method, body = request.method, request.body
    if answer.status in _BECOMES_GET and method not in (b"GET", b"HEAD"):
        method, body = b"GET", EMPTY
        dropped += _OF_THE_BODY
    headers = ((b"Host", url.authority.encode("ascii")), *without(request.headers, dropped))
    return OutgoingRequest(method, url.origin, url.target, headers, body)
