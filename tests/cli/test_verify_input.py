"""In which forms `webhookctl verify` takes requests."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.verifying import AT, BODY, ENVIRONMENT, form, ndjson, raw, signed, verify
from tests.conftest import Cli
from tests.core.messages import NOW
from webhookctl.core.scheme import SignedMessage


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
