"""`send --count`, `--rate`, `--duration` as they are typed: outputs, exit codes, what is kept."""

import json
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_send_run import recorded
from tests.conftest import Cli
from tests.delivery.authority import the_authority
from tests.delivery.wire import OK, Wire, answer, hang
from tests.processes import COMMAND, ENDINGS, clean_environment, run_program

SECRET = {"SECRET": "very secret"}
PUSH = ("send", "github.push", "--secret", "env:SECRET")
CHARGE = ("send", "stripe.charge.succeeded", "--secret", "env:SECRET")


def test_many_events_are_told_in_one_summary(cli: Cli, store_file: Path) -> None:
    with Wire([answer("204 No Content")]) as wire:
        ended = cli(*CHARGE, "--to", wire.url, "--count", "12", "--concurrency", "3", env=SECRET)
    head, row, empty, percentiles, *_, verdict = ended.stdout.splitlines()
    assert head.split() == ["outcome", "deliveries", "attempts"]
    assert row.split() == ["204", "12", "12"]
    assert empty == ""
    assert [one.split()[0] for one in percentiles.split("   ")] == ["p50", "p95", "p99", "max"]
    assert verdict.startswith("12 of 12 accepted; ")
    assert ended.stderr == (f"stripe charge.succeeded, 12 events, 3 at a time → {wire.url}/\n")
    assert ended.code == 0
    assert {kind for kind, _ in recorded(store_file)} == {"send"}
    assert {id_ for _, id_ in recorded(store_file)} == {
        json.loads(got.body)["id"] for got in wire.received
    }
    shown = cli("list", "--sent", "--json").lines()
    assert len(shown) == 12
    assert cli("show", shown[0]["id"]).code == 0
    kept = b"".join(one.read_bytes() for one in store_file.parent.iterdir())
    assert b"very secret" not in kept


def test_one_event_that_is_not_accepted_fails_all(cli: Cli) -> None:
    with Wire([OK, answer("500 No"), OK]) as wire:
        ended = cli(*PUSH, "--to", wire.url, "--count", "3", "--json", env=SECRET)
    *attempts, summary = ended.lines()
    assert [(one["event"], one["sequence"], one["accepted"]) for one in attempts] == [
        ("attempt", 1, True),
        ("attempt", 2, False),
        ("attempt", 3, True),
    ]
    assert len({one["message_id"] for one in attempts}) == 3
    assert summary["event"] == "summary"
    assert summary["deliveries"]["statuses"] == {"200": 2, "500": 1}
    assert (summary["accepted"], summary["recorded"], summary["interrupted"]) == (2, True, False)
    assert (ended.stderr, ended.code) == ("", 1)


def test_each_event_is_retried(cli: Cli) -> None:
    with Wire([answer("500 No"), OK, answer("500 No"), OK]) as wire:
        ended = cli(
            *(*PUSH, "--to", wire.url, "--count", "2", "--retry", "1h", "--speed", "max"),
            "--json",
            env=SECRET,
        )
    *attempts, summary = ended.lines()
    assert [one["number"] for one in attempts] == [1, 2, 1, 2]
    assert summary["attempts"]["statuses"] == {"200": 2, "500": 2}
    assert (summary["accepted"], ended.code) == (2, 0)


@pytest.mark.parametrize("more", [("--gzip",), ("--chunked",), ("--slow-body", "50ms")])
def test_manners_apply_to_each(cli: Cli, more: tuple[str, ...]) -> None:
    with Wire() as wire:
        ended = cli(
            *(*PUSH, "--to", wire.url, "--count", "4", "--concurrency", "4", *more), env=SECRET
        )
    assert ended.stdout.splitlines()[-1].startswith("4 of 4 accepted; ")
    assert len({got.body for got in wire.received}) == 4
    assert ended.code == 0


