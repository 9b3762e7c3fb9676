"""The URL that a signature covers, taken apart without a change to any character of it."""

import re
from dataclasses import dataclass

from webhookctl.core.recipe import URL_PARAMETER, Piece, missing_part, to_bytes
from webhookctl.core.recipe_own import FaultError
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.signature import Fault, shown
from webhookctl.core.url import DEFAULT_PORTS
from webhookctl.core.verdict import Reason

# RFC 3986 appendix B, with the authority made compulsory.
_PARTS = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL
)
_PORT = re.compile(r":[0-9]*\Z")


@dataclass(frozen=True, slots=True)
class SignedUrl:
    """A URL in parts as they were written; `query` None means that there is no `?`."""

    scheme: str
    authority: str
    path: str
    query: str | None

    @property
    def plain(self) -> str:
        """The URL without query and fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def rest(self) -> str:
        """What follows the authority: path and query."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    @property
    def with_port(self) -> str:
        """The URL with a port: its own, or that of its scheme."""
        port = DEFAULT_PORTS.get(self.scheme.lower(), "")
        host = self.authority
        if port and not _PORT.search(host):
            host = f"{host}:{port}"
        return f"{self.scheme}://{host}{self.rest}"

    @property
    def without_port(self) -> str:
        """The URL without a port."""
        return f"{self.scheme}://{_PORT.sub('', self.authority)}{self.rest}"

    @property
    def origin_form(self) -> str:
        """Path and query as a request line has them: `/` where the URL has no path."""
        return self.rest if self.path else f"/{self.rest}"


def url_text(message: SignedMessage) -> str:
    """Return the URL as it was registered where that is given, else as the sender saw it.

    Raises FaultError when neither is known.
    """
    url = message.params.get(URL_PARAMETER) or message.url
    if url is None:
        raise FaultError(missing_part(Piece("url", "", b"")))
    return url


def signed_url(message: SignedMessage) -> SignedUrl:
    """Return the URL of `url_text` in parts. Raises FaultError also when it is no URL."""
    url = url_text(message)
    match = _PARTS.fullmatch(url)
    if match is None:
        text = f"`{shown(to_bytes(url))}` is not an absolute URL"
        hint = "give the address the sender used with `--url`"
        raise FaultError(Fault(Reason.MISSING_PARAMETER, text, hint))
    scheme, authority, path, query = match.groups()
    return SignedUrl(scheme, authority, path, query)
