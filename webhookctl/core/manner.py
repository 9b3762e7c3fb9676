"""How a body goes over the wire: in chunks, slowly, or not to its end."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from webhookctl.core.body import Body
from webhookctl.core.headers import HeaderPairs, without
from webhookctl.errors import UsageError

_FEWEST_PIECES = 8
"""Into how many pieces a body is divided at least, if it has so many bytes."""

_LONGEST_PAUSE = 1.0
"""How long, in seconds, a slow body is silent at most, while its pieces are bytes enough."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a body goes over the wire.

    `chunked` sends it by Transfer-Encoding instead of
    Content-Length. `slow` is over how many seconds its pieces are spread. `cut` closes the
    connection after the first half of its bytes.
    """

    chunked: bool = False
    slow: float = 0.0
    cut: bool = False

    @property
    def in_pieces(self) -> bool:
        """Whether the body is handed over piece by piece, however small it is."""
        return self.chunked or self.slow > 0 or self.cut


WHOLE = Manner()
"""The whole body, as fast as it is taken."""


def framed(headers: HeaderPairs, body: Body, manner: Manner) -> HeaderPairs:
    """Return the headers of a body that is sent in a manner; only chunks change them.

    Raises UsageError for a body without bytes that has no middle and no pieces.
    """
    if (manner.slow or manner.cut) and not body.size:
        raise UsageError(
            "there is no body to cut or to slow down", hint="give one, like `--data '{\"a\": 1}'`"
        )
    if not manner.chunked:
        return headers
    others = without(headers, ("content-length", "transfer-encoding"))
    return (*others, (b"Transfer-Encoding", b"chunked"))


def pieces(body: Body, manner: Manner) -> Iterator[bytes]:
    """Yield what is sent of a body, piece by piece."""
    if not manner.in_pieces:
        yield from body.chunks()
        return
    size = _piece_size(body, manner)
    left = body.size // 2 if manner.cut else body.size
    for chunk in body.chunks():
        for start in range(0, len(chunk), size):
            if not left:
                return
            piece = chunk[start : start + min(size, left)]
            left -= len(piece)
            yield piece


def pause(body: Body, manner: Manner) -> float:
    """Return how many seconds there are before each piece of a body."""
    if not manner.slow:
        return 0.0
    return manner.slow / math.ceil(body.size / _piece_size(body, manner))


def _piece_size(body: Body, manner: Manner) -> int:
    """Return how many bytes a piece has, the last one perhaps fewer."""
    count = max(_FEWEST_PIECES, round(manner.slow / _LONGEST_PAUSE))
    return max(1, math.ceil(body.size / count))
