"""Scenarios under way: what is composed before anything leaves, and what leaves when."""

import asyncio
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.wire import OK, Wire, answer
from webhookctl.core.model import Delivery
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry import Step as RetryStep
from webhookctl.core.scenario import Scenario, Step
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.scenario import Chapter, compose_story, send_story
from webhookctl.flows.send import Order, Schedule
from webhookctl.flows.world import World, real_world

NOW = 1_790_000_000.0
SECRET = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw"
COMMON = Order(parse_url("http://127.0.0.1:9/"), secret=Secret("env:A", SECRET))
ORDER = Scenario(
    "order",
    (
        Step("created", "shopify.orders/create"),
        Step(
            "paid",
            "shopify.orders/paid",
            after=120.0,
            start="created",
            set=(("financial_status", "paid"), ("updated_at", "{fresh.updated_at}")),
        ),
        Step("done", "standard_webhooks.order.shipped", after=60.0),
    ),
)


def still() -> World:
    return replace(real_world(7), now=lambda: NOW)


def composed(*steps: Step, common: Order = COMMON, **how: Any) -> list[Any]:
    chapters = compose_story(Scenario("mine", steps), common, still(), **how)
    return [json.loads(chapter.parcel.event.body) for chapter in chapters]


def test_step_begins_as_an_earlier_one_and_changes() -> None:
    created, paid, _ = compose_story(ORDER, COMMON, still())
    before = json.loads(created.parcel.event.body)
    after = json.loads(paid.parcel.event.body)
    assert {k for k in before if before[k] != after[k]} == {"financial_status", "updated_at"}
    assert (after["financial_status"], paid.parcel.event.type) == ("paid", "orders/paid")
    assert created.parcel.event.id != paid.parcel.event.id


def test_own_id_is_kept_where_a_payload_is_taken_over() -> None:
    first, second = composed(
        Step("1", "stripe.customer.created"), Step("2", "stripe.customer.created", start="1")
    )
    assert first["id"] != second["id"]
    assert {**first, "id": ""} == {**second, "id": ""}


def test_payload_of_another_provider_may_be_taken_over() -> None:
    _, taken = composed(
        Step("1", "shopify.products/delete"),
        Step("2", "stripe.customer.created", start="1", set_new=(("from", "{1.id}"),)),
    )
    assert taken["from"] == composed(Step("1", "shopify.products/delete"))[0]["id"]


def test_event_without_a_payload_here_may_begin_with_an_earlier_one() -> None:
    first, second = compose_story(
        Scenario(
            "mine",
            (
                Step("1", "shopify.orders/create"),
                Step("2", "shopify.orders/edited", start="1", set=(("note", "{1.name}"),)),
            ),
        ),
        COMMON,
        still(),
    )
    assert second.parcel.event.type == "orders/edited"
    before, after = (json.loads(one.parcel.event.body) for one in (first, second))
    assert after == {**before, "note": before["name"]}


def test_payload_without_a_place_for_an_id_is_taken_as_it_is() -> None:
    first, second = composed(
        Step("1", "shopify.products/delete"), Step("2", "hubspot.contact.merge", start="1")
    )
    assert first == second


@pytest.mark.parametrize(
    ("speed", "times"),
    [
        (0.5, [0.0, 120.0, 180.0]),
        (1.0, [0.0, 120.0, 180.0]),
        (2.0, [-90.0, 30.0, 90.0]),
        (math.inf, [-180.0, -60.0, 0.0]),
    ],
)
def test_times_are_as_far_apart_as_told_however_fast_it_goes(
    speed: float, times: list[float]
) -> None:
    steps = [
        Step(str(n), "stripe.customer.created", after=s.after) for n, s in enumerate(ORDER.steps)
    ]
    assert [one["created"] - NOW for one in composed(*steps, speed=speed)] == times


def test_shuffled_story_has_happened_before_it_leaves() -> None:
    steps = [Step(str(n), "stripe.customer.created", after=n * 10.0) for n in range(4)]
    times = {one["created"] - NOW for one in composed(*steps, shuffle=True)}
    assert times == {-60.0, -50.0, -30.0, 0.0}


