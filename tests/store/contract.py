"""What every store keeps: the suite that each engine's test class inherits."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.samples import (
    GITHUB,
    START,
    STRIPE,
    StreamedBody,
    attempt,
    capture,
    capture_id,
    delivery,
    with_body,
)
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import DeliveryKind, Failure, FailureKind
from webhookctl.core.ports import CaptureQuery, Store, StoreError
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import ExitCode, UsageError


class StoreContract:
    """Inherit and say how a store is opened in an empty folder; each test closes its own."""

    @staticmethod
    def open_store(folder: Path) -> Store:
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """An empty store."""
        store = self.open_store(tmp_path)
        yield store
        store.close()

    @pytest.fixture(scope="class")
    @classmethod
    def full(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
        """A store, only to be read, with six captures of different kinds."""
        store = cls.open_store(tmp_path_factory.mktemp("full"))
        wanted = (
            (b"/stripe", b"POST", STRIPE),
            (b"/stripe?a=1", b"POST", replace(STRIPE, event="charge.failed")),
            (b"/stripe/eu?b=2", b"POST", replace(STRIPE, event="invoice.paid")),
            (b"/github", b"POST", GITHUB),
            (b"/github", b"GET", replace(GITHUB, event=None)),
            (b"/other\xff", b"post", replace(GITHUB, provider=None, event="odd[1]?*")),
        )
        for number, (target, method, recognition) in enumerate(wanted):
            one = capture(number, target)
            request = replace(one.request, method=method)
            store.add(replace(one, request=request, recognition=recognition))
        yield store
        store.close()

    # keeping

    def test_what_was_added_comes_back_equal(self, store: Store) -> None:
        verdict = Verdict(
            valid=False,
            reason=Reason.BODY_CHANGED,
            message="the body was changed",
            scheme="stripe-v1",
            hint="forward the raw body",
            age=1.5,
            secret="env:SECRET",  # noqa: S106 - the name of one
            facts={"tolerance": 300, "header": "Stripe-Signature", "skew": None},
        )
        one = replace(
            capture(),
            recognition=STRIPE,
            verdict=verdict,
            answer_status=None,
            public_url="https://x.ngrok.app",
            handshake="a_handshake",
            refused=True,
        )
        store.add(one)
        assert store.get(one.id) == one

    def test_an_id_is_kept_once(self, store: Store) -> None:
        store.add(capture())
        with pytest.raises(StoreError, match="already"):
            store.add(replace(capture(), answer_status=500))
        assert store.get(capture_id(0)).answer_status == 200

    def test_done_is_called_once_and_after_the_capture_can_be_read(self, store: Store) -> None:
        told: list[tuple[StoreError | None, bytes]] = []
        finished = threading.Event()

        def done(error: StoreError | None) -> None:
            told.append((error, store.get(capture_id(7)).request.target))
            finished.set()

        store.submit(capture(7, b"/seen"), done)
        assert finished.wait(10)
        store.close()
        assert told == [(None, b"/seen")]

    def test_closing_writes_what_is_queued(self, store: Store) -> None:
        told: list[StoreError | None] = []
        for number in range(100):
            store.submit(capture(number), told.append)
        store.close()
        assert told == [None] * 100

    def test_a_closed_store_refuses(self, store: Store) -> None:
        store.close()
        store.close()
        with pytest.raises(StoreError, match="closed") as caught:
            store.add(capture())
        assert caught.value.status == 503
        told: list[StoreError | None] = []
        store.submit(capture(), told.append)
        assert [type(error) for error in told] == [StoreError]

    def test_a_large_body_is_kept_without_being_held(self, store: Store) -> None:
        body = StreamedBody(3 * MEMORY_LIMIT + 5)
        store.add(with_body(capture(), body))
        kept = store.get(capture_id(0)).request.body
        assert not isinstance(kept, MemoryBody)
        assert kept.size == body.size
        assert b"".join(kept.chunks()) == kept.read() == body.read()
        assert kept.head(5) == body.head(5)

    def test_a_body_of_the_limit_is_in_memory(self, store: Store) -> None:
        store.add(with_body(capture(), StreamedBody(MEMORY_LIMIT)))
        assert store.get(capture_id(0)).request.body == MemoryBody(b"\xa5" * MEMORY_LIMIT)

    def test_a_large_body_in_memory_comes_back_equal(self, store: Store) -> None:
        store.add(with_body(capture(), MemoryBody(b"x" * (MEMORY_LIMIT + 1))))
        assert store.get(capture_id(0)).request.body.read() == b"x" * (MEMORY_LIMIT + 1)

    def test_a_body_that_ends_early_is_not_kept(self, store: Store) -> None:
        with pytest.raises(StoreError, match="could not be read back"):
            store.add(with_body(capture(), StreamedBody(2 * MEMORY_LIMIT, lies=True)))
        assert list(store.rows(CaptureQuery())) == []

    # listing

    def test_an_empty_store_lists_nothing(self, store: Store) -> None:
        assert list(store.rows(CaptureQuery())) == []
        assert list(store.rows(CaptureQuery(path="/x"))) == []

    def test_a_row_tells_what_a_list_shows(self, store: Store) -> None:
        verdict = Verdict(False, Reason.STALE_TIMESTAMP, "too old", "stripe-v1")
        one = replace(capture(3, b"/a?b"), recognition=STRIPE, verdict=verdict)
        store.add(one)
        (row,) = store.rows(CaptureQuery())
        assert row.id == one.id
        assert (row.method, row.target, row.peer) == (b"POST", b"/a?b", "127.0.0.1:50000")
        assert (row.provider, row.event, row.size) == ("stripe", "charge.succeeded", 13)
        assert (row.valid, row.reason) == (False, "stale_timestamp")
        assert (row.status, row.elapsed, row.received_at) == (200, None, START + 3)

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            (CaptureQuery(), [5, 4, 3, 2, 1, 0]),
            (CaptureQuery(limit=2), [5, 4]),
            (CaptureQuery(limit=0), []),
            (CaptureQuery(limit=None), [5, 4, 3, 2, 1, 0]),
            (CaptureQuery(before_id=capture_id(2)), [1, 0]),
            (CaptureQuery(before_id=capture_id(2), limit=1), [1]),
            (CaptureQuery(method="POST"), [5, 3, 2, 1, 0]),
            (CaptureQuery(method="get"), [4]),
            (CaptureQuery(method="PUT"), []),
            (CaptureQuery(path="/stripe"), [1, 0]),
            (CaptureQuery(path="/stripe?a=1"), [1]),
            (CaptureQuery(path="/stripe?a"), []),
            (CaptureQuery(path="/other\udcff"), [5]),
            (CaptureQuery(path_prefix="/stripe"), [2, 1, 0]),
            (CaptureQuery(path_prefix="/stripe?"), [1]),
            (CaptureQuery(path_prefix="/stripe?a"), [1]),
            (CaptureQuery(path_prefix="/stripe?b"), []),
            (CaptureQuery(path_prefix="/github"), [4, 3]),
            (CaptureQuery(path_prefix="/other\udcff"), [5]),
            (CaptureQuery(path_prefix="\udcff"), []),
            (CaptureQuery(path_prefix=""), [5, 4, 3, 2, 1, 0]),
            (CaptureQuery(path_prefix="/s", path="/stripe"), [1, 0]),
            (CaptureQuery(provider="stripe"), [2, 1, 0]),
            (CaptureQuery(provider="Stripe"), []),
            (CaptureQuery(event="push"), [3]),
            (CaptureQuery(event="charge.*"), [1, 0]),
            (CaptureQuery(event="*.*d"), [2, 1, 0]),
            (CaptureQuery(event="*"), [5, 3, 2, 1, 0]),
            (CaptureQuery(event="odd[1]?*"), [5]),
            (CaptureQuery(event="odd?1*"), []),
            (CaptureQuery(event="od[d]*"), []),
            (CaptureQuery(since=START + 4), [5, 4]),
            (CaptureQuery(since=START + 6), []),
            (CaptureQuery(since=0), [5, 4, 3, 2, 1, 0]),
            (CaptureQuery(provider="stripe", since=START + 1), [2, 1]),
            (CaptureQuery(provider="stripe", event="charge.*", limit=1), [1]),
            (CaptureQuery(provider="stripe", before_id=capture_id(2), method="post"), [1, 0]),
            (CaptureQuery(provider="github", path="/stripe"), []),
        ],
    )
    def test_a_list_has_what_matches_newest_first(
        self, full: Store, query: CaptureQuery, numbers: list[int]
    ) -> None:
        assert [row.id for row in full.rows(query)] == [capture_id(n) for n in numbers]

    def test_a_long_list_is_whole(self, store: Store) -> None:
        told: list[StoreError | None] = []
        for number in range(1203):
            store.submit(capture(number, b"/%d" % (number % 3)), told.append)
        store.add(capture(1203))
        everything = [capture_id(number) for number in range(1203, -1, -1)]
        assert [row.id for row in store.rows(CaptureQuery(limit=None))] == everything
        assert [row.id for row in store.rows(CaptureQuery(limit=1001))] == everything[:1001]
        some = [row.id for row in store.rows(CaptureQuery(limit=None, path_prefix="/"))]
        assert some == everything

    def test_many_topics_are_listed_newest_first(self, store: Store) -> None:
        told: list[StoreError | None] = []
        for number in range(600):
            store.submit(capture(number, b"/many/%d" % (number % 300)), told.append)
        store.add(capture(600, b"/one"))
        found = [row.id for row in store.rows(CaptureQuery(path_prefix="/many/", limit=400))]
        assert found == [capture_id(number) for number in range(599, 199, -1)]
        found = [row.id for row in store.rows(CaptureQuery(path_prefix="/many/1", limit=None))]
        wanted = [n for n in range(600) if str(n % 300).startswith("1")]
        assert found == [capture_id(number) for number in reversed(wanted)]

    # references

    @pytest.mark.parametrize(
        ("reference", "number"),
        [
            (capture_id(3), 3),
            (capture_id(3).upper(), 3),
            (f"  {capture_id(3)[:-1]} ", 3),
            ("last", 5),
            ("LAST", 5),
            ("last~0", 5),
            ("last~2", 3),
        ],
    )
    def test_a_capture_is_found_by(self, full: Store, reference: str, number: int) -> None:
        assert full.resolve(reference) == capture_id(number)

    def test_lookalike_letters_are_read_as_digits(self, store: Store) -> None:
        one = replace(capture(), id="0110011001100110")
        store.add(one)
        assert store.resolve("OliO0IL") == one.id

    def test_an_ambiguous_start_lists_the_candidates(self, full: Store) -> None:
        with pytest.raises(UsageError) as caught:
            full.resolve(capture_id(0)[:4])
        assert caught.value.exit_code == ExitCode.USAGE
        assert caught.value.message == f"`{capture_id(0)[:4]}` fits 6 captures"
        lines = (caught.value.hint or "").splitlines()
        assert len(lines) == 7
        assert capture_id(5)[:10] in lines[1]
        assert r"post /other\xff" in lines[1]
        assert capture_id(0)[:10] in lines[-1]

    def test_only_some_of_very_many_candidates_are_listed(self, store: Store) -> None:
        for number in range(12):
            store.add(capture(number))
        with pytest.raises(UsageError, match="fits at least 8 captures") as caught:
            store.resolve("0")
        assert len((caught.value.hint or "").splitlines()) == 9

    @pytest.mark.parametrize("reference", ["zzz", "last~6", "no-id", "", "é", "a\x1b[2Jb", "~1"])
    def test_an_unknown_reference_lists_the_newest(self, full: Store, reference: str) -> None:
        with pytest.raises(UsageError, match="there is no capture") as caught:
            full.resolve(reference)
        assert "\x1b" not in caught.value.message
        assert capture_id(5)[:10] in (caught.value.hint or "")

    def test_an_empty_store_says_how_to_fill_it(self, store: Store) -> None:
        with pytest.raises(UsageError) as caught:
            store.resolve("last")
        assert "webhookctl listen" in (caught.value.hint or "")

    def test_candidates_cannot_act_on_a_terminal(self, store: Store) -> None:
        store.add(capture(0, b"/\x1b]0;x\x07" + b"\xe2\x80\xae" + b"a" * 90))
        with pytest.raises(UsageError) as caught:
            store.resolve("zzz")
        hint = caught.value.hint or ""
        assert r"/\x1b]0;x\x07\xe2\x80\xae" in hint
        assert hint.replace("\n", "").replace("…", "").isascii()
        assert all(letter.isprintable() for letter in hint.replace("\n", ""))

    def test_get_needs_the_full_id(self, full: Store) -> None:
        with pytest.raises(UsageError, match="there is no capture"):
            full.get(capture_id(3)[:-1])

    # deliveries

    def test_deliveries_of_a_capture_come_back_oldest_first(self, store: Store) -> None:
        one = capture()
        store.add(one)
        same = attempt(1, 503, one.request.body)
        failed = replace(
            attempt(2),
            answer=None,
            failure=Failure(FailureKind.REFUSED, "connection refused", "start the app"),
        )
        later = delivery(9, same, failed, attempt(3), of=one.id, kind=DeliveryKind.REPLAY)
        earlier = delivery(5, attempt(1), of=one.id)
        store.record(later)
        store.record(earlier)
        store.record(delivery(7, attempt(1)))
        assert list(store.deliveries(one.id)) == [earlier, later]
        assert list(store.deliveries(capture_id(1))) == []

    def test_a_delivery_takes_the_place_of_an_earlier_one_of_its_id(self, store: Store) -> None:
        body = MemoryBody(b"other")
        first = delivery(1, attempt(1, 503, body), attempt(2, 503, body), of=capture_id(0))
        second = replace(first, attempts=(attempt(1, 200, MemoryBody(b"new")),))
        store.record(first)
        store.record(second)
        assert list(store.deliveries(capture_id(0))) == [second]

    def test_a_delivery_without_attempts_is_kept(self, store: Store) -> None:
        planned = delivery(1, of=capture_id(0))
        store.record(planned)
        assert list(store.deliveries(capture_id(0))) == [planned]

    def test_a_large_body_of_a_delivery_is_left_in_the_store(self, store: Store) -> None:
        one = with_body(capture(), StreamedBody(2 * MEMORY_LIMIT))
        store.add(one)
        other = StreamedBody(2 * MEMORY_LIMIT, byte=b"b")
        bodies = (StreamedBody(2 * MEMORY_LIMIT), other, store.get(one.id).request.body)
        tries = [attempt(number, 200, body) for number, body in enumerate(bodies, start=1)]
        store.record(delivery(1, *tries, of=one.id))
        (kept,) = store.deliveries(one.id)
        first, second, third = (each.request.body for each in kept.attempts)
        assert first == third == store.get(one.id).request.body
        assert second.read() == other.read()

    def test_a_row_tells_of_the_last_attempt(self, store: Store) -> None:
        store.add(capture())
        store.record(delivery(1, attempt(1, 503), attempt(2, 201), of=capture_id(0)))
        (row,) = store.rows(CaptureQuery())
        assert (row.status, row.elapsed) == (201, 0.125)
        failure = Failure(FailureKind.REFUSED, "connection refused")
        failed = replace(attempt(9), answer=None, failure=failure)
        store.record(delivery(0, failed, of=capture_id(0)))
        (row,) = store.rows(CaptureQuery())
        assert (row.status, row.elapsed) == (None, 0.125)

    @pytest.mark.parametrize("handshake", ["a_handshake", None])
    @pytest.mark.parametrize("refused", [True, False])
    def test_a_row_tells_how_a_capture_was_treated(
        self, store: Store, handshake: str | None, refused: bool
    ) -> None:
        store.add(capture())
        store.add(replace(capture(1), handshake=handshake, refused=refused))
        row, usual = store.rows(CaptureQuery())
        assert (row.handshake, row.refused) == (handshake, refused)
        assert (usual.handshake, usual.refused) == (None, False)

    def test_a_row_keeps_its_answer_when_something_was_confirmed(self, store: Store) -> None:
        store.add(capture())
        confirmation = delivery(1, attempt(1, 403), of=capture_id(0), kind=DeliveryKind.CONFIRM)
        store.record(confirmation)
        (row,) = store.rows(CaptureQuery())
        assert (row.status, row.elapsed) == (200, None)
        assert store.deliveries(capture_id(0)) == [confirmation]

    def test_a_row_of_a_delivery_without_attempts_tells_of_the_answer(self, store: Store) -> None:
        store.add(capture())
        store.record(delivery(1, of=capture_id(0)))
        (row,) = store.rows(CaptureQuery())
        assert (row.status, row.elapsed) == (200, None)
