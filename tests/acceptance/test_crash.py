"""Acknowledged means kept: the real listener is killed, and its disk is full."""

import http.client
import os
import shutil
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from tests.acceptance.messages import PATIENCE, message, send
from tests.conftest import Cli, StartListener
from tests.processes import COMMAND, Finished, Listener, clean_environment, run_program
from webhookctl.core.ports import CaptureQuery
from webhookctl.store.sqlite import SqliteStore

KILLS = 20
SENDERS = 6
LARGE_EVERY = 60
LARGE = b"x" * (1024 * 1024 + 1)
"""More than is kept in memory: it reaches the store in another way."""


class Load:
    """Senders that keep their connections and send as fast as they are answered."""

    def __init__(self, port: int, turn: int) -> None:
        self.sent: set[bytes] = set()
        self.acknowledged: list[bytes] = []
        self._port = port
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._run, args=(b"%d-%d" % (turn, number),), daemon=True)
            for number in range(SENDERS)
        ]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send while the block runs; its end is the listener's end, too."""
        for thread in self._threads:
            thread.start()
        yield
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def wait_for(self, many: int) -> None:
        """Return when so many requests were acknowledged."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= many, PATIENCE)

    def _run(self, name: bytes) -> None:
        address = ("127.0.0.1", self._port)
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection(*address, timeout=PATIENCE)) as connection,
        ):
            for number in count(1):
                self._send(connection, b"%b-%d" % (name, number), number)

    def _send(self, connection: http.client.HTTPConnection, name: bytes, number: int) -> None:
        body = b"%b %b" % (name, b"" if number % LARGE_EVERY else LARGE)
        self.sent.add(name)
        connection.request("POST", "/load", body)
        answer = connection.getresponse()
        answer.read()
        if answer.status == http.client.OK:
            with self._changed:
                self.acknowledged.append(name)
                self._changed.notify_all()


def bodies_in(store_file: Path, *rests: bytes) -> Counter[bytes]:
    """Return how often each body is in a store that is whole, by the word it begins with.

    What follows the word is one of `rests`.
    """
    with closing(sqlite3.connect(store_file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found: Counter[bytes] = Counter()
    store = SqliteStore.open(store_file, create=False)
    for row in store.rows(CaptureQuery(limit=None)):
        name, _, rest = store.get(row.id).request.body.read().partition(b" ")
        assert rest in rests
        found[name] += 1
    store.close()
    return found


def test_killed_listener_has_kept_what_it_acknowledged(listener: StartListener) -> None:
    sent: set[bytes] = set()
    acknowledged: list[bytes] = []
    for turn in range(KILLS):
        listening = listener()
        load = Load(listening.ready["port"], turn)
        with load.running():
            load.wait_for(10 + 37 * turn % 200)
            listening.kill()
        sent |= load.sent
        acknowledged += load.acknowledged
    stored = bodies_in(listening.store, b"", LARGE)
    assert len(acknowledged) > 50 * KILLS
    assert set(acknowledged) <= stored.keys() <= sent
    assert set(stored.values()) == {1}


def let_files_grow_to(listening: Listener, size: int) -> None:
    """Limit the size of any file that a running listener writes: to it, its disk is full."""
    if sys.platform == "linux":
        import resource

        most = resource.RLIM_INFINITY
        resource.prlimit(listening.process.pid, resource.RLIMIT_FSIZE, (size, most))
    else:
        pytest.skip("only Linux changes a limit of another process")


@pytest.mark.parametrize(
    ("rest", "room"),
    [(b"y" * 20_000, 600_000), (LARGE, 4 * len(LARGE))],
    ids=["small bodies", "large bodies"],
)
def test_listener_on_a_full_disk_says_so_and_recovers(
    listener: StartListener, rest: bytes, room: int
) -> None:
    listening = listener("--output", "compact")

    def post(number: int) -> tuple[int, bytes]:
        body = b"%d %b" % (number, rest)
        return send(listening.ready["port"], message(b"POST", b"/", body=body))

    let_files_grow_to(listening, room)
    answers = [post(number) for number in range(30)]
    let_files_grow_to(listening, -1)
    answers += [post(number) for number in range(30, 35)]

    assert set(answers) == {
        (200, b"ok\n"),
        (507, b"the request could not be stored; send it again later\n"),
    }
    statuses = [status for status, _ in answers]
    assert statuses[0] == 200
    assert 507 in statuses[:30]
    assert statuses[30:] == [200] * 5
    kept = {b"%d" % number for number, status in enumerate(statuses) if status == 200}
    finished = listening.stop()
    assert finished.code == 0
    assert finished.stdout.count("507 no room for the store") == 35 - len(kept)
    assert "hint: free some space" in finished.stderr
    assert f"captured {len(kept)} requests in" in finished.stderr
    assert bodies_in(listening.store, rest) == dict.fromkeys(kept, 1)


def test_store_in_a_place_that_is_no_folder_is_an_error_with_a_hint(
    program: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    finished = program("listen", "--port", "0", "--store", str(file / "store.sqlite3"))
    assert_cannot_start(finished, "cannot use the store")
    assert file.read_bytes() == b""


def test_store_in_a_folder_that_may_not_be_written_is_an_error_with_a_hint(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    command = [*bound_by_modes(), *COMMAND, "listen", "--port", "0"]
    store = str(folder / "store.sqlite3")
    finished = run_program([*command, "--store", store], b"", clean_environment(home))
    assert_cannot_start(finished, "permission denied")
    assert list(folder.iterdir()) == []


def bound_by_modes() -> list[str]:
    """Return what to put before a command so that file modes hold for root as well."""
    if sys.platform == "win32":
        pytest.skip("Windows has other permissions")
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("file modes do not bind root, and there is no `setpriv`")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search"]


def assert_cannot_start(finished: Finished, why: str) -> None:
    assert (finished.code, finished.stdout) == (3, "")
    error, empty, hint = finished.stderr.splitlines()
    assert error.startswith("error: cannot use the store")
    assert why in error
    assert empty == ""
    assert hint.startswith("hint: ")
    assert "--store" in hint