def test_many_go_through_tls(cli: Cli, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(the_authority().sign().both_in(tmp_path))
    trusted = ("--cacert", the_authority().certificate_in(tmp_path))
    with Wire(tls=context) as wire:
        args = (*PUSH, "--to", wire.url, "--count", "6", "--concurrency", "3")
        ended = cli(*args, *trusted, env=SECRET)
        refused = cli(*args, env=SECRET)
    assert ended.stdout.splitlines()[-1].startswith("6 of 6 accepted; ")
    assert refused.stdout.splitlines()[1].split() == ["certificate", "not", "trusted", "6", "6"]
    assert (len(wire.received), ended.code, refused.code) == (6, 0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")
def test_many_go_through_a_unix_socket(cli: Cli, tmp_path: Path) -> None:
    with Wire(unix=tmp_path / "socket") as wire:
        ended = cli(
            *(*PUSH, "--to", "http://app.test/", "--unix-socket", str(tmp_path / "socket")),
            *("--count", "6", "--concurrency", "3"),
            env=SECRET,
        )
    assert (len(wire.received), ended.code) == (6, 0)


def test_dropped_connections_are_as_asked(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(*PUSH, "--to", wire.url, "--count", "3", "--drop-connection", env=SECRET)
    assert ended.stdout.splitlines()[1].split() == ["cut", "off", "as", "asked", "3", "3"]
    assert "; 3 cut off as asked; " in ended.stdout.splitlines()[-1]
    assert ended.code == 0


def test_forged_events_are_to_be_refused(cli: Cli, store_file: Path) -> None:
    with Wire([answer("401 No"), answer("401 No"), OK]) as wire:
        args = (*CHARGE, "--to", wire.url, "--tamper", "body")
        refused = cli(*args, "--count", "2", env=SECRET)
        taken = cli(*args, "--count", "2", "--json", env=SECRET)
    assert refused.stdout.splitlines()[-1].startswith("2 of 2 refused, as they should be; ")
    assert (refused.code, taken.code) == (0, 1)
    summary = taken.lines()[-1]
    assert (summary["tamper"], summary["refused"], summary["accepted"]) == ("body", 0, 2)
    assert {kind for kind, _ in recorded(store_file)} == {"tamper"}


def test_duplicates_of_many_events(cli: Cli, store_file: Path) -> None:
    with Wire() as wire:
        ended = cli(
            *(*PUSH, "--to", wire.url, "--count", "3", "--duplicate", "2", "--shuffle"),
            *("--seed", "7", "--json"),
            env=SECRET,
        )
    ids = [id_ for _, id_ in recorded(store_file)]
    assert sorted(map(ids.count, set(ids))) == [2, 2, 2]
    *attempts, summary = ended.lines()
    order = [(one["sequence"], one["copy"]) for one in attempts]
    assert order != sorted(order)
    assert sorted(order) == [(n, c) for n in (1, 2, 3) for c in (1, 2)]
    assert (summary["deliveries"]["ended"], ended.code) == (6, 0)


def test_rate_and_duration_end_by_themselves(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(
            *(*PUSH, "--to", wire.url, "--rate", "50/s", "--duration", "200ms", "--json"),
            env=SECRET,
        )
    summary = ended.lines()[-1]
    assert summary["deliveries"]["begun"] + summary["unsent"] == 10
    assert summary["load"]["concurrency"] == 100
    assert (summary["load"]["count"], ended.code) == (None, 0)


def test_failures_are_told_by_kind_with_one_hint(cli: Cli) -> None:
    with Wire() as wire:
        url = wire.url
    ended = cli(*PUSH, "--to", url, "--count", "3", env=SECRET)
    assert ended.stdout.splitlines()[1].split() == ["connection", "refused", "3", "3"]
    assert ended.stderr.count("hint: ") == 1
    assert ended.code == 1


def test_store_that_cannot_be_used_is_told_once(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with Wire() as wire:
        ended = cli(
            *(*PUSH, "--to", wire.url, "--count", "5", "--json", "--store", str(file / "store")),
            env=SECRET,
        )
    assert ended.stderr.count("warning: not recorded: ") == 1
    assert (ended.lines()[-1]["recorded"], ended.lines()[-1]["accepted"]) == (False, 5)
    assert ended.code == 0


HOW_MANY = "add `--count N` or `--duration 30s`"
SHUFFLED = f"{HOW_MANY}, or `--scenario NAME`"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ("--rate", "50/s"),
            "`--rate` is for many events, and nothing says how many",
            HOW_MANY,
        ),
        (
            ("--concurrency", "2"),
            "`--concurrency` is for many events, and nothing says how many",
            HOW_MANY,
        ),
        (("--shuffle",), "`--shuffle` is for many events, and nothing says how many", SHUFFLED),
        (
            ("--count", "2", "--rate", "x"),
            "`x` is not a rate",
            "write it like `50/s`, `100/m` or `20/h`",
        ),
        (
            ("--duration", "0"),
            "a run of no time sends nothing",
            "write it like `30s` or `5m`",
        ),
        (
            ("--count", "2", "--dry-run"),
            "`--count` does not go with `--dry-run`: it shows one request",
            "leave `--count` or `--dry-run` out",
        ),
        (
            ("--count", "2", "--print-curl"),
            "`--count` does not go with `--print-curl`: it shows one request",
            "leave `--count` or `--print-curl` out",
        ),
        (
            ("--duration", "2s", "--plan"),
            "`--duration` does not go with `--plan`: it sends nothing",
            "leave `--duration` or `--plan` out",
        ),
        (
            ("--count", "2", "--id", "a"),
            "`--count` does not go with `--id`: each event has an id of its own (`--duplicate N` "
            "sends one several times)",
            "leave `--count` or `--id` out",
        ),
        (
            ("--count", "2", "--duplicate", "2", "--concurrent"),
            "`--concurrent` is for the copies of one event, not for `--count`",
            "say how many at a time with `--concurrency N`",
        ),
    ],
)
def test_wrong_use_exits_2(cli: Cli, arguments: tuple[str, ...], message: str, hint: str) -> None:
    ended = cli(*PUSH, "--to", "http://127.0.0.1:9", *arguments, env=SECRET)
    assert ended.stderr == f"error: {message}\n\nhint: {hint}\n"
    assert (ended.stdout, ended.code) == ("", 2)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--count", "0"), "0 is less than 1\n"),
        (("--count", "2", "--concurrency", "0"), "0 is not from 1 to 1000\n"),
    ],
)
def test_nothing_is_no_number_of_events(cli: Cli, arguments: tuple[str, ...], error: str) -> None:
    ended = cli(*PUSH, "--to", "http://127.0.0.1:9", *arguments, env=SECRET)
    assert error in ended.stderr
    assert ended.code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("how", "code"), ENDINGS)
