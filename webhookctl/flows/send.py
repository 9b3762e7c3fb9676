"""Fires an event at a URL, signed and retried as its provider does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

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
from webhookctl.core.event import Event, Facts, Json
from webhookctl.core.headers import HeaderPairs, first, replaced
from webhookctl.core.manner import WHOLE, Manner, framed
from webhookctl.core.model import Attempt, Delivery, DeliveryKind, OutgoingRequest
from webhookctl.core.provider import Provider
from webhookctl.core.retry import RetryPolicy, Step, retried_body
from webhookctl.core.scheme_words import check_parameters
from webhookctl.core.secret import Secret
from webhookctl.core.tamper import Forgery, Kind
from webhookctl.core.url import Url
from webhookctl.core.withheld import attempt_withheld, carries, withheld
from webhookctl.errors import UsageError
from webhookctl.flows.catalogue import fresh_payload, nothing_to_send, provider_and_type
from webhookctl.flows.sign import is_never_signed, scheme_to_sign
from webhookctl.flows.tamper import forgery_of
from webhookctl.flows.world import World

if TYPE_CHECKING:
    from webhookctl.delivery.client import Client

_DIGITS = 15
"""Of a fresh id that is a number: as many as any language's numbers hold."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the user wants to send. `event` is `provider.type`, `data` a body of their own.

    At least one of them is given. Nothing is signed when `unsigned`, and where the provider never
    signs; else a `secret` must be there. `params` are what signing needs beside it. With `gzip`
    the body is compressed before it is signed. A `payload` stands in place of the fresh one that
    the provider's event would have.
    """

    to: Url
    event: str | None = None
    data: bytes | None = None
    payload: Json = None
    provider: str | None = None
    secret: Secret | None = None
    unsigned: bool = False
    changes: Changes = field(default_factory=Changes)
    headers: HeaderPairs = ()
    params: Mapping[str, str] = field(default_factory=dict)
    connection: Connection = DIRECT
    gzip: bool = False
    manner: Manner = WHOLE
    tamper: Kind | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """An event that is ready to leave: the same for all attempts, signed for each.

    With a `forgery` it is tampered with, so that its receiver must refuse it.
    """

    to: Url
    event: Event
    provider: Provider | None
    signing: Signing | None
    headers: HeaderPairs = ()
    connection: Connection = DIRECT
    gzip: bool = False
    manner: Manner = WHOLE
    forgery: Forgery | None = None

    def request(self, now: float, more: HeaderPairs = ()) -> OutgoingRequest:
        """Return the request as it leaves at `now`, with `more` headers of one attempt."""
        own = replaced(more, self.headers)

        def build(signing: Signing | None, at: float) -> OutgoingRequest:
            return compose(self._packed, self.to, signing, at, own)

        forged = self.forgery
        request = build(self.signing, now) if forged is None else forged.request(build, now)
        if self.manner == WHOLE:
            return request
        headers = framed(request.headers, request.body, self.manner)
        return replace(request, headers=headers, manner=self.manner)

    def shown(self, request: OutgoingRequest, now: float) -> OutgoingRequest:
        """Return a request as it is kept and printed: without the secret, if that is sent."""
        if self.signing is None:
            return request
        if self.forgery is None and not carries(request, self.signing.secret):
            return request
        signed, plain = (
            compose(self._packed, self.to, signing, now, self.headers)
            for signing in (self.signing, None)
        )
        if not carries(signed, self.signing.secret):
            return request
        return withheld(request, signed, plain, self.signing.secret)

    def shown_attempt(self, attempt: Attempt) -> Attempt:
        """Return an attempt as it is kept and printed: without the secret, if that is sent."""
        request = self.shown(attempt.request, attempt.started_at)
        if self.signing is None or request is attempt.request:
            return attempt
        return attempt_withheld(attempt, request, self.signing.secret)

    @property
    def _packed(self) -> Event:
        return compressed(self.event) if self.gzip else self.event

    def delivery(self, id_: str) -> Delivery:
        """Return the delivery that begins, without attempts yet."""
        return Delivery(
            id=id_,
            kind=DeliveryKind.TAMPER if self.forgery else DeliveryKind.SEND,
            target_url=str(self.to),
            attempts=(),
            provider=self.event.provider,
            event=self.event.type,
            message_id=self.event.id,
            tamper=self.forgery.kind.value if self.forgery else None,
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to try again; `speed` divides the waits, infinity leaves none.

    `dice` draw the jitter in place of the world's. With `sign_virtually` each attempt is signed
    at the time it would have if the waits were not sped up.
    """

    policy: RetryPolicy
    speed: float = 1.0
    dice: Callable[[int], int] | None = None
    sign_virtually: bool = False


