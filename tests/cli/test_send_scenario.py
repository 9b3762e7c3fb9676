"""`send --scenario` as it is typed: outputs, exit codes, what is recorded."""

import json
import signal
import sqlite3
import subprocess
import sys
from base64 import b64decode
from contextlib import closing
from pathlib import Path

import pytest

from tests.config.files import write_user_file
from tests.conftest import Cli
from tests.delivery.wire import OK, Wire, answer
from tests.processes import COMMAND, ENDINGS, clean_environment

SECRET = {"SECRET": "very secret"}
SIGNED = ("--secret", "env:SECRET")
SHOP = ("send", "--scenario", "shop-order", *SIGNED)
NOW = ("--speed", "max")
STEPS = ["created", "paid", "fulfilled", "refunded"]
ALL = (
    "  campaign    delivered → opened → clicked → unsubscribed  (an e-mail that Mailgun sent)\n"
    "  lead        captured → contact → qualified → customer  "
    "(a Typeform answer becomes a HubSpot contact, and a customer)\n"
    "  shop-order  created → paid → fulfilled → refunded  (a WooCommerce order)\n"
)
OWN = """
[[scenario.own]]
event = "github.push"
id = "push"
set = { "repository.full_name" = "ada/engine" }

[[scenario.own]]
event = "stripe.charge.succeeded"
secret = "env:OTHER"
set = { "data.object.description" = "for {push.repository.full_name}" }
"""

GITLAB = """
[[scenario.own]]
event = "gitlab.push"
provider = "gitlab_token"
"""


def recorded(store: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(store)) as database:
        rows: list[tuple[str, str]] = database.execute(
            "SELECT provider, event FROM delivery ORDER BY id"
        ).fetchall()
    return rows


def test_story_is_told_step_by_step(cli: Cli, store_file: Path) -> None:
    with Wire() as wire:
        ended = cli(*SHOP, *NOW, "--to", wire.url, env=SECRET)
    rows = ended.stdout.splitlines()
    assert [row.split()[0] for row in rows[:-1] if not row.startswith(" ")] == STEPS
    assert all(row.endswith("delivered") for row in rows[:-1] if not row.startswith(" "))
    assert rows[-1] == "4 of 4 steps accepted"
    course, *events = ended.stderr.splitlines()
    assert course == f"shop-order: {' → '.join(STEPS)}"
    assert [line.split()[1] for line in events] == ["order.created", *["order.updated"] * 3]
    assert ended.code == 0
    told = [json.loads(one.body) for one in wire.received]
    assert [one["status"] for one in told] == ["pending", "processing", "completed", "refunded"]
    assert len({one["id"] for one in told}) == 1
    assert [event for _, event in recorded(store_file)] == ["order.created", *["order.updated"] * 3]


def test_refused_step_fails_the_story_which_goes_on(cli: Cli) -> None:
    with Wire([OK, answer("500 No"), OK]) as wire:
        ended = cli(*SHOP, *NOW, "--to", wire.url, env=SECRET)
    assert len(wire.received) == 4
    assert ended.stdout.splitlines()[-1] == "3 of 4 steps accepted"
    assert ended.code == 1


def test_each_step_has_its_retries(cli: Cli) -> None:
    with Wire([answer("500 No"), OK]) as wire:
        ended = cli(*SHOP, *NOW, "--to", wire.url, "--retry", "1s,5s", env=SECRET)
    assert len(wire.received) == 5
    assert wire.received[0].body == wire.received[1].body != wire.received[2].body
    rows = [row for row in ended.stdout.splitlines() if "#" in row]
    assert [row[:12] for row in rows[:3]] == ["created   #1", "created   #2", "paid      #1"]
    assert ended.code == 0


