"""The options of the connection, as they are typed for `send` and for `replay`."""

import json
import ssl
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.delivery.authority import Identity, the_authority
from tests.delivery.recorder import Recorder
from tests.delivery.wire import Wire, answer
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.flows.history import open_store

SEND = ("send", "github.push", "--unsigned")
REPLAY = ("replay", "last")

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")


@pytest.fixture(autouse=True)
def filled(store_file: Path) -> None:
    store = open_store(store_file, create=True)
    request = CapturedRequest(
        b"POST", b"/hook", "1.1", (), MemoryBody(b"{}"), "192.0.2.7:1", 1.0, 2.0
    )
    store.add(Capture("0000000000000001", request))
    store.close()


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """A server whose certificate the authority has signed, and which wants one of its clients."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(the_authority().sign().both_in(tmp_path))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=the_authority().pem.decode())
    return context


@pytest.mark.parametrize("command", [SEND, REPLAY])
def test_delivery_goes_through_tls_with_certificates_on_both_sides(
    cli: Cli, tmp_path: Path, tls: ssl.SSLContext, command: tuple[str, ...]
) -> None:
    client = the_authority().sign("client.test")
    shown = ("--cert", client.certificate_in(tmp_path), "--key", client.key_in(tmp_path))
    authorities = ("--cacert", the_authority().certificate_in(tmp_path))
    with Wire(tls=tls) as wire:
        checked = cli(*command, "--to", wire.url, *authorities, *shown)
        unchecked = cli(*command, "--to", wire.url, "--insecure", *shown)
    assert (checked.code, unchecked.code) == (0, 0)
    assert len(wire.received) == 2


@pytest.mark.parametrize("command", [SEND, REPLAY])
def test_bad_certificate_is_named_with_the_options_that_help(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Identity.self_signed().both_in(tmp_path))
    with Wire(tls=context) as wire:
        ended = cli(*command, "--to", wire.url)
        as_json = cli(*command, "--to", wire.url, "--json")
    assert "certificate self-signed" in ended.stdout
    assert f"the certificate of {wire.url} is self-signed" in ended.stdout
    hint = "hint: trust it with `--cacert FILE`, or check nothing with `--insecure`"
    assert hint in ended.stderr.splitlines()
    assert ended.code == 1
    assert as_json.lines()[0]["failure"]["kind"] == "tls_self_signed"


@unix_only
@pytest.mark.parametrize("command", [SEND, REPLAY])
def test_delivery_goes_over_a_unix_socket(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has 103 bytes at most
    path = Path("app.sock")
    with Wire(unix=path) as wire:
        ended = cli(*command, "--to", "http://app.test/x", "--unix-socket", str(path))
    assert ended.code == 0
    assert wire.received[0].value("host") == b"app.test"


@unix_only
@pytest.mark.parametrize("command", [SEND, REPLAY])
def test_socket_that_is_not_there_fails_the_attempt(cli: Cli, command: tuple[str, ...]) -> None:
    missing = "none.sock"
    ended = cli(*command, "--to", "http://app.test", "--unix-socket", missing)
    assert f"there is no socket `{missing}`" in ended.stdout
    assert ended.code == 1


@pytest.mark.parametrize("command", [SEND, REPLAY])
@pytest.mark.parametrize(
    ("to", "options", "message"),
    [
        ("https://app.test", ("--key", "a"), "`--key` alone shows nothing"),
        ("https://app.test", ("--cacert", "none.pem"), "cannot read the file `none.pem`"),
        ("https://app.test", ("--insecure", "--cacert", "a"), "`--insecure` checks no"),
        ("http://app.test", ("--insecure",), "`--insecure` is about TLS"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_and_nothing_is_sent(
    cli: Cli, command: tuple[str, ...], to: str, options: tuple[str, ...], message: str
) -> None:
    ended = cli(*command, "--to", to, *options)
    assert ended.stderr.startswith(f"error: {message}")
    assert (ended.stdout, ended.code) == ("", 2)


def test_failure_of_an_attempt_is_shown_from_the_store(cli: Cli, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Identity.self_signed().both_in(tmp_path))
    with Wire(tls=context) as wire:
        cli(*REPLAY, "--to", wire.url)
    shown = json.loads(cli("show", "last", "--json").stdout)
    assert "tls_self_signed" in json.dumps(shown)


def test_cut_delivery_is_what_was_asked_for(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(*SEND, "--to", wire.url, "--drop-connection")
    first, last = ended.stdout.splitlines()
    assert first.startswith("1  cut off as asked ")
    assert last.startswith("not delivered: cut off as asked, after ")
    assert ended.stderr.splitlines()[1:] == [
        "hint: with `--retry 1s` a whole attempt follows: does the receiver recover?"
    ]
    assert (ended.code, wire.received) == (0, [])


def test_cut_that_could_not_be_made_is_a_failure(cli: Cli) -> None:
    with Wire() as gone:
        url = gone.url
    assert cli(*SEND, "--to", url, "--drop-connection").code == 1


def test_receiver_that_recovers_from_a_cut_gets_the_whole_event(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(*SEND, "--to", wire.url, "--drop-connection", "--retry", "1ms,1ms", "--json")
    cut, whole, summary = ended.lines()
    assert (cut["failure"]["kind"], cut["accepted"]) == ("cut", False)
    assert (whole["status"], whole["accepted"]) == (200, True)
    assert (summary["delivered"], ended.code) == (True, 0)
    assert len(wire.received) == 1


def test_receiver_that_does_not_recover_from_a_cut_fails(cli: Cli) -> None:
    with Wire([answer("500 Broken")]) as wire:
        ended = cli(*SEND, "--to", wire.url, "--drop-connection", "--retry", "1ms")
    assert ended.stdout.splitlines()[-1] == (
        "not delivered after 2 attempts: the last answer was 500"
    )
    assert ended.code == 1


def test_body_may_be_compressed_chunked_and_slow_at_once(cli: Cli) -> None:
    with Wire() as wire:
        ended = cli(*SEND, "--to", wire.url, "--gzip", "--chunked", "--slow-body", "20ms")
    assert ended.code == 0
    assert wire.received[0].value("content-encoding") == b"gzip"
    assert wire.received[0].value("transfer-encoding") == b"chunked"


def test_answer_to_half_a_slow_body_is_shown(cli: Cli) -> None:
    late = answer("408 Request Timeout", b"too slow", "Connection: close")
    with Recorder(enough=b"\r\n\r\n{", reply=late) as recorder:
        ended = cli(*SEND, "--to", recorder.url, "--slow-body", "4s")
    assert ended.stdout.splitlines()[0].startswith("1  408 Request Timeout ")
    assert ended.stdout.splitlines()[1] == "   too slow"
    assert ended.code == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--slow-body", "0"), "a body that takes no time is not slow"),
        (("--slow-body", "soon"), "`soon` is not a duration"),
        (("--gzip", "--header", "Content-Encoding: br"), "`--gzip` and a Content-Encoding of"),
        (("--drop-connection", "--print-curl"), "curl cannot be told to send slowly, or half"),
        (("--slow-body", "1s", "--print-curl"), "curl cannot be told to send slowly, or half"),
    ],
)
def test_manner_that_cannot_be_meant_is_a_usage_error(
    cli: Cli, options: tuple[str, ...], message: str
) -> None:
    ended = cli(*SEND, "--to", "http://app.test", *options)
    assert ended.stderr.startswith(f"error: {message}")
    assert (ended.stdout, ended.code) == ("", 2)


def test_curl_command_is_connected_and_packed_as_the_delivery_would_be(cli: Cli) -> None:
    options = ("--insecure", "--chunked", "--print-curl")
    printed = cli(*SEND, "--to", "https://app.test", *options).stdout
    assert " --insecure \\\n" in printed
    assert "--header 'Transfer-Encoding: chunked'" in printed
