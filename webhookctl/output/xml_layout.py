"""XML coloured from its own text, and laid out when it came on one line. It is never parsed."""

import re

from webhookctl.output.console import CYAN, DIM, Screen
from webhookctl.output.mask import is_secret_name, masked, shown

_TOKEN = re.compile(r"<!--.*?(?:-->|$)|<!\[CDATA\[.*?(?:\]\]>|$)|<[^>]*>?|[^<]+", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(?<![\w.:-])([\w.:-]+)(\s*=\s*)(["'])(.*?)\3""", re.DOTALL)
_START = re.compile(r"<([\w.:-]+)")
_DEEPEST = 40
"""Levels that are indented; deeper ones line up."""


def xml_text(text: str, screen: Screen, *, show_secrets: bool = False) -> str:
    """Return safe text that is XML in colour, secret elements and attributes masked.

    Breaks and indents are added only where the whole came on one line.
    """
    return _XmlLayout(screen, show_secrets=show_secrets).of(text.strip())


class _XmlLayout:
    def __init__(self, screen: Screen, *, show_secrets: bool) -> None:
        self._paint = screen.paint
        self._show_secrets = show_secrets
        self._open: list[str] = []

    def of(self, text: str) -> str:
        lines_up = "\n" in text
        out: list[str] = []
        before = ""
        for token in _TOKEN.findall(text):
            if token.startswith("</"):
                self._open[-1:] = []
            if not lines_up and _breaks(token, before):
                out.append("\n" + "  " * min(len(self._open), _DEEPEST))
            out.append(self._styled(token))
            started = _START.match(token)
            if started and not token.endswith("/>"):
                self._open.append(started[1])
            before = token
        return "".join(out)

    def _styled(self, token: str) -> str:
        if token.startswith(("<!--", "<?", "<!D", "<!d")):
            return self._paint(DIM, token)
        if not _is_text(token):
            kept = token if self._show_secrets else _ATTRIBUTE.sub(_kept_attribute, token)
            return self._paint(CYAN, kept)
        secret = any(map(is_secret_name, self._open[-2:])) and not self._show_secrets
        return masked(self._open[-1], token.strip()) if secret and token.strip() else token


def _breaks(token: str, before: str) -> bool:
    """Say whether a line ends before a token: not around text, nor within an empty element."""
    if not before or _is_text(token) or _is_text(before):
        return False
    empty = token.startswith("</") and _START.match(before) and not before.endswith("/>")
    return not empty


def _is_text(token: str) -> bool:
    return not token.startswith("<") or token.startswith("<![CDATA[")


def _kept_attribute(match: re.Match[str]) -> str:
    name, equals, quote, value = match.groups()
    return f"{name}{equals}{quote}{shown(name, value)}{quote}"
