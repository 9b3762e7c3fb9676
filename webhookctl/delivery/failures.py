"""Errors of the network and of the HTTP engine, told as values: cause, words, next step."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator

import httpx

from webhookctl.core.headers import every
from webhookctl.core.model import Failure, FailureKind, OutgoingRequest

_UNREACHABLE = frozenset(
    getattr(errno, prefix + name)
    for name in ("EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN")
    for prefix in ("", "WSA")  # Windows has numbers of its own for sockets
    if hasattr(errno, prefix + name)
)
_BEYOND_ASCII = re.compile(rb"[^\x21-\x7e]")
_OPENSSL_SELF_SIGNED = frozenset({18, 19})  # X509_V_ERR_(DEPTH_ZERO_)SELF_SIGNED_CERT(_IN_CHAIN)
_OPENSSL_EXPIRED = 10
_OPENSSL_NOT_YET_VALID = 9
_OPENSSL_HOSTNAME = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH


def failure_of(error: BaseException, request: OutgoingRequest) -> Failure:
    """Return why `request` got no answer, from what the engine raised.

    The engine wraps the errors of the system in its own, which all say the same; the true one is
    looked for behind them.
    """
    causes = tuple(_causes(error))
    for translate in (_tls, _dns, _system, _engine):
        for cause in causes:
            if failure := translate(cause, request):
                return failure
    return Failure(
        FailureKind.UNREACHABLE,
        f"cannot send to {request.origin}: {str(error) or type(error).__name__}",
        hint="check the URL and the network",
    )


def timed_out(request: OutgoingRequest, limit: float, *, connecting: bool) -> Failure:
    """Return the failure of an attempt that had no (whole) answer after `limit` seconds."""
    if connecting:
        return Failure(
            FailureKind.CONNECT_TIMEOUT,
            f"no connection to {request.origin} within {limit:g} s",
            hint="check the host, the port and firewalls in between",
        )
    return Failure(
        FailureKind.RESPONSE_TIMEOUT,
        f"no complete answer from {request.origin} within {limit:g} s",
        hint="answer first and do the work afterwards, or give it longer with `--timeout`",
    )


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


def _tls(cause: BaseException, request: OutgoingRequest) -> Failure | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        message, hint = _certificate(cause, request)
        return Failure(FailureKind.TLS, message, hint)
    if isinstance(cause, ssl.SSLError):
        return Failure(
            FailureKind.TLS,
            f"no TLS connection to {request.origin}: {_openssl_words(cause)}",
            hint="is it a plain HTTP port? then use `http://`",
        )
    return None


def _certificate(error: ssl.SSLCertVerificationError, request: OutgoingRequest) -> tuple[str, str]:
    trust = "trust its authority by the environment variable SSL_CERT_FILE=PATH"
    if error.verify_code in _OPENSSL_SELF_SIGNED:
        return f"the certificate of {request.origin} is self-signed", trust
    if error.verify_code == _OPENSSL_EXPIRED:
        return f"the certificate of {request.origin} has expired", "renew the certificate"
    if error.verify_code == _OPENSSL_NOT_YET_VALID:
        return (
            f"the certificate of {request.origin} is not valid yet",
            "check the clocks of both machines",
        )
    if error.verify_code in _OPENSSL_HOSTNAME:
        return (
            f"the certificate of {request.origin} is for another host name",
            "use the name that stands in the certificate",
        )
    return f"the certificate of {request.origin} is not trusted: {error.verify_message}", trust


def _openssl_words(error: ssl.SSLError) -> str:
    return (getattr(error, "reason", None) or str(error)).replace("_", " ").lower()


def _dns(cause: BaseException, request: OutgoingRequest) -> Failure | None:
    if isinstance(cause, socket.gaierror | UnicodeError):
        return Failure(
            FailureKind.DNS,
            f"the host of {request.origin} has no address",
            hint="check the spelling of the host name and the network",
        )
    return None


def _system(cause: BaseException, request: OutgoingRequest) -> Failure | None:
    if not isinstance(cause, OSError) or cause.errno is None:
        return None
    if isinstance(cause, ConnectionRefusedError):
        return Failure(
            FailureKind.REFUSED,
            f"connection refused by {request.origin}",
            hint="nothing listens there: start the app, or check the port",
        )
    if isinstance(cause, ConnectionError):
        return _closed(request)
    if isinstance(cause, TimeoutError):
        return Failure(
            FailureKind.CONNECT_TIMEOUT,
            f"no connection to {request.origin}: the system gave up",
            hint="check the host, the port and firewalls in between",
        )
    if cause.errno in _UNREACHABLE:
        return Failure(
            FailureKind.UNREACHABLE,
            f"there is no way to {request.origin}: {cause.strerror}",
            hint="check the address and the network",
        )
    return None


def _engine(cause: BaseException, request: OutgoingRequest) -> Failure | None:
    if isinstance(cause, httpx.LocalProtocolError):
        return Failure(
            FailureKind.PROTOCOL,
            f"the request cannot be sent over HTTP: {cause}",
            hint="line breaks, NUL and spaces around names are not allowed in headers",
        )
    if isinstance(cause, httpx.RemoteProtocolError):
        if "disconnected" in str(cause) or "peer closed" in str(cause):
            return _closed(request)
        return Failure(
            FailureKind.PROTOCOL,
            f"what {request.origin} answered is not HTTP: {cause}",
            hint="check that an HTTP server listens there, and `http://` against `https://`",
        )
    if isinstance(cause, httpx.ReadError | httpx.WriteError):
        return _closed(request)
    return None


def _closed(request: OutgoingRequest) -> Failure:
    return Failure(
        FailureKind.RESET,
        f"{request.origin} closed the connection before it had answered",
        hint="the app may have crashed: look at its own log",
    )
