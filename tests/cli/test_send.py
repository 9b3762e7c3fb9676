"""`webhookctl send` as it is typed: whole outputs, exit codes, what arrives, what is recorded."""

import base64
import hashlib
import hmac
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.conftest import Cli
from tests.delivery.wire import OK, Wire, answer, hang
from tests.processes import COMMAND, ENDINGS, clean_environment
from webhookctl.core.model import DeliveryKind
from webhookctl.core.ports import DeliveryQuery
from webhookctl.flows.history import open_store

SECRET = {"SECRET": "very secret"}
SIGNED = ("--secret", "env:SECRET")
BASH = shutil.which("bash") or ""


def closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def test_delivered_event_is_told_in_two_lines(cli: Cli) -> None:
    with Wire([answer("200 OK", b'{"ok": true}', "Content-Type: application/json")]) as wire:
        ended = cli("send", "github.push", "--to", wire.url, "--id", "id-1", *SIGNED, env=SECRET)
    first, *rest = ended.stdout.splitlines()
    assert first.startswith("1  200 OK ")
    assert first.endswith("  delivered")
    assert rest == ['   {"ok": true}', "delivered at the first attempt"]
    assert ended.stderr == f"github push id-1 → {wire.url}/\n"
    assert ended.code == 0
    (got,) = wire.received
    digest = hmac.new(b"very secret", got.body, hashlib.sha256).hexdigest()
    assert got.value("X-Hub-Signature-256") == f"sha256={digest}".encode()


def test_form_of_a_provider_that_never_signs_arrives_without_a_secret(cli: Cli) -> None:
    with Wire([OK]) as wire:
        change = "data.merges.FNAME=Zoë & Co"
        ended = cli("send", "mailchimp.subscribe", "--to", wire.url, "--set", change)
    (got,) = wire.received
    fields = dict(parse_qsl(got.body.decode(), keep_blank_values=True, strict_parsing=True))
    assert got.value("Content-Type") == b"application/x-www-form-urlencoded"
    assert got.value("Content-Length") == str(len(got.body)).encode()
    assert (fields["type"], fields["data[merges][FNAME]"]) == ("subscribe", "Zoë & Co")
    assert ended.code == 0


def test_refused_event_exits_1_and_names_the_next_steps(cli: Cli) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    ended = cli("send", "stripe.charge.succeeded", "--to", url, *SIGNED, env=SECRET)
    first, last = ended.stdout.splitlines()
    assert first.startswith("1  connection refused ")
    assert last == f"not delivered after 1 attempt: connection refused by {url}"
    assert ended.stderr.splitlines()[1:] == [
        "hint: nothing listens there: start the app, or check the port",
        "hint: Stripe would retry 6 times, first after 1 h: `--retry stripe --speed max` does the "
        "same without the waits",
    ]
    assert ended.code == 1


def test_retries_follow_the_provider_and_say_so(cli: Cli) -> None:
    with Wire([answer("500 Internal Server Error"), answer("503 Busy"), OK]) as wire:
        ended = cli(
            *("send", "stripe.charge.succeeded", "--to", wire.url, *SIGNED),
            *("--retry", "stripe", "--speed", "max"),
            env=SECRET,
        )
    lines = ended.stdout.splitlines()
    assert [line[:3] for line in lines] == ["1  ", "2  ", "3  ", "   ", "del"]
    assert lines[0].endswith("  retry in 1 h, here at once")
    assert lines[1].endswith("  retry in 2 h, here at once")
    assert lines[-1] == "delivered at attempt 3 of 7"
    assert ended.stderr.splitlines()[1].startswith("note: the schedule is approximate: ")
    assert ended.code == 0
    assert len({json.loads(got.body)["id"] for got in wire.received}) == 1


def test_json_is_one_object_an_attempt_and_a_summary(cli: Cli) -> None:
    with Wire([answer("503 Busy", b"", "Retry-After: 1"), OK]) as wire:
        ended = cli(
            *("send", "standard_webhooks.t", "--to", f"{wire.url}/x", "--secret", "env:SECRET"),
            *("--retry", "standard", "--speed", "max", "--id", "msg_1", "--json"),
            env={"SECRET": "whsec_c2VjcmV0"},
        )
    one, two, summary = ended.lines()
    assert (one["event"], one["status"], one["end"], one["next_wait_ms"]) == (
        "attempt",
        503,
        None,
        5000.0,
    )
    assert (two["number"], two["accepted"], two["end"]) == (2, True, "accepted")
    assert {name.lower() for name, _ in one["request"]["headers"]} >= {"webhook-id", "host"}
    assert summary == {
        "event": "summary",
        "delivered": True,
        "attempts": 2,
        "interrupted": False,
        "id": summary["id"],
        "recorded": True,
        "url": f"{wire.url}/x",
        "provider": "standard_webhooks",
        "event_type": "t",
        "message_id": "msg_1",
        "policy": summary["policy"],
    }
    assert (ended.stderr, ended.code) == ("", 0)


