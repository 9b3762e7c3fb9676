"""`webhookctl send --plan`, and how a delivery keeps to it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.delivery.wire import OK, Wire, answer

SECRET = {"SECRET": "very secret"}
DOWN = answer("503 No")
BODY = ("--data", "{}")


def test_plan_needs_no_url_no_secret_and_no_store(cli: Cli, store_file: Path) -> None:
    ended = cli("send", "--plan", "--retry", "linear", "--outage", "10m")
    assert ended.code == 0
    assert ended.stdout.startswith(
        "linear  Linear\n"
        "times since the first attempt; each is taken to end at once\n"
        "\n"
        "#  at         wait\n"
        "1  0          -\n"
        "2  1 min      1 min\n"
        "3  1 h 1 min  1 h    arrives\n"
    )
    assert "linear: arrives after 1 h 1 min, with attempt 3 of 4\n" in ended.stdout
    assert ended.stderr == ""
    assert not store_file.exists()


def test_plan_of_an_event_is_that_of_its_provider(cli: Cli) -> None:
    assert cli("send", "shopify.orders/create", "--plan").stdout.startswith("shopify  Shopify\n")
    assert cli("send", "--provider", "kit_", "--plan").code == 2
    assert cli("send", "--provider", "zoom", "--plan").stdout.startswith("zoom  Zoom\n")


def test_plans_are_one_object_an_attempt_and_one_a_policy(cli: Cli) -> None:
    ended = cli("send", "--plan", "--retry", "zoom", "--retry", "1s,5s", "--json")
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [(one["policy"], one["at"]) for one in lines if one["event"] == "attempt"] == [
        *(("zoom", at) for at in (0.0, 300.0, 1500.0, 5100.0)),
        *(("1s,5s", at) for at in (0.0, 1.0, 6.0)),
    ]
    assert [one["policy"]["name"] for one in lines if one["event"] == "plan"] == ["zoom", "1s,5s"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--plan",), "`--plan` needs a retry policy"),
        (("--plan", "--provider", "gitlab"), "GitLab publishes no schedule of retries"),
        (("gitlab.push", "--plan"), "no retry schedule of GitLab is known"),
        (("airtable.x", "--plan"), "no retry schedule of Airtable is known"),
        (("--plan", "--retry", "kit", "--outage", "x"), "`x` is not an outage"),
        (("--plan", "--retry", "kit", "--speed", "max"), "nothing to speed up or to sign"),
        (("--plan", "--retry", "kit", "--sign-time", "virtual"), "nothing to speed up or to sign"),
        (("--outage", "6h", *BODY, "--to", "http://app.test"), "`--outage` belongs to `--plan`"),
        (
            ("--retry", "kit", "--retry", "svix", *BODY, "--to", "http://app.test"),
            "a delivery follows one retry policy",
        ),
        (
            ("--sign-time", "virtual", *BODY, "--to", "http://app.test"),
            "`--sign-time virtual` is for attempts that are sped up",
        ),
        (("--retry", "nobody", *BODY, "--to", "http://app.test"), "no retry policy called"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    cli: Cli, arguments: tuple[str, ...], message: str
) -> None:
    ended = cli("send", *arguments)
    assert (ended.code, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert "hint: " in ended.stderr


def test_delivery_with_a_seed_keeps_to_the_plan_with_that_seed(cli: Cli) -> None:
    plan = cli("send", "--plan", "--retry", "svix", "--seed", "5", "--json").stdout
    planned = [json.loads(line) for line in plan.splitlines()]
    with Wire([DOWN]) as wire:
        ended = cli(
            *("send", *BODY, "--to", wire.url, "--retry", "svix", "--seed", "5"),
            *("--speed", "max", "--json"),
        )
    steps = [json.loads(line) for line in ended.stdout.splitlines()]
    waits = [one["next_wait_ms"] for one in steps if one["event"] == "attempt"][:-1]
    wanted = [one["wait"] * 1000 for one in planned if one["event"] == "attempt"][1:]
    assert waits == pytest.approx(wanted, abs=1)
    assert len(waits) == 7


def test_sped_up_attempts_come_in_real_time_and_are_signed_as_of_now(cli: Cli) -> None:
    times, signed = stripe_attempts(cli, "--speed", "600x")
    gaps = [b - a for a, b in pairwise(times)]
    assert gaps[0] >= 0.1
    assert gaps[1] >= 0.2
    assert sum(gaps) < 30
    assert signed == pytest.approx(times, abs=1.5)


def test_virtual_signatures_carry_the_time_that_each_attempt_would_have(cli: Cli) -> None:
    times, signed = stripe_attempts(cli, "--speed", "max", "--sign-time", "virtual")
    assert signed == pytest.approx([times[0], times[0] + 60, times[0] + 180], abs=5)
    assert times[2] - times[0] < 30


def stripe_attempts(cli: Cli, *options: str) -> tuple[list[float], list[float]]:
    """Return when three attempts with waits of 1 and 2 minutes began, and what they signed."""
    with Wire([DOWN, DOWN, OK]) as wire:
        ended = cli(
            *("send", "stripe.charge.succeeded", "--to", wire.url, "--secret", "env:SECRET"),
            *("--retry", "1m,2m", "--json", *options),
            env=SECRET,
        )
    assert ended.code == 0
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    times = [one["started_at"] for one in lines if one["event"] == "attempt"]
    headers = (got.value("Stripe-Signature").decode() for got in wire.received)
    return times, [float(value.partition(",")[0].removeprefix("t=")) for value in headers]
