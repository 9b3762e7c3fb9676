"""`webhookctl verify`, as it is typed."""

import json
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.verifying import AT, BODY, raw, signed, verify
from tests.conftest import Cli
from tests.core.messages import NOW, SECRET
from tests.processes import clean_environment
from tests.providers.fixed import fixed_facts
from webhookctl.config import key_folder
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.core.recipe_own import header
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.flows.history import open_store
from webhookctl.providers import find


@pytest.fixture
def a_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.http"
    path.write_bytes(raw(signed()))
    return path


@pytest.fixture
def capture_id(store_file: Path) -> str:
    message = signed()
    request = CapturedRequest(
        b"POST", b"/hook", "1.1", message.headers, MemoryBody(BODY), "127.0.0.1:1", NOW, NOW + 2
    )
    capture = Capture("0123456789abcdef", request)
    store = open_store(store_file, create=True)
    store.add(capture)
    store.close()
    return capture.id


def test_genuine_file_says_so(cli: Cli, a_file: Path) -> None:
    done = verify(cli, "--file", a_file, "--secret", "env:RIGHT", *AT)

    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        "✓ stripe: the signature is genuine\n"
        "  scheme  Stripe webhooks, covers body, timestamp\n"
        "  secret  env:RIGHT\n"
        "  judged  2026-01-01 00:00:05 UTC, 5 s after it was signed\n"
    )