def prepare(order: Order, world: World) -> Parcel:
    """Return what is to be sent, made and tried to sign. Raises UsageError for what is wrong."""
    if order.changes.id is not None:
        check_message_id(order.changes.id)
    facts = Facts(world.now(), world.random_bits)
    provider, type_ = provider_and_type(order.event, order.provider)
    event = _event(order, provider, type_, facts)
    signing = _signing(order, provider)
    parcel = Parcel(
        to=order.to,
        event=event,
        provider=provider,
        signing=signing,
        headers=order.headers,
        connection=order.connection,
        manner=order.manner,
        forgery=forgery_of(order.tamper, provider, signing, facts),
    )
    parcel.request(world.now())
    if order.gzip:
        _check_compressed(parcel, world.now())
    return replace(parcel, gzip=order.gzip)


def another(order: Order, parcel: Parcel, world: World) -> Parcel:
    """Return a parcel of the same order with another event: its own id, its own payload.

    An own body that holds the id of its event is given a new one.
    """
    facts = Facts(world.now(), world.random_bits)
    provider, type_ = parcel.provider, parcel.event.type
    event = _event(order, provider, type_, facts)
    if provider is not None and event.id == parcel.event.id:
        id_ = facts.digits(_DIGITS) if event.id.isdecimal() else provider.new_id(facts)
        order = replace(order, changes=replace(order.changes, id=id_))
        event = _event(order, provider, type_, facts)
    return replace(parcel, event=event)


def retried(
    parcel: Parcel, policy: RetryPolicy, retry: tuple[int, Attempt], now: float
) -> OutgoingRequest:
    """Return the request of a retry (its number from 1, the attempt before) as it leaves at `now`.

    Its headers and its body are changed as the policy's sender changes them.
    """
    number, before = retry
    if policy.retry_body is not None:
        body = retried_body(parcel.event.body, policy.retry_body, number, now)
        parcel = replace(parcel, event=replace(parcel.event, body=body))
    more = () if policy.retry_headers is None else policy.retry_headers(number, before)
    return parcel.request(now, more)


async def send(
    parcel: Parcel,
    delivery: Delivery,
    schedule: Schedule,
    world: World,
    on_step: Callable[[Step, Delivery], None],
    client: "Client | None" = None,
) -> Delivery:
    """Deliver by the schedule; tell each step as it ends, with the delivery up to then.

    `delivery` is the one that `Parcel.delivery` began; it is returned with all attempts, none of
    which holds the secret. Once an attempt was cut off as wanted, the others are whole. The
    `client` is one of its own unless given.
    """
    from webhookctl.delivery.deliver import Pace, deliver

    if client is None:
        from webhookctl.delivery.client import Client

        async with Client(world.monotonic, parcel.connection) as own:
            return await send(parcel, delivery, schedule, world, on_step, own)
    began = age = 0.0

    def build(number: int, before: Attempt | None) -> OutgoingRequest:
        nonlocal began
        once = _recovered(parcel, delivery)
        if before is None:
            began = world.now()
            return once.request(began)
        virtual = began + (0.0 if schedule.policy.signs_once else age)
        fixed = schedule.sign_virtually or schedule.policy.signs_once
        now = virtual if fixed else world.now()
        return retried(once, schedule.policy, (number - 1, before), now)

    def keep(step: Step) -> None:
        nonlocal age, delivery
        age = step.course.age
        shown = parcel.shown_attempt(step.attempt)
        delivery = replace(delivery, attempts=(*delivery.attempts, shown))
        on_step(step if shown is step.attempt else replace(step, attempt=shown), delivery)

    dice = schedule.dice or world.random_bits
    pace = Pace(world.now, world.sleep, dice, schedule.speed)
    await deliver(build, schedule.policy, client, pace, keep)
    return delivery


