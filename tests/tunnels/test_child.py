import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from webhookctl.tunnels import _guard
from webhookctl.tunnels._child import Child, start_child

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to be polite")

SAYS_TERM = (
    "import os, signal, time\n"
    "def end(*_):\n    os.write(1, b'asked to end\\n'); os._exit(0)\n"
    "signal.signal(signal.SIGTERM, end)\n"
    "print('ready', flush=True)\ntime.sleep(60)\n"
)
IGNORES_TERM = (
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('ready', flush=True)\ntime.sleep(60)\n"
)
HAS_A_CHILD = (
    "import subprocess, sys, time\n"
    "code = 'import time; print(\"ready\", flush=True); time.sleep(60)'\n"
    "subprocess.Popen([sys.executable, '-c', code])\ntime.sleep(60)\n"
)
STARTS_AND_TELLS = (
    "import sys, time\nfrom webhookctl.tunnels._child import start_child\n"
    "child = start_child([sys.executable, '-c', sys.argv[1]], {})\n"
    "print(child.process.stdout.readline(), end='', flush=True)\ntime.sleep(60)\n"
)

TELLS_A_PORT = (
    "import socket, time\nopen_port = socket.create_server(('127.0.0.1', 0), backlog=100)\n"
    "print(open_port.getsockname()[1], flush=True)\ntime.sleep(60)\n"
)


def python(code: str) -> Child:
    return start_child([sys.executable, "-c", code], os.environ)


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def stop_when_ready(child: Child, grace: float) -> tuple[list[str], float]:
    """Stop a child that has said `ready`; return all its lines, and how long that took."""
    lines: list[str] = []

    async def run() -> float:
        ready = asyncio.Event()
        loop = asyncio.get_running_loop()

        def read(line: str) -> None:
            lines.append(line)
            loop.call_soon_threadsafe(ready.set)

        reader = child.follow(read)
        async with asyncio.timeout(10):
            await ready.wait()
        started = time.monotonic()
        await child.stop(grace)
        took = time.monotonic() - started
        await asyncio.to_thread(reader.join, 5)
        assert not reader.is_alive()
        return took

    return lines, asyncio.run(run())


@POSIX
def test_a_child_is_asked_to_end_first() -> None:
    child = python(SAYS_TERM)
    lines, _ = stop_when_ready(child, 10)
    assert lines == ["ready\n", "asked to end\n"]
    assert child.process.returncode == 0


@POSIX
def test_a_child_that_does_not_want_to_end_is_ended_after_the_grace() -> None:
    child = python(IGNORES_TERM)
    _, took = stop_when_ready(child, 0.2)
    assert child.process.returncode == -signal.SIGKILL
    assert 0.2 <= took < 2


def test_what_a_child_has_started_ends_with_it() -> None:
    # The output closes, and the reader ends, only when nobody has it open any more.
    lines, _ = stop_when_ready(python(HAS_A_CHILD), 5)
    assert lines == ["ready\n"]


def test_the_guard_goes_home_with_the_child() -> None:
    child = python(SAYS_TERM)
    stop_when_ready(child, 5)
    assert child.guard is not None
    assert child.guard.poll() is not None
    asyncio.run(child.stop())


def test_a_child_runs_without_a_guard_where_python_cannot_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = [sys.executable, "-c", "print('ready')"]
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    child = start_child(command, os.environ)
    assert child.guard is None
    lines, _ = stop_when_ready(child, 5)
    assert lines == ["ready\n"]


def test_a_child_that_ends_by_itself_is_noticed() -> None:
    child = python("raise SystemExit(4)")
    reader = child.follow(lambda _: None)

    async def run() -> None:
        async with asyncio.timeout(10):
            await child.ended(0.01)

    asyncio.run(run())
    reader.join(5)
    assert child.process.returncode == 4
    assert child.guard is not None
    assert child.guard.poll() is not None


def test_output_and_errors_are_one_and_never_undecodable() -> None:
    lines: list[str] = []
    child = python("import os; os.write(1, b'\\xff out\\n'); os.write(2, b'error\\n')")
    child.follow(lines.append).join(10)
    asyncio.run(child.stop())
    assert lines == ["\ufffd out\n", "error\n"]


def test_a_child_that_is_stopped_while_the_caller_is_cancelled_is_ended_at_once() -> None:
    child = python(IGNORES_TERM)

    async def run() -> None:
        stopping = asyncio.create_task(child.stop(60))
        await asyncio.sleep(0)
        stopping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stopping

    reader = child.follow(lambda _: None)
    asyncio.run(run())
    assert child.process.returncode is not None
    reader.join(5)


def test_a_program_that_cannot_be_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No such file|cannot find"):
        start_child([str(tmp_path / "nothing")], {})


def test_the_guard_ends_the_child_of_a_parent_that_is_killed() -> None:
    command = [sys.executable, "-c", STARTS_AND_TELLS, TELLS_A_PORT]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert is_open(port)
        parent.kill()
    limit = time.monotonic() + 5
    while is_open(port):
        assert time.monotonic() < limit, "the child is still there"
        time.sleep(0.01)


@POSIX
def test_a_guard_ends_what_does_not_want_to_end() -> None:
    command = [sys.executable, "-c", IGNORES_TERM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        _guard.end(child.pid, patience=0.1)
        assert child.wait(5) == -signal.SIGKILL
