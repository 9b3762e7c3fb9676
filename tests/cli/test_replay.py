"""`webhookctl replay` as it is typed, over a store that holds two captures."""

import hashlib
import hmac
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.delivery.wire import OK, Wire, answer
from tests.processes import COMMAND, ENDINGS, clean_environment
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest, Recognition
from webhookctl.flows.history import open_store

BODY = b'{"price": 1.0}\x00\xff'
OLDER, NEWER = "0000000000000001", "0000000000000002"


def capture(id_: str, target: bytes, *headers: tuple[bytes, bytes]) -> Capture:
    request = CapturedRequest(
        method=b"POST",
        target=target,
        http_version="1.1",
        headers=((b"Host", b"public.test"), (b"X-A", b"1"), *headers),
        body=MemoryBody(BODY),
        peer="192.0.2.7:4711",
        started_at=1.0,
        received_at=2.0,
    )
    return Capture(id_, request, Recognition("stripe", "stripe", "charge.succeeded", "evt_1"))


@pytest.fixture
def filled(store_file: Path) -> Path:
    store = open_store(store_file, create=True)
    store.add(capture(OLDER, b"/older", (b"Stripe-Signature", b"t=1,v1=00")))
    store.add(capture(NEWER, b"/newer?token=s3cret"))
    store.close()
    return store_file


def without_times(text: str) -> str:
    return re.sub(r" +\d+ ms", " N ms", text)


@pytest.mark.usefixtures("filled")
def test_captures_are_sent_again_in_order(cli: Cli) -> None:
    with Wire([answer("200 OK", b"fine"), answer("404 Not Found")]) as wire:
        ended = cli("replay", "last", "last~1", "--to", f"{wire.url}/base")
    assert without_times(ended.stdout) == (
        f"{NEWER} POST /newer?token=••••\n"
        "  200 OK N ms  as expected\n"
        "   fine\n"
        f"{OLDER} POST /older\n"
        "  404 Not Found N ms  not as expected\n"
        "1 of 2 answered as expected\n"
    )
    assert (ended.stderr, ended.code) == ("", 1)
    assert [got.target for got in wire.received] == [b"/base/newer?token=s3cret", b"/base/older"]
    assert {got.body for got in wire.received} == {BODY}


@pytest.mark.usefixtures("filled")
def test_expected_status_exits_0(cli: Cli) -> None:
    with Wire([answer("404 Not Found")]) as wire:
        ended = cli("replay", OLDER[:15] + "1", "--to", wire.url, "--expect", "2xx,404")
    assert ended.stdout.endswith("1 of 1 answered as expected\n")
    assert ended.code == 0


@pytest.mark.usefixtures("filled")
def test_app_that_is_down_is_named(cli: Cli) -> None:
    with Wire() as wire:
        pass
    ended = cli("replay", "last", "--to", wire.url)
    assert without_times(ended.stdout) == (
        f"{NEWER} POST /newer?token=••••\n"
        "  connection refused N ms  not as expected\n"
        f"   connection refused by {wire.url}\n"
        "0 of 1 answered as expected\n"
    )
    assert ended.stderr == "hint: nothing listens there: start the app, or check the port\n"
    assert ended.code == 1


def test_json_is_one_object_a_capture_and_a_summary(cli: Cli, filled: Path) -> None:
    with Wire() as wire:
        ended = cli("replay", OLDER, "--to", wire.url, "--json")
    one, summary = ended.lines()
    assert (one["event"], one["capture_id"], one["status"], one["accepted"]) == (
        "replay",
        OLDER,
        200,
        True,
    )
    assert summary == {
        "event": "summary",
        "replayed": 1,
        "of": 1,
        "accepted": 1,
        "interrupted": False,
        "recorded": True,
    }
    store = open_store(filled, create=False)
    (kept,) = store.deliveries(OLDER)
    store.close()
    assert kept.id == one["id"]


