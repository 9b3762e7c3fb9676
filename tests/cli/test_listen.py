"""`webhookctl listen` as it is typed, and as a process that is stopped."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Cli, StartListener
from tests.processes import COMMAND, Listener, clean_environment
from tests.recording_app import RecordingApp, Reply

PATIENCE = 10.0
MIB = 1024 * 1024
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="about signals of POSIX")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def post(listening: Listener, body: bytes = b"hi", target: str = "/hook") -> tuple[int, bytes]:
    """Send one request; return status and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", listening.ready["port"], timeout=PATIENCE)
    with closing(connection):
        connection.request("POST", target, body)
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.mark.parametrize(
    ("options", "error", "hint"),
    [
        (
            ["--provider", "githb"],
            "there is no provider called `githb`",
            "did you mean `github`?",
        ),
        (
            ["--forward-to", "localhost"],
            "`localhost` is not a URL",
            "write it like `http://localhost`",
        ),
        (
            ["--secret", "env:NO_SUCH"],
            "the environment variable `NO_SUCH` of `--secret env:NO_SUCH` is not set",
            "set it, for example `export NO_SUCH=…`, or use `--secret file:PATH`",
        ),
        (
            ["--respond", "99"],
            "99 cannot be answered with `--respond`",
            "give a status from 200 to 599",
        ),
        (
            ["--header", "nonsense"],
            "`nonsense` is not a header",
            "write it as `--header 'Name: value'`",
        ),
        (
            ["--body", "@missing"],
            "cannot read the file `missing` of `--body`: no such file or directory",
            "check the path after `@`; a text that starts with `@` has to come from a file",
        ),
        (
            ["--forward-to", "http://localhost:3000", "--header", "A: 1"],
            "`--header` and `--forward-to` exclude each other",
            "with `--forward-to` the app's own answer goes back to the sender",
        ),
        (["--ngrok-path", "x"], "`--ngrok-path` needs a tunnel", "add `--tunnel ngrok`"),
        (["--public-url-file", "x"], "`--public-url-file` needs a tunnel", "add `--tunnel ngrok`"),
        (["--tunnel", "ngrk"], "there is no tunnel `ngrk`", "did you mean `ngrok`?"),
        (
            ["--require-valid", "--provider", "github"],
            "`--require-valid` needs a secret to judge signatures by",
            "add `--secret env:NAME` or `--secret file:PATH`",
        ),
        (
            ["--confirm-sns", "--no-handshake"],
            "`--confirm-sns` and `--no-handshake` exclude each other",
            "give one of them",
        ),
        (
            ["--param", "token"],
            "`token` is no parameter",
            "write it like `--param name=value`",
        ),
        (["--max-body", "big"], "`big` is not a size", "write it like `512k`, `25MiB` or `1GB`"),
        (
            ["--ready-file", "missing/ready"],
            "there is no folder `missing`",
            "make it: `mkdir missing`",
        ),
        (
            ["--host", "nowhere.invalid"],
            "`nowhere.invalid` is not a host or address of this machine",
            "use `--host 127.0.0.1`, or `--host 0.0.0.0` for all of its addresses",
        ),
    ],
)
def test_what_cannot_be_is_a_usage_error_with_the_next_step(
    cli: Cli, store_file: Path, options: list[str], error: str, hint: str
) -> None:
    finished = cli("listen", "--port", "0", *options)
    assert (finished.code, finished.stdout) == (2, "")
    assert finished.stderr == f"error: {error}\n\nhint: {hint}\n"
    assert not store_file.exists()


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_port_out_of_range_is_a_usage_error(cli: Cli, port: str) -> None:
    assert cli("listen", "--port", port).code == 2


def test_port_in_use_is_one_line_and_what_to_do(cli: Cli, taken: int, tmp_path: Path) -> None:
    stale = tmp_path / "ready"
    stale.write_text("of an earlier run", "utf-8")
    finished = cli("listen", "--port", str(taken), "--ready-file", str(stale))
    assert (finished.code, finished.stdout) == (3, "")
    error, empty, hint = finished.stderr.splitlines()
    assert (error, empty) == (f"error: port {taken} is in use", "")
    assert hint.startswith("hint: `")
    assert " tells by whom; `--port " in hint
    assert not stale.exists()