def test_reserialised_body_is_explained(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "request.http"
    path.write_bytes(raw(replace(signed(), body=json.dumps(json.loads(BODY)).encode())))

    done = verify(cli, "--file", path, "--provider", "stripe", "--secret", "env:RIGHT", *AT)

    assert (done.code, done.stderr) == (1, "")
    assert done.stdout == (
        "✗ stripe: the body was re-serialised on its way: the signature fits it as compact JSON\n"
        "  reason  body_reserialised\n"
        "  scheme  Stripe webhooks, covers body, timestamp\n"
        "  secret  env:RIGHT\n"
        "  judged  2026-01-01 00:00:05 UTC\n"
        "\n"
        "hint: verify the bytes as they arrive, before anything reads, decodes or formats them\n"
    )


def test_capture_is_judged_by_its_own_time(cli: Cli, capture_id: str) -> None:
    done = verify(cli, capture_id[:6], "--secret", "env:WRONG", "--secret", "env:RIGHT")

    assert done.code == 0
    assert "secret  env:RIGHT" in done.stdout
    assert "2026-01-01 00:00:02 UTC, when it was received, 2 s after it was signed" in done.stdout
    assert "now     ✗ the signature fits, but its timestamp is" in done.stdout


def test_capture_can_be_judged_by_now(cli: Cli, capture_id: str) -> None:
    done = verify(cli, "last", "--secret", "env:RIGHT", "--at", "now", "--json")

    (answer,) = done.lines()
    assert done.code == 1
    assert (answer["valid"], answer["reason"]) == (False, "stale_timestamp")
    assert answer["id"] == capture_id


def test_sender_is_guessed_with_the_evidence(cli: Cli, a_file: Path) -> None:
    told = "looks like stripe (signature header Stripe-Signature)\n"

    assert told in verify(cli, "--file", a_file, "--secret", "env:WRONG").stdout
    named = verify(cli, "--file", a_file, "--secret", "env:WRONG", "--provider", "stripe")
    assert "sender" not in named.stdout
    other = verify(cli, "--file", a_file, "--secret", "env:WRONG", "--provider", "github")
    assert told in other.stdout


def test_json_is_one_object(cli: Cli, a_file: Path) -> None:
    done = verify(cli, "--file", a_file, "--secret", "env:RIGHT", *AT, "--json")

    assert done.lines() == [
        {
            "valid": True,
            "reason": "valid",
            "message": "the signature is genuine",
            "scheme": "stripe",
            "hint": None,
            "age": 5.0,
            "secret": "env:RIGHT",
            "facts": {"covers": "body, timestamp"},
            "provider": "stripe",
            "at": NOW + 5,
            "now": None,
            "id": None,
            "candidates": [],
        }
    ]


def test_literal_secret_is_warned_about_and_never_printed(cli: Cli, a_file: Path) -> None:
    done = verify(cli, "--file", a_file, "--secret", SECRET.value.decode(), *AT)

    assert done.code == 0
    assert done.stderr.startswith("warning: a secret typed on the command line")
    assert "a secret" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the cache folder there is not of this home")
def test_certificate_that_was_kept_is_used_where_no_secret_is_given(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = find("paypal")[1][0].key_form.make(fixed_facts())
    message = SignedMessage("POST", None, (), BODY, {"webhook_id": "WH-1"})
    genuine = find("paypal")[1][0].sign(
        message, Secret("file:x", keys.signing.content), Stamp(NOW, "msg_1")
    )
    url = header(genuine, "PAYPAL-CERT-URL").decode()
    for name, value in clean_environment(home).items():
        monkeypatch.setenv(name, value)
    key_folder().mkdir(parents=True)
    kept = key_folder() / f"{sha256(url.encode()).hexdigest()}.pem"
    kept.write_bytes(keys.judging.content if keys.judging else b"")
    file = tmp_path / "request.http"
    file.write_bytes(raw(genuine))

    done = verify(cli, "--file", file, "--param", "webhook_id=WH-1", "--json", *AT)

    assert (done.code, done.stderr) == (0, "")
    assert (done.lines()[0]["valid"], done.lines()[0]["secret"]) == (True, url)


def test_provider_that_signs_nothing_is_told_without_a_secret(cli: Cli, a_file: Path) -> None:
    done = verify(cli, "--file", a_file, "--provider", "docker_hub", *AT)

    assert done.code == 1
    assert "are not signed: nothing shows who sent this request" in done.stdout
    assert "without its secret" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("--provider", "strip"), "there is no provider called `strip`", "did you mean `stripe`?"),
        ((), "a signature cannot be judged without its secret", "give it with `--secret env:NAME`"),
        (("--secret", "env:NOT_THERE"), "`NOT_THERE`", "export NOT_THERE"),
        (("--secret", "env:RIGHT", "--at", "soon"), "`soon` is not a time", "Unix seconds"),
        (("--secret", "env:RIGHT", "--at", "captured"), "nothing says when", "--at TIME"),
        (("--secret", "env:RIGHT", "--url", "/x"), "`/x` is no absolute URL", "https://"),
        (("--secret", "env:RIGHT", "--tolerance", "x"), "`x` is not a duration", "`30s`"),
        (("--secret", "env:RIGHT", "--param", "x"), "`x` is no parameter", "name=value"),
        (("last", "--secret", "env:RIGHT"), "either a capture or `--file`", ""),
        (("--secret", "env:RIGHT", "--entry", "1"), "`--entry` is for a HAR file", "leave it out"),
        (("--entry", "0"), "0 is less than 1", ""),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(
    cli: Cli, a_file: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    done = verify(cli, "--file", a_file, *arguments)

    assert (done.code, done.stdout) == (2, "")
    assert error in done.stderr
    assert hint in done.stderr


def test_url_tolerance_and_parameters_are_taken(cli: Cli, a_file: Path) -> None:
    options = ("--url", "https://x.test/hook", "--param", "a=b=c", "--tolerance", "none")

    done = verify(cli, "--file", a_file, "--secret", "env:RIGHT", *options)

    assert done.code == 0


def test_escape_sequences_in_a_request_do_not_reach_the_screen(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "request.http"
    path.write_bytes(b"POST / HTTP/1.1\r\nX-Hub-Signature-256: \x1b]0;title\x07\x9b2J\r\n\r\n")

    done = verify(cli, "--file", path, "--secret", "env:RIGHT", "--provider", "github")

    assert done.code == 1
    assert not set(done.stdout) & {"\x1b", "\x07", "\x9b"}
