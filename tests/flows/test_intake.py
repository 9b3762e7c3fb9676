"""Store, then answer, then publish: in that order, and nothing of it when the one before failed."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from itertools import count

import pytest

from webhookctl.core.admission import Decision
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import (
    Answer,
    Attempt,
    Capture,
    CapturedRequest,
    Delivery,
    DeliveryKind,
    OutgoingRequest,
    Recognition,
)
from webhookctl.core.notice import Captured, Confirmed, Notice, Refused
from webhookctl.core.ports import Done, StoreError
from webhookctl.core.reply import ACCEPTED, Reply
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.flows.intake import Forward, Intake
from webhookctl.flows.world import World

REQUEST = CapturedRequest(
    b"POST", b"/hook", "1.1", ((b"A", b"1"),), MemoryBody(b"hi"), "127.0.0.1:9", 1.0, 2.0
)
SEEN = Recognition("github", "github", "push", "1")
GENUINE = Verdict(True, Reason.VALID, "genuine", "github")


@dataclass
class Scene:
    """A store, a sender and a display that note what happens to them, in one list."""

    gone: bool = False
    events: list[object] = field(default_factory=list)
    waiting: list[tuple[Capture | Delivery, Done]] = field(default_factory=list)

    def submit(self, capture: Capture, done: Done) -> None:
        self.events.append("submitted")
        self.waiting.append((capture, done))

    def submit_delivery(self, delivery: Delivery, done: Done) -> None:
        self.events.append("delivery submitted")
        self.waiting.append((delivery, done))

    def answer(self, reply: Reply) -> bool:
        self.events.append(reply)
        return not self.gone

    def show(self, notice: Notice) -> None:
        self.events.append(notice)

    def settle(self, error: StoreError | None = None) -> None:
        """Tell those who wait that the store is done."""
        waiting, self.waiting = self.waiting, []
        for _, done in waiting:
            done(error)

    def take(self) -> list[object]:
        """Return what has happened since the last time."""
        events, self.events = self.events, []
        return events


def make_intake(scene: Scene, reply: Reply = ACCEPTED, forward: Forward | None = None) -> Intake:
    ids = count(1)

    async def sleep(_: float) -> None: ...

    world = World(lambda: 3.0, lambda: 0.0, sleep, lambda _: 0, lambda: f"id{next(ids)}")
    return Intake(world, scene, lambda _: (SEEN, GENUINE), scene.show, reply=reply, forward=forward)


def captured(
    status: int | None = 200, delivery: Delivery | None = None, answer_status: int | None = 200
) -> Captured:
    capture = Capture("id1", REQUEST, SEEN, GENUINE, answer_status, "https://public.example")
    return Captured(capture, status, delivery)


def test_request_is_stored_then_answered_then_published() -> None:
    scene = Scene()
    intake = make_intake(scene)
    intake.public_url = "https://public.example"
    intake.receive(REQUEST, scene)
    assert scene.take() == ["submitted"]
    scene.settle()
    assert scene.take() == [ACCEPTED, captured()]
    assert (intake.captured, intake.refused) == (1, 0)


def test_answer_is_the_one_that_was_asked_for() -> None:
    scene = Scene()
    intake = make_intake(scene, Reply(202, (), b"later"))
    intake.receive(REQUEST, scene)
    scene.settle()
    _, reply, notice = scene.take()
    assert reply == Reply(202, (), b"later")
    assert isinstance(notice, Captured)
    assert (notice.status, notice.capture.answer_status) == (202, 202)


def test_sender_that_is_gone_is_captured_without_a_status() -> None:
    scene = Scene(gone=True)
    intake = make_intake(scene)
    intake.public_url = "https://public.example"
    intake.receive(REQUEST, scene)
    scene.settle()
    assert scene.take()[2:] == [captured(status=None)]


@pytest.mark.parametrize("status", [503, 507])
@pytest.mark.parametrize("gone", [False, True])
def test_what_was_not_stored_is_never_answered_as_if_it_were(status: int, gone: bool) -> None:
    scene = Scene(gone=gone)
    intake = make_intake(scene)
    intake.receive(REQUEST, scene)
    scene.settle(StoreError("no room", hint="make some", status=status))
    _, reply, notice = scene.take()
    assert isinstance(reply, Reply)
    assert reply.status == status
    assert notice == Refused(
        at=3.0,
        peer="127.0.0.1:9",
        status=None if gone else status,
        message="no room",
        hint="make some",
        method=b"POST",
        target=b"/hook",
    )
    assert (intake.captured, intake.refused) == (0, 1)


def test_refusals_of_the_door_are_published_and_counted() -> None:
    scene = Scene()
    intake = make_intake(scene)
    refused = Refused(1.0, "127.0.0.1:9", 413, "too large")
    intake.refuse(refused)
    assert scene.take() == [refused]
    assert intake.refused == 1


OUTGOING = OutgoingRequest(b"POST", "http://app", b"/hook", ())
APP_ANSWER = Answer(500, "Oh no", "1.1", ((b"X-App", b"1"),), b"sorry", 5)


def delivery(*, accepted: bool = False) -> Delivery:
    attempt = Attempt(1, OUTGOING, 1.0, 0.1, answer=APP_ANSWER, accepted=accepted)
    return Delivery("d1", DeliveryKind.FORWARD, "http://app/hook", (attempt,), "id1")


def run(
    scene: Scene, forward: Forward, steps: Callable[[Intake], Coroutine[None, None, None]]
) -> Intake:
    """Take one request in and have it stored, with an app behind, and go on with `steps`."""

    async def play() -> Intake:
        intake = make_intake(scene, forward=forward)
        intake.public_url = "https://public.example"
        intake.receive(REQUEST, scene)
        scene.settle()
        await steps(intake)
        return intake

    return asyncio.run(play())


async def forwarded(_: Capture) -> tuple[Delivery, Answer]:
    return delivery(), APP_ANSWER


async def turn(_: Intake) -> None:
    """Let the tasks run."""
    for _step in range(5):
        await asyncio.sleep(0)


def test_answer_of_the_app_goes_back_before_its_record_and_the_notice() -> None:
    scene = Scene()
    intake = run(scene, forwarded, turn)
    assert scene.take() == [
        "submitted",
        Reply(500, ((b"X-App", b"1"),), b"sorry", "Oh no"),
        "delivery submitted",
    ]
    scene.settle()
    assert scene.take() == [captured(500, delivery(), answer_status=None)]
    assert (intake.forwarded, intake.forward_failures) == (1, 1)


def test_accepted_delivery_is_no_failure() -> None:
    async def accepted(_: Capture) -> tuple[Delivery, Answer]:
        return delivery(accepted=True), APP_ANSWER

    intake = run(Scene(), accepted, turn)
    assert (intake.captured, intake.forwarded, intake.forward_failures) == (1, 1, 0)


def test_forwarding_that_cannot_be_recorded_is_told_beside_the_capture() -> None:
    scene = Scene()
    intake = run(scene, forwarded, turn)
    scene.take()
    scene.settle(StoreError("no room", status=507))
    shown, told = scene.take()
    assert shown == captured(500, delivery(), answer_status=None)
    assert isinstance(told, Refused)
    assert told.message == "it was captured, but its forwarding could not be stored: no room"
    assert (intake.captured, intake.refused) == (1, 0)


def test_app_that_is_not_waited_for_any_longer_leaves_a_503() -> None:
    scene = Scene()

    async def never(_: Capture) -> tuple[Delivery, Answer]:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async def give_up(intake: Intake) -> None:
        await turn(intake)
        assert scene.take() == ["submitted"]
        await intake.give_up()

    run(scene, never, give_up)
    reply, notice = scene.take()
    assert isinstance(reply, Reply)
    assert reply.status == 503
    assert notice == captured(503, answer_status=None)


def test_giving_up_with_nothing_under_way_is_fine() -> None:
    asyncio.run(make_intake(Scene()).give_up())


HANDSHAKE = Decision(
    Recognition("slack"),
    None,
    handshake="slack_url_verification",
    refused=True,
    reply=Reply(403),
    note="see `{id}`",
)


def deciding(scene: Scene, decision: Decision, forward: Forward | None = None) -> Intake:
    intake = make_intake(scene, forward=forward)
    intake.decide = lambda knock, recognition, verdict: (
        decision if (knock.request, recognition, verdict) == (REQUEST, SEEN, GENUINE) else HANDSHAKE
    )
    return intake


@pytest.mark.parametrize("forward", [None, forwarded])
def test_decision_is_stored_answered_and_published(forward: Forward | None) -> None:
    scene = Scene()
    intake = deciding(scene, HANDSHAKE, forward)
    intake.receive(REQUEST, scene)
    ((capture, _),) = scene.waiting
    assert isinstance(capture, Capture)
    assert (capture.recognition, capture.verdict) == (Recognition("slack"), None)
    assert (capture.handshake, capture.refused) == ("slack_url_verification", True)
    assert capture.answer_status == 403
    scene.settle()
    assert scene.take() == [
        "submitted",
        Reply(403),
        Captured(capture, 403, note=f"see `{capture.id}`"),
    ]


def test_decision_without_an_answer_leaves_it_to_the_usual_one() -> None:
    scene = Scene()
    deciding(scene, replace(HANDSHAKE, reply=None)).receive(REQUEST, scene)
    scene.settle()
    assert scene.take()[1] == ACCEPTED


def test_decision_without_an_answer_leaves_it_to_the_app() -> None:
    scene = Scene()

    async def play() -> None:
        intake = deciding(scene, replace(HANDSHAKE, reply=None), forwarded)
        intake.receive(REQUEST, scene)
        scene.settle()
        await turn(intake)
        scene.settle()

    asyncio.run(play())
    *_, notice = scene.take()
    assert isinstance(notice, Captured)
    assert (notice.status, notice.capture.answer_status) == (500, None)
    assert notice.delivery == delivery()
    assert notice.note == "see `id1`"


CONFIRM = replace(HANDSHAKE, confirm="https://aws.example/")


def confirm(scene: Scene, *, error: StoreError | None = None, configured: bool = True) -> Intake:
    """Take a request in that asks for a confirmation, and have both stored."""

    async def confirmed(capture: Capture, url: str) -> Delivery:
        scene.events.append(f"fetched {url} of {capture.id}")
        return delivery(accepted=True)

    async def play() -> Intake:
        intake = deciding(scene, CONFIRM)
        intake.confirm = confirmed if configured else None
        intake.receive(REQUEST, scene)
        scene.settle()
        await turn(intake)
        scene.settle(error)
        return intake

    return asyncio.run(play())


def test_confirmation_comes_after_the_answer_and_is_recorded_and_published() -> None:
    scene = Scene()
    intake = confirm(scene)
    submitted, reply, _, *rest = scene.take()
    assert (submitted, reply) == ("submitted", Reply(403))
    assert rest == [
        "fetched https://aws.example/ of id1",
        "delivery submitted",
        Confirmed(3.0, "id1", delivery(accepted=True)),
    ]
    assert (intake.captured, intake.forwarded) == (1, 0)


def test_confirmation_that_cannot_be_recorded_is_told() -> None:
    scene = Scene()
    confirm(scene, error=StoreError("no room", status=507))
    *_, confirmed, told = scene.take()
    assert isinstance(confirmed, Confirmed)
    assert isinstance(told, Refused)
    assert told.message == "it was captured, but its confirmation could not be stored: no room"
    assert told.status is None


def test_nothing_is_confirmed_unless_somebody_can() -> None:
    scene = Scene()
    confirm(scene, configured=False)
    assert len(scene.take()) == 3


def test_nothing_is_confirmed_of_what_was_not_stored() -> None:
    scene = Scene()

    async def never(_: Capture, url: str) -> Delivery:
        raise AssertionError(url)

    intake = deciding(scene, CONFIRM)
    intake.confirm = never
    intake.receive(REQUEST, scene)
    scene.settle(StoreError("no room"))
    assert len(scene.take()) == 3


def test_confirmation_under_way_is_given_up() -> None:
    scene = Scene()

    async def never(_: Capture, url: str) -> Delivery:
        await asyncio.get_running_loop().create_future()
        raise AssertionError(url)

    async def play() -> None:
        intake = deciding(scene, CONFIRM)
        intake.confirm = never
        intake.receive(REQUEST, scene)
        scene.settle()
        await turn(intake)
        await intake.give_up()

    asyncio.run(play())
    assert len(scene.take()) == 3