def test_ready_file_says_what_the_ready_line_says(listener: StartListener) -> None:
    listening = listener()
    (ready,) = listening.wait_for_events(1)
    assert ready == listening.ready
    assert ready["url"] == f"http://127.0.0.1:{ready['port']}"
    assert ready["pid"] == listening.process.pid
    assert ready["store"] == str(listening.store)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_signal_ends_it_within_a_second_with_a_summary(
    listener: StartListener, how: signal.Signals, code: int
) -> None:
    listening = listener()
    assert post(listening) == (200, b"ok\n")
    address = ("127.0.0.1", listening.ready["port"])
    with (
        closing(socket.create_connection(address)) as idle,
        closing(socket.create_connection(address)) as slow,
    ):
        slow.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
        assert slow.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        before = time.monotonic()
        finished = listening.stop(how)
        assert time.monotonic() - before < 1
        assert idle.recv(1) == slow.recv(1) == b""
    assert (finished.code, finished.stderr) == (code, "")
    _, request, refused, stopped = finished.lines()
    assert (request["event"], request["target"]) == ("request", "/hook")
    assert refused["message"] == "webhookctl was stopped after 0 of 9 bytes of the body"
    assert (stopped["captured"], stopped["refused"]) == (1, 1)


@POSIX
def test_closed_terminal_ends_it_cleanly(listener: StartListener) -> None:
    assert listener().stop(signal.SIGHUP).code == 0


def test_answer_is_the_one_that_was_typed(listener: StartListener, tmp_path: Path) -> None:
    file = tmp_path / "answer"
    file.write_bytes(b"\x00\xff")
    listening = listener("--respond", "202", "--body", f"@{file}", "--header", "X-A: 1")
    assert post(listening) == (202, b"\x00\xff")
    text = listener("--body", '{"queued": true}', "--output", "quiet")
    assert post(text) == (200, b'{"queued": true}')


