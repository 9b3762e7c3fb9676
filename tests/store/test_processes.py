"""The store against the system: other processes, sudden death, full and forbidden disks."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest

from tests.store.samples import capture, capture_id
from webhookctl.core.ports import CaptureQuery
from webhookctl.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]

LINE = re.compile(rb"[0-9a-z]{16}\n")


def command(task: str, path: Path, first: int, count: int) -> list[str]:
    return [sys.executable, "-m", "tests.store.workers", task, str(path), str(first), str(count)]


def start(task: str, path: Path, first: int, count: int) -> "subprocess.Popen[bytes]":
    arguments = command(task, path, first, count)
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE)


def run(arguments: Sequence[str]) -> list[str]:
    ended = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, timeout=60, check=True)
    return ended.stdout.decode().splitlines()


def stored(path: Path) -> list[str]:
    """Return the ids in a store that is whole, each with its exact payload."""
    store = SqliteStore.open(path, create=False)
    ids = [row.id for row in store.rows(CaptureQuery(limit=None))]
    sizes = {store.get(each).request.body.size for each in ids[:20]}
    store.close()
    assert len(sizes) <= 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole = "SELECT count(*) FROM capture JOIN payload ON payload.id = payload JOIN topic"
        assert connection.execute(f"{whole} ON topic.id = topic").fetchone() == (len(ids),)
        assert connection.execute("SELECT count(*) FROM payload").fetchone() == (len(ids),)
    return ids


def test_two_processes_share_a_store(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite3"
    workers = [start("load", path, first, 600) for first in (0, 10_000, 20_000)]
    said = [worker.communicate(timeout=60)[0].decode().split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    expected = [[capture_id(first + n) for n in range(600)] for first in (0, 10_000, 20_000)]
    assert said == expected
    assert sorted(stored(path)) == sorted(chain.from_iterable(expected))


def test_a_killed_process_loses_nothing_it_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    confirmed: list[str] = []
    for turn in range(6):
        with start("load", path, turn * 1_000_000, 1_000_000) as worker:
            assert worker.stdout is not None
            lines = [worker.stdout.readline() for _ in range(50 + 137 * turn)]
            worker.kill()
            lines.append(worker.stdout.read())
        confirmed += [line.strip().decode() for line in LINE.findall(b"".join(lines))]
    ids = stored(path)
    assert len(confirmed) > 2000
    assert set(confirmed) <= set(ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit for the size of a file")
def test_a_full_disk_is_told_and_nothing_is_confirmed_wrongly(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    said = run(command("full", path, 0, 20))
    failed = [line for line in said if line.startswith("failed")]
    assert len(said) == 40
    assert 5 < len(failed) < 20
    assert {line[: len("failed 507 no room for the store")] for line in failed} == {
        "failed 507 no room for the store"
    }
    assert not [line for line in said[20:] if line.startswith("failed")]
    assert sorted(set(said) - set(failed)) == sorted(stored(path))


@pytest.mark.skipif(os.name != "posix", reason="Windows has other permissions")
def test_a_store_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.sqlite3"
    store = SqliteStore.open(path, create=True)
    store.add(capture(3))
    store.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    said = run([*_bound_by_modes(), *command("look", path, 3, 10)])
    path.parent.chmod(0o700)
    assert said[:2] == ["read 1", "body 13"]
    assert said[2].startswith("failed 503 cannot use the store")


def _bound_by_modes() -> list[str]:
    """Return what to put before a command so that file modes hold for root as well."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("file modes do not bind root, and there is no `setpriv`")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search"]


def _traced(path: Path, trace: Path) -> bool:
    strace = shutil.which("strace")
    if strace is None:
        return False
    calls = "trace=write,pwrite64,fsync,fdatasync"
    arguments = [strace, "-f", "-y", "-e", calls, "-o", str(trace), *command("steps", path, 0, 25)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_each_confirmation_follows_a_sync_of_the_log(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    if not _traced(tmp_path / "store.sqlite3", trace):
        pytest.skip("strace cannot be used here")
    steps = ""
    for line in trace.read_text("utf-8", errors="replace").splitlines():
        if re.search(r"f(data)?sync\(\d+<[^>]*-wal>", line):
            steps += "s"
        elif re.search(r"pwrite64\(\d+<[^>]*-wal>", line):
            steps += "w"
        elif re.search(r"write\(1\b.*\\n\"", line):
            steps += "A"
    assert steps.count("A") == 25
    assert re.fullmatch(r"([sw]*wsA)+[sw]*", steps), steps
