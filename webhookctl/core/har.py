"""Requests in an HTTP archive, as browsers and proxies export it.

Format: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from webhookctl.core.recipe import to_bytes
from webhookctl.core.requestfile import RequestFile, request_from
from webhookctl.errors import UsageError

_FORM = "application/x-www-form-urlencoded"
_EXPORT = "export it again, with the contents of requests"


def har_entries(value: object) -> tuple[object, ...] | None:
    """Return the entries of a parsed HAR file, None when it is none."""
    log = value.get("log") if isinstance(value, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    return tuple(entries) if isinstance(entries, list) else None


def entry_request(entries: Sequence[object], number: int) -> RequestFile:
    """Return the request of the entry with that number, counted from 1.

    Its `received_at` is when it was sent. Raises UsageError that names the entry and the part that
    is missing or wrong.
    """
    if not 1 <= number <= len(entries):
        count = f"{len(entries)} entr{'y' if len(entries) == 1 else 'ies'}"
        hint = f"choose from 1 to {len(entries)} with `--entry`" if entries else _EXPORT
        raise UsageError(f"the HAR file has {count}, and no entry {number}", hint=hint)
    return _Entry(number, entries[number - 1]).request()


class _Entry:
    """One entry, read part by part."""

    def __init__(self, number: int, value: object) -> None:
        self._number = number
        self._value = self._table(value, "the entry")
        self._request = self._table(self._value.get("request"), "`request`")

    def request(self) -> RequestFile:
        """Return its request."""
        facts: dict[str, object] = {
            "method": self._text(self._request, "method"),
            "url": self._text(self._request, "url").partition("#")[0],
            "headers": self._headers(),
            "body_b64": b64encode(self._body()).decode(),
        }
        moment = _moment(self._value.get("startedDateTime"))
        return request_from(facts if moment is None else {**facts, "received_at": moment})

    def _headers(self) -> list[tuple[str, str]]:
        """Return the headers; those of HTTP/2 itself (`:authority`) only where they are told."""
        listed = self._request.get("headers", [])
        if not isinstance(listed, list):
            raise self._wrong("`request.headers` is no list")
        rows = [self._table(row, "a header") for row in listed]
        pairs = [(self._text(row, "name"), self._text(row, "value")) for row in rows]
        kept = [(name, value) for name, value in pairs if not name.startswith(":")]
        host = next((value for name, value in pairs if name == ":authority"), None)
        if host is not None and not any(name.lower() == "host" for name, _ in kept):
            kept.insert(0, ("Host", host))
        return kept

    def _body(self) -> bytes:
        size = self._request.get("bodySize")
        if "postData" not in self._request:
            if isinstance(size, int) and size > 0:
                raise self._wrong(f"its body of {size} bytes is not in the file")
            return b""
        data = self._table(self._request["postData"], "`request.postData`")
        if data.get("text"):
            return self._decoded(data)
        return self._form(data) if data.get("params") else b""

    def _decoded(self, data: Mapping[str, object]) -> bytes:
        text = self._text(data, "text")
        if data.get("encoding") == "base64":
            try:
                return b64decode(text, validate=True)
            except (Base64Error, ValueError):
                raise self._wrong("`request.postData.text` is no base64") from None
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text.encode("utf-8", "surrogatepass")

    def _form(self, data: Mapping[str, object]) -> bytes:
        """Return a form of names and values, which are all that some exporters keep of it."""
        kind, params = data.get("mimeType"), data["params"]
        if not (isinstance(kind, str) and _FORM in kind.lower() and isinstance(params, list)):
            raise self._wrong("only the parts of its body are in the file, not the body")
        rows = [self._table(row, "a parameter") for row in params]
        pairs = [(self._text(row, "name"), self._text(row, "value")) for row in rows]
        return urlencode([(to_bytes(name), to_bytes(value)) for name, value in pairs]).encode()

    def _table(self, value: object, what: str) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise self._wrong(f"{what} is no object")
        return value

    def _text(self, table: Mapping[str, object], name: str) -> str:
        value = table.get(name, "")
        if not isinstance(value, str):
            raise self._wrong(f"`{name}` is no text")
        return value

    def _wrong(self, what: str) -> UsageError:
        return UsageError(f"entry {self._number} of the HAR file: {what}", hint=_EXPORT)


def _moment(value: object) -> float | None:
    """Return an ISO 8601 time as Unix seconds, None when it is none."""
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
