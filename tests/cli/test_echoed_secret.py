"""A receiver that says back what it got: a secret that is sent is not kept with its answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Cli, StartListener
from tests.recording_app import Received, RecordingApp, Reply, serving

SECRET = "bot-token-of-nobody"  # noqa: S105 - of nobody
TELEGRAM = ("--provider", "telegram", "--secret", "env:SECRET")


class Echo(RecordingApp):
    """Answers each request with its own bytes, and with its headers as headers."""

    def take(self, request: Received) -> Reply:
        super().take(request)
        headers = tuple((b"X-Echo", value) for _, value in request.headers)
        return Reply(200, request.head + request.body, headers)


@pytest.fixture
def echo() -> Iterator[RecordingApp]:
    with serving(Echo(())) as app:
        yield app


def in_store(store_file: Path) -> bool:
    files = store_file.parent.glob(store_file.name + "*")
    return any(SECRET.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_sent_secret_is_not_kept_or_printed_with_the_answer(
    form: tuple[str, ...], cli: Cli, echo: RecordingApp, store_file: Path
) -> None:
    env = {"SECRET": SECRET}
    ended = cli("send", "telegram.message", *TELEGRAM, "--to", echo.url, *form, env=env)

    assert ended.code == 0
    assert SECRET.encode() in echo.received[0].head
    assert SECRET not in ended.stdout + ended.stderr
    assert not in_store(store_file)


def test_secret_of_a_replay_is_not_kept_or_printed_with_the_answer(
    cli: Cli, echo: RecordingApp, store_file: Path, listener: StartListener
) -> None:
    receiver = listener()
    assert cli("send", "telegram.message", "--unsigned", "--to", receiver.url).code == 0
    receiver.stop()
    ended = cli("replay", "last", "--resign", *TELEGRAM, "--to", echo.url, env={"SECRET": SECRET})

    assert ended.code == 0
    assert SECRET.encode() in echo.received[0].head
    assert SECRET not in ended.stdout + ended.stderr
    assert not in_store(store_file)
