import base64
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.looking import AT, BODY, MIDDLE, NEWEST, fill
from tests.conftest import Cli
from tests.terminal import on_terminal
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.store.sqlite import SqliteStore

WHEN = (
    datetime.fromtimestamp(AT, UTC)
    .astimezone()
    .isoformat(" ", "milliseconds")
    .replace(".000", ".000 ")
)

MESSAGE = (
    b"POST /pay HTTP/1.1\r\n"
    b"Host: localhost:8080\r\n"
    b"x-Twice: 1\r\n"
    b"X-Twice: \xff\r\n"
    b"Authorization: Bearer hunter2\r\n"
    b"Content-Type: application/json\r\n"
    b"\r\n" + BODY
)


def test_a_capture_is_shown_with_its_secrets_masked(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    ended = cli("show", "last")
    assert ended.code == 0
    assert ended.stderr == "secrets are masked; `--show-secrets` shows them\n"
    assert ended.stdout == (
        f"id        {NEWEST}\n"
        f"received  {WHEN} from 127.0.0.1:50000\n"
        "size      40 bytes\n"
        "event     shopify orders/create\n"
        "signature – not checked: no secret was given\n"
        "answered  202\n"
        "\n"
        "POST /pay HTTP/1.1\n"
        "Host: localhost:8080\n"
        "x-Twice: 1\n"
        "X-Twice: \\xff\n"
        "Authorization: Bearer ••••\n"
        "Content-Type: application/json\n"
        "\n"
        "{\n"
        '  "amount": 1.0,\n'
        '  "client_secret": "••••"\n'
        "}\n"
    )


def test_a_forwarded_capture_is_shown_with_the_apps_answer(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    ended = cli("show", MIDDLE[:3])
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout == (
        f"id        {MIDDLE}\n"
        f"received  {WHEN} from 127.0.0.1:50000\n"
        "size      0 bytes\n"
        "event     stripe charge.succeeded\n"
        "delivery  evt_1\n"
        "signature ✗ signature mismatch: no secret fits\n"
        "          hint: check the secret\n"
        "\n"
        "POST /pay?a=%2F HTTP/1.1\n"
        "Host: localhost:8080\n"
        "\n"
        "forward to http://app:3000/pay?a=%2F: failed\n"
        f"  {WHEN}  #1  → 500 12 ms\n"
        "    Content-Type: text/plain\n"
        "\n"
        "    no such order\n"
    )


def test_secrets_show_when_asked(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    ended = cli("show", "last", "--show-secrets")
    assert "Authorization: Bearer hunter2\n" in ended.stdout
    assert '"client_secret": "hunter2"' in ended.stdout
    assert ended.stderr == ""


@pytest.mark.parametrize("body", [BODY, b"", b"\x00\xff\r\n" * 1000, b"x" * 3_000_000])
def test_raw_and_body_are_exact(cli: Cli, store_file: Path, body: bytes) -> None:
    fill(store_file, body)
    assert cli("show", "last", "--body").output == body
    head = (
        MESSAGE.removesuffix(BODY)
        if body
        else b"POST /pay HTTP/1.1\r\nHost: localhost:8080\r\n\r\n"
    )
    assert cli("show", "last", "--raw").output == head + body


def test_json_is_one_line_with_everything(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    [newest] = cli("show", "last", "--json").lines()
    assert newest["id"] == NEWEST
    assert newest["url"] == "http://localhost:8080/pay"
    assert newest["headers"][2:4] == [["X-Twice", "ÿ"], ["Authorization", "Bearer hunter2"]]
    assert base64.b64decode(newest["body_b64"]) == BODY
    assert (newest["status"], newest["deliveries"]) == (202, [])
    [middle] = cli("show", "last~1", "--json").lines()
    assert middle["verdict"]["reason"] == "signature_mismatch"
    [delivery] = middle["deliveries"]
    assert delivery["attempts"][0]["status"] == 500
    assert delivery["attempts"][0]["answer"]["body_b64"] == "bm8gc3VjaCBvcmRlcg=="


def test_sender_is_guessed_with_the_evidence(cli: Cli, store_file: Path) -> None:
    github = CapturedRequest(
        b"POST", b"/", "1.1", ((b"X-GitHub-Event", b"push"),), MemoryBody(b"{}"), "x:1", AT, AT
    )
    store = SqliteStore.open(store_file, create=True)
    store.add(Capture(NEWEST, github))
    store.close()

    assert "\nsender    looks like github (header X-GitHub-Event)\n" in cli("show", "last").stdout
    (shown,) = cli("show", "last", "--json").lines()
    assert shown["candidates"][0]["provider"] == "github"


@pytest.mark.parametrize(
    "options", [("--raw", "--body"), ("--raw", "--json"), ("--body", "--json")]
)
def test_exact_forms_exclude_each_other(cli: Cli, options: tuple[str, ...]) -> None:
    ended = cli("show", "last", *options)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: `--raw`, `--body` and `--json` exclude each other\n\nhint: give one of them\n"
    )


@pytest.mark.parametrize("reference", ["last~9", "0", "nonsense"])
def test_what_fits_none_or_several_lists_candidates(
    cli: Cli, store_file: Path, reference: str
) -> None:
    fill(store_file)
    ended = cli("show", reference)
    assert (ended.code, ended.stdout) == (2, "")
    assert f"`{reference}`" in ended.stderr
    assert NEWEST[:10] in ended.stderr


def test_without_a_store_there_is_nothing_to_show(cli: Cli) -> None:
    ended = cli("show", "last")
    assert (ended.code, ended.stdout) == (3, "")
    assert "webhookctl listen" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
class TestOnATerminal:
    def test_bytes_that_a_terminal_would_obey_are_refused(
        self, home: Path, store_file: Path
    ) -> None:
        fill(store_file, b"\x1b]0;title\x07")
        for option in ("--body", "--raw"):
            code, shown, said = on_terminal(home, "show", "last", option)
            assert (code, shown) == (2, b"")
            assert said.startswith("error: it holds bytes that are no text, or that a terminal")
            assert f"`webhookctl show {NEWEST} {option} > FILE`" in said

    def test_plain_text_is_written_as_it_is(self, home: Path, store_file: Path) -> None:
        fill(store_file, b"plain\ttext")
        assert on_terminal(home, "show", "last", "--body") == (0, b"plain\ttext", "")

    def test_colour_and_width_are_those_of_the_terminal(self, home: Path, store_file: Path) -> None:
        fill(store_file)
        code, shown, _ = on_terminal(home, "list", env={"NO_COLOR": "", "TERM": "xterm"})
        assert code == 0
        assert b"\x1b[31m" in shown
