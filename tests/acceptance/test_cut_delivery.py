"""A sender that dies in the middle: `listen` keeps no half of an event, and all of the next one."""

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
