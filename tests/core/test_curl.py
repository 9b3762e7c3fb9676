"""The command is run by real shells and a real curl, against a server that keeps every byte."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.delivery.wire import Received, Wire
from webhookctl.core.body import MemoryBody
from webhookctl.core.connection import Connection
from webhookctl.core.curl import LITERAL_LIMIT, curl_command
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import OutgoingRequest

HEADERS: HeaderPairs = (
    (b"Content-Type", b"application/json"),
    (b"User-Agent", b"GitHub-Hookshot/1"),
)
SHELLS = [shell for shell in ("bash", "dash", "zsh", "sh") if shutil.which(shell)]
needs_curl = pytest.mark.skipif(
    not (SHELLS and shutil.which("curl")), reason="no POSIX shell or no curl"
)


def request(
    origin: str = "http://app.test",
    headers: HeaderPairs = HEADERS,
    body: bytes = b"{}",
    target: bytes = b"/hook",
    method: bytes = b"POST",
) -> OutgoingRequest:
    return OutgoingRequest(method, origin, target, headers, MemoryBody(body))


def run(shell: str, command: str) -> None:
    subprocess.run(
        [shell],
        input=command.encode() + b"\n",
        check=True,
        capture_output=True,
        timeout=20,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "NO_PROXY": "*"},
    )


def pasted(shell: str, one: OutgoingRequest, wire: Wire) -> Received:
    before = len(wire.received)
    run(shell, curl_command(one))
    assert len(wire.received) == before + 1
    return wire.received[-1]


def test_command_is_readable() -> None:
    sent = request(
        headers=(
            (b"Host", b"app.test"),
            *HEADERS,
            (b"X-Hub-Signature-256", b"sha256=abc"),
            (b"X-Empty", b""),
            (b"Content-Length", b"16"),
        ),
        body=b'{"it\'s":"$HOME"}',
    )
    assert curl_command(sent) == (
        "curl --request POST \\\n"
        "  --url http://app.test/hook \\\n"
        "  --header 'Content-Type: application/json' \\\n"
        "  --header 'User-Agent: GitHub-Hookshot/1' \\\n"
        "  --header 'X-Hub-Signature-256: sha256=abc' \\\n"
        "  --header 'X-Empty;' \\\n"
        "  --header Accept: \\\n"
        "  --data-raw '{\"it'\\''s\":\"$HOME\"}'"
    )


BODIES = [
    b"{}",
    b'{"it\'s": "a \\"test\\" $HOME `id` $(id) !! \\n %s ~"}\n\n',
    b"@/etc/passwd",
    "é€ 日本".encode(),
    b"a\r\nb\tc\n",
    bytes(range(256)),
    b"%d\\101\\\\",
    b"\x1b]0;title\x07",
    "bidi \u202e zero\u200bwidth".encode(),
    b"a" * 2000,
    b"x'" * LITERAL_LIMIT,
]


@needs_curl
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_pasted_command_sends_the_same_body(shell: str, body: bytes) -> None:
    with Wire() as wire:
        received = pasted(shell, request(wire.url, body=body), wire)
    assert received.body == body
    assert received.line == b"POST /hook HTTP/1.1"


@needs_curl
@pytest.mark.parametrize("shell", SHELLS)
def test_pasted_command_sends_the_same_headers(shell: str) -> None:
    headers = (
        (b"X-B", b"2"),
        (b"content-TYPE", b"text/plain"),
        (b"x-b", b'it\'s "quoted" $HOME \\n'),
        (b"X-Empty", b""),
        (b"X-Eight-Bit", b"caf\xe9 \xff"),
        (b"X-Utf8", "é".encode()),
        (b"X-Tab", b"a\tb"),
    )
    with Wire() as wire:
        host = b"127.0.0.1:%d" % wire.port
        sent = ((b"Host", host), *headers, (b"Content-Length", b"2"))
        received = pasted(shell, request(wire.url, sent), wire)
    assert {name for name, _ in received.headers} == {name for name, _ in sent}
    mine = tuple(pair for pair in received.headers if pair[0] not in (b"Host", b"Content-Length"))
    assert mine == headers
    assert received.value("host") == host


@needs_curl
@pytest.mark.parametrize("size", [0, 2, 5000])
def test_curl_adds_nothing_of_its_own(size: int) -> None:
    with Wire() as wire:
        received = pasted(SHELLS[0], request(wire.url, (), b"a" * size), wire)
    framing = [] if size == 0 else [b"Content-Length"]
    assert [name for name, _ in received.headers] == [b"Host", *framing]


@needs_curl
def test_given_host_is_sent() -> None:
    with Wire() as wire:
        received = pasted(SHELLS[0], request(wire.url, ((b"Host", b"shop.test"),)), wire)
    assert received.value("host") == b"shop.test"


@needs_curl
@pytest.mark.parametrize(
    "target",
    [
        b"/a/../b/./c//d",
        b"/..",
        b"//x",
        b"/a%2Fb?x=%20&y='$HOME'",
        b"/{a,b}[1-3]?z={}&w=[]",
        b"/?u=http://y/../z",
        b"*",
        b'/a?b\\c|d^`"<>',
    ],
)
def test_pasted_command_sends_the_same_target(target: bytes) -> None:
    with Wire() as wire:
        received = pasted(SHELLS[0], request(wire.url, target=target), wire)
    assert received.target == target


@needs_curl
@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"GET", b"HEAD", b"M-SEARCH"])
def test_pasted_command_uses_the_method(method: bytes) -> None:
    with Wire() as wire:
        received = pasted(SHELLS[0], request(wire.url, body=b"", method=method), wire)
    assert received.line == method + b" /hook HTTP/1.1"


def test_command_says_how_to_connect() -> None:
    one = request("https://app.test")
    checked = Connection(authorities="ca.pem", certificate="it's me.pem", key="me.key")
    lines = [line.strip(" \\") for line in curl_command(one, checked).splitlines()]
    assert lines[2:5] == ["--cacert ca.pem", "--cert 'it'\\''s me.pem'", "--key me.key"]
    unchecked = Connection(insecure=True, unix_socket="/run/app.sock")
    lines = [line.strip(" \\") for line in curl_command(one, unchecked).splitlines()]
    assert lines[2:4] == ["--insecure", "--unix-socket /run/app.sock"]


@needs_curl
@pytest.mark.parametrize("shell", SHELLS)
def test_command_goes_over_a_unix_socket(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has 103 bytes at most
    path = Path("an app.sock")
    with Wire(unix=path) as wire:
        run(shell, curl_command(request(), Connection(unix_socket=str(path))))
    assert wire.received[0].body == b"{}"
