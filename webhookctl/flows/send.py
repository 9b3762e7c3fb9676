"""Fires an event at a URL, signed and retried as its provider does."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from webhookctl.config.known import all_providers, find
from webhookctl.core.compose import (
    Changes,
    Signing,
    check_message_id,
    compose,
    own_event,
    provider_event,
)
from webhookctl.core.compression import compressed
from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.event import Event, EventTemplate, Facts, Json
from webhookctl.core.headers import HeaderPairs, first, replaced
from webhookctl.core.manner import WHOLE, Manner, framed
from webhookctl.core.model import Attempt, Delivery, DeliveryKind, OutgoingRequest
from webhookctl.core.provider import Provider
from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.secret import Secret
from webhookctl.core.url import Url
from webhookctl.errors import UsageError
from webhookctl.flows.world import World
from webhookctl.providers import events_of


@dataclass(frozen=True, slots=True)
class Order:
    """What the user wants to send. `event` is `provider.type`, `data` a body of their own.

    At least one of them is given. Without a `secret` nothing is signed. With `gzip` the body is
    compressed before it is signed.
    """

    to: Url
    event: str | None = None
    data: bytes | None = None
    provider: str | None = None
    secret: Secret | None = None
    unsigned: bool = False
    changes: Changes = field(default_factory=Changes)
    headers: HeaderPairs = ()
    connection: Connection = DIRECT
    gzip: bool = False
    manner: Manner = WHOLE


@dataclass(frozen=True, slots=True)
class Parcel:
    """An event that is ready to leave: the same for all attempts, signed for each."""

    to: Url
    event: Event
    provider: Provider | None
    signing: Signing | None
    headers: HeaderPairs = ()
    connection: Connection = DIRECT
    manner: Manner = WHOLE

    def request(self, now: float, more: HeaderPairs = ()) -> OutgoingRequest:
        """Return the request as it leaves at `now`, with `more` headers of one attempt."""
        own = replaced(more, self.headers)
        request = compose(self.event, self.to, self.signing, now, own)
        headers = framed(request.headers, request.body, self.manner)
        return replace(request, headers=headers, manner=self.manner)

    def delivery(self, id_: str) -> Delivery:
        """Return the delivery that begins, without attempts yet."""
        return Delivery(
            id=id_,
            kind=DeliveryKind.SEND,
            target_url=str(self.to),
            attempts=(),
            provider=self.event.provider,
            event=self.event.type,
            message_id=self.event.id,
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to try again; `speed` divides the waits, infinity leaves none."""

    policy: RetryPolicy
    speed: float = 1.0


def prepare(order: Order, world: World) -> Parcel:
    """Return what is to be sent, made and tried to sign. Raises UsageError for what is wrong."""
    if order.changes.id is not None:
        check_message_id(order.changes.id)
    facts = Facts(world.now(), world.random_bits)
    provider, type_ = _provider_and_type(order)
    if order.data is not None:
        event = own_event(provider, type_, order.data, facts, order.changes)
    elif provider is None or type_ is None:
        raise nothing_to_send()
    else:
        payload = _payload(provider, type_, facts)
        event = provider_event(provider, type_, payload, facts, order.changes)
    signing = _signing(order, provider)
    parcel = Parcel(
        order.to, event, provider, signing, order.headers, order.connection, order.manner
    )
    parcel.request(world.now())
    return _compressed(parcel, world.now()) if order.gzip else parcel


async def send(
    parcel: Parcel,
    delivery: Delivery,
    schedule: Schedule,
    world: World,
    on_step: Callable[[Step, Delivery], None],
) -> Delivery:
    """Deliver by the schedule; tell each step as it ends, with the delivery up to then.

    `delivery` is the one that `Parcel.delivery` began; it is returned with all attempts. Once an
    attempt was cut off as wanted, the others are whole.
    """
    from webhookctl.delivery.client import Client
    from webhookctl.delivery.deliver import Pace, deliver

    more = schedule.policy.retry_headers

    def build(number: int, before: Attempt | None) -> OutgoingRequest:
        once = _recovered(parcel, delivery)
        if before is None or more is None:
            return once.request(world.now())
        return once.request(world.now(), more(number - 1, before))

    pace = Pace(world.now, world.sleep, world.random_bits, schedule.speed)
    async with (
        Client(world.monotonic, parcel.connection) as client,
        aclosing(deliver(build, schedule.policy, client, pace)) as steps,
    ):
        async for step in steps:
            delivery = replace(delivery, attempts=(*delivery.attempts, step.attempt))
            on_step(step, delivery)
    return delivery


