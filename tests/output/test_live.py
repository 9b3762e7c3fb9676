import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TextIO

import pytest

from tests.output.samples import UTC, capture, captured, refused, request
from webhookctl.core.notice import Ready, Stopped
from webhookctl.output.live import MOST_BODIES, MOST_WAITING, LiveDisplay, Mode

READY = Ready("http://127.0.0.1:8080", "127.0.0.1", 8080, "/store", 1)
STOPPED = Stopped(1, 0, 0, 0, 2.0)
MIB = 1024 * 1024

needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")


def shown(mode: Mode, *notices: object) -> tuple[str, str]:
    """What a display of that mode writes to stdout and stderr."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with LiveDisplay(mode, stdout, stderr, local=UTC) as display:
        for notice in notices:
            display.show(notice)  # type: ignore[arg-type]
    return stdout.getvalue(), stderr.getvalue()


@contextmanager
def pipe() -> Iterator[tuple[IO[bytes], TextIO]]:
    """The two ends of a pipe that holds some 64 KiB."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as stream, os.fdopen(reader, "rb") as source:
        yield source, stream


def wait_until(holds: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came to hold"
        threading.Event().wait(0.005)


def test_compact_writes_a_line_for_each_request() -> None:
    stdout, stderr = shown(Mode.COMPACT, READY, captured(), refused(), STOPPED)
    assert stdout.splitlines() == [
        "08:00:00 0ygr3a0000 POST /hook  0B  stripe charge.succeeded  –  200",
        "08:00:00 refused    POST /big  ✗ 413 the body is larger than 25 MiB",
    ]
    assert stderr.startswith("listening on ")
    assert "captured 1 request" in stderr


def test_pretty_writes_blocks() -> None:
    stdout, _ = shown(Mode.PRETTY, captured(capture(request(b'{"a":1}'))))
    assert '\n    "a": 1\n' in stdout


def test_quiet_writes_only_what_went_wrong() -> None:
    stdout, stderr = shown(Mode.QUIET, READY, captured(), refused(), STOPPED)
    assert stdout == ""
    assert stderr.splitlines() == [
        "08:00:00 refused    POST /big  ✗ 413 the body is larger than 25 MiB",
        "hint: allow more with `--max-body`",
    ]


def test_json_writes_nothing_else_anywhere() -> None:
    stdout, stderr = shown(Mode.JSON, READY, captured(), refused(), STOPPED)
    events = [json.loads(line)["event"] for line in stdout.splitlines()]
    assert events == ["ready", "request", "refused", "stopped"]
    assert stderr == ""


def test_any_number_of_json_lines_keep_their_order() -> None:
    stdout = io.StringIO()
    notices = [Stopped(number, 0, 0, 0, 0.0) for number in range(20_000)]
    with LiveDisplay(Mode.JSON, stdout, io.StringIO()) as display:
        for notice in notices:
            display.show(notice)
    numbers = [json.loads(line)["captured"] for line in stdout.getvalue().splitlines()]
    assert numbers == list(range(20_000))


def test_a_request_is_shown_at_once() -> None:
    stdout = io.StringIO()
    with LiveDisplay(Mode.COMPACT, stdout, io.StringIO(), local=UTC) as display:
        display.show(captured())
        wait_until(lambda: "/hook" in stdout.getvalue())
        display.show(refused())
        wait_until(lambda: "/big" in stdout.getvalue())


def test_a_count_is_told_even_if_nothing_follows() -> None:
    stdout = io.StringIO()
    with LiveDisplay(Mode.COMPACT, stdout, io.StringIO(), local=UTC) as display:
        for _ in range(MOST_WAITING):
            display.show(captured())
        wait_until(lambda: "more, all stored" in stdout.getvalue())


def test_notices_may_come_from_many_threads() -> None:
    stdout = io.StringIO()
    with LiveDisplay(Mode.JSON, stdout, io.StringIO()) as display:

        def tell() -> None:
            for _ in range(500):
                display.show(captured())

        threads = [threading.Thread(target=tell) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(stdout.getvalue().splitlines()) == 2000


def test_what_is_shown_before_it_starts_waits() -> None:
    stdout = io.StringIO()
    display = LiveDisplay(Mode.COMPACT, stdout, io.StringIO(), local=UTC)
    display.close()
    display.show(captured())
    assert stdout.getvalue() == ""
    with display:
        pass
    assert "/hook" in stdout.getvalue()


@needs_pipes
class TestAStoppedReader:
    def test_blocks_nobody_and_is_told_how_many_it_missed(self) -> None:
        with (
            pipe() as (source, stdout),
            LiveDisplay(Mode.COMPACT, stdout, io.StringIO()) as display,
        ):
            os.set_blocking(source.fileno(), False)
            fill(stdout)
            start = time.process_time()
            for _ in range(50_000):
                display.show(captured())
            assert time.process_time() - start < 5
            got = bytearray()

            def all_told() -> bool:
                got.extend(source.read() or b"")
                whole, _, _ = bytes(got).rpartition(b"\n")
                lines = whole.decode().lstrip("x").splitlines()
                counts = [line for line in lines if line.startswith("…")]
                told = sum(int(line.split()[1].replace(",", "")) for line in counts)
                return told + len(lines) - len(counts) == 50_000

            wait_until(all_told)

    def test_does_not_hold_up_the_end(self) -> None:
        with pipe() as (source, stdout):
            fill(stdout)
            with LiveDisplay(Mode.COMPACT, stdout, io.StringIO()) as display:
                display.show(captured())
                start = time.monotonic()
                display.close(patience=0.1)
                assert time.monotonic() - start < 5
                source.close()

    def test_keeps_no_more_bodies_than_it_may(self) -> None:
        body = captured(capture(request(b"x" * MIB)))
        with pipe() as (source, stdout):
            fill(stdout)
            with LiveDisplay(Mode.PRETTY, stdout, io.StringIO()) as display:
                display.show(body)
                wait_until(lambda: not display._waiting)
                for _ in range(2 * MOST_BODIES // MIB):
                    display.show(body)
                assert len(display._waiting) == MOST_BODIES // MIB
                source.close()

    def test_that_is_a_script_gets_every_line_but_not_every_body(self) -> None:
        body = captured(capture(request(b"x" * 1000)))
        with pipe() as (source, stdout):
            fill(stdout)
            display = LiveDisplay(Mode.JSON, stdout, io.StringIO(), script_bodies=64_000)
            for _ in range(100):
                display.show(body)
            display.show(STOPPED)
            os.set_blocking(source.fileno(), False)
            got = bytearray()

            def complete() -> bool:
                got.extend(source.read() or b"")
                return b"stopped" in got

            with display:
                wait_until(complete)
        *events, _ = [json.loads(line) for line in got.lstrip(b"x").splitlines()]
        assert [event.get("body_omitted", False) for event in events] == [False] * 64 + [True] * 36
        assert {event["size"] for event in events} == {1000}


@needs_pipes
class TestAReaderThatIsGone:
    @pytest.mark.parametrize("mode", [Mode.COMPACT, Mode.PRETTY])
    def test_is_told_to_people_and_listening_goes_on(self, mode: Mode) -> None:
        calls: list[str] = []
        with pipe() as (source, stdout):
            stderr = io.StringIO()
            source.close()
            with LiveDisplay(mode, stdout, stderr, on_broken=lambda: calls.append("x")) as display:
                display.show(captured())
                wait_until(stderr.getvalue)
                display.show(captured())
        assert stderr.getvalue() == (
            "nobody reads the output any more; listening goes on, requests are stored\n"
        )
        assert calls == []

    @pytest.mark.parametrize("has_callback", [True, False])
    def test_ends_a_listener_for_scripts(self, has_callback: bool) -> None:
        ended = threading.Event()
        stderr = io.StringIO()
        with pipe() as (source, stdout):
            source.close()
            on_broken = ended.set if has_callback else None
            with LiveDisplay(Mode.JSON, stdout, stderr, on_broken=on_broken) as display:
                display.show(captured())
                wait_until(stderr.getvalue)
            assert stderr.getvalue() == "nobody reads the output any more; listening ends\n"
            assert ended.is_set() is has_callback


def fill(stream: TextIO) -> None:
    """Write to a pipe until it takes no more."""
    os.set_blocking(stream.fileno(), False)
    with suppress(BlockingIOError):
        while True:
            os.write(stream.fileno(), b"x" * 1024)
    with suppress(BlockingIOError):
        while True:
            os.write(stream.fileno(), b"x")
    os.set_blocking(stream.fileno(), True)
