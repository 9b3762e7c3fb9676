import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.flows.test_intake import REQUEST
from tests.recording_app import RecordingApp
from tests.recording_app import Reply as AppReply
from webhookctl.core.model import (
    Answer,
    Capture,
    Delivery,
    DeliveryKind,
    Failure,
    FailureKind,
    OutgoingRequest,
    Recognition,
)
from webhookctl.delivery.client import Exchange, Limits
from webhookctl.flows.confirm import TIMEOUT, Confirmer, open_confirmer
from webhookctl.flows.world import real_world

URL = "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=1"
CAPTURE = Capture("id1", REQUEST, Recognition("aws_sns"), handshake="sns")
WORLD = replace(real_world(), now=lambda: 7.0, new_id=lambda: "d1")


class Engine:
    """Notes what it is to send, and answers as it was told."""

    def __init__(self, outcome: Answer | Failure) -> None:
        self.outcome = outcome
        self.sent: list[tuple[OutgoingRequest, Limits]] = []

    async def exchange(self, request: OutgoingRequest, limits: Limits) -> Exchange:
        self.sent.append((request, limits))
        return Exchange(self.outcome, 0.25)


def answer(status: int) -> Answer:
    location = ((b"Location", b"http://169.254.169.254/"),)
    return Answer(status, "", "1.1", location, b"<ok/>", 5)


def confirm(engine: Engine) -> Delivery:
    return asyncio.run(Confirmer(engine, WORLD).confirm(CAPTURE, URL))


@pytest.mark.parametrize(
    ("status", "accepted"), [(200, True), (204, True), (302, False), (403, False), (500, False)]
)
def test_url_is_fetched_once_and_nothing_else(status: int, accepted: bool) -> None:
    engine = Engine(answer(status))
    delivery = confirm(engine)

    ((request, limits),) = engine.sent
    assert (request.method, request.url, request.body.size) == (b"GET", URL, 0)
    assert limits.response == TIMEOUT
    assert delivery.accepted is accepted
    (attempt,) = delivery.attempts
    assert (attempt.answer, attempt.elapsed, attempt.started_at) == (answer(status), 0.25, 7.0)


def test_how_it_went_can_be_recorded_with_its_capture() -> None:
    delivery = confirm(Engine(Failure(FailureKind.DNS, "no such host")))

    assert (delivery.id, delivery.kind, delivery.target_url) == ("d1", DeliveryKind.CONFIRM, URL)
    assert (delivery.capture_id, delivery.provider) == ("id1", "aws_sns")
    assert delivery.attempts[0].failure is not None
    assert not delivery.accepted


def test_real_client_fetches(recording_app: Callable[..., RecordingApp]) -> None:
    app = recording_app(AppReply(200, b"confirmed"))

    async def play() -> Delivery:
        async with open_confirmer(WORLD) as confirmer:
            return await confirmer.confirm(CAPTURE, f"{app.url}/?Token=a%2Fb")

    assert asyncio.run(play()).accepted
    (received,) = app.received
    assert (received.method, received.target, received.body) == (b"GET", b"/?Token=a%2Fb", b"")