def _compressed(parcel: Parcel, now: float) -> Parcel:
    """Return a parcel with its body compressed, tried to sign. Raises UsageError.

    A scheme signs the bytes that are sent, or what it finds in them (GetStream); one whose
    signature is a field of the body cannot be told by compressed bytes.
    """
    if first(parcel.headers, "content-encoding") is not None:
        raise UsageError(
            "`--gzip` and a Content-Encoding of your own exclude each other",
            hint="leave one of them out",
        )
    small = replace(parcel, event=compressed(parcel.event))
    try:
        unchanged = small.request(now).body.read() == small.event.body
    except UsageError:
        unchanged = False
    if not unchanged:
        raise UsageError(
            "this signature is made of fields of the body, which cannot be read once compressed",
            hint="leave `--gzip` out",
        )
    return small


def _recovered(parcel: Parcel, delivery: Delivery) -> Parcel:
    """Return what follows the attempts so far: whole, once one was cut off."""
    if any(attempt.was_cut for attempt in delivery.attempts):
        return replace(parcel, manner=replace(parcel.manner, cut=False))
    return parcel


def _provider_and_type(order: Order) -> tuple[Provider | None, str | None]:
    named = None if order.provider is None else find(order.provider)[0]
    if order.event is None:
        return named, None
    name, _, type_ = order.event.partition(".")
    provider = find(name)[0]
    if named not in (None, provider):
        raise UsageError(
            f"`{order.event}` is an event of {provider.title}, `--provider` says {order.provider}",
            hint="leave out `--provider`",
        )
    if not type_:
        known = provider.any_event is not None or events_of(provider)
        raise UsageError(
            f"`{order.event}` names no event of {provider.title}",
            hint=f"choose from\n  {_events_line(provider)}"
            if known
            else f"write it like `{provider.name}.TYPE`, and give its body with `--data`",
        )
    return provider, type_


def _payload(provider: Provider, type_: str, facts: Facts) -> Json:
    templates = {template.type: template for template in events_of(provider)}
    if type_ in templates:
        return templates[type_].payload(facts)
    if provider.any_event is not None:
        return provider.any_event(type_, facts)
    near = get_close_matches(type_, templates, n=1, cutoff=0.6)
    did_you_mean = f"did you mean `{provider.name}.{near[0]}`? " if near else ""
    others = f", or choose from\n  {_events_line(provider)}" if templates else ""
    raise UsageError(
        f"there is no event `{type_}` of {provider.title} here",
        hint=f"{did_you_mean}give your own body with `--data @file`{others}",
    )


def _signing(order: Order, provider: Provider | None) -> Signing | None:
    if order.secret is None:
        if provider is None or order.unsigned:
            return None
        raise UsageError(
            f"{provider.title} signs its events, and no secret was given",
            hint="give it with `--secret env:NAME` or `--secret file:PATH`, or leave the signature "
            "out with `--unsigned`",
        )
    if order.unsigned:
        raise UsageError(
            "`--secret` and `--unsigned` exclude each other", hint="leave one of them out"
        )
    if provider is None:
        raise UsageError(
            "a secret alone does not say how to sign",
            hint="say whose signature it is, like `--provider standard_webhooks`; known: "
            + ", ".join(all_providers()),
        )
    name = order.provider or (order.event or "").partition(".")[0]
    return Signing(find(name)[1][0], order.secret)


def nothing_to_send() -> UsageError:
    """Return the error that names every event that can be made here."""
    lines = [
        _events_line(provider)
        for provider in all_providers().values()
        if provider.any_event is not None or events_of(provider)
    ]
    how = "like `webhookctl send EVENT --to URL --secret env:NAME`; events:"
    return UsageError(
        "say what to send: an event, or your own body with `--data`",
        hint="\n  ".join([how, *lines]),
    )


def _events_line(provider: Provider) -> str:
    templates: tuple[EventTemplate, ...] = events_of(provider)
    names = [f"{provider.name}.{template.type}" for template in templates]
    if provider.any_event is not None:
        names.append(f"{provider.name}.ANY")
    return f"{provider.title}: {', '.join(names)}"