def test_signal_ends_it_at_once_and_what_became_of_the_events_is_told(
    home: Path, how: signal.Signals, code: int
) -> None:
    command = (*COMMAND, "send", "github.push", "--unsigned", "--duration", "1h", "--json")
    with Wire([OK, OK, OK, hang]) as wire:
        process = subprocess.Popen(
            [*command, "--to", wire.url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(home),
        )
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        process.send_signal(how)
        rest, talk = process.communicate(timeout=20)
    summary = json.loads(rest.splitlines()[-1])
    assert (summary["accepted"], summary["interrupted"], process.returncode) == (3, True, code)
    assert summary["deliveries"]["begun"] - summary["unfinished"] == 3
    assert b"Traceback" not in talk


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(("limit", "code"), [("-Sn", 0), ("-n", 2)])
def test_connections_are_allowed_or_it_is_said_that_they_are_not(
    home: Path, limit: str, code: int
) -> None:
    with Wire() as wire:
        command = (*COMMAND, "send", "github.push", "--unsigned", "--to", wire.url)
        many = ("--count", "3", "--concurrency", "90")
        ended = run_program(
            ["sh", "-c", f'ulimit {limit} 100; exec "$@"', "sh", *command, *many],
            b"",
            clean_environment(home),
        )
    assert ended.code == code, ended.stderr
    if code:
        assert ended.stderr == (
            "error: the system lets a program open 100 files, too few to send 90 at a time\n\n"
            "hint: `ulimit -n 154` raises it, or choose a lower `--concurrency`\n"
        )
