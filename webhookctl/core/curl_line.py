"""The request that a curl command sends, read from its command line; nothing is run or opened.

What curl (7.88) adds by itself is added here, but for its User-Agent: the command does not tell
its version.
"""

import re

from webhookctl.core.curl_options import CurlOptions, read_options
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.requestfile import RequestFile
from webhookctl.core.shell_words import PASTE_HINT, read_command
from webhookctl.errors import UsageError

_COMMAND = re.compile(rb"\s*(?:printf[ \t]+'[^']*'\s*\|\s*)?curl(?:\.exe)?(?:[ \t\\\r\n]|\Z)")
_URL = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_NEVER = re.compile(rb"[\x00-\x20\x7f]")
_FORM = b"application/x-www-form-urlencoded"
_JSON = b"application/json"


def is_curl(data: bytes) -> bool:
    """Say whether a text begins like a curl command."""
    return _COMMAND.match(data) is not None


def read_curl(data: bytes) -> RequestFile:
    """Return the request that a curl command sends. Raises UsageError for what it does not tell.

    That is a body or header in a file, a variable, another command, several requests.
    """
    options = read_options(read_command(data))
    scheme, authority, target = _address(options)
    body = b"&".join(options.data)
    if "get" in options.flags:
        target += (b"&" if b"?" in target else b"?") + body if body else b""
        options.data, body = [], b""
    url = (scheme + b"://" + authority + target).decode("latin-1")
    return RequestFile(
        (options.method or _method(options)).decode("latin-1"),
        options.target or target,
        url,
        "1.1",
        _headers(options, authority, body),
        body,
    )


def _method(options: CurlOptions) -> bytes:
    if "head" in options.flags:
        return b"HEAD"
    return b"POST" if options.data else b"GET"


def _address(options: CurlOptions) -> tuple[bytes, bytes, bytes]:
    """Return scheme, authority and target."""
    if len(options.urls) != 1:
        many = f"{len(options.urls)} URLs" if options.urls else "no URL"
        raise UsageError(f"the curl command has {many}, not one", hint=PASTE_HINT)
    url = options.urls[0] if b"://" in options.urls[0] else b"http://" + options.urls[0]
    match = _URL.fullmatch(url)
    if match is None or not match[2] or b"@" in match[2] or _NEVER.search(url):
        raise UsageError(
            f"the curl command has no URL that can be read: `{url.decode('utf-8', 'replace')}`",
            hint="write it like `https://example.com/path`, and a password with `--user`",
        )
    path = match[3] or b"/"
    if "path-as-is" not in options.flags:
        path = _without_dots(path)
    return match[1].lower(), match[2], path + (match[4] or b"")


def _without_dots(path: bytes) -> bytes:
    """Return a path without `.` and `..` (RFC 3986 section 5.2.4)."""
    kept: list[bytes] = []
    steps = path.split(b"/")[1:]
    for step in steps:
        if step == b"..":
            del kept[-1:]
        elif step != b".":
            kept.append(step)
    if steps[-1] in (b".", b".."):
        kept.append(b"")
    return b"/" + b"/".join(kept)


def _headers(options: CurlOptions, authority: bytes, body: bytes) -> HeaderPairs:
    """Return the headers in the order in which curl sends them."""
    own = {b"Host": authority}
    for name in (b"Authorization", b"User-Agent"):
        if name in options.own:
            own[name] = options.own[name]
    own |= {b"Accept": _JSON if "json" in options.flags else b"*/*"} | options.own
    after: dict[bytes, bytes] = {}
    if options.data:
        after[b"Content-Length"] = b"%d" % len(body)
        after[b"Content-Type"] = _JSON if "json" in options.flags else _FORM
    theirs = tuple(options.headers)
    return (*_added(own, options), *theirs, *_added(after, options))


def _added(own: dict[bytes, bytes], options: CurlOptions) -> list[tuple[bytes, bytes]]:
    """Return those of curl's own headers that the command neither replaces nor drops."""
    theirs = tuple(options.headers)
    return [
        (name, value)
        for name, value in own.items()
        if first(theirs, name.decode()) is None and name.lower() not in options.dropped
    ]
