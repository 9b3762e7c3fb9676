"""The real program for tests: run to its end, or as a listener that is stopped for certain."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

COMMAND = (sys.executable, "-m", "webhookctl")

ENDINGS = [(signal.SIGINT, 130), (signal.SIGTERM, 1)]
"""The signals that end a command with work of its own before its time, with its exit code."""

_INHERITED = {
    "COMSPEC",
    "LD_LIBRARY_PATH",
    "PATH",
    "PATHEXT",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "VIRTUAL_ENV",
    "WINDIR",
}

Changes = Mapping[str, str | None]
"""Changes to an environment; None takes a variable away."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run of the program ended. `output` is what `stdout` was decoded from."""

    code: int
    output: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        """Standard output as text, with line breaks of the platform as `\\n`."""
        return self.output.decode("utf-8").replace(os.linesep, "\n")

    def lines(self) -> list[Any]:
        """Standard output as NDJSON."""
        return [json.loads(line) for line in self.stdout.splitlines()]


def clean_environment(home: Path, changes: Changes | None = None) -> dict[str, str]:
    """Return an environment that knows no more than the way to programs, and a home of its own."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _INHERITED or name.startswith("COVERAGE_")
    }
    own = {
        "APPDATA": str(home / "config"),
        "COLUMNS": "80",
        "HOME": str(home),
        "LINES": "24",
        "LOCALAPPDATA": str(home / "data"),
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "USERPROFILE": str(home),
        "WEBHOOKCTL_STORE": str(home / "store" / "webhookctl.sqlite3"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
    }
    wanted = {**inherited, **own, **(changes or {})}
    return {name: value for name, value in wanted.items() if value is not None}


def run_in_process(arguments: Sequence[str], stdin: bytes, environment: Changes) -> Finished:
    """Call the real `main()` with these arguments and an environment of these variables only."""
    from webhookctl.__main__ import main

    output, talk = io.BytesIO(), io.BytesIO()
    code: object = 0
    with (
        pytest.MonkeyPatch.context() as world,
        _stream(stdin) as standard_input,
        _stream(output) as standard_output,
        _stream(talk) as standard_error,
        contextlib.redirect_stdout(standard_output),
        contextlib.redirect_stderr(standard_error),
    ):
        for name in set(os.environ) - {"PYTEST_CURRENT_TEST"}:
            world.delenv(name)
        for name, value in environment.items():
            world.setenv(name, str(value))
        world.setattr(sys, "argv", ["webhookctl", *arguments])
        world.setattr(sys, "stdin", standard_input)
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        standard_output.flush()
        standard_error.flush()
        written, said = output.getvalue(), talk.getvalue()
    assert isinstance(code, int | None), f"an exit code that is no number: {code!r}"
    return Finished(code or 0, written, said.decode("utf-8"))


def run_program(
    command: Sequence[str], stdin: bytes, environment: Mapping[str, str], timeout: float = 30
) -> Finished:
    """Run a command as a process of its own, and wait for its end."""
    ended = subprocess.run(
        command,
        input=stdin,
        env=dict(environment),
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    said = ended.stderr.decode("utf-8", "backslashreplace").replace(os.linesep, "\n")
    return Finished(ended.returncode, ended.stdout, said)


def _stream(content: bytes | io.BytesIO) -> io.TextIOWrapper:
    buffer = io.BytesIO(content) if isinstance(content, bytes) else content
    return io.TextIOWrapper(buffer, "utf-8", newline="", write_through=True)


@dataclass
class Listener:
    """A running `webhookctl listen`. `ready` is what its ready file says."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    store: Path
    ready: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return str(self.ready["url"]).rstrip("/")

    @property
    def stdout(self) -> str:
        """What it has written to standard output up to now."""
        return (self.folder / "stdout").read_text("utf-8")

    @property
    def stderr(self) -> str:
        """What it has written to standard error up to now."""
        return (self.folder / "stderr").read_text("utf-8", errors="backslashreplace")

    def events(self) -> list[dict[str, Any]]:
        """Return the complete NDJSON lines on standard output up to now."""
        whole, _, _ = self.stdout.rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    def wait_for_events(self, count: int, timeout: float = 10) -> list[dict[str, Any]]:
        """Return the events as soon as there are `count` of them at least."""
        self._wait(lambda: len(self.events()) >= count, f"{count} events", timeout)
        return self.events()

    def stop(self, how: signal.Signals = signal.SIGTERM, timeout: float = 10) -> Finished:
        """End it (by SIGTERM unless told) and return what it left. Safe to call twice."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return Finished(code, (self.folder / "stdout").read_bytes(), self.stderr)

    def kill(self) -> None:
        """End it without asking."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def wait_until_ready(self, timeout: float = 15) -> None:
        """Return when its ready file is there; fail with what it said when it is not to come."""
        file = self.folder / "ready"
        self._wait(file.exists, "its ready file", timeout)
        self.ready = json.loads(file.read_text("utf-8"))

    def _wait(self, holds: Callable[[], bool], what: str, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not holds():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)
                break
            if time.monotonic() > deadline:
                break
        if not holds():
            state = self.process.poll()
            self.kill()
            pytest.fail(f"no {what} (exit code {state}); it said:\n{self.stderr}{self.stdout}")


def start_listener(
    folder: Path,
    options: Sequence[str],
    environment: Mapping[str, str],
    command: Sequence[str] = COMMAND,
) -> Listener:
    """Start `webhookctl listen` on a free port; the caller waits until it is ready, and kills it.

    Its output goes to files in `folder`, so that no pipe can fill up.
    """
    folder.mkdir(parents=True)
    fixed = ("--port", "0", "--ready-file", str(folder / "ready"), "--output", "json")
    with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        process = _start([*command, "listen", *fixed, *options], stdout, stderr, environment)
    return Listener(process, folder, Path(environment["WEBHOOKCTL_STORE"]))


def _start(
    command: Sequence[str], stdout: IO[bytes], stderr: IO[bytes], environment: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env=dict(environment),
        start_new_session=True,
    )
