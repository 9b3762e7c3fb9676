import socket
from pathlib import Path

import pytest

from tests.delivery.authority import the_authority
from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.connect import check_connection

PLAIN = parse_url("http://app.test:3000/hook")
TLS = parse_url("https://app.test/hook")


def test_nothing_said_fits_every_url() -> None:
    check_connection(DIRECT, PLAIN)
    check_connection(DIRECT, TLS)


def test_good_files_fit_a_tls_url(tmp_path: Path) -> None:
    both = the_authority().both_in(tmp_path)
    check_connection(Connection(authorities=both, certificate=both), TLS)


@pytest.mark.parametrize(
    ("connection", "message", "hint"),
    [
        (
            Connection(key="me.key"),
            "`--key` alone shows nothing: it is the key of a certificate",
            "add the certificate with `--cert FILE`",
        ),
        (
            Connection(insecure=True, authorities="ca.pem"),
            "`--insecure` checks no certificate, `--cacert` says how to check it",
            "leave one of them out",
        ),
        (
            Connection(certificate="no-such-file.pem"),
            "cannot read the file `no-such-file.pem`: no such file or directory",
            "check the path after `--cert`",
        ),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_sent(
    connection: Connection, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        check_connection(connection, TLS)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("connection", "option"),
    [
        (Connection(insecure=True), "--insecure"),
        (Connection(authorities="ca.pem"), "--cacert"),
        (Connection(certificate="me.pem"), "--cert"),
    ],
)
def test_tls_options_mean_nothing_without_tls(connection: Connection, option: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_connection(connection, PLAIN)
    assert caught.value.message == (
        f"`{option}` is about TLS, and `http://app.test:3000/hook` has none"
    )
    assert caught.value.hint == f"send to `https://app.test:3000`, or leave `{option}` out"


@pytest.mark.skipif(hasattr(socket, "AF_UNIX"), reason="this system has Unix sockets")
def test_unix_socket_is_a_usage_error_where_there_are_none() -> None:
    with pytest.raises(UsageError, match="Python has no Unix sockets on this system"):
        check_connection(Connection(unix_socket="app.sock"), PLAIN)
