"""Manners as values: what leaves, in which pieces, with which pauses."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.body import EMPTY, MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.manner import WHOLE, Manner, framed, pause, pieces
from webhookctl.errors import UsageError

HEADERS: HeaderPairs = ((b"Host", b"a"), (b"Content-Length", b"7"), (b"X-Last", b"1"))
BODY = MemoryBody(b'{"a":1}')

manners = st.builds(Manner, chunked=st.booleans(), slow=st.floats(0, 100), cut=st.booleans())


def test_whole_body_changes_nothing() -> None:
    assert framed(HEADERS, BODY, WHOLE) == HEADERS
    assert list(pieces(BODY, WHOLE)) == [BODY.data]
    assert pause(BODY, WHOLE) == 0


def test_chunked_body_has_no_length() -> None:
    headers = framed(HEADERS, BODY, Manner(chunked=True))
    assert headers == ((b"Host", b"a"), (b"X-Last", b"1"), (b"Transfer-Encoding", b"chunked"))


@pytest.mark.parametrize("manner", [Manner(slow=1.0), Manner(cut=True)])
def test_body_without_bytes_has_no_middle(manner: Manner) -> None:
    with pytest.raises(UsageError, match="there is no body to cut or to slow down"):
        framed(HEADERS, EMPTY, manner)


@given(st.binary(min_size=1, max_size=500), manners)
def test_pieces_are_the_body_or_its_first_half(data: bytes, manner: Manner) -> None:
    got = list(pieces(MemoryBody(data), manner))
    assert b"".join(got) == (data[: len(data) // 2] if manner.cut else data)
    assert all(got)


@given(st.binary(min_size=1, max_size=500), st.floats(0.01, 100))
def test_pauses_take_as_long_as_was_said(data: bytes, seconds: float) -> None:
    manner, body = Manner(slow=seconds), MemoryBody(data)
    count = len(list(pieces(body, manner)))
    assert pause(body, manner) * count == pytest.approx(seconds)


@given(st.binary(min_size=100, max_size=500), st.floats(0, 100))
def test_chunks_are_several_and_of_one_size(data: bytes, slow: float) -> None:
    manner = Manner(chunked=True, slow=slow)
    sizes = [len(piece) for piece in pieces(MemoryBody(data), manner)]
    assert len(sizes) > 2
    assert all(one == other for one, other in pairwise(sizes[:-1]))


def test_slow_body_is_never_silent_for_long() -> None:
    assert pause(MemoryBody(b"x" * 10_000), Manner(slow=60)) == pytest.approx(1, abs=0.02)


class ManyChunks:
    """A body that is streamed from elsewhere."""

    size = 30

    def read(self) -> bytes:
        return b"".join(self.chunks())

    def head(self, limit: int) -> bytes:
        return self.read()[:limit]

    def chunks(self) -> Iterator[bytes]:
        yield from (b"a" * 10, b"b" * 10, b"c" * 10)


def test_streamed_body_is_cut_in_its_middle() -> None:
    assert b"".join(pieces(ManyChunks(), Manner(cut=True))) == b"a" * 10 + b"b" * 5
