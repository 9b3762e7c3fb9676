"""Alerts differ by the version of OpenSSL on the other side; certificates are in `test_tls`."""

import ssl

import pytest

from webhookctl.core.connection import DIRECT
from webhookctl.core.model import FailureKind
from webhookctl.delivery.receiver import Receiver
from webhookctl.delivery.tls_failures import tls_failure, words_of

RECEIVER = Receiver("https://app.test", DIRECT)
WANTS_ONE = "give one that the server trusts with `--cert FILE`, and its key with `--key FILE`"


def error(reason: str) -> ssl.SSLError:
    made = ssl.SSLError(1, f"[SSL: {reason}] (_ssl.c:1)")
    made.reason = reason
    return made


@pytest.mark.parametrize(
    ("reason", "kind", "message", "hint"),
    [
        (
            "TLSV13_ALERT_CERTIFICATE_REQUIRED",
            FailureKind.TLS_CLIENT_CERTIFICATE,
            "https://app.test wants a client certificate",
            WANTS_ONE,
        ),
        (
            "SSLV3_ALERT_BAD_CERTIFICATE",
            FailureKind.TLS_CLIENT_CERTIFICATE,
            "https://app.test does not accept the client certificate: bad certificate",
            WANTS_ONE,
        ),
        (
            "SSLV3_ALERT_CERTIFICATE_EXPIRED",
            FailureKind.TLS_CLIENT_CERTIFICATE,
            "https://app.test does not accept the client certificate: certificate expired",
            WANTS_ONE,
        ),
        (
            "TLSV1_ALERT_PROTOCOL_VERSION",
            FailureKind.TLS,
            "no TLS connection to https://app.test: tlsv1 alert protocol version",
            "it must speak TLS 1.2 or later",
        ),
        (
            "UNSUPPORTED_PROTOCOL",
            FailureKind.TLS,
            "no TLS connection to https://app.test: unsupported protocol",
            "it must speak TLS 1.2 or later",
        ),
        (
            "SSLV3_ALERT_HANDSHAKE_FAILURE",
            FailureKind.TLS,
            "no TLS connection to https://app.test: sslv3 alert handshake failure",
            "it may want a client certificate: give one with `--cert FILE`",
        ),
        (
            "WRONG_VERSION_NUMBER",
            FailureKind.TLS,
            "no TLS connection to https://app.test: wrong version number",
            "is it a plain HTTP port? then use `http://`",
        ),
    ],
)
def test_alert_is_named_with_what_helps(
    reason: str, kind: FailureKind, message: str, hint: str
) -> None:
    failure = tls_failure(error(reason), RECEIVER)
    assert failure is not None
    assert (failure.kind, failure.message, failure.hint) == (kind, message, hint)


@pytest.mark.parametrize(
    "reason", ["TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_HANDSHAKE_FAILURE"]
)
def test_no_option_is_named_where_there_is_none(reason: str) -> None:
    failure = tls_failure(error(reason), Receiver("https://app.test"))
    assert failure is not None
    assert failure.hint
    assert "--" not in failure.hint


@pytest.mark.parametrize("other", [ssl.SSLEOFError(8, "EOF"), OSError(), ValueError()])
def test_other_errors_are_left_to_others(other: BaseException) -> None:
    assert tls_failure(other, RECEIVER) is None


def test_error_without_a_reason_is_told_in_its_own_words() -> None:
    assert words_of(ssl.SSLError(1, "Something_Odd")) == "something odd"
