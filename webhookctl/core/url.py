"""Absolute URLs that requests are sent to: read strictly, so that none means two things."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from string import punctuation
from urllib.parse import quote

from webhookctl.errors import UsageError

DEFAULT_PORTS = {"http": 80, "https": 443}

# RFC 3986 appendix B, with the authority made compulsory.
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_PORT = re.compile(r"[0-9]{1,5}")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f]")
_LARGEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Url:
    """Where a request goes. `host` is ASCII and without brackets; `port` None is the default.

    `path` and `query` are as they go on the wire; `path` is empty where the URL has none, and
    `query` is without its question mark.
    """

    scheme: str
    host: str
    port: int | None
    path: bytes
    query: bytes

    @property
    def authority(self) -> str:
        """What a Host header says: the host, and the port unless it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The URL up to its path."""
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> bytes:
        """The request target: the path (`/` when there is none) and the query."""
        path = self.path or b"/"
        return path + b"?" + self.query if self.query else path

    @property
    def connect_port(self) -> int:
        """The port to connect to."""
        return self.port or DEFAULT_PORTS[self.scheme]

    def __str__(self) -> str:
        return self.origin + self.target.decode("latin-1")


def parse_url(text: str) -> Url:
    """Return the parts of an http or https URL. Raises UsageError that says what is wrong.

    Host names beyond ASCII become their IDNA 2008 form, other characters beyond ASCII in path
    and query are percent-encoded as UTF-8; nothing else is changed.
    """
    match = _PARTS.fullmatch(text)
    if match is None:
        raise UsageError(f"`{text}` is not a URL", hint=f"write it like `{_guess(text)}`")
    scheme, authority, path, query, fragment = match.groups(default="")
    scheme = scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise UsageError(
            f"`{scheme}` is not a scheme webhooks are sent by", hint="use `http://` or `https://`"
        )
    if "@" in authority:
        raise UsageError(
            "the URL holds a user name or password, which would end up in logs",
            hint="leave it out: `send` takes it as `--header 'Authorization: Basic …'`, "
            "and what is replayed or forwarded keeps the Authorization header it came with",
        )
    if fragment:
        raise UsageError(
            f"the URL `{text}` has a fragment, which is never sent",
            hint="write `%23` for a `#` that belongs to the path or the query",
        )
    host, port = _split_authority(text, authority)
    if port == DEFAULT_PORTS[scheme]:
        port = None
    return Url(scheme, host, port, _encoded(text, path), _encoded(text, query[1:]))


def _guess(text: str) -> str:
    rest = text.strip().lstrip(":/")
    if re.fullmatch(r"\d{1,5}(/.*)?", rest):
        return f"http://localhost:{rest}"
    return f"http://{rest}" if re.match(r"[\w.-]+(:\d+)?(/|$)", rest) else "http://localhost:3000"


def _split_authority(text: str, authority: str) -> tuple[str, int | None]:
    host, colon, port = authority.rpartition(":")
    inside_brackets = authority.startswith("[") and not host.endswith("]")
    if not colon or inside_brackets:
        host, port = authority, ""
    if port and not (_PORT.fullmatch(port) and 1 <= int(port) <= _LARGEST_PORT):
        raise UsageError(
            f"`{port}` in the URL `{text}` is not a port", hint="ports are numbers from 1 to 65535"
        )
    return _ascii_host(text, host), int(port) if port else None


def _ascii_host(text: str, host: str) -> str:
    if host.startswith("["):
        return _ipv6(text, host)
    name = host.lower()
    if not name.isascii():
        from idna import IDNAError, encode

        try:
            name = encode(name, uts46=True).decode("ascii")
        except IDNAError as exc:
            raise UsageError(f"`{host}` is not a host name: {exc}") from exc
    if not _HOST_NAME.fullmatch(name):
        raise UsageError(
            f"the URL `{text}` has no host" if not name else f"`{host}` is not a host name",
            hint="write it like `http://localhost:3000/path`",
        )
    return name


def _ipv6(text: str, host: str) -> str:
    closed = host.endswith("]") and "%" not in host
    try:
        return str(IPv6Address(host[1:-1] if closed else ""))
    except AddressValueError as exc:
        raise UsageError(
            f"`{host}` in the URL `{text}` is not an IPv6 address",
            hint="write it like `http://[::1]:3000/`, without a zone",
        ) from exc


def _encoded(text: str, part: str) -> bytes:
    if _FORBIDDEN.search(part):
        raise UsageError(
            f"the URL `{text}` holds a space or control character", hint="write `%20` for a space"
        )
    return quote(part, safe=punctuation, errors="surrogateescape").encode("ascii")
