import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from tests.output.samples import (
    AT,
    ID,
    REFUSED_CONNECTION,
    UTC,
    answer,
    attempt,
    capture,
    captured,
    delivery,
    refused,
    request,
)
from webhookctl.core.body import MemoryBody
from webhookctl.core.notice import Captured, Confirmed, Notice, Ready, Stopped, TunnelLost
from webhookctl.core.ports import StoreError
from webhookctl.output.outlet import Outlet
from webhookctl.output.views import Batch, PeopleView, ScriptView, without_body

READY = Ready("http://127.0.0.1:8080", "127.0.0.1", 8080, "/store", 1)
STOPPED = Stopped(1, 0, 0, 0, 2.0)
LINE = "08:00:00 0ygr3a0000 POST /hook  0B  stripe charge.succeeded  –  200\n"


@dataclass
class People:
    """A view and what it wrote."""

    pretty: bool = False
    quiet: bool = False
    data: io.StringIO = field(default_factory=io.StringIO)
    talk: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        outlets = Outlet(self.data), Outlet(self.talk)
        self.view = PeopleView(*outlets, pretty=self.pretty, quiet=self.quiet, local=UTC)

    def see(
        self, *notices: Notice, now: float = 0.0, missed: int = 0, missed_refused: int = 0
    ) -> "People":
        self.view.present(Batch(notices, now, missed, missed_refused))
        return self

    @property
    def lines(self) -> list[str]:
        return self.data.getvalue().splitlines()


@dataclass(frozen=True, slots=True)
class LostBody(MemoryBody):
    """A body that is no longer where it was."""

    error: Exception = field(default_factory=FileNotFoundError)

    @property
    def size(self) -> int:
        return 9

    def read(self) -> bytes:
        raise self.error

    def head(self, limit: int) -> bytes:  # noqa: ARG002 - the protocol's shape
        raise self.error

    def chunks(self) -> Iterator[bytes]:
        raise self.error


def test_requests_are_data_and_the_rest_is_talk() -> None:
    people = People().see(READY, captured(), refused(), STOPPED)
    assert people.lines == [
        LINE.strip(),
        "08:00:00 refused    POST /big  ✗ 413 the body is larger than 25 MiB",
    ]
    talk = people.talk.getvalue()
    assert talk.startswith("listening on http://127.0.0.1:8080\n")
    assert "hint: allow more with `--max-body`\n" in talk
    assert talk.endswith("captured 1 request in 2.0 s\nlook back with webhookctl list\n")


def test_pretty_shows_blocks_while_there_are_few() -> None:
    people = People(pretty=True).see(*[captured(capture(request(b"hello")))] * 22)
    blocks = people.data.getvalue().split("\n\n")
    assert blocks[0] == "08:00:00 0ygr3a0000 POST /hook  5B  stripe charge.succeeded  –  200"
    assert blocks[1].startswith("  hello")
    assert people.lines.count("  hello") == 20
    assert people.lines[-2:] == [blocks[0]] * 2


def test_too_many_are_counted_and_told_before_what_follows() -> None:
    people = People().see(*[captured()] * 150, *[refused()] * 3)
    assert len(people.lines) == 100
    assert people.view.restless
    people.see(now=0.5)
    assert len(people.lines) == 100
    people.see(now=1.0, missed=1000, missed_refused=2)
    assert people.lines[100:] == ["… 1,050 more, all stored, 5 more refused"]


def test_only_refused_ones_may_be_too_many() -> None:
    people = People().see(*[refused()] * 101).see(now=1.0)
    assert people.lines[100:] == ["… 1 more refused"]


def test_the_count_comes_before_the_summary() -> None:
    people = People().see(*[captured()] * 101, STOPPED)
    assert people.lines[100:] == ["… 1 more, all stored"]
    assert not people.view.restless


def test_the_last_batch_tells_the_count_at_once() -> None:
    people = People()
    people.view.present(Batch([captured()] * 101, 0.0, ending=True))
    assert people.lines[100:] == ["… 1 more, all stored"]


