"""`[retry.NAME]`: a policy of one's own, and each mistake in it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.config.files import Project, write_user_file
from webhookctl.config.known import all_policies
from webhookctl.config.retry import policy_of_table
from webhookctl.config.table import Table
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.errors import UsageError
from webhookctl.flows.policy import policy_of

WHOLE = """
[retry.mine]
title = "Mine"
delays = ["1s", 30, "5m"]
jitter = 0.25
window = "1h"
timeout = "3s"
success = "2xx,301"
final = "410,4xx"
retry_after = "429,503"
redirects = 2
"""


def policy(**values: Any) -> RetryPolicy:
    return policy_of_table("mine", Table("retry.mine", "my.toml", values))


def test_every_key_steers_the_policy(project: Project) -> None:
    project(WHOLE)

    assert policy_of("Mine") == RetryPolicy(
        name="mine",
        title="Mine",
        delays=(1.0, 30.0, 300.0),
        jitter=0.25,
        window=3600.0,
        response_timeout=3.0,
        success=((200, 299), (301, 301)),
        final=frozenset(range(400, 500)),
        retry_after=RetryAfter(frozenset({429, 503})),
        redirects=2,
    )


def test_example_of_the_readme_is_a_policy(project: Project) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    (block,) = re.findall(r"^```toml\n(\[retry\..*?)^```$", readme, re.MULTILINE | re.DOTALL)
    project(block)

    ours = policy_of("ours")
    assert ours.delays[:3] == (5.0, 10.0, 20.0)
    assert (max(ours.delays), len(ours.delays)) == (3600.0, 12)
    assert (ours.jitter, ours.window, ours.response_timeout) == (0.2, 21_600.0, 10.0)
    assert (ours.final, ours.redirects) == (frozenset({410}), 2)


def test_what_is_not_told_is_as_usual() -> None:
    assert policy(delays=[]) == RetryPolicy("mine", "mine")


@pytest.mark.parametrize(
    ("formula", "delays"),
    [
        ({"first": "1s", "retries": 4}, (1.0, 2.0, 4.0, 8.0)),
        ({"first": 1, "factor": 3, "longest": "5s", "retries": 4}, (1.0, 3.0, 5.0, 5.0)),
        ({"first": "10s", "step": "5s", "retries": 3}, (10.0, 15.0, 20.0)),
        ({"first": "1m", "factor": 1, "within": "3m"}, (60.0, 60.0, 60.0)),
        ({"first": 1, "factor": 2, "step": 1, "retries": 3}, (1.0, 3.0, 7.0)),
    ],
)
def test_waits_may_follow_a_rule(formula: dict[str, Any], delays: tuple[float, ...]) -> None:
    assert policy(formula=formula).delays == delays


@pytest.mark.parametrize(("value", "rule"), [(True, RetryAfter()), (False, None)])
def test_retry_after_may_be_obeyed_or_not(value: bool, rule: RetryAfter | None) -> None:
    assert policy(delays=["1s"], retry_after=value).retry_after == rule


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "`delays` of `[retry.mine]` in `my.toml` is missing, and so is `formula`"),
        ({"delays": [], "formula": {}}, "and `formula` are both there"),
        ({"delays": "1s,5s"}, "is a text, not a list"),
        ({"delays": ["soon"]}, "cannot be `soon`"),
        ({"delays": [True]}, "has a truth value where a time has to be"),
        ({"delays": [-1]}, "cannot be `-1`"),
        ({"delays": [], "jitter": 2}, "`jitter` of `[retry.mine]` in `my.toml` cannot be 2"),
        ({"delays": [], "jitter": "20%"}, "is a text, not a number"),
        ({"delays": [], "jitter": float("nan")}, "cannot be nan"),
        ({"delays": [], "timeout": "0s"}, "leaves no time to answer"),
        ({"delays": [], "success": "ok"}, "cannot be `ok`"),
        ({"delays": [], "final": 410}, "is a number, not a text"),
        ({"delays": [], "retry_after": 5}, "is a number, not a truth value"),
        ({"delays": [], "retry_after": "often"}, "cannot be `often`"),
        ({"delays": [], "redirects": 21}, "cannot be 21"),
        ({"delays": [], "redirects": 1.5}, "cannot be 1.5"),
        ({"delays": [], "redirects": "many"}, "cannot be a text"),
        ({"delays": [], "tiemout": "1s"}, "has an unknown key `tiemout`"),
        ({"formula": {"retries": 3}}, "`first` of `[retry.mine.formula]` in `my.toml` is missing"),
        ({"formula": {"first": 1}}, "it has no end"),
        ({"formula": {"first": 1, "retries": 3, "factor": -1}}, "cannot be -1"),
        ({"formula": {"first": 1, "retries": 3, "factor": 1e308}}, "makes waits without end"),
        ({"formula": {"first": 1, "last": 3}}, "has an unknown key `last`"),
    ],
)
def test_mistake_is_named_with_a_way_out(values: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        policy(**values)

    assert message in caught.value.message
    assert caught.value.hint


def test_name_of_another_policy_is_taken(project: Project) -> None:
    path = project('[retry.Slack_Events]\ndelays = ["1s"]\n')
    with pytest.raises(UsageError) as caught:
        all_policies()

    assert caught.value.message == (
        f"`[retry.Slack_Events]` in `{path}` has the name of another policy, `slack-events`"
    )
    assert caught.value.hint == "give it another name, like `[retry.my_Slack_Events]`"


@pytest.mark.parametrize("name", ["none", "5s", "a.b"])
def test_name_that_means_something_else_is_refused(project: Project, name: str) -> None:
    project(f'[retry."{name}"]\ndelays = ["1s"]\n')
    with pytest.raises(UsageError):
        all_policies()


def test_projects_word_counts_more_than_the_users(project: Project, home: Path) -> None:
    write_user_file(home, '[retry.mine]\ndelays = ["1s"]\n[retry.other]\ndelays = ["2s"]\n')
    project('[retry.mine]\ndelays = ["9s"]\n')

    assert policy_of("mine").delays == (9.0,)
    assert policy_of("other").delays == (2.0,)