@pytest.mark.usefixtures("filled")
def test_resigned_capture_has_a_fresh_signature(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(
            *("replay", OLDER, "--to", wire.url, "--resign", "--secret", "env:SECRET"),
            env={"SECRET": "very secret"},
        )
    (got,) = wire.received
    moment = got.value("Stripe-Signature").decode().partition(",")[0].removeprefix("t=")
    assert int(moment) > 1_700_000_000
    signed = f"{moment}.".encode() + BODY
    digest = hmac.new(b"very secret", signed, hashlib.sha256).hexdigest()
    assert got.value("Stripe-Signature") == f"t={moment},v1={digest}".encode()
    assert ended.code == 0


@pytest.mark.usefixtures("filled")
def test_what_a_scheme_needs_is_given_by_parameters(cli: Cli) -> None:
    resign = ("replay", "last", "--resign", "--provider", "twilio_sharedkey")
    with Wire() as wire:
        ended = cli(
            *(*resign, "--secret", "env:SECRET", "--to", wire.url, "--param", "key=my-key"),
            env={"SECRET": "very secret"},
        )

    assert ended.code == 0
    (got,) = wire.received
    settings = got.value("X-Twilio-Webhooks-Signature-Settings")
    assert settings == b"key=my-key,algorithm=HMAC_SHA256"


USAGE = [
    ((), "say which captures", "like `webhookctl replay last --to URL`"),
    (("last",), "say where to send them", "add the URL, like `--to http://localhost:3000`"),
    (
        ("last", "--to", "http://app.test", "--resign"),
        "`--resign` needs the secret to sign with",
        "give it with `--secret env:NAME` or `--secret file:PATH`",
    ),
    (
        ("last", "--to", "http://app.test", "--provider", "stripe"),
        "a secret, a provider or a parameter is only needed to sign anew",
        "add `--resign`",
    ),
    (
        ("last", "--to", "http://app.test", "--param", "key=x"),
        "a secret, a provider or a parameter is only needed to sign anew",
        "add `--resign`",
    ),
    (
        ("last", "--to", "http://app.test", "--param", "key"),
        "`key` is no parameter",
        "write it like `--param name=value`",
    ),
    (
        ("last", "--to", "http://app.test", "--resign", "--provider", "strip"),
        "there is no provider called `strip`",
        "did you mean `stripe`?",
    ),
    (
        ("last", "--to", "http://app.test", "--expect", "ok"),
        "`ok` is not a status to expect",
        "write it like `2xx`, `404`, `200-299` or `2xx,409`",
    ),
    (
        ("last", "--to", "http://app.test", "--timeout", "0"),
        "a time-out of nothing leaves no time to answer",
        "write it like `500ms` or `10s`",
    ),
]


@pytest.mark.parametrize(("arguments", "message", "hint"), USAGE)
def test_wrong_use_exits_2_with_advice(
    cli: Cli, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ended = cli("replay", *arguments)
    assert ended.stderr == f"error: {message}\n\nhint: {hint}\n"
    assert (ended.stdout, ended.code) == ("", 2)


@pytest.mark.usefixtures("filled")
def test_unknown_capture_exits_2_before_anything_is_sent(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli("replay", "last", "zzzz", "--to", wire.url)
    assert wire.received == []
    assert ended.code == 2


def test_without_a_store_it_cannot_start(cli: Cli) -> None:
    assert cli("replay", "last", "--to", "http://app.test").code == 3


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("how", "code"), ENDINGS)
@pytest.mark.usefixtures("filled")
def test_signal_ends_it_and_what_was_done_is_told(
    home: Path, how: signal.Signals, code: int
) -> None:
    from tests.delivery.wire import hang

    with Wire([OK, hang]) as wire:
        process = subprocess.Popen(
            [*COMMAND, "replay", OLDER, NEWER, "--to", wire.url],
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
    assert rest.decode().endswith("1 of 2 answered as expected\n")
    assert b"Traceback" not in talk