def test_own_body_is_sent_as_it_is_and_can_be_referred_to(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_bytes(b'{ "n": 5 }\n')
    scenario = Scenario(
        "mine",
        (
            Step("raw", data="not JSON", provider="standard_webhooks"),
            Step("file", "standard_webhooks.t", file=str(file)),
            Step("new", "standard_webhooks.t", data="{}", set_new=(("n", "{file.n}"),)),
        ),
    )
    bodies = [one.parcel.event.body for one in compose_story(scenario, COMMON, still())]
    assert bodies == [b"not JSON", b'{ "n": 5 }\n', b'{"n":5}']


def test_payload_of_a_form_stays_a_form() -> None:
    chapters = compose_story(
        Scenario(
            "mine",
            (
                Step("1", "mailchimp.subscribe"),
                Step("2", "mailchimp.subscribe", start="1", set=(("data.email", "a@b.c"),)),
            ),
        ),
        COMMON,
        still(),
    )
    assert b"data%5Bemail%5D=a%40b.c" in chapters[1].parcel.event.body


def test_each_step_has_its_own_secret_or_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER", "another")
    chapters = compose_story(
        Scenario(
            "mine",
            (
                Step("1", "github.push"),
                Step("2", "github.push", secret="env:OTHER"),  # noqa: S106 - where it is
                Step("3", "brevo.delivered"),
            ),
        ),
        COMMON,
        still(),
    )
    signings = [chapter.parcel.signing for chapter in chapters]
    assert [one and one.secret.value for one in signings] == [SECRET, b"another", None]


def test_unsigned_story_needs_no_secret() -> None:
    common = replace(COMMON, secret=None, unsigned=True)
    step = Step("1", "github.push", secret="env:NOWHERE")  # noqa: S106 - where it is
    (chapter,) = compose_story(Scenario("mine", (step,)), common, still())
    assert chapter.parcel.signing is None


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (Step("2"), "say what to send"),
        (Step("2", "github.psh"), "there is no event `psh` of GitHub here"),
        (Step("2", "github"), "`github` names no event of GitHub"),
        (Step("2", "gihub.push"), "there is no provider called `gihub`"),
        (Step("2", "github.push", set=(("nowhere", 1),)), "there is nothing at `nowhere` to set"),
        (Step("2", "github.push", set=(("ref", "{1.reff}"),)), "`{1.reff}` means nothing"),
        (Step("2", "github.push", set=(("ref", "{x.y}"),)), "`x`, which is no earlier step"),
        (Step("2", "github.push", unset=("nowhere",)), "there is nothing at `nowhere`"),
        (Step("2", "github.push", secret="env:NOWHERE"), "`NOWHERE`"),  # noqa: S106 - where it is
        (Step("2", "github.push", file="nowhere.json"), "cannot read the data file"),
        (Step("2", "github.push", data="x", set=(("a", 1),)), "its data is no JSON"),
        (Step("2", "gihub.push", start="1"), "there is no provider called `gihub`"),
        (Step("2", "github", start="1"), "`github` names no event of GitHub"),
        (
            Step("2", "github.edited", start="1", set=(("ref", "{fresh.ref}"),)),
            "`fresh`, which is no earlier step",
        ),
        (Step("2", "github.push", provider="stripe"), "`--provider` says stripe"),
    ],
)
def test_mistake_names_its_step_before_anything_leaves(step: Step, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        composed(Step("1", "github.push"), step)
    assert caught.value.message.startswith("step `2` of `mine`: ")
    assert message in caught.value.message


def test_shuffled_story_is_the_same_in_another_order() -> None:
    straight = compose_story(ORDER, COMMON, still(), speed=math.inf)
    mixed = compose_story(ORDER, COMMON, still(), speed=math.inf, shuffle=True)
    assert [one.step for one in mixed] != [one.step for one in straight]
    assert {one.step.id: one.parcel.event for one in mixed} == {
        one.step.id: one.parcel.event for one in straight
    }
    assert [one.wait for one in mixed] == [0.0, 120.0, 60.0]
    assert mixed == compose_story(ORDER, COMMON, still(), speed=math.inf, shuffle=True)


def told(
    chapters: tuple[Chapter, ...], url: str, speed: float, policy: RetryPolicy
) -> tuple[list[Any], list[Delivery]]:
    """Send them; return what happened in turn (waits, beginnings, attempts), and the deliveries."""
    happened: list[Any] = []

    async def sleep(seconds: float) -> None:
        happened.append(("wait", seconds))

    def on_step(number: int, step: RetryStep, so_far: Delivery) -> None:
        happened.append(("attempt", number, step.attempt.number))
        deliveries[number] = so_far

    world = replace(real_world(7), sleep=sleep)
    chapters = tuple(
        replace(one, parcel=replace(one.parcel, to=parse_url(url))) for one in chapters
    )
    deliveries: dict[int, Delivery] = {}
    pairs = [(one, Schedule(policy, speed)) for one in chapters]

    def on_wait(number: int) -> None:
        happened.append(("next", number))

    def begin(number: int) -> Delivery:
        happened.append(("begin", number))
        return chapters[number].parcel.delivery(world.new_id())

    asyncio.run(send_story(pairs, world, on_wait, begin, on_step))
    return happened, [*deliveries.values()]


def test_later_steps_leave_whatever_became_of_the_earlier() -> None:
    policy = RetryPolicy("p", "P", delays=(5.0,))
    with Wire([answer("500 No"), answer("500 No"), OK]) as wire:
        happened, deliveries = told(compose_story(ORDER, COMMON, still()), wire.url, 2.0, policy)
    assert happened == [
        ("next", 0),
        ("begin", 0),
        ("attempt", 0, 1),
        ("wait", 2.5),
        ("attempt", 0, 2),
        ("next", 1),
        ("wait", 60.0),
        ("begin", 1),
        ("attempt", 1, 1),
        ("next", 2),
        ("wait", 30.0),
        ("begin", 2),
        ("attempt", 2, 1),
    ]
    assert [one.accepted for one in deliveries] == [False, True, True]
    assert len({one.id for one in deliveries}) == 3


def test_no_wait_is_left_at_full_speed() -> None:
    with Wire() as wire:
        happened, _ = told(
            compose_story(ORDER, COMMON, still()), wire.url, math.inf, RetryPolicy("p", "P")
        )
    assert [kind for kind, *_ in happened] == ["next", "begin", "attempt"] * 3
    assert len(wire.received) == 3
    assert len({got.body for got in wire.received}) == 3
