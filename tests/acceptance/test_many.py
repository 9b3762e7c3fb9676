"""Many events from the real program: what it records is true, and its memory does not grow."""

import json
import signal
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.acceptance.messages import PATIENCE
from tests.acceptance.test_memory import MIB, most_memory
from tests.processes import COMMAND, ENDINGS, clean_environment
from webhookctl.core.ports import DeliveryQuery
from webhookctl.store.sqlite import SqliteStore

KILLS = 5
CONCURRENCY = 16


@dataclass
class Sink:
    """A receiver that says yes to everything, and knows which events it has been sent."""

    url: str = ""
    received: set[str] = field(default_factory=set)
    count: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body: bytes) -> None:
        """Keep the id of an event."""
        with self.changed:
            self.received.add(json.loads(body)["id"])
            self.count += 1
            self.changed.notify_all()

    def wait_for(self, many: int, patience: float = PATIENCE) -> None:
        """Return when so many more events were received."""
        with self.changed:
            wanted = self.count + many
            assert self.changed.wait_for(lambda: self.count >= wanted, patience)


@contextmanager
def sink() -> Iterator[Sink]:
    """Run a receiver in this process, in a thread for each connection."""
    taken = Sink()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline():
                length = 0
                while (line := self.rfile.readline()) not in (b"\r\n", b""):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                taken.take(self.rfile.read(length))
                self.wfile.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 2 * CONCURRENCY

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: the sender was killed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        taken.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield taken
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def sending(home: Path, url: str, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the real program; it is gone when the block is left."""
    command = (*COMMAND, "send", "stripe.charge.succeeded", "--unsigned", "--to", url)
    process = subprocess.Popen(
        [*command, "--concurrency", str(CONCURRENCY), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(home),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def accepted_in(store_file: Path) -> list[str]:
    """Return the ids of events that are recorded as accepted, in a store that is whole."""
    with closing(sqlite3.connect(store_file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store = SqliteStore.open(store_file, create=False)
    rows = list(store.delivery_rows(DeliveryQuery(limit=None)))
    store.close()
    assert all(row.attempts == 1 for row in rows)
    return [row.message_id or "" for row in rows if row.accepted]


def test_killed_sender_has_recorded_nothing_that_did_not_happen(
    home: Path, store_file: Path
) -> None:
    with sink() as taken:
        for turn in range(KILLS):
            with sending(home, taken.url, "--duration", "1h") as process:
                taken.wait_for(100 + 137 * turn)
                process.kill()
                process.wait()
        recorded = accepted_in(store_file)
    assert len(recorded) == len(set(recorded))
    assert set(recorded) <= taken.received
    assert len(recorded) > len(taken.received) / 4


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("how", "code"), ENDINGS)
def test_signal_ends_it_within_a_second_and_everything_is_recorded(
    home: Path, store_file: Path, how: signal.Signals, code: int
) -> None:
    with sink() as taken, sending(home, taken.url, "--duration", "1h", "--json") as process:
        output = process.stdout
        assert output is not None
        lines: list[bytes] = []
        reading = threading.Thread(target=lambda: lines.extend(output))
        reading.start()
        taken.wait_for(500)
        process.send_signal(how)
        began = time.monotonic()
        process.wait(PATIENCE)
        took = time.monotonic() - began
        reading.join()
    summary = json.loads(lines[-1])
    assert (process.returncode, summary["interrupted"], summary["recorded"]) == (code, True, True)
    assert took < 5  # a second where nothing else runs
    assert summary["deliveries"]["ended"] == len(lines) - 1 == len(accepted_in(store_file))
    assert summary["unfinished"] <= CONCURRENCY


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/status")
def test_memory_does_not_grow_with_the_number_of_events(home: Path, store_file: Path) -> None:
    with sink() as taken, sending(home, taken.url, "--count", "20000") as process:
        taken.wait_for(6_000, 120)
        before = most_memory(process.pid)
        taken.wait_for(13_500, 240)
        after = most_memory(process.pid)
        output, _ = process.communicate(timeout=PATIENCE)
    assert b"20000 of 20000 accepted" in output
    assert before
    assert after - before < 12 * MIB
    assert len(accepted_in(store_file)) == 20_000
