"""Fetches the URL by which a subscription is confirmed, once, after its handshake was answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from webhookctl.core.model import Capture, Delivery, DeliveryKind, OutgoingRequest
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.url import parse_url
from webhookctl.delivery.client import Client
from webhookctl.delivery.deliver import Engine, Pace, deliver_once
from webhookctl.flows.world import World

TIMEOUT = 10.0
"""How long the provider may take for its answer, in seconds."""

_POLICY = RetryPolicy("confirm", "confirm once", response_timeout=TIMEOUT)


class Confirmer:
    """Confirms subscriptions. A redirect is not followed: it could lead anywhere."""

    def __init__(self, client: Engine, world: World) -> None:
        self._client = client
        self._world = world

    async def confirm(self, capture: Capture, url: str) -> Delivery:
        """Fetch an absolute URL that was found to be the provider's, and return how it went."""
        world = self._world
        parts = parse_url(url)
        request = OutgoingRequest(b"GET", parts.origin, parts.target, ((b"Accept", b"*/*"),))
        pace = Pace(world.now, world.sleep, world.random_bits)
        attempt = await deliver_once(request, _POLICY, self._client, pace)
        return Delivery(
            id=world.new_id(),
            kind=DeliveryKind.CONFIRM,
            target_url=url,
            attempts=(attempt,),
            capture_id=capture.id,
            provider=capture.recognition.provider,
        )


@asynccontextmanager
async def open_confirmer(world: World) -> AsyncIterator[Confirmer]:
    """Give a confirmer with a client of its own."""
    async with Client(world.monotonic) as client:
        yield Confirmer(client, world)
