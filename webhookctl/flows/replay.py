"""Sends captures again: the same bytes, or with a fresh signature."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from webhookctl.config.known import find
from webhookctl.core.compose import Signing, resign
from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.model import Attempt, Capture, Delivery, DeliveryKind, OutgoingRequest
from webhookctl.core.ports import Store
from webhookctl.core.replay import replay_request
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme_words import check_parameters
from webhookctl.core.secret import Secret
from webhookctl.core.url import Url
from webhookctl.core.withheld import attempt_withheld, withheld
from webhookctl.errors import UsageError
from webhookctl.flows.ledger import Ledger
from webhookctl.flows.sign import scheme_to_sign
from webhookctl.flows.world import World


@dataclass(frozen=True, slots=True)
class Resigning:
    """A fresh signature for each request; `provider` None: of whom the capture seems to be.

    `params` are what signing needs beside the secret.
    """

    secret: Secret
    provider: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replay:
    """How captures are sent again: where to, what counts as accepted, signed anew or not."""

    to: Url
    policy: RetryPolicy
    resigning: Resigning | None = None
    connection: Connection = DIRECT

    def request(self, capture: Capture, now: float) -> OutgoingRequest:
        """Return a capture on its way, signed at `now` if wanted. Raises UsageError."""
        request = replay_request(capture.request, self.to)
        if self.resigning is None:
            return request
        return resign(request, _signing(capture, self.resigning), now)

    def shown(self, capture: Capture, attempt: Attempt) -> Attempt:
        """Return an attempt as it is kept and printed: without the secret, if that is sent."""
        if self.resigning is None:
            return attempt
        plain = replay_request(capture.request, self.to)
        secret = self.resigning.secret
        request = withheld(attempt.request, attempt.request, plain, secret)
        return attempt if request is attempt.request else attempt_withheld(attempt, request, secret)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A capture that was sent again, and what came of it."""

    capture: Capture
    delivery: Delivery


def find_captures(store: Store, references: Iterable[str]) -> tuple[str, ...]:
    """Return the full ids behind the references, in their order. Raises UsageError, StoreError."""
    return tuple(store.resolve(reference) for reference in references)


def replay_policy(
    expect: Sequence[tuple[int, int]] = ((200, 299),), timeout: float = 30.0
) -> RetryPolicy:
    """Return the policy of a replay: one attempt, no redirects, accepted by the given ranges."""
    return RetryPolicy("replay", "one attempt", response_timeout=timeout, success=tuple(expect))


async def replay_all(
    replay: Replay, capture_ids: Sequence[str], store: Store, ledger: Ledger, world: World
) -> AsyncGenerator[Replayed, None]:
    """Send captures one after the other and yield each as its answer is in and recorded.

    Raises UsageError for a capture that cannot be sent or signed, StoreError when it cannot be
    read.
    """
    from webhookctl.delivery.client import Client
    from webhookctl.delivery.deliver import Pace, deliver_once

    pace = Pace(world.now, world.sleep, world.random_bits)
    async with Client(world.monotonic, replay.connection) as client:
        for capture_id in capture_ids:
            capture = store.get(capture_id)
            request = replay.request(capture, world.now())
            attempt = await deliver_once(request, replay.policy, client, pace)
            delivery = Delivery(
                id=world.new_id(),
                kind=DeliveryKind.REPLAY,
                target_url=request.url,
                attempts=(replay.shown(capture, attempt),),
                capture_id=capture.id,
                provider=capture.recognition.provider,
                event=capture.recognition.event,
                message_id=capture.recognition.delivery_id,
            )
            ledger.record(delivery)
            yield Replayed(capture, delivery)


def _signing(capture: Capture, resigning: Resigning) -> Signing:
    known = capture.recognition
    if resigning.provider is not None:
        schemes = find(resigning.provider)[1]
    elif known.provider is not None:
        schemes = find(known.provider)[1]
    else:
        raise UsageError(
            f"nobody knows whose signature {capture.id} had",
            hint="say it with `--provider NAME`",
        )
    same = [scheme for scheme in schemes if scheme.id == known.scheme]
    scheme = scheme_to_sign((same or list(schemes))[0].id)[1]
    check_parameters(scheme, resigning.params)
    return Signing(scheme, resigning.secret, resigning.params)
