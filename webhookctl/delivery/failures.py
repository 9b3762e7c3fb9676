"""Errors of the network and of the HTTP engine, told as values: cause, words, next step."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator

import httpx

from webhookctl.core.connection import Connection
from webhookctl.core.headers import every
from webhookctl.core.model import Failure, FailureKind, OutgoingRequest
from webhookctl.delivery.phase import Phase
from webhookctl.delivery.receiver import Receiver, receiver_of
from webhookctl.delivery.tls_failures import tls_failure

_UNREACHABLE = frozenset(
    getattr(errno, prefix + name)
    for name in ("EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN")
    for prefix in ("", "WSA")  # Windows has numbers of its own for sockets
    if hasattr(errno, prefix + name)
)
_BEYOND_ASCII = re.compile(rb"[^\x21-\x7e]")
_START = "nothing listens there: start the app, or check the"


def failure_of(
    error: BaseException,
    request: OutgoingRequest,
    phase: Phase = Phase.WAITING,
    connection: Connection | None = None,
) -> Failure:
    """Return why `request` got no answer, from what the engine raised in which phase.

    The engine wraps the errors of the system in its own, which all say the same; the true one is
    looked for behind them. Hints name options of the connection only where there is one.
    """
    receiver = receiver_of(request, connection)
    causes = tuple(_causes(error))
    for translate in (tls_failure, _dns, _system, _engine):
        for cause in causes:
            if failure := translate(cause, receiver):
                return failure
    if any(map(_is_the_end, causes)):
        return _closed(receiver, phase)
    return Failure(
        FailureKind.UNREACHABLE,
        f"cannot send to {receiver}: {str(error) or type(error).__name__}",
        hint="check the path of the socket" if receiver.socket else "check the URL and the network",
    )


def timed_out(
    request: OutgoingRequest, limit: float, phase: Phase, connection: Connection | None = None
) -> Failure:
    """Return the failure of an attempt whose time of `limit` seconds was up in a phase."""
    receiver = receiver_of(request, connection)
    kind, message, hint = _TIMEOUTS[phase]
    if kind in _OF_THE_ANSWER:
        hint = receiver.or_option(hint, "give it longer with `--timeout`")
    return Failure(kind, f"{message.format(receiver)} within {limit:g} s", hint)


_TIMEOUTS = {
    Phase.CONNECTING: (
        FailureKind.CONNECT_TIMEOUT,
        "no connection to {}",
        "check the host, the port and firewalls in between",
    ),
    Phase.HANDSHAKE: (
        FailureKind.TLS_TIMEOUT,
        "no end of the TLS handshake with {}",
        "is it a plain HTTP port? then use `http://`",
    ),
    Phase.SENDING: (
        FailureKind.SEND_TIMEOUT,
        "the request was not taken by {}",
        "the app does not read the body: look at its own log",
    ),
    Phase.WAITING: (
        FailureKind.RESPONSE_TIMEOUT,
        "no answer from {}",
        "answer first and do the work afterwards",
    ),
    Phase.READING: (
        FailureKind.READ_TIMEOUT,
        "no end of the answer from {}",
        "end the answer first and do the work afterwards",
    ),
}
"""What is said about the time being up in a phase, and what may be done."""

_OF_THE_ANSWER = frozenset({FailureKind.RESPONSE_TIMEOUT, FailureKind.READ_TIMEOUT})


def unsendable(request: OutgoingRequest) -> Failure | None:
    """Return the failure of a request that the engine cannot send as it is.

    Its Content-Length is not that of its body, or its target has bytes beyond ASCII, which RFC 9112
    section 3.2 does not allow and some senders send all the same.
    """
    if _BEYOND_ASCII.search(request.target):
        target = request.target.decode("latin-1")
        return Failure(
            FailureKind.PROTOCOL,
            f"the path has bytes that HTTP does not allow there: {target}",
            hint="its sender must percent-encode them, like `/caf%C3%A9`",
        )
    size = b"%d" % request.body.size
    for value in every(request.headers, "content-length"):
        if value.strip(b" \t").lstrip(b"0") != size.lstrip(b"0"):
            said = value.decode("latin-1")
            return Failure(
                FailureKind.PROTOCOL,
                f"the body has {request.body.size} bytes but Content-Length says `{said}`",
                hint="leave the header out: it is made from the body",
            )
    return None


def cut_off(request: OutgoingRequest, sent: int) -> Failure:
    """Return how an attempt ended that was cut off after `sent` bytes, as it was wanted."""
    size = request.body.size
    return Failure(FailureKind.CUT, f"cut off as asked, after {sent} of {size} bytes of the body")


def too_large(request: OutgoingRequest, limit: int) -> Failure:
    """Return the failure of an attempt whose answer did not end within `limit` bytes."""
    return Failure(
        FailureKind.PROTOCOL,
        f"the answer of {request.origin} is larger than {limit} bytes",
        hint="a webhook is answered with a short body or none",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that stand behind it, groups included."""
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _causes(inner)
    yield from _causes(error.__cause__ or error.__context__)


