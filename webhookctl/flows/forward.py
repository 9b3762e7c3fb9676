"""Passes captures on to the app behind the listener and brings its answer back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from webhookctl.core.headers import end_to_end
from webhookctl.core.model import (
    Answer,
    Attempt,
    Capture,
    Delivery,
    DeliveryKind,
    Failure,
    FailureKind,
    OutgoingRequest,
)
from webhookctl.core.replay import forward_request
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.url import parse_url
from webhookctl.delivery.client import KEPT_BYTES, Client, Limits
from webhookctl.delivery.deliver import Engine, Pace, deliver_once
from webhookctl.errors import WebhookctlError
from webhookctl.flows.world import World

ANSWER_LIMIT = 10 * 1024 * 1024
"""The largest answer of the app that is passed back, in bytes; a larger one counts as none."""

FORWARD_TIMEOUT = 30.0
"""How long the app may take for its whole answer, in seconds."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What the store and the sender get of one forwarding.

    In `delivery` the answer's body is cut for the store; `answer` is what the sender is answered:
    the app's with all of its body and its end-to-end headers, or our own 502 or 504 when there
    was none. To a HEAD, and with 204 and 304, a body is empty whatever Content-Length says.
    """

    delivery: Delivery
    answer: Answer


class Forwarder:
    """Forwards captures to one base URL, each once. Raises UsageError for a bad URL."""

    def __init__(
        self, base_url: str, client: Engine, world: World, response_timeout: float = FORWARD_TIMEOUT
    ) -> None:
        self.base = parse_url(base_url)
        self._client = client
        self._world = world
        self._policy = RetryPolicy("forward", "forward once", response_timeout=response_timeout)

    async def forward(self, capture: Capture) -> Forwarded:
        """Pass one capture on. Raises nothing but cancellation: a failure is in the attempt."""
        attempt = await self._attempt(capture)
        return Forwarded(self._delivery(capture, _cut(attempt)), _reply(attempt))

    async def _attempt(self, capture: Capture) -> Attempt:
        world = self._world
        pace = Pace(world.now, world.sleep, world.random_bits)
        limits = Limits(kept=ANSWER_LIMIT, read=ANSWER_LIMIT)
        try:
            request = forward_request(capture, self.base)
            return await deliver_once(request, self._policy, self._client, pace, limits)
        except WebhookctlError as error:  # CONNECT, or a body that cannot be read back
            return self._unsendable(capture, error)

    def _unsendable(self, capture: Capture, error: WebhookctlError) -> Attempt:
        seen = capture.request
        request = OutgoingRequest(seen.method, self.base.origin, seen.target, (), seen.body)
        failure = Failure(FailureKind.PROTOCOL, error.message, error.hint)
        return Attempt(1, request, self._world.now(), 0.0, failure=failure)

    def _delivery(self, capture: Capture, attempt: Attempt) -> Delivery:
        return Delivery(
            id=self._world.new_id(),
            kind=DeliveryKind.FORWARD,
            target_url=attempt.request.url,
            attempts=(attempt,),
            capture_id=capture.id,
            provider=capture.recognition.provider,
            event=capture.recognition.event,
            message_id=capture.recognition.delivery_id,
        )


@asynccontextmanager
async def open_forwarder(
    base_url: str, world: World, response_timeout: float = FORWARD_TIMEOUT
) -> AsyncIterator[Forwarder]:
    """Give a forwarder with a client of its own. Raises UsageError for a bad URL."""
    async with Client(world.monotonic) as client:
        yield Forwarder(base_url, client, world, response_timeout)


def _cut(attempt: Attempt) -> Attempt:
    if attempt.answer is None:
        return attempt
    return replace(attempt, answer=replace(attempt.answer, body=attempt.answer.body[:KEPT_BYTES]))


def _reply(attempt: Attempt) -> Answer:
    """Return the sender's answer; a failure tells its kind only, not where the app is."""
    if attempt.answer is not None:
        return replace(attempt.answer, headers=end_to_end(attempt.answer.headers))
    kind = attempt.failure.kind if attempt.failure else FailureKind.UNREACHABLE
    status, reason = (504, "Gateway Timeout") if kind.is_timeout else (502, "Bad Gateway")
    body = f"{status} {reason}: the app did not answer ({kind.value})\n".encode("ascii")
    headers = ((b"Content-Type", b"text/plain; charset=utf-8"),)
    return Answer(status, reason, "1.1", headers, body, len(body))
