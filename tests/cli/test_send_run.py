"""`send --tamper` and `--duplicate` as they are typed: outputs, exit codes, what is recorded."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Cli, StartListener
from tests.delivery.wire import OK, Wire, answer
from tests.processes import COMMAND, ENDINGS, clean_environment
from tests.terminal import on_terminal

SECRET = {"SECRET": "very secret"}
SIGNED = ("--secret", "env:SECRET")
PUSH = ("send", "github.push", *SIGNED)
CHARGE = ("send", "stripe.charge.succeeded", *SIGNED)
REFUSAL = answer("401 Unauthorized")


def recorded(store: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(store)) as database:
        rows: list[tuple[str, str]] = database.execute(
            "SELECT kind, message_id FROM delivery ORDER BY id"
        ).fetchall()
    return rows


def test_refusal_is_what_a_tampered_event_wants(cli: Cli, store_file: Path) -> None:
    with Wire([REFUSAL]) as wire:
        ended = cli(*PUSH, "--to", wire.url, "--tamper", "body", "--id", "id-1", env=SECRET)
    row, verdict = ended.stdout.splitlines()
    assert row.startswith("1  401 Unauthorized ")
    assert row.endswith("  refused, as it should be")
    assert verdict == (
        "refused with 401, as it should be: its body was changed after it was signed"
    )
    assert (ended.stderr, ended.code) == (f"github push id-1 → {wire.url}/\n", 0)
    assert recorded(store_file) == [("tamper", "id-1")]
    assert cli("list", "--sent", "--json").lines()[0]["tamper"] == "body"


def test_forged_event_that_is_taken_fails_loudly_and_at_once(cli: Cli) -> None:
    with Wire([OK]) as wire:
        ended = cli(
            *(*CHARGE, "--to", wire.url, "--tamper", "stale", "--retry", "stripe"),
            *("--speed", "max"),
            env=SECRET,
        )
    assert len(wire.received) == 1
    row, _, verdict = ended.stdout.splitlines()
    assert row.endswith("  TAKEN, but it is forged")
    assert verdict == (
        "FORGED EVENT TAKEN: the receiver answered 200, although its timestamp is too old"
    )
    assert ended.stderr.splitlines()[-1].startswith("hint: verify the signature of the exact bytes")
    assert ended.code == 1


def test_error_of_the_receiver_is_no_refusal(cli: Cli) -> None:
    with Wire([answer("500 No"), REFUSAL]) as wire:
        once = cli(*PUSH, "--to", wire.url, "--tamper", "empty", env=SECRET)
        again = cli(*PUSH, "--to", wire.url, "--tamper", "empty", "--retry", "0", env=SECRET)
    assert once.stdout.splitlines()[-1] == "not refused: an answer of 500 is no refusal"
    assert (once.code, again.code) == (1, 0)


def test_json_tells_taken_from_refused(cli: Cli) -> None:
    with Wire([REFUSAL, OK]) as wire:
        refused = cli(*PUSH, "--to", wire.url, "--tamper", "missing", "--json", env=SECRET)
        taken = cli(*PUSH, "--to", wire.url, "--tamper", "missing", "--json", env=SECRET)
    attempt, summary = refused.lines()
    assert (attempt["accepted"], attempt["refused"], attempt["tamper"]) == (False, True, "missing")
    assert (summary["delivered"], summary["refused"], refused.code) == (False, True, 0)
    attempt, summary = taken.lines()
    assert (attempt["accepted"], attempt["refused"]) == (True, False)
    assert (summary["delivered"], summary["refused"], taken.code) == (True, False, 1)
    assert (refused.stderr, taken.stderr) == ("", "")


@pytest.mark.parametrize("kind", ["body", "signature", "wrong-secret", "old-algorithm", "garbage"])
@pytest.mark.parametrize("provider", ["github", "github_sha256"])
def test_listener_that_requires_a_valid_signature_refuses(
    cli: Cli, listener: StartListener, kind: str, provider: str
) -> None:
    receiver = listener(
        *("--provider", provider, "--secret", "env:SECRET", "--require-valid"), env=SECRET
    )
    ended = cli(*PUSH, "--to", receiver.url, "--tamper", kind, env=SECRET)
    genuine = cli(*PUSH, "--to", receiver.url, env=SECRET)
    assert (ended.code, genuine.code) == (0, 0), ended.stdout


def test_preview_is_tampered_with_as_well(cli: Cli, tmp_path: Path) -> None:
    to = ("--to", "http://127.0.0.1:9/")
    ended = cli(*CHARGE, *to, "--tamper", "body", "--dry-run", "--json", env=SECRET)
    file = tmp_path / "request.json"
    file.write_bytes(ended.output)
    judged = cli("verify", "--file", str(file), *SIGNED, "--json", env=SECRET)
    assert judged.lines()[0]["valid"] is False
    shown = cli(*CHARGE, *to, "--tamper", "missing", "--print-curl", env=SECRET)
    assert "Stripe-Signature" not in shown.stdout
    assert (shown.stderr, shown.code) == ("", 0)


@pytest.mark.parametrize("more", [(), ("--concurrent",)])
def test_copies_are_counted_and_recorded(cli: Cli, store_file: Path, more: tuple[str, ...]) -> None:
    with Wire([answer("204 No Content")]) as wire:
        ended = cli(
            *(*PUSH, "--to", wire.url, "--duplicate", "3", "--id", "id-1", *more), env=SECRET
        )
    *rows, summary = ended.stdout.splitlines()
    assert sorted(row[:19] for row in rows) == [f"{n}/3  204 No Content" for n in (1, 2, 3)]
    assert all(row.endswith("  delivered") for row in rows)
    assert summary == "3 of 3 accepted"
    assert (ended.stderr, ended.code) == (f"github push id-1 → {wire.url}/\n", 0)
    assert len({got.body for got in wire.received}) == 1
    assert {got.value("X-GitHub-Delivery") for got in wire.received} == {b"id-1"}
    assert recorded(store_file) == [("send", "id-1")] * 3


def test_one_copy_that_is_not_accepted_fails_all(cli: Cli) -> None:
    with Wire([OK, answer("500 No"), OK]) as wire:
        ended = cli(*PUSH, "--to", wire.url, "--duplicate", "3", "--json", env=SECRET)
    *attempts, summary = ended.lines()
    assert [(one["copy"], one["accepted"]) for one in attempts] == [
        (1, True),
        (2, False),
        (3, True),
    ]
    assert (summary["copies"], summary["accepted"], summary["recorded"]) == (3, 2, True)
    assert len(set(summary["ids"])) == 3
    assert (ended.stderr, ended.code) == ("", 1)


def test_copies_that_cannot_be_brought_say_why_once(cli: Cli) -> None:
    with Wire() as wire:
        url = wire.url
    ended = cli(*PUSH, "--to", url, "--duplicate", "2", env=SECRET)
    assert ended.stdout.splitlines()[-1] == "0 of 2 accepted"
    assert ended.stderr.count("hint: ") == 1
    assert ended.code == 1


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ("--tamper", "stale", *SIGNED),
            "`--tamper stale` is nothing that GitHub webhooks (sha256) could refuse: its signature "
            "covers no time",
            "it has: body, signature, missing, truncated, empty, wrong-secret, old-algorithm, "
            "garbage",
        ),
        (
            ("--tamper", "bodi", *SIGNED),
            "`bodi` is no kind of tampering",
            "did you mean `body`?",
        ),
        (
            ("--tamper", "body", "--unsigned"),
            "nothing is signed, so there is nothing to tamper with",
            "give the receiver's secret with `--secret env:NAME`",
        ),
        (
            ("--concurrent", *SIGNED),
            "`--concurrent` is for several copies, and there is only one",
            "add `--duplicate N`",
        ),
    ],
)
def test_wrong_use_exits_2(cli: Cli, arguments: tuple[str, ...], message: str, hint: str) -> None:
    ended = cli("send", "github.push", "--to", "http://127.0.0.1:9", *arguments, env=SECRET)
    assert ended.stderr == f"error: {message}\n\nhint: {hint}\n"
    assert (ended.stdout, ended.code) == ("", 2)


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("how", "code"), ENDINGS)
@pytest.mark.parametrize("more", [(), ("--concurrent",)])
def test_signal_ends_it_and_what_became_of_the_copies_is_told(
    home: Path, more: tuple[str, ...], how: signal.Signals, code: int
) -> None:
    command = (*COMMAND, "send", "github.push", "--unsigned", "--duplicate", "2", "--retry", "1h")
    with Wire([answer("500 No")]) as wire:
        process = subprocess.Popen(
            [*command, "--to", wire.url, *more],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(home),
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(how)
        rest, talk = process.communicate(timeout=20)
    assert process.returncode == code
    assert rest.decode().splitlines()[-1] == "0 of 2 accepted"
    assert b"Traceback" not in talk


@pytest.mark.parametrize("more", [(), ("--tamper", "signature"), ("--tamper", "truncated")])
def test_token_is_sent_but_neither_kept_nor_printed(
    cli: Cli, store_file: Path, more: tuple[str, ...]
) -> None:
    secret = "a-token-that-nobody-may-see"  # noqa: S105 - of this test only
    with Wire([REFUSAL]) as wire:
        ended = cli(
            *("send", "gitlab.push", "--data", "{}", "--provider", "gitlab_token", *more),
            *("--to", wire.url, "--secret", "env:SECRET", "--json"),
            env={"SECRET": secret},
        )
    (got,) = wire.received
    assert (got.value("X-Gitlab-Token") == secret.encode()) is (not more)
    shown = cli(
        *("send", "microsoft_graph.x", "--data", '{"value":[{"clientState":"?"}]}', *more),
        *("--to", "http://127.0.0.1:9", "--secret", "env:SECRET", "--dry-run"),
        env={"SECRET": secret},
    )
    assert (shown.code, secret in shown.stdout, '"?"' in shown.stdout) == (0, False, True)
    assert ["X-Gitlab-Token", "[the secret]"] in ended.lines()[0]["request"]["headers"]
    kept = b"".join(one.read_bytes() for one in store_file.parent.iterdir())
    for text in (secret, secret[: len(secret) // 2]):
        assert text not in ended.stdout + ended.stderr
        assert text.encode() not in kept


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "more", [("--retry", "hubspot", "--speed", "max"), ("--duplicate", "11"), ("--tamper", "body")]
)
def test_no_row_is_wider_than_the_terminal(home: Path, width: int, more: tuple[str, ...]) -> None:
    with Wire([answer("503 Service Temporarily Unavailable", b"x" * 200)]) as wire:
        _, shown, _ = on_terminal(
            *(home, "send", "github.push", "--secret", "file:" + str(secret_file(home))),
            *("--to", wire.url, *more),
            columns=width,
        )
    *rows, _verdict = shown.decode().splitlines()
    assert len(rows) >= 2
    assert max(map(len, rows)) <= width


def secret_file(home: Path) -> Path:
    path = home / "secret"
    path.write_text("very secret", "utf-8")
    return path
