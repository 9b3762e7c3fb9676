import sqlite3
from dataclasses import replace

import pytest

from tests.store.samples import capture, capture_id
from webhookctl.errors import UsageError
from webhookctl.store.insert import insert_captures
from webhookctl.store.references import resolve, unknown
from webhookctl.store.topics import Topics


def test_candidates_differ_within_what_is_shown(connection: sqlite3.Connection) -> None:
    ids = ["0000000000000" + end for end in ("abc", "abd", "abe")]
    insert_captures(connection, Topics(), [replace(capture(), id=each) for each in ids])
    with pytest.raises(UsageError, match="fits 3 captures") as caught:
        resolve(connection, ids[0][:14])
    assert [line.split()[0] for line in (caught.value.hint or "").splitlines()[1:]] == ids[::-1]
    assert resolve(connection, ids[0]) == ids[0]


@pytest.mark.parametrize("typed", ["0000000000", "00000000000000", "zz"])
def test_candidates_of_one_millisecond_can_be_told_apart(
    connection: sqlite3.Connection, typed: str
) -> None:
    ids = [f"00000000000000{tail}" for tail in ("0y", "0z", "10")]
    insert_captures(connection, Topics(), [replace(capture(), id=each) for each in ids])
    with pytest.raises(UsageError) as caught:
        resolve(connection, typed)
    assert [line.split()[0] for line in (caught.value.hint or "").splitlines()[1:]] == ids[::-1]


def test_what_was_typed_is_shown_short_and_plain(connection: sqlite3.Connection) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(connection, "x\x1b[31m" + "y" * 500)
    assert caught.value.message == f"there is no capture `x?[31m{'y' * 58}…`"


def test_a_number_beyond_all_is_no_capture(connection: sqlite3.Connection) -> None:
    insert_captures(connection, Topics(), [capture()])
    assert resolve(connection, "last~0") == capture_id(0)
    for reference in ("last~1", "last~999999999999", "last~9999999999999999999999"):
        with pytest.raises(UsageError, match="there is no capture"):
            resolve(connection, reference)


def test_an_unknown_id_offers_the_newest(connection: sqlite3.Connection) -> None:
    insert_captures(connection, Topics(), [capture(number) for number in range(12)])
    hint = (unknown(connection, "zz").hint or "").splitlines()
    assert hint[0] == "the newest are:"
    assert [line.split()[0] for line in hint[1:]] == [
        capture_id(number)[:10] for number in range(11, 3, -1)
    ]
    assert hint[1].split()[3:] == ["POST", "/hook"]
