"""A program that a tunnel runs: it ends when we do, however we end."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Any, cast

GRACE = 0.4
"""Seconds a program has to end by itself when it is asked to."""

_PAUSE = 0.01
_GUARD = Path(__file__).with_name("_guard.py")


@dataclass(frozen=True, slots=True)
class Child:
    """A running program, its output and errors in one, and the guard that outlives us."""

    process: "subprocess.Popen[str]"
    guard: "subprocess.Popen[bytes] | None"

    def follow(self, read: Callable[[str], object]) -> Thread:
        """Hand each line of output to `read`, in a thread that ends with the output."""

        def drain() -> None:
            with cast(IO[str], self.process.stdout) as lines:
                for line in lines:
                    read(line)

        thread = Thread(target=drain, daemon=True, name="tunnel output")
        thread.start()
        return thread

    async def ended(self, pause: float) -> None:
        """Return when the program has ended; looks every `pause` seconds."""
        while self.process.poll() is None:  # noqa: ASYNC110 - nobody tells us, one has to look
            await asyncio.sleep(pause)
        self.release()

    async def stop(self, grace: float = GRACE) -> None:
        """Ask the program to end, and after `grace` seconds end it; return when it is gone."""
        if self.process.poll() is not None:
            self.release()
            return
        try:
            _end_group(self.process, politely=True)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace):
                    await self.ended(_PAUSE)
        finally:
            _end_group(self.process, politely=False)
            self.process.wait()
            self.release()

    def release(self) -> None:
        """Send the guard home: there is nothing left to end."""
        if self.guard is not None:
            self.guard.kill()
            self.guard.wait()
            cast(IO[bytes], self.guard.stdin).close()


def start_child(command: Sequence[str], environment: Mapping[str, str]) -> Child:
    """Start a program in a process group of its own. Raises OSError when it cannot be run.

    A Ctrl-C in the terminal does not reach it: whoever starts it stops it. When we are killed
    without a chance to, its guard ends it.
    """
    process = subprocess.Popen(  # noqa: S603 - the program that the user wants
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(environment),
        encoding="utf-8",
        errors="replace",
        **_own_group(),
    )
    return Child(process, _start_guard(process.pid))


def _start_guard(process_id: int) -> "subprocess.Popen[bytes] | None":
    try:
        return subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", "-S", str(_GUARD), str(process_id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_own_group(),
        )
    except OSError:  # the tunnel works without, and is only less tidy when we are killed
        return None


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        quiet = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": quiet}
    return {"start_new_session": True}


def _end_group(process: "subprocess.Popen[str]", *, politely: bool) -> None:
    """Signal a program and what it has started; Windows knows no polite way."""
    if sys.platform == "win32":
        if process.poll() is not None:
            return
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        kill_tree = [system / "taskkill.exe", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(kill_tree, capture_output=True, check=False)  # noqa: S603 - no input in it
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM if politely else signal.SIGKILL)