def _check_compressed(parcel: Parcel, now: float) -> None:
    """Raise UsageError for a parcel that cannot be signed once its body is compressed.

    A scheme signs the bytes that are sent, or what it finds in them (GetStream); one whose
    signature is a field of the body cannot be told by compressed bytes.
    """
    if first(parcel.headers, "content-encoding") is not None:
        raise UsageError(
            "`--gzip` and a Content-Encoding of your own exclude each other",
            hint="leave one of them out",
        )
    small = replace(parcel, gzip=True, forgery=None)
    try:
        unchanged = small.request(now).body.read() == compressed(parcel.event).body
    except UsageError:
        unchanged = False
    if not unchanged:
        raise UsageError(
            "this signature is made of fields of the body, which cannot be read once compressed",
            hint="leave `--gzip` out",
        )


def _recovered(parcel: Parcel, delivery: Delivery) -> Parcel:
    """Return what follows the attempts so far: whole, once one was cut off."""
    if any(attempt.was_cut for attempt in delivery.attempts):
        return replace(parcel, manner=replace(parcel.manner, cut=False))
    return parcel


def _event(order: Order, provider: Provider | None, type_: str | None, facts: Facts) -> Event:
    if order.data is not None:
        return own_event(provider, type_, order.data, facts, order.changes)
    if provider is None or type_ is None:
        raise nothing_to_send()
    payload = fresh_payload(provider, type_, facts) if order.payload is None else order.payload
    return provider_event(provider, type_, payload, facts, order.changes)


def _signing(order: Order, provider: Provider | None) -> Signing | None:
    check_secret_or_unsigned(order.secret, unsigned=order.unsigned)
    if provider is None:
        _check_nothing_to_sign_with(order)
        return None
    name = order.provider or (order.event or "").partition(".")[0]
    never = is_never_signed(name)
    if never and order.secret is not None:
        raise UsageError(
            f"{provider.title} does not sign its events, and a secret was given",
            hint="leave `--secret` out",
        )
    if (never or order.unsigned) and order.params:
        raise UsageError(
            "parameters are for signing, and nothing is signed", hint="leave out `--param`"
        )
    if never or order.unsigned:
        return None
    scheme = scheme_to_sign(name)[1]
    if order.secret is None:
        raise UsageError(
            f"{provider.title} signs its events, and no secret was given",
            hint="give it with `--secret env:NAME` or `--secret file:PATH`, or leave the signature "
            "out with `--unsigned`",
        )
    check_parameters(scheme, order.params)
    return Signing(scheme, order.secret, order.params)


def check_secret_or_unsigned(secret: Secret | None, *, unsigned: bool) -> None:
    """Raise UsageError where there is a secret, and nothing is to be signed."""
    if secret is not None and unsigned:
        raise UsageError(
            "`--secret` and `--unsigned` exclude each other", hint="leave one of them out"
        )


def _check_nothing_to_sign_with(order: Order) -> None:
    if order.secret is not None or order.params:
        what = "a secret" if order.secret is not None else "a parameter"
        raise UsageError(
            f"{what} alone does not say how to sign",
            hint="say whose signature it is, like `--provider standard_webhooks`; "
            "`webhookctl providers list` shows all",
        )
