"""A door lets in so many at once, and closes without hurting those inside."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from tests.server.knocking import PATIENCE, Sender, running_door
from webhookctl.server.door import allow_files
from webhookctl.server.limits import Limits

GET = b"GET / HTTP/1.1\r\n\r\n"
HALF = b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"


def test_more_senders_than_there_is_room_for_wait_outside_and_are_served_later() -> None:
    with running_door(Limits(connections=3)) as door:
        inside = [door.connect() for _ in range(3)]
        assert [sender.send(GET).read().status for sender in inside] == [200] * 3
        outside = [door.connect().send(GET) for _ in range(5)]
        assert all(sender.silent(0.05) for sender in outside)
        assert (door.inside(), len(door.requests)) == (3, 3)
        for sender in inside:
            sender.close()
        for sender in outside:
            with sender:
                assert sender.read().status == 200
        assert len(door.requests) == 8


def test_refused_and_idle_senders_make_room() -> None:
    limits = Limits(connections=1, head_seconds=0.2, linger_seconds=0.1)
    with running_door(limits) as door, door.connect(), door.connect() as second:
        assert second.send(GET).read().status == 200


def test_many_senders_at_once_are_all_answered() -> None:
    answered: list[int] = []

    def knock(port: int) -> None:
        connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        with Sender(connection) as sender:
            answered.extend(sender.send(GET).read().status for _ in range(5))

    with running_door(Limits(connections=20)) as door:
        threads = [threading.Thread(target=knock, args=(door.port,)) for _ in range(60)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert answered == [200] * 300


def test_draining_sends_idle_senders_away_at_once() -> None:
    with running_door() as door, door.connect() as fresh, door.connect() as kept:
        kept.send(GET).read()
        assert door.drain(PATIENCE)
        assert fresh.rest() == kept.rest() == b""


def test_draining_waits_for_answers_under_way_and_closes_then() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(GET)
        door.wait_for_requests(1)
        assert door.drain(0) is False
        door.answer(0)
        assert sender.read().header("connection") == "close"
        assert sender.rest() == b""
        assert door.drain(PATIENCE)


def test_draining_lets_a_request_that_is_coming_in_be_completed() -> None:
    with running_door() as door, door.connect() as sender:
        sender.send(HALF)
        assert sender.rest_of_line() == b"HTTP/1.1 100 Continue"
        assert door.drain(0) is False
        assert sender.send(b"hi").read().status == 200
        assert door.drain(PATIENCE)


def test_draining_door_lets_nobody_in() -> None:
    with running_door() as door:
        door.drain(0)
        try:
            with door.connect() as sender:
                assert sender.rest() == b""
        except ConnectionRefusedError:
            pass


def test_closing_cuts_off_who_is_still_inside_and_says_so() -> None:
    with running_door() as door:
        sender = door.connect().send(HALF)
        assert sender.rest_of_line() == b"HTTP/1.1 100 Continue"
        before = time.monotonic()
    assert time.monotonic() - before < 1
    assert [(refused.status, refused.message) for refused in door.refused] == [
        (None, "webhookctl was stopped after 0 of 2 bytes of the body")
    ]
    assert sender.rest() == b""
    sender.close()


def test_closing_with_an_answer_outstanding_does_not_wait_for_it() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(GET)
        door.wait_for_requests(1)
    assert not door.refused


@pytest.fixture
def few_files() -> Iterator[int]:
    """Allow this process 128 files until the end of the test, and tell how many it may have."""
    if sys.platform == "win32":
        pytest.skip("Windows has no such limit")
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_more_files_are_allowed_when_they_are_needed(few_files: int) -> None:
    assert allow_files(100) == 100
    assert allow_files(200) == 200
    assert allow_files(150) == 150


_TELL = """
import resource
from webhookctl.server.door import allow_files
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 120))
print(allow_files(500), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_no_more_files_are_counted_on_than_the_system_allows() -> None:
    told = subprocess.run([sys.executable, "-c", _TELL], capture_output=True, check=True)
    assert told.stdout.split() == [b"120", b"120"]
