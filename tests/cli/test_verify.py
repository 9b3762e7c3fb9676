"""`webhookctl verify`, as it is typed."""

import json
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.core.messages import NOW, SECRET, a_message
from tests.processes import Finished, clean_environment
from tests.providers.fixed import fixed_facts
from webhookctl.config import key_folder
from webhookctl.core.body import MemoryBody
from webhookctl.core.export import headers_json
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.core.recipe_own import header
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.flows.history import open_store
from webhookctl.providers import find

ENVIRONMENT = {"RIGHT": SECRET.value.decode(), "WRONG": "another secret"}
BODY = '{"type":"charge.succeeded","note":"é"}'.encode()
AT = ("--at", "2026-01-01T00:00:05Z")


def signed(name: str = "stripe", body: bytes = BODY) -> SignedMessage:
    message = a_message(("Host", "x.test"), body=body)
    return find(name)[1][0].sign(message, SECRET, Stamp(NOW, "msg_1"))


def raw(message: SignedMessage) -> bytes:
    head = [b"POST /hook HTTP/1.1", *(name + b": " + value for name, value in message.headers)]
    return b"\r\n".join([*head, b"", message.body])


def form(message: SignedMessage, **facts: object) -> dict[str, Any]:
    headers, body = headers_json(message.headers), b64encode(message.body).decode()
    return {"method": "POST", "url": "/hook", "headers": headers, "body_b64": body, **facts}


def ndjson(*rows: dict[str, Any] | str) -> bytes:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


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


def verify(cli: Cli, *arguments: object, stdin: bytes = b"") -> Finished:
    return cli("verify", *map(str, arguments), stdin=stdin, env=ENVIRONMENT)


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


def test_raw_message_is_read_from_stdin(cli: Cli) -> None:
    done = verify(cli, "-", "--secret", "env:RIGHT", *AT, stdin=raw(signed("github")))

    assert done.code == 0
    assert done.stdout.startswith("✓ github: the signature is genuine\n")


def test_indented_json_is_one_request(cli: Cli) -> None:
    stdin = json.dumps(form(signed(), at=NOW), indent=2).encode()

    done = verify(cli, "-", "--secret", "env:RIGHT", stdin=stdin)

    assert done.code == 0
    assert done.stdout.startswith("✓ stripe")


def test_lines_of_json_get_a_line_each(cli: Cli) -> None:
    stdin = ndjson(
        form(signed(), provider="stripe", secret="a secret", at=NOW, id="one"),  # noqa: S106
        "{broken",
        form(signed("slack"), provider="nobody"),
        form(signed("slack"), at=NOW + 9999),
        form(signed("github"), provider="github"),
    )

    done = verify(cli, "-", "--provider", "slack", "--secret", "env:RIGHT", stdin=stdin)

    answers = done.lines()
    assert (done.code, done.stderr) == (1, "")
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4, 5]
    assert [answer["valid"] for answer in answers] == [True, None, None, False, True]
    assert answers[0]["id"] == "one"
    assert "column 2" in answers[1]["error"]
    assert "no provider called `nobody`" in answers[2]["error"]
    assert answers[3]["reason"] == "stale_timestamp"


