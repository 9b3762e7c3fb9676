"""Bodies stay in memory while they are small, and go through a file when they are not."""

import gc
from pathlib import Path

import pytest

from webhookctl.core.body import CHUNK_SIZE, EMPTY, MEMORY_LIMIT, MemoryBody
from webhookctl.server.spool import Budget, FileBody, Spool

PLENTY = 100 * MEMORY_LIMIT


def pieces(size: int) -> list[bytes]:
    """Return pieces of odd sizes that are together that many bytes."""
    whole = bytes(index % 251 for index in range(size))
    return [whole[at : at + 65_537] for at in range(0, size, 65_537)]


def spooled(parts: list[bytes], folder: Path, memory: int = PLENTY) -> Spool:
    spool = Spool(Budget(memory), folder)
    for part in parts:
        spool.add(part)
    return spool


@pytest.mark.parametrize("size", [1, 65_537, MEMORY_LIMIT])
def test_small_body_is_in_memory(tmp_path: Path, size: int) -> None:
    parts = pieces(size)
    body = spooled(parts, tmp_path).body()
    assert isinstance(body, MemoryBody)
    assert body.read() == b"".join(parts)


def test_no_piece_is_the_empty_body(tmp_path: Path) -> None:
    assert spooled([], tmp_path).body() is EMPTY


@pytest.mark.parametrize("size", [MEMORY_LIMIT + 1, 3 * MEMORY_LIMIT + 7])
def test_large_body_is_in_a_file_without_a_name(tmp_path: Path, size: int) -> None:
    parts = pieces(size)
    whole = b"".join(parts)
    body = spooled(parts, tmp_path).body()
    assert isinstance(body, FileBody)
    assert body.size == size
    assert list(body.chunks()) == [whole[at : at + CHUNK_SIZE] for at in range(0, size, CHUNK_SIZE)]
    assert body.read() == whole
    assert body.head(10) == whole[:10]
    assert body.head(size + 10) == whole


def test_readings_do_not_disturb_each_other(tmp_path: Path) -> None:
    body = spooled(pieces(2 * MEMORY_LIMIT), tmp_path).body()
    one, other = body.chunks(), body.chunks()
    first = next(one)
    assert next(other) == first
    body.head(5)
    assert next(one) == next(other) != first


def test_body_without_room_in_the_budget_is_in_a_file(tmp_path: Path) -> None:
    parts = [b"a" * 10, b"b" * 10]
    body = spooled(parts, tmp_path, memory=15).body()
    assert isinstance(body, FileBody)
    assert body.read() == b"a" * 10 + b"b" * 10


def test_budget_is_shared_and_given_back_once(tmp_path: Path) -> None:
    budget = Budget(10)
    one, other = Spool(budget, tmp_path), Spool(budget, tmp_path)
    one.add(b"12345678")
    other.add(b"12345678")
    assert isinstance(other.body(), FileBody)
    one.close()
    one.close()
    assert budget.take(10)
    assert not budget.take(1)


def test_dropped_file_is_closed(tmp_path: Path) -> None:
    spool = spooled(pieces(MEMORY_LIMIT + 1), tmp_path)
    spool.close()
    body = spooled(pieces(MEMORY_LIMIT + 1), tmp_path).body()
    del body, spool
    gc.collect()  # an unclosed file would be a ResourceWarning, and that an error
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    spool = Spool(Budget(0), tmp_path / "missing")
    with pytest.raises(FileNotFoundError):
        spool.add(b"x")
