"""Errors that no loopback server can cause on demand, wrapped as the engine wraps them."""

import errno
import socket
import ssl
from collections.abc import Callable

import httpx
import pytest

from webhookctl.core.body import MemoryBody
from webhookctl.core.connection import Connection
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import FailureKind, OutgoingRequest
from webhookctl.delivery.failures import failure_of, timed_out, unsendable
from webhookctl.delivery.phase import Phase

REQUEST = OutgoingRequest(b"POST", "http://app.test:3000", b"/hook", ())


def _wrapped_by_cause(inner: BaseException) -> BaseException:
    between, error = OSError("all the same"), httpx.ConnectError("all the same")
    between.__cause__ = inner
    error.__cause__ = between
    return error


def _wrapped_by_context(inner: BaseException) -> BaseException:
    """As `raise exc from None` leaves it: no cause, but a context."""
    error = httpx.ConnectError("all the same")
    error.__context__ = inner
    error.__suppress_context__ = True
    return error


def _wrapped_in_a_group(inner: BaseException) -> BaseException:
    others = OSError("multiple errors")
    others.__cause__ = BaseExceptionGroup("tries", [OSError("no number"), inner])
    return _wrapped_by_cause(others)


@pytest.mark.parametrize("wrap", [_wrapped_by_cause, _wrapped_by_context, _wrapped_in_a_group])
@pytest.mark.parametrize(
    ("inner", "kind", "message"),
    [
        (
            OSError(errno.EHOSTUNREACH, "No route to host"),
            FailureKind.UNREACHABLE,
            "there is no way to http://app.test:3000: No route to host",
        ),
        (
            OSError(errno.ENETUNREACH, "Network is unreachable"),
            FailureKind.UNREACHABLE,
            "there is no way to http://app.test:3000: Network is unreachable",
        ),
        (
            OSError(errno.ETIMEDOUT, "Connection timed out"),
            FailureKind.CONNECT_TIMEOUT,
            "no connection to http://app.test:3000: the system gave up",
        ),
        (
            OSError(errno.ECONNREFUSED, "Connection refused"),
            FailureKind.REFUSED,
            "connection refused by http://app.test:3000",
        ),
        (
            OSError(errno.EPIPE, "Broken pipe"),
            FailureKind.RESET,
            "http://app.test:3000 closed the connection before it had answered",
        ),
        (
            OSError(errno.ESHUTDOWN, "Cannot send after transport endpoint shutdown"),
            FailureKind.RESET,
            "http://app.test:3000 closed the connection before it had answered",
        ),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            FailureKind.DNS,
            "the host of http://app.test:3000 has no address",
        ),
        (
            UnicodeError("label too long"),
            FailureKind.DNS,
            "the host of http://app.test:3000 has no address",
        ),
        (
            ssl.SSLError(1, "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version"),
            FailureKind.TLS,
            "no TLS connection to http://app.test:3000: "
            "[ssl: tlsv1 alert protocol version] tlsv1 alert protocol version",
        ),
    ],
)
def test_true_cause_is_found_behind_what_the_engine_says(
    wrap: Callable[[BaseException], BaseException],
    inner: BaseException,
    kind: FailureKind,
    message: str,
) -> None:
    failure = failure_of(wrap(inner), REQUEST)
    assert (failure.kind, failure.message) == (kind, message)
    assert failure.hint


@pytest.mark.parametrize("error", [httpx.ReadError(""), httpx.WriteError("")])
def test_connection_that_breaks_without_a_number_is_a_reset(error: httpx.NetworkError) -> None:
    assert failure_of(error, REQUEST).kind is FailureKind.RESET


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EADDRNOTAVAIL, "Cannot assign"), "[Errno 99] Cannot assign"),
        (OSError(), "OSError"),
    ],
)
def test_unknown_error_is_told_in_its_own_words(error: OSError, said: str) -> None:
    failure = failure_of(error, REQUEST)
    assert failure.kind is FailureKind.UNREACHABLE
    said = said.replace("99", str(error.errno))
    assert failure.message == f"cannot send to http://app.test:3000: {said}"


