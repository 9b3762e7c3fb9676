import pytest

from webhookctl.core.body import EMPTY, MemoryBody

DATA = b"\x00\xff body"


def test_body_gives_back_its_bytes() -> None:
    body = MemoryBody(DATA)
    assert (body.size, body.read(), list(body.chunks())) == (7, DATA, [DATA])


@pytest.mark.parametrize("limit", [0, 1, 7, 100])
def test_head_is_cut_at_its_limit(limit: int) -> None:
    assert MemoryBody(DATA).head(limit) == DATA[:limit]


def test_empty_body_has_no_chunks() -> None:
    assert (EMPTY.size, EMPTY.read(), EMPTY.head(9), list(EMPTY.chunks())) == (0, b"", b"", [])