def test_what_is_assumed_of_a_policy_is_said_once(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(*SHOP, *NOW, "--to", wire.url, "--retry", "shopify", env=SECRET)
    assert ended.stderr.count("note: the schedule is approximate") == 1


def test_json_names_the_step_of_each_attempt(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(*SHOP, *NOW, "--to", wire.url, "--json", env=SECRET)
    *attempts, summary = ended.lines()
    assert [(one["event"], one["step"]) for one in attempts] == [("attempt", s) for s in STEPS]
    assert [one["step"] for one in summary["steps"]] == STEPS
    assert (summary["scenario"], summary["accepted"], summary["shuffled"]) == (
        "shop-order",
        4,
        False,
    )
    assert ended.stderr == ""


def test_shuffled_is_another_order_of_the_same_and_said(cli: Cli) -> None:
    def sent(*more: str) -> tuple[list[str], str]:
        with Wire() as wire:
            ended = cli(*SHOP, *NOW, "--to", wire.url, "--seed", "3", *more, env=SECRET)
        return [json.loads(one.body)["status"] for one in wire.received], ended.stderr

    straight, _ = sent()
    mixed, talk = sent("--shuffle")
    assert sorted(mixed) == sorted(straight)
    assert mixed != straight
    assert sent("--shuffle")[0] == mixed
    assert talk.splitlines()[0].endswith(f"(shuffled; the story is {' → '.join(STEPS)})")


def test_dry_run_shows_all_and_sends_nothing(cli: Cli, store_file: Path) -> None:
    shown = cli(*SHOP, "--to", "http://127.0.0.1:9/h", "--dry-run", env=SECRET)
    lines = shown.stdout.splitlines()
    assert [line.partition(" ")[0] for line in lines if line.partition(" ")[0] in STEPS] == STEPS
    assert "paid  after 3 s" in lines
    assert lines.count("POST /h HTTP/1.1") == 4
    assert (shown.code, store_file.exists()) == (0, False)


def test_dry_run_masks_a_token_and_says_so(cli: Cli, home: Path) -> None:
    write_user_file(home, GITLAB)
    to = ("--to", "http://127.0.0.1:9/")
    shown = cli("send", "--scenario", "own", *to, *SIGNED, "--dry-run", env=SECRET)
    assert SECRET["SECRET"] not in shown.stdout
    assert shown.stderr == "secrets are masked; `--json` is exact\n"


def test_dry_run_as_json_is_judged_genuine(cli: Cli, tmp_path: Path) -> None:
    ended = cli(*SHOP, "--to", "http://127.0.0.1:9/h", "--dry-run", "--json", env=SECRET)
    requests = ended.lines()
    assert [(one["step"], one["after"]) for one in requests] == [
        (step, 3.0 if step != "created" else 0.0) for step in STEPS
    ]
    assert json.loads(b64decode(requests[3]["body_b64"]))["status"] == "refunded"
    for one in requests:
        file = tmp_path / "request.json"
        file.write_text(json.dumps(one))
        assert cli("verify", "--file", str(file), *SIGNED, env=SECRET).code == 0


def test_own_story_has_a_secret_for_each_provider(cli: Cli, home: Path, tmp_path: Path) -> None:
    write_user_file(home, OWN)
    env = {**SECRET, "OTHER": "another"}
    to = ("--to", "http://127.0.0.1:9/h")
    ended = cli("send", "--scenario", "own", *to, *SIGNED, "--dry-run", "--json", env=env)
    push, charge = ended.lines()
    assert json.loads(b64decode(charge["body_b64"]))["data"]["object"]["description"] == (
        "for ada/engine"
    )
    file = tmp_path / "request.json"
    for request, secret, code in [(push, "SECRET", 0), (charge, "OTHER", 0), (charge, "SECRET", 1)]:
        file.write_text(json.dumps(request))
        judged = cli("verify", "--file", str(file), "--secret", f"env:{secret}", env=env)
        assert judged.code == code


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ["--scenario", "shop-oder"],
            "there is no scenario called `shop-oder`",
            f"did you mean `shop-order`? choose from\n{''.join(sorted(ALL.splitlines(True)))}",
        ),
        (["--scenario", ""], "the scenario has no name", f"choose from\n{ALL}"),
        (
            ["--scenario"],
            "option `--scenario` requires an argument",
            "`webhookctl send --help` lists all options, and these are the scenarios:\n" + ALL,
        ),
    ],
)
def test_wrong_or_no_name_lists_the_scenarios(
    cli: Cli, arguments: list[str], message: str, hint: str
) -> None:
    ended = cli("send", *arguments)
    assert ended.stderr.splitlines()[0] == f"error: {message}"
    listed = ended.stderr.partition("hint: ")[2]
    assert sorted(listed.splitlines()) == sorted(hint.splitlines())
    assert (ended.stdout, ended.code) == ("", 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--shuffle"], "`--shuffle` is for many events, and nothing says how many"),
        (["--scenario", "lead"], "say where to send it"),
        (["--scenario", "lead", "--to", "x"], "`x` is not a URL"),
        (
            ["--scenario", "lead", "--to", "http://a.test"],
            "step `captured` of `lead`: Typeform signs its events, and no secret was given",
        ),
        (
            ["--scenario", "lead", "--to", "http://a.test", "--unsigned", *SIGNED],
            "`--secret` and `--unsigned` exclude each other",
        ),
        (
            ["--scenario", "lead", "--sign-time", "virtual", "--to", "http://a.test", *SIGNED],
            "`--sign-time virtual` is for attempts that are sped up, and there is only one attempt",
        ),
        (
            ["--scenario", "lead", "--speed", "fast", "--to", "http://a.test"],
            "`fast` is not a speed",
        ),
        (
            ["github.push", "--scenario", "lead"],
            "`--scenario` and an event exclude each other: the scenario says what is sent",
        ),
        *(
            (
                ["--scenario", "lead", *others],
                f"`--scenario` and `{others[0]}` exclude each other: "
                "the scenario says what is sent",
            )
            for others in (
                ["--set", "a=b"],
                ["--set-new", "a=b"],
                ["--unset", "a"],
                ["--data", "x"],
                ["--data-raw", "x"],
                ["--from-capture", "last"],
                ["--provider", "github"],
                ["--id", "1"],
                ["--tamper", "body"],
                ["--duplicate", "2"],
                ["--concurrent"],
                ["--plan"],
                ["--outage", "2h"],
                ["--print-curl"],
                ["--count", "3"],
                ["--rate", "5/s"],
                ["--content-type", "a/b"],
            )
        ),
    ],
)
def test_mistake_is_told_before_anything_is_sent(
    cli: Cli, store_file: Path, arguments: list[str], message: str
) -> None:
    ended = cli("send", *arguments, env=SECRET)
    assert ended.stderr.splitlines()[0] == f"error: {message}"
    assert "\nhint: " in ended.stderr
    assert (ended.stdout, ended.code, store_file.exists()) == ("", 2, False)