def test_final_status_ends_it(cli: Cli) -> None:
    with Wire([answer("410 Gone")]) as wire:
        ended = cli(
            *("send", "standard_webhooks.t", "--to", wire.url, "--unsigned"),
            *("--retry", "standard_webhooks", "--speed", "max"),
        )
    assert ended.stdout.splitlines()[-1] == (
        "not delivered after 1 attempt: the last answer was 410 (no retry after this status)"
    )
    assert ended.code == 1


def test_event_may_be_typed_with_a_colon(cli: Cli) -> None:
    ended = cli(
        *("send", "cloudevents:com.acme.order.made", "--to", "http://127.0.0.1:9", "--dry-run"),
        "--json",
    )
    (shown,) = ended.lines()
    assert json.loads(base64.b64decode(shown["body_b64"]))["type"] == "com.acme.order.made"
    assert (ended.stderr, ended.code) == ("", 0)


def test_delivery_is_recorded(cli: Cli, store_file: Path) -> None:
    with Wire([answer("500 No"), OK]) as wire:
        ended = cli(
            *("send", "github.push", "--to", wire.url, "--unsigned", "--json"),
            *("--retry", "0", "--seed", "7"),
        )
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(store_file)) as database:
        rows = database.execute("SELECT id, kind FROM delivery").fetchall()
    assert rows == [(ended.lines()[-1]["id"], DeliveryKind.SEND.value)]


