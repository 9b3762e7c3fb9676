"""Sends the events of a scenario one after the other, each bound to those before it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from webhookctl.config import read_secret
from webhookctl.config.scenario import body_of
from webhookctl.core.compose import Changes
from webhookctl.core.event import Facts, Json
from webhookctl.core.model import Delivery
from webhookctl.core.payload_json import read_json, write_json
from webhookctl.core.provider import Provider
from webhookctl.core.retry import Step as RetryStep
from webhookctl.core.scenario import FRESH, Scenario, Step, shuffled
from webhookctl.core.setpath import parse_path, replace_at, value_at
from webhookctl.errors import UsageError
from webhookctl.flows.catalogue import fresh_payload, nothing_to_send, provider_and_type
from webhookctl.flows.send import Order, Parcel, Schedule, prepare, send
from webhookctl.flows.sign import is_never_signed
from webhookctl.flows.world import World


@dataclass(frozen=True, slots=True)
class Chapter:
    """A step that is ready to leave, `wait` seconds after the chapter before it is done."""

    step: Step
    parcel: Parcel
    wait: float = 0.0


OnWait = Callable[[int], None]
"""Called before the wait of a chapter (from 0)."""

Begin = Callable[[int], Delivery]
"""Called as a chapter begins; returns its delivery, without attempts yet."""

OnStep = Callable[[int, RetryStep, Delivery], None]
"""Called as an attempt ends: the chapter it is of, the attempt, the delivery up to then."""


def compose_story(
    scenario: Scenario, common: Order, world: World, *, speed: float = 1.0, shuffle: bool = False
) -> tuple[Chapter, ...]:
    """Return the steps as they leave, all made before the first is sent.

    `common` is what the orders of all steps have in common. However fast the waits pass, the times
    in the payloads are as far apart as the scenario says, and none is ahead of the clock when it
    leaves. With `shuffle` the steps leave in another order; the waits between them, and what is in
    them, stay. Raises UsageError that names the step.
    """
    total = sum(step.after for step in scenario.steps)
    # what leaves sooner than it happened has happened already
    moment = world.now() - (total if shuffle else max(0.0, total - total / speed))
    payloads: dict[str, Json] = {}
    parcels: list[Parcel] = []
    for step in scenario.steps:
        moment += step.after
        try:
            parcel, payloads[step.id] = _told(step, common, _at(world, moment), payloads)
        except UsageError as error:
            what = f"step `{step.id}` of `{scenario.name}`: {error.message}"
            raise UsageError(what, hint=error.hint) from error
        parcels.append(parcel)
    places: Sequence[int] = range(len(parcels))
    if shuffle:
        places = shuffled(len(parcels), Facts(moment, world.random_bits).below)
    return tuple(
        Chapter(scenario.steps[place], parcels[place], earlier.after)
        for place, earlier in zip(places, scenario.steps, strict=True)
    )


async def send_story(
    chapters: Sequence[tuple[Chapter, Schedule]],
    world: World,
    on_wait: OnWait,
    begin: Begin,
    on_step: OnStep,
) -> None:
    """Deliver the chapters one after the other, whatever becomes of each.

    A chapter is done once it is accepted, or its schedule has no attempt left; then comes the wait
    of the next, divided by the speed of its schedule.
    """
    from webhookctl.delivery.client import Client

    async with Client(world.monotonic, chapters[0][0].parcel.connection) as client:
        for number, (chapter, schedule) in enumerate(chapters):
            on_wait(number)
            if chapter.wait and schedule.speed < math.inf:
                await world.sleep(chapter.wait / schedule.speed)
            told = partial(on_step, number)
            await send(chapter.parcel, begin(number), schedule, world, told, client)


def _told(
    step: Step, common: Order, world: World, payloads: dict[str, Json]
) -> tuple[Parcel, Json]:
    """Return a step ready to leave, and its payload; None for a body that is no JSON."""
    order = _with_secret(replace(common, event=step.event, provider=step.provider), step)
    body = body_of(step)
    if body is None:
        payload = _payload(step, order, world, payloads)
        return prepare(replace(order, payload=payload), world), payload
    own = read_json(body)
    changes = step.changes({**payloads, FRESH: own})
    if changes != Changes():
        if own is None:
            what = "its data is no JSON, which `set` and `unset` change"
            raise UsageError(what, hint="change the data itself instead")
        own = changes.made(own)
        body = write_json(own)
    return prepare(replace(order, data=body), world), own


def _payload(step: Step, order: Order, world: World, payloads: dict[str, Json]) -> Json:
    """Return the payload of a step: a fresh one, or that of an earlier step, with its changes.

    An event that no payload is known of may begin with that of an earlier step.
    """
    provider, type_ = provider_and_type(order.event, order.provider)
    if provider is None or type_ is None:
        raise nothing_to_send()
    facts = Facts(world.now(), world.random_bits)
    if step.start is None:
        fresh = fresh_payload(provider, type_, facts)
        return step.changes({**payloads, FRESH: fresh}).made(fresh)
    try:
        known = {**payloads, FRESH: fresh_payload(provider, type_, facts)}
    except UsageError:
        known = payloads
    begun = _begun(provider, payloads[step.start], known.get(FRESH))
    return step.changes(known).made(begun)


def _begun(provider: Provider, earlier: Json, fresh: Json) -> Json:
    """Return the payload of an earlier step with the id of this event in place of its own."""
    if provider.id_path is None:
        return earlier
    path = parse_path(provider.id_path)
    try:
        return replace_at(earlier, path, value_at(fresh, path))
    except (KeyError, UsageError):  # of another kind, which has no such id
        return earlier


def _with_secret(order: Order, step: Step) -> Order:
    """Return the order with the secret of its step, or that of all where its provider signs."""
    if step.secret is not None and not order.unsigned:
        return replace(order, secret=read_secret(step.secret))
    name = order.provider or (order.event or "").partition(".")[0]
    if order.secret is not None and name and is_never_signed(name):
        return replace(order, secret=None)
    return order


def _at(world: World, moment: float) -> World:
    return replace(world, now=lambda: moment)
