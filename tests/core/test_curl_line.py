"""The same command is read here and run by a real shell and a real curl: both mean one request."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.wire import Wire
from webhookctl.core.body import MemoryBody
from webhookctl.core.curl import curl_command
from webhookctl.core.curl_line import is_curl, read_curl
from webhookctl.core.headers import first
from webhookctl.core.model import OutgoingRequest
from webhookctl.errors import UsageError

BASH = shutil.which("bash") or ""
needs_curl = pytest.mark.skipif(not (BASH and shutil.which("curl")), reason="no bash or no curl")

COMMANDS = [
    "curl URL",
    "curl URL/a?b=1#fragment",
    "curl -X PUT URL/a",
    "curl -XDELETE 'URL/a'",
    "curl -I URL/a",
    "curl --request POST --url URL/a --header 'X-A:1' -H \"X-B:  two words \" -H 'X-Empty;'",
    "curl URL -H 'Accept:' -H 'X-Nothing:' -H 'User-Agent: me'",
    "curl URL -A me -e https://a.test/ -b 'a=b; c=d' -u 'user:pass:word'",
    "curl URL -A '' -e '' -b nofile",
    "curl URL --oauth2-bearer token -H 'Host: other.test'",
    "curl URL -d 'a=1' -d b=2 --data-raw '@c'",
    "curl URL --data '{\"a\": 1}' -H 'Content-Type: application/json'",
    "curl URL --data-binary $'line\\n\\ttab \\u00e9 \\x41\\101 \\'quoted\\' \\q'",
    "curl URL --data-urlencode 'a=b c&d' --data-urlencode '=x/y' --data-urlencode 'é~-._'",
    "curl URL --json '{\"a\":1}' --json '[2]'",
    "curl URL --json '{}' -H 'Accept: text/plain' -H 'content-type: text/json'",
    "curl -G URL/a?x=1 -d a=1 --data-urlencode 'b=2 3'",
    "curl -G URL/a -d a=1",
    "curl -G URL/a",
    "curl -sSkd'a b' URL/a --compressed -o /dev/null --max-time 5 -w x --no-progress-meter",
    "curl URL/a/./b/../c/.. ",
    "curl --path-as-is URL/a/./b/../c",
    "curl -g 'URL/[1-2]{a,b}' --request-target '/other?x'",
    "curl -- URL/a",
    "curl \\\n  -d '' \\\n  URL/a # a comment\n\n",
    'curl URL/a -d "two \\"words\\" \\$HOME \\x" ;',
    "curl URL/a -d it\\'s\\ one",
    'curl URL/a --data-binary "a\\\nb"',
    "printf 'a\\000\\377%%\\n' | curl --data-binary @- URL/a",
    "printf 'a\\r\\nb' | curl -d @- URL/a",
    'curl URL/a -H "X-A: $(printf \'\\351\\n\')" -d $"text"',
    "curl URL/a -d 'cost: 5$' -d \"5$ or $.50\"",
    "curl URL/a -X POST -H 'Content-Length: 0'",
]


def run(command: str) -> None:
    subprocess.run(
        [BASH],
        input=command.encode(),
        check=True,
        capture_output=True,
        timeout=20,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "NO_PROXY": "*"},
    )


@needs_curl
def test_command_means_what_curl_sends() -> None:
    with Wire() as wire:
        for command in COMMANDS:
            whole = command.replace("URL", wire.url)
            run(whole)
            sent = wire.received[-1]

            request = read_curl(whole.encode())

            assert (request.method.encode(), request.target) == tuple(sent.line.split(b" ")[:2])
            assert request.body == sent.body, command
            their_own = {b"accept-encoding"}
            if first(request.headers, "user-agent") is None:
                their_own.add(b"user-agent")
            seen = [pair for pair in sent.headers if pair[0].lower() not in their_own]
            assert sorted(request.headers) == sorted(seen), command
        assert len(wire.received) == len(COMMANDS)


BODY = st.one_of(st.binary(max_size=30), st.text(max_size=30).map(str.encode))
VALUE = st.binary(max_size=9).map(lambda raw: raw.translate(None, b"\0\r\n").strip()).filter(bool)


@given(body=BODY, value=VALUE, target=st.sampled_from([b"/a?b=1", b"/../[x]", b"/\xe9"]))
def test_command_of_ours_is_read_back(body: bytes, value: bytes, target: bytes) -> None:
    headers = ((b"Host", b"app.test"), (b"X-A", value), (b"Content-Type", b"a/b"), (b"X-B", b""))
    sent = OutgoingRequest(b"POST", "http://app.test", target, headers, MemoryBody(body))

    command = curl_command(sent).encode()

    assert is_curl(command)
    request = read_curl(command)
    assert (request.method, request.target, request.body) == ("POST", target, body)
    assert {(b"X-A", value), (b"X-B", b""), (b"Host", b"app.test")} <= set(request.headers)


def test_url_is_absolute_and_raw() -> None:
    request = read_curl("curl x.test/é%2F?a=1#b".encode())

    assert request.url == "http://x.test/Ã©%2F?a=1"
    assert request.target == b"/\xc3\xa9%2F?a=1"
    assert read_curl(b"curl HTTPS://x.test").url == "https://x.test/"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"curl https://x.test", True),
        (b"\n  curl\\\n -v x", True),
        (b"curl.exe x", True),
        (b"curl", True),
        (b"printf 'a' | curl x", True),
        (b"curly x", False),
        (b"POST / HTTP/1.1", False),
        (b"printf 'a'", False),
        (b"", False),
    ],
)
def test_commands_are_told_from_other_texts(data: bytes, expected: bool) -> None:
    assert is_curl(data) is expected


@pytest.mark.parametrize(
    ("command", "message", "hint"),
    [
        ("curl", "the curl command has no URL", "curl URL"),
        ("curl a.test b.test", "the curl command has 2 URLs", ""),
        ("curl 'a b'", "no URL that can be read: `http://a b`", "--user"),
        ("curl http://u:p@a.test", "no URL that can be read", "--user"),
        ("curl http:///x", "no URL that can be read", ""),
    ],
)
def test_command_without_one_url_is_told(command: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_curl(command.encode())

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
