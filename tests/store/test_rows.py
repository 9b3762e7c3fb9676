import sqlite3

import pytest

from tests.store.samples import StreamedBody
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import FailureKind
from webhookctl.core.ports import StoreError
from webhookctl.core.verdict import Reason
from webhookctl.store.database import Database
from webhookctl.store.rows import find_capture, in_memory, named


def test_an_unknown_id_has_no_capture(database: Database, connection: sqlite3.Connection) -> None:
    assert find_capture(database, connection, "0" * 16) is None


def test_only_what_is_large_and_elsewhere_is_streamed() -> None:
    assert in_memory(MemoryBody(b"x" * (MEMORY_LIMIT + 1))) is not None
    assert in_memory(StreamedBody(MEMORY_LIMIT)) is not None
    assert in_memory(StreamedBody(MEMORY_LIMIT + 1)) is None


def test_a_word_of_a_newer_version_is_an_error_that_says_so() -> None:
    assert named(Reason, "valid") is Reason.VALID
    with pytest.raises(StoreError, match="`too_new`") as caught:
        named(FailureKind, "too_new")
    assert "upgrade" in (caught.value.hint or "")
