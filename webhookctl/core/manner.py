"""How a body goes over the wire: compressed, in chunks, slowly, or not to its end."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from webhookctl.core.body import Body, MemoryBody
from webhookctl.core.headers import HeaderPairs, first, without
from webhookctl.errors import UsageError

_FEWEST_PIECES = 8
"""Into how many pieces a body is divided at least, if it has so many bytes."""

_LONGEST_PAUSE = 1.0
"""How long, in seconds, a slow body is silent at most, while its pieces are bytes enough."""

_DIGESTS = ("content-digest", "repr-digest", "digest", "content-md5")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a body goes over the wire.

    `gzip` compresses it after it was signed. `chunked` sends it by Transfer-Encoding instead of
    Content-Length. `slow` is over how many seconds its pieces are spread. `cut` closes the
    connection after the first half of its bytes.
    """

    gzip: bool = False
    chunked: bool = False
    slow: float = 0.0
    cut: bool = False

    @property
    def in_pieces(self) -> bool:
        """Whether the body is handed over piece by piece, however small it is."""
        return self.chunked or self.slow > 0 or self.cut


WHOLE = Manner()
"""The whole body, as fast as it is taken."""


def packed(headers: HeaderPairs, body: Body, manner: Manner) -> tuple[HeaderPairs, Body]:
    """Return headers and body as they leave in a manner; nothing changes unless it says so.

    Raises UsageError where the manner does not fit: a body without bytes has no middle and no
    pieces, and a digest of the bytes that are sent forbids to change them.
    """
    if (manner.slow or manner.cut) and not body.size:
        raise UsageError(
            "there is no body to cut or to slow down", hint="give one, like `--data '{\"a\": 1}'`"
        )
    if manner.gzip:
        headers, body = _compressed(headers, body)
    if manner.chunked:
        others = without(headers, ("content-length", "transfer-encoding"))
        headers = (*others, (b"Transfer-Encoding", b"chunked"))
    return headers, body


def _compressed(headers: HeaderPairs, body: Body) -> tuple[HeaderPairs, Body]:
    import gzip

    for name in ("content-encoding", *_DIGESTS):
        if first(headers, name) is not None:
            raise UsageError(
                f"`--gzip` changes the bytes that the header `{name}` speaks of",
                hint="leave one of them out",
            )
    small = MemoryBody(gzip.compress(body.read(), mtime=0))
    sized = without(headers, ("content-length",))
    if len(sized) < len(headers):
        sized += ((b"Content-Length", b"%d" % small.size),)
    return ((*sized, (b"Content-Encoding", b"gzip")), small)


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
