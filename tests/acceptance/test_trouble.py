"""Trouble on the wire between `send` and `listen`: half an event is not kept, a whole one is."""

from tests.conftest import Cli, StartListener


def test_half_an_event_is_not_captured_and_the_retry_is(
    listener: StartListener, program: Cli
) -> None:
    receiver = listener("--output", "json")
    cut = ("--drop-connection", "--retry", "10ms", "--json")
    ended = program("send", "github.push", "--unsigned", "--to", f"{receiver.url}/hook", *cut)
    first, second, _ = ended.lines()
    assert (first["failure"]["kind"], second["accepted"], ended.code) == ("cut", True, 0)
    events = receiver.wait_for_events(3)
    receiver.stop()
    assert [event["event"] for event in events] == ["ready", "refused", "request"]


def test_compressed_and_chunked_event_is_judged_genuine(
    listener: StartListener, program: Cli
) -> None:
    secret = {"SECRET": "very secret"}
    receiver = listener(
        *("--output", "json", "--provider", "github", "--secret", "env:SECRET"), env=secret
    )
    to = ("--to", f"{receiver.url}/hook", "--secret", "env:SECRET")
    ended = program("send", "github.push", *to, "--gzip", "--chunked", env=secret)
    assert ended.code == 0
    _, request = receiver.wait_for_events(2)
    receiver.stop()
    assert request["verdict"]["valid"] is True