def test_quiet_tells_only_what_went_wrong() -> None:
    failing = captured(status=502, delivery=delivery(attempt(failure=REFUSED_CONNECTION)))
    lost = TunnelLost(AT, "ngrok", "https://x", "gone")
    people = People(quiet=True).see(READY, captured(), failing, refused(), lost, STOPPED)
    assert people.data.getvalue() == ""
    assert people.talk.getvalue() == (
        "not forwarded: nothing listens at app:3000\n"
        "hint: start the app\n"
        "08:00:00 refused    POST /big  ✗ 413 the body is larger than 25 MiB\n"
        "hint: allow more with `--max-body`\n"
        "tunnel lost: https://x no longer leads here: gone\n"
        "hint: start `webhookctl listen` again for a new tunnel; the local address still works\n"
    )


def test_why_the_app_is_not_reached_is_told_once_until_it_is() -> None:
    failing = captured(status=502, delivery=delivery(attempt(failure=REFUSED_CONNECTION)))
    reached = captured(delivery=delivery(attempt(answer())))
    people = People().see(failing, failing)
    assert people.talk.getvalue().count("not forwarded") == 1
    people.see(reached, failing, captured())
    assert people.talk.getvalue().count("not forwarded") == 2
    assert len(people.lines) == 5


def test_a_note_is_told_once_in_a_row() -> None:
    noted = replace(captured(), note="do this")
    people = People().see(noted, noted, captured(), noted)
    assert people.talk.getvalue() == "note: do this\n" * 2
    assert len(people.lines) == 4


def test_quiet_tells_a_note_only_when_something_went_wrong() -> None:
    people = People(quiet=True).see(
        replace(captured(), note="all is well"),
        replace(captured(status=None), note="gone"),
        replace(captured(status=503), note="give a secret"),
    )
    assert people.talk.getvalue() == "note: give a secret\n"


@pytest.mark.parametrize("quiet", [True, False])
def test_a_confirmation_is_talk(quiet: bool) -> None:
    done = Confirmed(AT, ID, delivery(attempt(answer(403))))
    people = People(quiet=quiet).see(done, replace(done, delivery=delivery()))
    assert people.talk.getvalue() == "not confirmed: the provider answered 403\n"
    assert people.lines == []


def test_a_hint_is_told_once() -> None:
    people = People().see(refused(), refused(), refused(hint=None), refused())
    assert people.talk.getvalue().count("hint") == 2


@pytest.mark.parametrize("error", [FileNotFoundError("gone"), StoreError("corrupt")])
def test_a_body_that_cannot_be_read_back_costs_only_the_body(error: Exception) -> None:
    notice = captured(capture(request(LostBody(error=error))))
    people = People(pretty=True).see(notice)
    assert people.data.getvalue() == LINE.replace("0B", "9B")
    stream = io.StringIO()
    ScriptView(Outlet(stream)).present(Batch([notice], 0.0))
    fields = json.loads(stream.getvalue())
    assert (fields["size"], fields["body_b64"], fields["body_omitted"]) == (9, None, True)


def test_scripts_get_a_line_for_every_notice() -> None:
    stream = io.StringIO()
    view = ScriptView(Outlet(stream))
    large = captured(capture(request(b"x" * 90_000)))
    view.present(Batch([READY, *[captured()] * 5000, large, large, refused(), STOPPED], 0.0))
    view.present(Batch([], 0.0))
    events = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert events == ["ready", *["request"] * 5002, "refused", "stopped"]
    assert not view.restless


def test_a_notice_without_its_body_keeps_the_size() -> None:
    notice = captured(capture(request(b"12345")))
    bare: Captured = without_body(notice)
    assert bare.capture.request.body.size == 5
    assert bare.capture.request.body.read() == b""
    assert replace(bare, capture=notice.capture) == notice
