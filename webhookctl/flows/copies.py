"""Sends one event several times, as a sender does that is not sure whether it has arrived."""

import asyncio
from collections.abc import Callable, Sequence

from webhookctl.core.model import Delivery
from webhookctl.core.retry import Step
from webhookctl.flows.send import Parcel, Schedule, send
from webhookctl.flows.together import together
from webhookctl.flows.world import World

AT_ONCE = 100
"""Copies that are under way at the same time at most."""

OnStep = Callable[[int, Step, Delivery], None]
"""Called as an attempt ends: the copy it is of (from 0), the attempt, the delivery up to then."""


async def send_copies(
    parcel: Parcel,
    deliveries: Sequence[Delivery],
    schedule: Schedule,
    world: World,
    on_step: OnStep,
    *,
    concurrent: bool = False,
) -> None:
    """Deliver a copy for each of the deliveries, one after the other or all at the same time.

    All have the same id and body; each attempt has its own timestamp and signature. Raises what
    `on_step` raises, and UsageError for what cannot be signed.
    """
    from webhookctl.delivery.client import Client

    async with Client(world.monotonic, parcel.connection) as client:
        room = asyncio.Semaphore(AT_ONCE if concurrent else 1)

        async def copy(number: int, delivery: Delivery) -> None:
            def told(step: Step, so_far: Delivery) -> None:
                on_step(number, step, so_far)

            async with room:
                await send(parcel, delivery, schedule, world, told, client)

        await together(copy(number, delivery) for number, delivery in enumerate(deliveries))
