"""Deliveries as a list: newest first, by kind, provider, event and time, a page at a time."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.samples import START, attempt, capture, capture_id, delivery
from webhookctl.core.model import Delivery, DeliveryKind, Failure, FailureKind
from webhookctl.core.ports import DeliveryQuery, DeliveryRow
from webhookctl.errors import UsageError
from webhookctl.store.sqlite import SqliteStore


def sent(number: int, kind: DeliveryKind = DeliveryKind.SEND, **changes: object) -> Delivery:
    one = delivery(number, attempt(1, 503), attempt(2))
    known = {"kind": kind, "provider": "stripe", "event": "charge.succeeded", "message_id": "evt"}
    return replace(one, **{**known, **changes})  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(tmp_path / "store.sqlite3", create=True)) as opened:
        yield opened


def listed(store: SqliteStore, **conditions: object) -> list[str]:
    query = DeliveryQuery(**conditions)  # type: ignore[arg-type]
    return [row.id for row in store.delivery_rows(query)]


def test_row_tells_what_was_sent_and_how_it_ended(store: SqliteStore) -> None:
    last = replace(attempt(2, 200), accepted=True)
    one = sent(1, attempts=(attempt(1, 503), last))
    store.record(one)
    (row,) = store.delivery_rows(DeliveryQuery())
    assert row == DeliveryRow(
        id=one.id,
        kind=DeliveryKind.SEND,
        target_url=one.target_url,
        provider="stripe",
        event="charge.succeeded",
        message_id="evt",
        capture_id=one.capture_id,
        attempts=2,
        at=START + 101,
        elapsed=0.125,
        accepted=True,
        status=200,
        failure=None,
    )


def test_row_and_delivery_tell_how_it_was_tampered_with(store: SqliteStore) -> None:
    one = sent(1, DeliveryKind.TAMPER, tamper="stale")
    store.record(one)
    (row,) = store.delivery_rows(DeliveryQuery())
    assert row.tamper == "stale"
    assert store.find_delivery(one.id) == one


def test_row_tells_why_there_was_no_answer(store: SqliteStore) -> None:
    failure = Failure(FailureKind.REFUSED, "nobody there")
    failed = replace(attempt(), answer=None, failure=failure, accepted=False)
    store.record(sent(1, attempts=(failed,)))
    store.record(sent(2, attempts=()))
    none, row = store.delivery_rows(DeliveryQuery())
    assert (row.status, row.failure, row.accepted) == (None, FailureKind.REFUSED, False)
    assert (none.attempts, none.at, none.elapsed, none.accepted) == (0, None, None, False)


def test_what_a_person_sent_is_listed_newest_first(store: SqliteStore) -> None:
    kinds = list(DeliveryKind)
    for number, kind in enumerate(kinds):
        store.record(sent(number, kind))
    wanted = [DeliveryKind.SEND, DeliveryKind.TAMPER, DeliveryKind.REPLAY]
    rows = list(store.delivery_rows(DeliveryQuery()))
    assert {row.kind for row in rows} == set(wanted)
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)


def test_all_conditions_must_hold(store: SqliteStore) -> None:
    first, second, third = (
        sent(1),
        sent(2, provider="github", event="push"),
        sent(3, event="charge.failed[x]"),
    )
    for one in (first, second, third):
        store.record(one)
    assert listed(store, provider="stripe") == [third.id, first.id]
    assert listed(store, provider="strip") == []
    assert listed(store, event="charge.*") == [third.id, first.id]
    assert listed(store, event="charge.failed[x]") == [third.id]
    assert listed(store, event="*[x]") == [third.id]
    assert listed(store, provider="stripe", event="push") == []
    assert listed(store, since=START + 2) == [third.id, second.id]
    assert listed(store, before_id=third.id) == [second.id, first.id]
    assert listed(store, limit=1) == [third.id]
    assert listed(store, limit=0) == []


def test_long_list_is_whole(store: SqliteStore) -> None:
    errors: list[object] = []
    for number in range(501):
        store.submit_delivery(sent(number, attempts=()), errors.append)
    store.record(sent(501, attempts=()))
    ids = listed(store, limit=None)
    assert errors == [None] * 501
    assert len(ids) == 502
    assert ids == sorted(set(ids), reverse=True)


def test_delivery_is_found_by_an_unambiguous_start(store: SqliteStore) -> None:
    one, other = sent(1), sent(2)
    store.record(one)
    assert store.find_delivery(one.id) == one
    assert store.find_delivery(f" {one.id[:3].upper()} ") == one
    store.record(other)
    assert store.find_delivery(other.id) == other
    common = next(n for n in range(16) if one.id[n] != other.id[n])
    with pytest.raises(UsageError, match="fits 2 deliveries") as caught:
        store.find_delivery(one.id[:common])
    assert caught.value.hint is not None
    assert f"{other.id[:10]}  send stripe charge.succeeded" in caught.value.hint


def test_captures_go_before_deliveries(store: SqliteStore) -> None:
    store.add(capture(0))
    store.record(sent(1))
    assert store.find_delivery(capture_id(0)[:2]) is None
    assert store.find_delivery("last") is None
    assert store.find_delivery("zzz") is None
    assert store.find_delivery("not an id!") is None
    assert store.find_delivery("") is None


def test_error_that_lists_many_is_short_and_harmless(store: SqliteStore) -> None:
    for number in range(12):
        store.record(sent(number, event="\x1b[2J", attempts=()))
    with pytest.raises(UsageError, match="fits at least 8 deliveries") as caught:
        store.find_delivery(sent(1).id[:2])
    hint = caught.value.hint or ""
    assert len(hint.splitlines()) == 9
    assert "\x1b" not in hint
