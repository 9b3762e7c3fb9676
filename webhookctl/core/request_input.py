"""What kind of input holds requests, told by its content."""

import json
from dataclasses import dataclass
from enum import StrEnum

from webhookctl.core.curl_line import is_curl, read_curl
from webhookctl.core.har import har_entries
from webhookctl.core.requestfile import RequestFile, is_http, read_request


class Kind(StrEnum):
    """How an input holds its requests."""

    REQUEST = "request"
    LINES = "lines"
    HAR = "har"


@dataclass(frozen=True, slots=True)
class Input:
    """The kind of an input, and the entries of a HAR file."""

    kind: Kind
    entries: tuple[object, ...] = ()


def input_of(data: bytes) -> Input:
    """Return what an input is: a HAR file, lines of JSON, or one request of any form.

    Lines of JSON are meant when one of them is an object, although others may be broken.
    """
    if is_http(data) or is_curl(data):
        return Input(Kind.REQUEST)
    value = json_object(data)
    if value is not None:
        entries = har_entries(value)
        return Input(Kind.REQUEST) if entries is None else Input(Kind.HAR, entries)
    several = any(json_object(line) is not None for line in data.splitlines())
    return Input(Kind.LINES if several else Kind.REQUEST)


def is_line(data: bytes) -> bool:
    """Say whether a first line is one of many, each of which is a request in JSON."""
    value = json_object(data)
    return value is not None and har_entries(value) is None


def one_request(data: bytes) -> RequestFile:
    """Return the request of a raw HTTP message, a curl command, or JSON. Raises UsageError."""
    return read_curl(data) if is_curl(data) else read_request(data)


def json_object(text: bytes) -> dict[str, object] | None:
    """Return the one whole JSON object that a text is, None when it is none."""
    try:
        value = json.loads(text) if text.lstrip().startswith(b"{") else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
