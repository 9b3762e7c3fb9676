"""What is sent for an order, and how it is delivered; signatures are checked by hand."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field

import pytest

from tests.delivery.wire import OK, Received, Wire, answer
from webhookctl.core.compose import Changes
from webhookctl.core.model import Delivery, DeliveryKind
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.send import Order, Schedule, prepare, send
from webhookctl.flows.world import World, real_world

SECRET = Secret("env:TEST", b"whsec_c2VjcmV0")
NOW = 1_767_225_600.0


@dataclass
class Clock:
    """A clock that stands still but for sleeping."""

    time: float = NOW
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def world(self, seed: int = 7) -> World:
        real = real_world(seed)
        return World(lambda: self.time, real.monotonic, self.sleep, real.random_bits, real.new_id)


def order(event: str | None = None, **more: object) -> Order:
    wanted: dict[str, object] = {"to": parse_url("http://app.test/hook"), "secret": SECRET, **more}
    return Order(event=event, **wanted)  # type: ignore[arg-type]


def run(
    one: Order, policy: RetryPolicy, clock: Clock, speed: float = 1.0
) -> tuple[Delivery, list[Step]]:
    world = clock.world()
    parcel = prepare(one, world)
    steps: list[Step] = []

    def on_step(step: Step, delivery: Delivery) -> None:
        steps.append(step)
        assert delivery.attempts == tuple(one.attempt for one in steps)

    begun = parcel.delivery("0123456789abcdef")
    return asyncio.run(send(parcel, begun, Schedule(policy, speed), world, on_step)), steps


def sent(received: Received, name: str) -> str:
    return received.value(name).decode()


def hex_hmac(key: bytes, message: bytes, algorithm: str = "sha256") -> str:
    return hmac.new(key, message, algorithm).hexdigest()


def test_github_event_is_signed_over_its_body() -> None:
    with Wire() as wire:
        delivery, _ = run(
            order("github.push", to=parse_url(f"{wire.url}/x?y")), RetryPolicy("p", "P"), Clock()
        )
    (got,) = wire.received
    assert got.line == b"POST /x?y HTTP/1.1"
    assert sent(got, "X-GitHub-Event") == "push"
    assert sent(got, "X-Hub-Signature-256") == "sha256=" + hex_hmac(SECRET.value, got.body)
    assert sent(got, "X-GitHub-Delivery") == delivery.message_id
    assert "repository" in json.loads(got.body)


def test_each_attempt_has_the_same_id_and_body_and_a_fresh_signature() -> None:
    clock = Clock()
    with Wire([answer("500 No"), answer("503 No"), OK]) as wire:
        delivery, steps = run(
            order("stripe.charge.succeeded", to=parse_url(wire.url)),
            RetryPolicy("p", "P", delays=(10.0, 60.0)),
            clock,
        )
    assert len({got.body for got in wire.received}) == 1
    assert json.loads(wire.received[0].body)["id"] == delivery.message_id
    for got, moment in zip(wire.received, (NOW, NOW + 10, NOW + 70), strict=True):
        signed = b"%d.%b" % (moment, got.body)
        signature = f"t={int(moment)},v1={hex_hmac(SECRET.value, signed)}"
        assert sent(got, "Stripe-Signature") == signature
    assert clock.slept == [10.0, 60.0]
    assert [step.end for step in steps] == [None, None, End.ACCEPTED]
    assert delivery == Delivery(
        id="0123456789abcdef",
        kind=DeliveryKind.SEND,
        target_url=f"{wire.url}/",
        attempts=tuple(step.attempt for step in steps),
        provider="stripe",
        event="charge.succeeded",
        message_id=delivery.message_id,
    )
    assert delivery.accepted


def test_slack_says_in_headers_that_it_tries_again() -> None:
    with Wire([answer("500 No"), OK]) as wire:
        one = order("slack.app_mention", to=parse_url(wire.url))
        policy = prepare(one, Clock().world()).provider
        assert policy is not None
        assert policy.retry is not None
        run(one, policy.retry, Clock())
    first, second = wire.received
    assert not any(name.startswith(b"X-Slack-Retry") for name, _ in first.headers)
    assert sent(second, "X-Slack-Retry-Num") == "1"
    assert sent(second, "X-Slack-Retry-Reason") == "http_error"


def test_own_header_wins_over_a_retry_header() -> None:
    with Wire([answer("500 No"), OK]) as wire:
        headers = ((b"x-slack-retry-num", b"9"),)
        one = order("slack.app_mention", to=parse_url(wire.url), headers=headers)
        provider = prepare(one, Clock().world()).provider
        assert provider is not None
        assert provider.retry is not None
        run(one, provider.retry, Clock())
    numbers = [value for name, value in wire.received[1].headers if b"retry-num" in name.lower()]
    assert numbers == [b"9"]


def test_any_type_of_standard_webhooks_can_be_sent() -> None:
    parcel = prepare(order("standardwebhooks.user.deleted.twice"), Clock().world())
    body = json.loads(parcel.event.body)
    assert (parcel.event.type, body["type"]) == ("user.deleted.twice", "user.deleted.twice")


def test_same_seed_makes_the_same_payload() -> None:
    one, two, other = (
        prepare(order("github.push"), Clock().world(seed)).event.body for seed in (7, 7, 8)
    )
    assert one == two != other


def test_own_body_is_sent_to_the_byte() -> None:
    body = b'{ "type": "t", "price": 1.00 }\n'
    with Wire() as wire:
        one = order(data=body, provider="standard_webhooks", to=parse_url(wire.url))
        run(one, RetryPolicy("p", "P"), Clock())
    (got,) = wire.received
    assert got.body == body
    signed = b".".join((got.value("webhook-id"), got.value("webhook-timestamp"), body))
    digest = hmac.new(b"secret", signed, hashlib.sha256).digest()
    from base64 import b64encode

    assert got.value("webhook-signature") == b"v1," + b64encode(digest)


def test_own_body_of_an_event_takes_its_type() -> None:
    parcel = prepare(order("github.made_up", data=b"{}"), Clock().world())
    assert (parcel.event.type, parcel.event.body) == ("made_up", b"{}")
    assert (b"X-GitHub-Event", b"made_up") in parcel.event.headers


def test_data_alone_is_sent_without_a_signature() -> None:
    parcel = prepare(order(data=b"hello", secret=None), Clock().world())
    assert (parcel.provider, parcel.signing) == (None, None)
    assert parcel.event.body == b"hello"


def test_unsigned_event_has_no_signature() -> None:
    parcel = prepare(order("github.push", secret=None, unsigned=True), Clock().world())
    names = {name.lower() for name, _ in parcel.request(NOW).headers}
    assert b"x-github-event" in names
    assert not {name for name in names if b"signature" in name}


def test_scheme_may_be_named() -> None:
    parcel = prepare(order("github.push", provider="github_sha1"), Clock().world())
    names = {name.lower() for name, _ in parcel.request(NOW).headers}
    assert b"x-hub-signature" in names
    assert b"x-hub-signature-256" not in names


def test_changes_are_made() -> None:
    changes = Changes(("data.object.amount=5",), "evt_mine")
    event = prepare(order("stripe.charge.succeeded", changes=changes), Clock().world()).event
    body = json.loads(event.body)
    assert (event.id, body["id"], body["data"]["object"]["amount"]) == ("evt_mine", "evt_mine", 5)


@pytest.mark.parametrize("unsigned", [True, False])
@pytest.mark.parametrize("event", ["brevo.delivered", "mailchimp.subscribe"])
def test_provider_that_never_signs_needs_no_secret(event: str, unsigned: bool) -> None:
    parcel = prepare(order(event, secret=None, unsigned=unsigned), Clock().world())
    assert parcel.signing is None
    assert parcel.event.type == event.partition(".")[2]


def test_own_data_for_a_provider_that_never_signs_needs_no_secret() -> None:
    one = order(data=b'{"event": "spam"}', provider="brevo", secret=None)
    parcel = prepare(one, Clock().world())
    assert (parcel.signing, parcel.event.type) == (None, "spam")


ERRORS = [
    (order("githb.push"), "there is no provider called `githb`", "did you mean `github`?"),
    (order(".push"), "there is no provider called ``", "`webhookctl providers list` shows all"),
    (
        order("github.pus"),
        "there is no event `pus` of GitHub here",
        "did you mean `github.push`? give your own body with `--data @file`, or choose from\n"
        "  GitHub: github.push, ",
    ),
    (
        order("github.zzzzzzzzz"),
        "there is no event `zzzzzzzzz` of GitHub here",
        "give your own body with `--data @file`, or choose from\n  GitHub: github.push, ",
    ),
    (
        order("discord.ping"),
        "there is no event `ping` of Discord here",
        "did you mean `discord.PING`? ",
    ),
    (order("github"), "`github` names no event of GitHub", "choose from\n  GitHub: github.push, "),
    (order("github."), "`github.` names no event of GitHub", "choose from\n  GitHub: github.push"),
    (
        order("github.push\r\nX-Evil: 1", data=b"{}"),
        "an event type has no line breaks or control characters",
        "write it like `github.TYPE`",
    ),
    (
        order("github.push", provider="stripe"),
        "`github.push` is an event of GitHub, `--provider` says stripe",
        "leave out `--provider`",
    ),
    (
        order("github.push", secret=None),
        "GitHub signs its events, and no secret was given",
        "give it with `--secret env:NAME` or `--secret file:PATH`, or leave the signature out "
        "with `--unsigned`",
    ),
    (
        order("paypal.x", data=b"{}", secret=None, params={"webhook_id": "1"}),
        "PayPal signs its events, and no secret was given",
        "give it with `--secret env:NAME` or `--secret file:PATH`, or leave the signature out "
        "with `--unsigned`",
    ),
    (
        order("github.push", unsigned=True),
        "`--secret` and `--unsigned` exclude each other",
        "leave one of them out",
    ),
    (
        order("brevo.delivered"),
        "Brevo does not sign its events, and a secret was given",
        "leave `--secret` out",
    ),
    (
        order(data=b"{}", provider="ebay", secret=None),
        "eBay notifications cannot be signed here",
        "",
    ),
    (
        order(data=b"{}"),
        "a secret alone does not say how to sign",
        "say whose signature it is, like `--provider standard_webhooks`; `webhookctl providers "
        "list` shows all",
    ),
    (
        order("github.push", params={"webhook_id": "1"}),
        "`webhook_id` is no parameter of GitHub webhooks (sha256)",
        "leave it out: the secret is all that signs",
    ),
    (
        order("github.push", secret=None, unsigned=True, params={"webhook_id": "1"}),
        "parameters are for signing, and nothing is signed",
        "leave out `--param`",
    ),
    (
        order(data=b"{}", provider="github"),
        "the event type is missing: GitHub names it in a header",
        "give it before `--data`, like `webhookctl send github.TYPE --data …`",
    ),
    (
        order("github.push", changes=Changes(("repositry.id=5",))),
        "there is nothing at `repositry.id` to set",
        "did you mean `repository.id`? (`--set-new` makes what is not there)",
    ),
    (
        order("github.push", changes=Changes(id="a b")),
        "`a b` is not a message id",
        "use visible ASCII without spaces",
    ),
    (
        order("github.push", changes=Changes(id="")),
        "`` is not a message id",
        "use visible ASCII without spaces",
    ),
    (
        order("standard_webhooks.t", secret=Secret("env:TEST", b"whsec_!")),
        "cannot sign for Standard Webhooks v1 with the secret `env:TEST`",
        "its secrets are base64",
    ),
    (
        order(),
        "say what to send: an event, or your own body with `--data`",
        "like `webhookctl send github.push --to URL --secret env:NAME`; ",
    ),
    (
        order(provider="github"),
        "say what to send: an event, or your own body with `--data`",
        "like `webhookctl send github.push",
    ),
]


@pytest.mark.parametrize(("one", "message", "hint"), ERRORS)
def test_wrong_order_is_refused_with_advice(one: Order, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        prepare(one, Clock().world())
    assert caught.value.message == message
    assert (caught.value.hint or "").startswith(hint)
