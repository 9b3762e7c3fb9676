"""A port that can be had is bound; one that cannot says why and what to do."""

import contextlib
import errno
import re
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from webhookctl.errors import UnavailableError, UsageError, WebhookctlError
from webhookctl.server.bind import bind, explained


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])  # noqa: S104 - for a moment
def test_port_zero_takes_a_free_one(host: str) -> None:
    with closing(bind(host, 0)) as listening:
        port = listening.getsockname()[1]
        assert port
        with closing(socket.create_connection(("127.0.0.1", port), timeout=10)):
            pass


def has_ipv6() -> bool:
    try:
        with closing(socket.socket(socket.AF_INET6)) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize("host", ["::1", "::"])
def test_ipv6_address_listens_for_ipv6_only(host: str) -> None:
    with closing(bind(host, 0)) as listening:
        port = listening.getsockname()[1]
        with closing(socket.create_connection(("::1", port), timeout=10)):
            pass
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=10)


def test_port_in_use_says_how_to_find_its_holder_and_which_is_free(taken: int) -> None:
    with pytest.raises(UnavailableError, match=f"^port {taken} is in use$") as caught:
        bind("127.0.0.1", taken)
    hint = caught.value.hint or ""
    assert str(taken) in hint
    free = int(re.findall(r"--port (\d+)", hint)[-1])
    with closing(bind("127.0.0.1", free)):
        assert free != taken


def test_neighbour_that_is_in_use_is_not_suggested(taken: int) -> None:
    with closing(socket.socket()) as neighbour:
        with contextlib.suppress(OSError):  # somebody else has it then
            neighbour.bind(("127.0.0.1", taken + 1))
        with pytest.raises(UnavailableError) as caught:
            bind("127.0.0.1", taken)
    assert f"--port {taken + 1}`" not in (caught.value.hint or "")


def test_port_is_free_again_after_it_was_used() -> None:
    with closing(bind("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as sender:
            listening.setblocking(True)
            connection, _ = listening.accept()
            connection.close()  # our side closes first, and waits (TIME_WAIT)
            assert sender.recv(1) == b""
    with closing(bind("127.0.0.1", port)):
        pass


@pytest.mark.parametrize("host", ["nowhere.invalid", "a b", "x" * 300, "300.1.1.1"])
def test_host_that_is_none_is_a_usage_error(host: str) -> None:
    with pytest.raises(UsageError, match="is not a host or address of this machine"):
        bind(host, 0)


def test_address_of_another_machine_cannot_be_had() -> None:
    with pytest.raises(UnavailableError, match="is not an address of this machine"):
        bind("192.0.2.1", 0)  # RFC 5737: for documentation


@pytest.mark.parametrize(
    ("error", "port", "message", "hint"),
    [
        (PermissionError(13, "denied"), 80, "port 80 may not be opened", "try `--port 8080`"),
        (PermissionError(13, "denied"), 8080, "port 8080 may not be opened", "try `--port 0`"),
        (OSError(99999, "Odd"), 80, "cannot listen on 127.0.0.1 port 80: odd", None),
        (OSError("no number"), 80, "cannot listen on 127.0.0.1 port 80: oserror", None),
    ],
)
def test_error_of_the_system_becomes_cause_and_next_step(
    error: OSError, port: int, message: str, hint: str | None
) -> None:
    told: WebhookctlError = explained(error, "127.0.0.1", port)
    assert told.message == message
    assert hint in (told.hint or "") if hint else told.hint is None


def test_last_port_in_use_still_gets_a_suggestion() -> None:
    error = OSError(errno.EADDRINUSE, "taken")
    assert "`--port 0` takes a free one" in (explained(error, "127.0.0.1", 65535).hint or "")