@pytest.mark.parametrize(
    ("phase", "kind"),
    [
        (Phase.CONNECTING, FailureKind.CONNECT_TIMEOUT),
        (Phase.HANDSHAKE, FailureKind.TLS_TIMEOUT),
        (Phase.SENDING, FailureKind.SEND_TIMEOUT),
        (Phase.WAITING, FailureKind.RESPONSE_TIMEOUT),
        (Phase.READING, FailureKind.READ_TIMEOUT),
    ],
)
def test_timeout_names_its_phase_and_its_limit(phase: Phase, kind: FailureKind) -> None:
    failure = timed_out(REQUEST, 2.5, phase)
    assert failure.kind is kind
    assert failure.message.endswith("http://app.test:3000 within 2.5 s")
    assert failure.hint


@pytest.mark.parametrize(
    ("inner", "kind", "message"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied"),
            FailureKind.UNREACHABLE,
            "cannot connect to the socket `/run/app.sock`: Permission denied",
        ),
        (
            NotADirectoryError(errno.ENOTDIR, "Not a directory"),
            FailureKind.REFUSED,
            "there is no socket `/run/app.sock`",
        ),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
            FailureKind.REFUSED,
            "connection refused by http://app.test:3000 on `/run/app.sock`",
        ),
    ],
)
def test_socket_that_takes_no_connection_is_named(
    inner: OSError, kind: FailureKind, message: str
) -> None:
    connection = Connection(unix_socket="/run/app.sock")
    failure = failure_of(_wrapped_by_cause(inner), REQUEST, Phase.CONNECTING, connection)
    assert (failure.kind, failure.message) == (kind, message)
    assert failure.hint
    assert "path" in failure.hint


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (Phase.HANDSHAKE, "during the TLS handshake"),
        (Phase.WAITING, "before it had answered"),
        (Phase.READING, "in the middle of its answer"),
    ],
)
def test_end_of_the_connection_names_its_phase(phase: Phase, said: str) -> None:
    failure = failure_of(_wrapped_by_cause(ConnectionResetError()), REQUEST, phase)
    assert failure.message == f"http://app.test:3000 closed the connection {said}"


def test_end_of_a_tls_connection_may_be_about_the_certificate() -> None:
    request = OutgoingRequest(b"POST", "https://app.test", b"/hook", ())
    failure = failure_of(_wrapped_by_cause(ConnectionResetError()), request)
    assert failure.kind is FailureKind.RESET
    assert failure.hint is not None
    assert "client certificate" in failure.hint


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((), b"abc"),
        (((b"content-length", b"3"),), b"abc"),
        (((b"Content-Length", b" 003 "),), b"abc"),
        (((b"Content-Length", b"0"),), b""),
        (((b"Content-Length", b"3"), (b"content-length", b"3")), b"abc"),
    ],
)
def test_content_length_that_fits_can_be_sent(headers: HeaderPairs, body: bytes) -> None:
    request = OutgoingRequest(b"POST", "http://app.test", b"/", headers, MemoryBody(body))
    assert unsendable(request) is None


@pytest.mark.parametrize("length", [b"", b"2", b"3,3", b"+3", b"0x3"])
def test_content_length_that_does_not_fit_cannot_be_sent(length: bytes) -> None:
    headers = ((b"Content-Length", length),)
    request = OutgoingRequest(b"POST", "http://app.test", b"/", headers, MemoryBody(b"abc"))
    failure = unsendable(request)
    assert failure is not None
    assert failure.kind is FailureKind.PROTOCOL


@pytest.mark.parametrize("target", [b"/caf\xc3\xa9", b"/caf\xe9?a=1", b"/a\x00b"])
def test_target_that_http_forbids_is_not_sent(target: bytes) -> None:
    request = OutgoingRequest(b"POST", "http://app.test:3000", target, ())
    failure = unsendable(request)
    assert failure is not None
    assert failure.kind is FailureKind.PROTOCOL
    assert failure.message.startswith("the path has bytes that HTTP does not allow there: /")
    assert failure.hint == "its sender must percent-encode them, like `/caf%C3%A9`"
