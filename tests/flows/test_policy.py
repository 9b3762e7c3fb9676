"""What `--retry`, `--speed` and `--timeout` mean."""

import math

import pytest

from webhookctl.core.retry import RetryPolicy
from webhookctl.errors import UsageError
from webhookctl.flows.policy import ONE_ATTEMPT, parse_speed, parse_timeout, policy_of
from webhookctl.providers import all_providers

OWN = RetryPolicy(
    "own",
    "Own",
    delays=(60.0, 120.0),
    jitter=0.5,
    response_timeout=5.0,
    success=((200, 200),),
    final=frozenset({410}),
    exact=False,
    note="guessed",
)


def test_none_is_one_attempt_by_the_rules_of_the_provider() -> None:
    policy = policy_of("none", OWN)
    assert policy.delays == ()
    assert (policy.response_timeout, policy.success, policy.final) == (
        5.0,
        ((200, 200),),
        frozenset({410}),
    )


def test_without_a_provider_it_is_one_attempt_within_half_a_minute() -> None:
    assert policy_of("none") == ONE_ATTEMPT
    assert (ONE_ATTEMPT.delays, ONE_ATTEMPT.response_timeout) == ((), 30.0)


@pytest.mark.parametrize(
    ("text", "delays"),
    [("1s,5s", (1.0, 5.0)), ("0", (0.0,)), (" 500ms, 1m ,2h", (0.5, 60.0, 7200.0)), ("3", (3.0,))],
)
def test_waits_are_exact_and_keep_the_other_rules(text: str, delays: tuple[float, ...]) -> None:
    policy = policy_of(text, OWN)
    assert (policy.name, policy.delays, policy.jitter) == ("custom", delays, 0.0)
    assert (policy.exact, policy.note) == (True, None)
    assert policy.response_timeout == 5.0


@pytest.mark.parametrize("name", ["stripe", "Stripe", "standard-webhooks", "slack-events"])
def test_name_of_a_provider_is_its_policy(name: str) -> None:
    policies = [provider.retry for provider in all_providers().values()]
    assert policy_of(name, OWN) in policies


def test_timeout_stands_in_place_of_the_policys() -> None:
    assert policy_of("none", OWN, 0.5).response_timeout == 0.5
    assert policy_of("stripe", OWN, 0.5).response_timeout == 0.5


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "nobody",
            "there is no retry policy called `nobody`",
            "write `none`, the name of a policy, or the waits between attempts like `1s,5s,1m`",
        ),
        (
            "strpie",
            "there is no retry policy called `strpie`",
            "did you mean `stripe`? write `none`, the name of a policy, or the waits between "
            "attempts like `1s,5s,1m`",
        ),
        (
            "airtable",
            "no retry schedule of Airtable is known",
            "write `none`, the name of a policy, or the waits between attempts like `1s,5s,1m`",
        ),
        (
            "gitlab",
            "no retry schedule of GitLab is known: GitLab publishes no schedule of retries: only "
            "resending by hand is described",
            "write `none`, the name of a policy, or the waits between attempts like `1s,5s,1m`",
        ),
        (
            "",
            "there is no retry policy called ``",
            "write `none`, the name of a policy, or the waits between attempts like `1s,5s,1m`",
        ),
        (
            "1s,,5s",
            "`` is not a duration",
            "write it like `500ms`, `30s`, `10m`, `2h` or `7d`",
        ),
    ],
)
def test_what_is_no_policy_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        policy_of(text, OWN)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "speed"),
    [
        ("60x", 60.0),
        ("60", 60.0),
        (" 2.5X ", 2.5),
        ("0.5x", 0.5),
        ("max", math.inf),
        ("MAX", math.inf),
    ],
)
def test_speed_is_a_factor(text: str, speed: float) -> None:
    assert parse_speed(text) == speed


@pytest.mark.parametrize("text", ["", "x", "0x", "-1", "fast", "60xx", "٣x", "9" * 400])
def test_what_is_no_speed_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a speed"):
        parse_speed(text)


@pytest.mark.parametrize(("text", "seconds"), [("500ms", 0.5), ("10", 10.0), ("2m", 120.0)])
def test_timeout_is_a_duration(text: str, seconds: float) -> None:
    assert parse_timeout(text) == seconds


@pytest.mark.parametrize("text", ["0", "0ms", "soon"])
def test_what_is_no_timeout_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_timeout(text)