def test_store_that_cannot_be_used_is_a_warning(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with Wire() as wire:
        ended = cli(
            *("send", "github.push", "--unsigned", "--to", wire.url, "--json"),
            *("--retry", "0", "--store", str(file / "store")),
        )
    assert ended.stderr.startswith("warning: not recorded: ")
    assert ended.stderr.count("warning") == 1
    assert ended.lines()[-1]["recorded"] is False
    assert ended.code == 0


@pytest.mark.parametrize("source", ["file", "stdin", "text"])
def test_own_body_arrives_to_the_byte(cli: Cli, tmp_path: Path, source: str) -> None:
    body = b'{ "type": "t", "price": 1.00 }'
    file = tmp_path / "body.json"
    file.write_bytes(body)
    data = {"file": f"@{file}", "stdin": "-", "text": body.decode()}[source]
    with Wire() as wire:
        ended = cli("send", "--data", data, "--to", wire.url, "--header", "X-A: 1", stdin=body)
    (got,) = wire.received
    assert got.body == body
    assert (got.value("content-type"), got.value("x-a")) == (b"application/json", b"1")
    assert ended.code == 0


def test_redirects_are_followed_as_far_as_the_provider_does(cli: Cli) -> None:
    with Wire([answer("307 There", b"", "Location: /there"), OK]) as wire:
        slack = cli("send", "slack.app_mention", "--to", wire.url, *SIGNED, env=SECRET)
    assert [got.target for got in wire.received] == [b"/", b"/there"]
    assert slack.code == 0
    with Wire([answer("307 There", b"", "Location: /there"), OK]) as wire:
        github = cli("send", "github.push", "--to", wire.url, *SIGNED, env=SECRET)
    assert len(wire.received) == 1
    assert github.code == 1


def test_timeout_is_obeyed(cli: Cli) -> None:
    def slow(connection: socket.socket) -> None:
        connection.recv(1)

    with Wire([slow]) as wire:
        ended = cli("send", "github.push", "--to", wire.url, "--unsigned", "--timeout", "300ms")
    assert ended.stdout.splitlines()[-1].endswith("within 0.3 s")
    assert ended.code == 1


@pytest.mark.skipif(not (BASH and shutil.which("curl")), reason="needs bash and curl")
def test_printed_curl_command_sends_the_signed_event(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(
            *("send", "stripe.charge.succeeded", "--to", f"{wire.url}/hook?a=1", *SIGNED),
            *("--set", 'data.object.description=it\'s 100% "é"', "--print-curl"),
            env=SECRET,
        )
        assert wire.received == []
        subprocess.run([BASH], input=ended.output, check=True, capture_output=True, timeout=20)
    (got,) = wire.received
    assert got.line == b"POST /hook?a=1 HTTP/1.1"
    assert json.loads(got.body)["data"]["object"]["description"] == 'it\'s 100% "é"'
    moment = got.value("Stripe-Signature").decode().partition(",")[0].removeprefix("t=")
    signed = moment.encode() + b"." + got.body
    digest = hmac.new(b"very secret", signed, hashlib.sha256).hexdigest()
    assert got.value("Stripe-Signature") == f"t={moment},v1={digest}".encode()
    assert ended.stderr == "note: receivers refuse this signature after 5 min\n"
    assert ended.code == 0


def test_curl_command_without_a_timestamp_needs_no_note(cli: Cli) -> None:
    ended = cli("send", "github.push", "--to", "http://app.test", "--unsigned", "--print-curl")
    assert ended.stdout.startswith("curl --request POST \\\n  --url http://app.test/ \\\n")
    assert (ended.stderr, ended.code) == ("", 0)


USAGE = [
    (
        ("github.push",),
        "say where to send it",
        "add the URL, like `--to http://localhost:3000/hook`",
    ),
    (
        ("github.push", "--to", "localhost:3000", "--unsigned"),
        "`localhost:3000` is not a URL",
        "write it like `http://localhost:3000`",
    ),
    (
        ("github.push", "--to", "http://app.test", "--unsigned", "--speed", "60x"),
        "`--speed` shortens the waits between attempts, and there is only one attempt",
        "add `--retry PROVIDER` or `--retry 1s,5s`, or leave `--speed` out",
    ),
    (
        ("github.push", "--to", "http://app.test", "--secret", "env:NOPE"),
        "the environment variable `NOPE` of `--secret env:NOPE` is not set",
        "set it, for example `export NOPE=…`, or use `--secret file:PATH`",
    ),
    (
        ("--data", "@/no/such/file", "--to", "http://app.test"),
        "cannot read the data file `/no/such/file`: no such file or directory",
        "check the path after `@`",
    ),
    (
        ("github.push", "--to", "http://app.test", "--unsigned", "--header", "nonsense"),
        "`nonsense` is not a header",
        "write it like `--header 'X-Name: value'`, on one line",
    ),
    (
        ("github.push", "--to", "http://app.test", "--unsigned", "--print-curl", "--json"),
        "`--print-curl` and `--json` exclude each other",
        "choose one",
    ),
]


@pytest.mark.parametrize(("arguments", "message", "hint"), USAGE)
def test_wrong_use_exits_2_with_advice(
    cli: Cli, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ended = cli("send", *arguments)
    assert ended.stderr == f"error: {message}\n\nhint: {hint}\n"
    assert (ended.stdout, ended.code) == ("", 2)


def test_nothing_to_send_names_the_providers(cli: Cli) -> None:
    ended = cli("send")
    assert ended.stderr.startswith(
        "error: say what to send: an event, or your own body with `--data`\n\nhint: like "
    )
    assert "\n  GitHub: github.push and " in ended.stderr
    assert ended.code == 2


def test_literal_secret_is_warned_about_and_never_shown(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli("send", "github.push", "--to", wire.url, "--secret", "hunter2", "--json")
    assert ended.stderr.startswith("warning: a secret typed on the command line ")
    assert "hunter2" not in ended.stdout + ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("how", "code"), ENDINGS)
@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_signal_ends_it_and_what_was_done_is_told(
    home: Path, extra: tuple[str, ...], how: signal.Signals, code: int
) -> None:
    with Wire([answer("500 No")]) as wire:
        process = subprocess.Popen(
            [
                *COMMAND,
                "send",
                "github.push",
                "--unsigned",
                "--to",
                wire.url,
                "--retry",
                "1h",
                *extra,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(home),
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(how)
        began = time.monotonic()
        rest, talk = process.communicate(timeout=20)
    assert process.returncode == code
    assert time.monotonic() - began < 5
    if extra:
        attempt, summary = json.loads(first), json.loads(rest)
        assert (attempt["status"], attempt["next_wait_ms"]) == (500, 3_600_000.0)
        assert _part(summary) == {"delivered": False, "attempts": 1, "interrupted": True}
        assert summary["recorded"]
    else:
        assert rest.decode() == "not delivered after 1 attempt, 1 left: the last answer was 500\n"
    assert b"Traceback" not in talk
    assert (b"ended by a signal before all was done\n" in talk) is (code == 1 and not extra)


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize("more", [(), ("--count", "2"), ("--duplicate", "2")])
def test_what_was_interrupted_before_an_attempt_ended_is_not_recorded(
    home: Path, store_file: Path, more: tuple[str, ...]
) -> None:
    arrived = threading.Event()

    def keep(connection: socket.socket) -> None:
        arrived.set()
        hang(connection)

    with Wire([keep]) as wire:
        command = (*COMMAND, "send", "github.push", "--unsigned", "--to", wire.url, "--json")
        process = subprocess.Popen(
            [*command, *more], stdout=subprocess.PIPE, env=clean_environment(home)
        )
        assert arrived.wait(20)
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=20)
    (summary,) = map(json.loads, told.splitlines())
    assert (summary["interrupted"], summary["recorded"], process.returncode) == (True, False, 1)
    if store_file.exists():
        store = open_store(store_file, create=False)
        rows = list(store.delivery_rows(DeliveryQuery(limit=None)))
        store.close()
        assert rows == []


def _part(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: summary[name] for name in ("delivered", "attempts", "interrupted")}