def _dns(cause: BaseException, receiver: Receiver) -> Failure | None:
    if isinstance(cause, socket.gaierror | UnicodeError):
        return Failure(
            FailureKind.DNS,
            f"the host of {receiver} has no address",
            hint="check the spelling of the host name and the network",
        )
    return None


def _system(cause: BaseException, receiver: Receiver) -> Failure | None:
    if not isinstance(cause, OSError) or cause.errno is None:
        return None
    if isinstance(cause, ConnectionRefusedError):
        return Failure(
            FailureKind.REFUSED,
            f"connection refused by {receiver}",
            hint=f"{_START} {'path' if receiver.socket else 'port'}",
        )
    if isinstance(cause, TimeoutError):
        return Failure(
            FailureKind.CONNECT_TIMEOUT,
            f"no connection to {receiver}: the system gave up",
            hint="check the host, the port and firewalls in between",
        )
    return _no_way(cause, receiver)


def _no_way(cause: OSError, receiver: Receiver) -> Failure | None:
    if receiver.socket is not None:
        return _no_socket(cause, receiver.socket)
    if cause.errno not in _UNREACHABLE:
        return None
    return Failure(
        FailureKind.UNREACHABLE,
        f"there is no way to {receiver}: {cause.strerror}",
        hint="check the address and the network",
    )


def _no_socket(cause: OSError, path: str) -> Failure:
    if isinstance(cause, FileNotFoundError | NotADirectoryError):
        said, hint = f"there is no socket `{path}`", f"{_START} path"
        return Failure(FailureKind.REFUSED, said, hint)
    return Failure(
        FailureKind.UNREACHABLE,
        f"cannot connect to the socket `{path}`: {cause.strerror}",
        hint="check its path and its permissions",
    )


def _engine(cause: BaseException, receiver: Receiver) -> Failure | None:
    if isinstance(cause, httpx.LocalProtocolError):
        return Failure(
            FailureKind.PROTOCOL,
            f"the request cannot be sent over HTTP: {cause}",
            hint="line breaks, NUL and spaces around names are not allowed in headers",
        )
    if isinstance(cause, httpx.RemoteProtocolError):
        return Failure(
            FailureKind.PROTOCOL,
            f"what {receiver} answered is not HTTP: {cause}",
            hint="check that an HTTP server listens there, and `http://` against `https://`",
        )
    return None


def _is_the_end(cause: BaseException) -> bool:
    """Whether an error says no more than that the connection is gone."""
    gone = ConnectionError | ssl.SSLEOFError | httpx.ReadError | httpx.WriteError
    return isinstance(cause, gone)


def _closed(receiver: Receiver, phase: Phase) -> Failure:
    when, hint = "before it had answered", "the app may have crashed: look at its own log"
    if phase is Phase.HANDSHAKE:
        when = "during the TLS handshake"
        hint = "is it a plain HTTP port? then use `http://`"
    elif phase is Phase.READING:
        when = "in the middle of its answer"
    elif receiver.origin.startswith("https:"):  # TLS 1.3 judges a client after the handshake
        hint = "the app may have crashed, or not take the client certificate: look at its own log"
    return Failure(FailureKind.RESET, f"{receiver} closed the connection {when}", hint)
