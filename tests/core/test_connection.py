import pytest

from webhookctl.core.connection import DIRECT, Connection


@pytest.mark.parametrize(
    ("connection", "option"),
    [
        (DIRECT, None),
        (Connection(unix_socket="/run/app.sock"), None),
        (Connection(insecure=True), "--insecure"),
        (Connection(authorities="ca.pem"), "--cacert"),
        (Connection(certificate="me.pem", key="me.key"), "--cert"),
        (Connection(key="me.key"), "--key"),
    ],
)
def test_option_about_tls_is_named(connection: Connection, option: str | None) -> None:
    assert connection.tls_option == option
