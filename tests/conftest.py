"""Fixtures for all tests: the program in this process, as a process, as a listener; an app."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.processes import (
    COMMAND,
    Changes,
    Finished,
    Listener,
    clean_environment,
    run_in_process,
    run_program,
    start_listener,
)
from tests.recording_app import RecordingApp, Reply, serve


class Cli(Protocol):
    """Runs webhookctl with arguments and returns how it ended."""

    def __call__(
        self, *arguments: str, stdin: bytes = b"", env: Changes | None = None
    ) -> Finished: ...


class StartListener(Protocol):
    """Starts a listener with more options and returns when it is ready."""

    def __call__(self, *options: str, env: Changes | None = None) -> Listener: ...


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder of this test."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def store_file(home: Path) -> Path:
    """Where the store of this test is, once there is one."""
    return Path(clean_environment(home)["WEBHOOKCTL_STORE"])


@pytest.fixture
def cli(home: Path) -> Cli:
    """The real `main()` in this process: quick, and counted by coverage."""

    def run(*arguments: str, stdin: bytes = b"", env: Changes | None = None) -> Finished:
        return run_in_process(arguments, stdin, clean_environment(home, env))

    return run


@pytest.fixture
def program(home: Path) -> Cli:
    """The real program as a process of its own."""

    def run(*arguments: str, stdin: bytes = b"", env: Changes | None = None) -> Finished:
        return run_program([*COMMAND, *arguments], stdin, clean_environment(home, env))

    return run


@pytest.fixture
def listener(home: Path, tmp_path: Path) -> Iterator[StartListener]:
    """Starts listeners on free ports; all are gone when the test ends, however it ends."""
    with ExitStack() as running:

        def start(*options: str, env: Changes | None = None) -> Listener:
            folder = tmp_path / f"listener-{len(list(tmp_path.glob('listener-*')))}"
            started = start_listener(folder, options, clean_environment(home, env))
            running.callback(started.kill)
            started.wait_until_ready()
            return started

        yield start


@pytest.fixture
def recording_app() -> Iterator[Callable[..., RecordingApp]]:
    """Starts apps that record what they get: `recording_app(Reply(503), Reply(200))`."""
    with ExitStack() as running:

        def start(*replies: Reply) -> RecordingApp:
            return running.enter_context(serve(*replies))

        yield start
