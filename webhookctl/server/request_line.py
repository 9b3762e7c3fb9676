"""Request lines that the parser refuses although they can be captured: any method, any target."""

import re

_PLAIN = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[\x21-\x7e]* HTTP/1\.[01]\r\n")
_ODD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f]+) (HTTP/1\.[01]\r\n)")


def plain_line(data: bytes) -> bytes | None:
    """Return the request line that data starts with, whole, if the parser takes it as it is."""
    match = _PLAIN.match(data)
    return None if match is None else match[0]


def mend(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Return method, target, and the data with a line in their place that the parser takes.

    The parser knows a fixed list of methods and refuses bytes above 127 in a target, though
    senders use both (curl does not encode them). `CONNECT` becomes a method like any other: no
    tunnel is opened. None when the line is no request line of HTTP/1.0 or 1.1 at all.
    """
    match = _ODD.match(data)
    if match is None:
        return None
    return match[1], match[2], b"POST / " + match[3] + data[match.end() :]