def test_mistake_in_a_later_step_is_told_before_the_first_is_sent(cli: Cli, home: Path) -> None:
    write_user_file(home, OWN.replace("full_name}", "ful_name}"))
    with Wire() as wire:
        to = ("--to", wire.url)
        env = {**SECRET, "OTHER": "another"}
        ended = cli("send", "--scenario", "own", *to, *SIGNED, env=env)
    assert ended.stderr.splitlines()[0].startswith(
        "error: step `2` of `own`: `{push.repository.ful"
    )
    assert ended.stderr.splitlines()[-1] == "hint: did you mean `repository.full_name`?"
    assert (wire.received, ended.code) == ([], 2)


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("how", "code"), ENDINGS)
def test_signal_in_a_wait_ends_it_and_what_came_of_it_is_told(
    home: Path, how: signal.Signals, code: int
) -> None:
    write_user_file(home, OWN.replace('secret = "env:OTHER"', 'after = "2h"'))
    command = (*COMMAND, "send", "--scenario", "own", "--unsigned", "--json")
    with Wire() as wire:
        process = subprocess.Popen(
            [*command, "--to", wire.url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(home),
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(how)
        rest, talk = process.communicate(timeout=20)
    summary = json.loads(rest.decode().splitlines()[-1])
    assert (process.returncode, talk) == (code, b"")
    assert (summary["accepted"], summary["interrupted"]) == (1, True)
    assert [one["attempts"] for one in summary["steps"]] == [1, 0]
    assert [one["id"] is None for one in summary["steps"]] == [False, True]