def test_file_may_hold_many_lines(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "requests.ndjson"
    path.write_bytes(ndjson(form(signed("github")), form(signed("shopify"))))

    done = verify(cli, "--file", path, "--secret", "env:RIGHT")

    assert done.code == 0
    assert [answer["provider"] for answer in done.lines()] == ["github", "shopify"]


def test_file_of_one_json_line_is_told_to_a_person(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(ndjson(form(signed("github"))))

    done = verify(cli, "--file", path, "--secret", "env:RIGHT")

    assert done.stdout.startswith("✓ github")


def test_dash_is_stdin_for_a_file_as_well(cli: Cli) -> None:
    done = verify(cli, "--file", "-", "--secret", "env:RIGHT", stdin=raw(signed("github")))

    assert done.code == 0


def test_all_lines_genuine_is_success(cli: Cli) -> None:
    stdin = ndjson(form(signed("github")), form(signed("shopify")))

    assert verify(cli, "-", "--secret", "env:RIGHT", stdin=stdin).code == 0


def archive(*messages: SignedMessage) -> bytes:
    """Return a HAR file as a browser exports it."""
    entries = [
        {
            "startedDateTime": "2026-01-01T00:00:02.000Z",
            "request": {
                "method": "POST",
                "url": "https://x.test/hook",
                "headers": [
                    {"name": name.decode("latin-1"), "value": value.decode("latin-1")}
                    for name, value in message.headers
                ],
                "postData": {"mimeType": "application/json", "text": message.body.decode()},
            },
            "response": {},
        }
        for message in messages
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}, indent=2).encode()


def test_one_entry_of_an_archive_is_told_to_a_person(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "one.har"
    path.write_bytes(archive(signed()))

    done = verify(cli, "--file", path, "--secret", "env:RIGHT")

    assert done.code == 0
    assert done.stdout.startswith("✓ stripe: the signature is genuine\n")
    assert "00:00:02 UTC, when it was received, 2 s after it was signed" in done.stdout


def test_entries_of_an_archive_get_a_line_each(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "many.har"
    path.write_bytes(archive(signed(), signed("github"), replace(signed(), body=b"{}")))

    done = verify(cli, "--file", path, "--secret", "env:RIGHT")

    assert done.code == 1
    assert [(row["entry"], row["provider"], row["valid"]) for row in done.lines()] == [
        (1, "stripe", True),
        (2, "github", True),
        (3, "stripe", False),
    ]
    chosen = verify(cli, "--file", path, "--secret", "env:RIGHT", "--entry", 2)
    assert chosen.stdout.startswith("✓ github")


@pytest.mark.parametrize("indent", [True, False])
def test_archive_may_come_from_stdin(cli: Cli, indent: bool) -> None:
    stdin = archive(signed("github"))
    stdin = stdin if indent else json.dumps(json.loads(stdin)).encode()

    done = verify(cli, "-", "--secret", "env:RIGHT", stdin=stdin)

    assert (done.code, done.stdout[:8]) == (0, "✓ github")


def test_entry_that_cannot_be_read_stands_in_its_place(cli: Cli) -> None:
    broken = json.loads(archive(signed("github"), signed("github")))
    broken["log"]["entries"][0]["request"] = None

    done = verify(cli, "-", "--secret", "env:RIGHT", stdin=json.dumps(broken).encode())

    assert done.code == 1
    assert "entry 1 of the HAR file: `request`" in done.lines()[0]["error"]
    assert done.lines()[1]["valid"]


def test_curl_command_is_judged(cli: Cli, tmp_path: Path) -> None:
    message = signed("github")
    headers = " ".join(f"-H '{name.decode()}: {value.decode()}'" for name, value in message.headers)
    command = f"curl 'https://x.test/hook' {headers} --data-raw $'{BODY.decode()}'\n"
    path = tmp_path / "command.txt"
    path.write_text(command, "utf-8")

    assert verify(cli, "--file", path, "--secret", "env:RIGHT").stdout.startswith("✓ github")
    piped = verify(cli, "-", "--secret", "env:RIGHT", stdin=command.encode())
    assert piped.stdout.startswith("✓ github")


def test_printed_curl_command_is_judged_as_genuine(cli: Cli) -> None:
    url = "http://localhost/hook"
    send = ("send", "slack.app_mention", "--to", url, "--secret", "env:RIGHT", "--print-curl")
    printed = cli(*send, env=ENVIRONMENT).output

    assert verify(cli, "-", "--secret", "env:RIGHT", stdin=printed).code == 0


@pytest.mark.parametrize(
    "stdin", [b"{broken", b'{broken\n{"method":"POST"}\n', b'no json\n{"method":"POST"}\n']
)
def test_broken_first_line_does_not_stop_the_others(cli: Cli, stdin: bytes) -> None:
    done = verify(cli, "-", "--secret", "env:RIGHT", stdin=stdin)

    assert done.code == 1
    assert len(done.lines()) == len(stdin.splitlines())
    assert "error" in done.lines()[0]


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


@pytest.mark.parametrize(
    ("arguments", "stdin", "error"),
    [
        ((), b"", "there is nothing to verify"),
        (("last", "--file", "-"), b"", "either a capture or `--file`"),
        (("-",), b"", "empty\n\nhint: it takes a raw HTTP message, a curl command, a HAR"),
        (("-",), b"no request\n", "line 1 is no request line"),
        (("last", "--entry", "1"), b"", "`--entry` is for a HAR file"),
        (("-", "--entry", "1"), b'{"method":"GET"}\n{}\n', "`--entry` is for a HAR file"),
        (("-",), b'{"log":{"entries":[]}}', "the HAR file has 0 entries"),
        (("-", "--entry", "2"), b'{"log":{"entries":[{}]}}', "1 entry, and no entry 2"),
        (("-",), b"curl -d @body.json https://x.test\n", "is in a file, which is not read"),
        (("-",), b"curl 'https://x.test", "is never closed (line 1, column 6)"),
        (("--file", "no/such/file"), b"", "cannot read `no/such/file`"),
    ],
)
def test_no_request_is_a_usage_error(
    cli: Cli, arguments: tuple[str, ...], stdin: bytes, error: str
) -> None:
    done = verify(cli, *arguments, "--secret", "env:RIGHT", stdin=stdin)

    assert (done.code, done.stdout) == (2, "")
    assert error in done.stderr


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
