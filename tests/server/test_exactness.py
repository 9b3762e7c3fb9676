"""Whatever is sent, in whatever pieces: the same is captured, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.knocking import RunningDoor, running_door
from webhookctl.core.headers import HeaderPairs

TOKEN = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MEANS_SOMETHING = {b"content-length", b"transfer-encoding", b"connection", b"upgrade", b"expect"}


def text_of(alphabet: bytes | list[int], least: int, most: int) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(list(alphabet)), min_size=least, max_size=most).map(bytes)


tokens = text_of(TOKEN, 1, 12)
targets = text_of([*range(0x21, 0x7F), *range(0x80, 0x100)], 1, 40)
values = text_of([0x09, *range(0x20, 0x7F), *range(0x80, 0x100)], 0, 30)
headers = st.lists(
    st.tuples(
        tokens.filter(lambda name: name.lower() not in MEANS_SOMETHING),
        values.map(lambda value: value.strip(b" \t")),
    ),
    max_size=8,
).map(tuple)


@dataclass(frozen=True)
class Message:
    """A request that may be sent, and how it is cut into pieces."""

    method: bytes
    target: bytes
    given: HeaderPairs
    body: bytes
    chunked: bool
    pieces: list[int]

    @property
    def headers(self) -> HeaderPairs:
        """All headers, the one that frames the body last."""
        if self.chunked:
            return (*self.given, (b"Transfer-Encoding", b"chunked"))
        return (*self.given, (b"Content-Length", b"%d" % len(self.body)))

    def sent(self) -> Iterator[bytes]:
        """Yield the pieces that go out."""
        body = self.body
        if self.chunked:
            parts = [b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:7], body[7:]) if part]
            body = b"".join(parts) + b"0\r\n\r\n"
        lines = b"".join(b"%b: %b\r\n" % pair for pair in self.headers)
        whole = b"%b %b HTTP/1.1\r\n%b\r\n%b" % (self.method, self.target, lines, body)
        for size in self.pieces:
            yield whole[:size]
            whole = whole[size:]
        yield whole


messages = st.builds(
    Message,
    method=tokens,
    target=targets,
    given=headers,
    body=st.binary(max_size=300),
    chunked=st.booleans(),
    pieces=st.lists(st.integers(1, 60), max_size=6),
)


@pytest.fixture(scope="module")
def door() -> Iterator[RunningDoor]:
    with running_door() as running:
        yield running


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages)
def test_what_is_sent_is_what_is_captured(door: RunningDoor, message: Message) -> None:
    with door.connect() as sender:
        for piece in message.sent():
            sender.send(piece)
        assert sender.read(message.method.decode()).status == 200
    request = door.requests[-1]
    assert (request.method, request.target) == (message.method, message.target)
    assert request.headers == message.headers
    assert request.body.read() == message.body