def ask(listening: Listener, target: str) -> tuple[int, bytes]:
    """Send a GET; return status and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", listening.ready["port"], timeout=PATIENCE)
    with closing(connection):
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()


HUB = "/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="


def test_handshake_is_answered_told_and_found_again(listener: StartListener, cli: Cli) -> None:
    listening = listener("--provider", "meta", "--param", "hub.verify_token=meatyhamhock")
    assert ask(listening, f"{HUB}meatyhamhock") == (200, b"1158201444")
    assert ask(listening, f"{HUB}another") == (403, b"")
    _, right, wrong = listening.wait_for_events(3)
    listening.stop()

    told = [(one["handshake"], one["refused"], one["status"]) for one in (right, wrong)]
    assert told == [("meta_verify", False, 200), ("meta_verify", True, 403)]
    assert right["provider"] == "meta"
    assert right["note"] is None
    assert "--param hub.verify_token" in wrong["note"]
    assert [row["handshake"] for row in cli("list", "--json").lines()] == ["meta_verify"] * 2
    listed = cli("list").stdout
    assert "200 handshake" in listed
    assert "403 refused" in listed
    assert cli("show", "last", "--json").lines()[0]["handshake"] == "meta_verify"
    assert "\nanswered  403, refused\n" in cli("show", "last").stdout


def test_handshake_is_left_alone_when_that_is_typed(listener: StartListener) -> None:
    listening = listener("--provider", "meta", "--no-handshake")
    assert ask(listening, f"{HUB}x") == (200, b"ok\n")
    assert listening.wait_for_events(2)[1]["handshake"] is None


def test_only_valid_ones_are_taken_when_that_is_typed(listener: StartListener) -> None:
    options = ["--provider", "github", "--secret", "env:SECRET", "--require-valid"]
    listening = listener(*options, env={"SECRET": "s"})
    assert post(listening) == (401, b"the signature is not valid\n")
    (_, seen) = listening.wait_for_events(2)
    assert (seen["refused"], seen["status"]) == (True, 401)
    assert seen["verdict"]["reason"] == "missing_header"


def test_people_are_told_what_a_handshake_lacks(listener: StartListener) -> None:
    listening = listener("--output", "compact")
    assert ask(listening, "/x?crc_token=1")[0] == 503
    finished = listening.stop()
    (line,) = finished.stdout.splitlines()
    assert line.endswith("x_crc  –  503 handshake")
    assert (
        "note: x_crc was not answered: its answer is made with the app's consumer secret, not its "
        "bearer token; give it with `--secret env:NAME` or `--secret file:PATH`\n"
    ) in finished.stderr


def test_people_see_a_banner_a_line_and_a_summary(listener: StartListener) -> None:
    listening = listener("--output", "compact", "--host", "0.0.0.0")  # noqa: S104
    post(listening)
    finished = listening.stop(signal.SIGINT)
    (line,) = finished.stdout.splitlines()
    assert "POST /hook" in line
    assert line.endswith("200")
    assert finished.stderr.startswith("warning: others on the network can send requests here;")
    assert f"listening on {listening.url}\n" in finished.stderr
    assert "captured 1 request in " in finished.stderr


def test_path_that_is_in_the_request_and_in_the_url_to_forward_to_is_told_once(
    listener: StartListener, recording_app: Callable[..., RecordingApp], cli: Cli
) -> None:
    app = recording_app(Reply(404), Reply(404))
    listening = listener("--output", "compact", "--forward-to", f"{app.url}/hooks")
    assert [post(listening, target="/hooks")[0] for _ in range(2)] == [404, 404]
    finished = listening.stop()
    assert [got.target for got in app.received] == [b"/hooks/hooks"] * 2
    assert finished.stderr.count("404 from the app: ") == 1
    assert (
        f"404 from the app: {app.url}/hooks/hooks has `/hooks` twice, from the request and from "
        f"`--forward-to`\nhint: leave it out: `--forward-to {app.url}`\n"
    ) in finished.stderr
    shown = cli("show", "last", "--json", env={"WEBHOOKCTL_STORE": str(listening.store)})
    assert f"{app.url}/hooks/hooks" in shown.stdout


@pytest.mark.parametrize("output", ["compact", "json"])
def test_event_that_comes_again_although_it_was_taken_is_told(
    listener: StartListener, cli: Cli, output: str
) -> None:
    listening = listener("--output", output)
    copies = ("send", "github.push", "--unsigned", "--to", listening.url, "--duplicate", "3")
    assert cli(*copies, "--id", "one").code == 0
    assert cli("send", "github.push", "--unsigned", "--to", listening.url).code == 0
    finished = listening.stop()
    if output == "json":
        notes = [line["note"] for line in finished.lines() if "note" in line]
        assert [note is not None for note in notes] == [False, True, True, False]
        assert all(note is None or note.startswith("one has come again") for note in notes)
    else:
        assert finished.stderr.count("note: one has come again, although ") == 1


def test_script_that_no_longer_reads_ends_it(home: Path) -> None:
    options = ["listen", "--port", "0", "--output", "json"]
    process = subprocess.Popen(
        [*COMMAND, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(home),
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        process.stdout.close()
        with closing(socket.create_connection(("127.0.0.1", ready["port"]))) as sender:
            sender.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            assert process.wait(PATIENCE) == 1
        assert process.stderr is not None
        assert b"nobody reads the output any more; listening ends\n" in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def peak_memory(process_id: int) -> int:
    """Return the most memory that a process has ever had, in bytes."""
    status = Path(f"/proc/{process_id}/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


@LINUX
def test_large_upload_costs_little_memory(listener: StartListener) -> None:
    listening = listener("--max-body", "200MiB", "--output", "compact")
    post(listening)
    before = peak_memory(listening.process.pid)
    assert post(listening, b"\x00\xff" * (50 * MIB))[0] == 200
    assert peak_memory(listening.process.pid) - before < 60 * MIB
    assert " 100M " in listening.stop().stdout
