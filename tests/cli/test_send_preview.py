"""`send --dry-run` and `--print-curl`: nothing leaves, and what is printed is the real thing."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Cli, StartListener

SECRET = {"SECRET": "very secret"}
SIGNED = ("--secret", "env:SECRET")
TO = ("--to", "http://127.0.0.1:9/hook?a=1")
BASH, CURL = shutil.which("bash") or "", shutil.which("curl")

HARD = {
    "binary": bytes(range(256)),
    "quotes": b'{"it\'s": "a \\"b\\" $HOME `id` $(id) !!"}',
    "newlines": b"a\r\nb\n\n",
    "at sign": b"@/etc/hostname",
    "percent": b"%s %d \\n \\\\ \\101",
    "empty": b"",
}


def test_dry_run_shows_the_request_and_sends_nothing(cli: Cli, store_file: Path) -> None:
    ended = cli(
        *(
            "send",
            "--data",
            '{"a": "é", "password": "p"}',
            *TO,
            "--header",
            "Authorization: Bearer x",
        ),
        *("--content-type", "application/vnd.api+json", "--dry-run"),
    )
    assert ended.stdout == (
        "POST /hook?a=1 HTTP/1.1\n"
        "Host: 127.0.0.1:9\n"
        "Content-Type: application/vnd.api+json\n"
        "User-Agent: webhookctl/0.1.0\n"
        "Authorization: Bearer ••••\n"
        "Content-Length: 28\n"
        "\n"
        "{\n"
        '  "a": "é",\n'
        '  "password": "••••"\n'
        "}\n"
    )
    assert ended.stderr == "secrets are masked; `--json` and `--print-curl` are exact\n"
    assert ended.code == 0
    assert not store_file.exists()


def test_dry_run_says_how_long_the_signature_is_good(cli: Cli) -> None:
    ended = cli("send", "stripe.charge.succeeded", *TO, *SIGNED, "--dry-run", env=SECRET)
    *_, note = ended.stderr.splitlines()
    assert note == "note: receivers refuse this signature after 5 min"
    assert ended.code == 0


@pytest.mark.parametrize(
    "event",
    ["github.push", "stripe.charge.succeeded", "slack.app_mention", "shopify.orders/create"],
)
def test_dry_run_as_json_is_judged_genuine(cli: Cli, tmp_path: Path, event: str) -> None:
    ended = cli("send", event, *TO, *SIGNED, "--id", "evt_1", "--dry-run", "--json", env=SECRET)
    (fields,) = ended.lines()
    assert list(fields) == [
        *("method", "url", "http_version", "headers", "body_b64"),
        *("provider", "event_type", "message_id"),
    ]
    assert fields["url"] == "http://127.0.0.1:9/hook?a=1"
    assert (ended.stderr, ended.code) == ("", 0)

    file = tmp_path / "request.json"
    file.write_bytes(ended.output)
    genuine = cli("verify", "--file", str(file), *SIGNED, "--json", env=SECRET)
    assert (genuine.lines()[0]["valid"], genuine.code) == (True, 0)
    file.write_text(json.dumps({**fields, "body_b64": "e30="}))
    assert cli("verify", "--file", str(file), *SIGNED, env=SECRET).code == 1


@pytest.mark.skipif(not (BASH and CURL), reason="needs bash and curl")
@pytest.mark.parametrize("body", HARD.values(), ids=HARD)
def test_printed_curl_command_is_taken_by_a_listener_that_verifies(
    cli: Cli, listener: StartListener, tmp_path: Path, body: bytes
) -> None:
    receiver = listener(
        *("--provider", "stripe", "--secret", "env:SECRET", "--require-valid"), env=SECRET
    )
    file = tmp_path / "body"
    file.write_bytes(body)
    printed = cli(
        *("send", "stripe.t", "--data", f"@{file}", "--to", f"{receiver.url}/h?x=%20'", *SIGNED),
        *("--header", "X-Note: é'\"$HOME", "--header", "X-Empty:", "--print-curl"),
        env=SECRET,
    )
    script = printed.output.decode().replace("curl ", "curl -sS --fail --noproxy '*' ", 1)
    subprocess.run([BASH], input=script.encode(), check=True, capture_output=True, timeout=20)
    *_, seen = receiver.wait_for_events(2)
    assert (seen["event"], seen["verdict"]["valid"], seen["target"]) == (
        "request",
        True,
        "/h?x=%20'",
    )
    headers = dict(seen["headers"])
    assert headers["X-Note"].encode("latin-1") == "é'\"$HOME".encode()
    assert headers["X-Empty"] == ""


def test_from_capture_sends_what_was_captured_signed_anew(
    cli: Cli, listener: StartListener, tmp_path: Path
) -> None:
    receiver = listener("--provider", "stripe", "--secret", "env:SECRET", env=SECRET)
    to = ("--to", receiver.url)
    first = cli("send", "stripe.charge.succeeded", *to, "--secret", "other", env=SECRET)
    again = cli(
        *("send", "--from-capture", "last", *to, *SIGNED, "--set", "data.object.amount=7"),
        *("--set-new", "data.object.metadata.order=42", "--unset", "livemode"),
        env=SECRET,
    )
    assert (first.code, again.code) == (0, 0)
    shown = cli("show", "last", "--json").lines()[0]
    assert (shown["provider"], shown["event_type"]) == ("stripe", "charge.succeeded")
    assert shown["verdict"]["valid"] is True
    body = json.loads(cli("show", "last", "--body").output)
    assert (body["data"]["object"]["amount"], body["data"]["object"]["metadata"]["order"]) == (
        7,
        42,
    )
    assert "livemode" not in body


def test_form_is_sent_as_it_is(cli: Cli) -> None:
    ended = cli(
        *("send", "--data-raw", "@a=1&b=%C3%A9", *TO, "--dry-run", "--json"),
        *("--content-type", "application/x-www-form-urlencoded"),
    )
    (fields,) = ended.lines()
    assert fields["body_b64"] == "QGE9MSZiPSVDMyVBOQ=="
    assert ["Content-Type", "application/x-www-form-urlencoded"] in fields["headers"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--dry-run", "--print-curl"), "`--dry-run` and `--print-curl` exclude each other"),
        (("--content-type", "json"), "`json` is not a content type"),
        (("--data", "{}", "--data-raw", "{}"), "`--data` and `--data-raw` exclude each other"),
        (("--from-capture", "last", "--data", "{}"), "`--data` and `--from-capture` exclude each"),
        (("--unset", "repo"), "there is nothing at `repo` to leave out"),
        (("--set-new", "ref.x=1"), "`ref` is a text: `x` is a name"),
    ],
)
def test_wrong_use_exits_2(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    ended = cli("send", "github.push", *TO, "--unsigned", *arguments)
    assert ended.stderr.startswith(f"error: {message}")
    assert (ended.stdout, ended.code) == ("", 2)


def test_capture_cannot_be_taken_from_no_store(cli: Cli) -> None:
    ended = cli("send", "--from-capture", "last", *TO)
    assert ended.stderr.startswith("error: nothing has been captured yet: there is no store at")
    assert ended.code == 3
