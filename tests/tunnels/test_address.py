import pytest

from webhookctl.tunnels._address import local_address


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1:8080"),
        ("0.0.0.0", "127.0.0.1:8080"),  # noqa: S104 - nothing listens
        ("", "127.0.0.1:8080"),
        ("::", "[::1]:8080"),
        ("::1", "[::1]:8080"),
        ("0:0:0:0:0:0:0:1", "[::1]:8080"),
        ("192.0.2.7", "192.0.2.7:8080"),
        ("2001:db8::7", "[2001:db8::7]:8080"),
        ("localhost", "localhost:8080"),
    ],
)
def test_a_listener_is_reached_where_it_listens(host: str, address: str) -> None:
    assert local_address(host, 8080) == address
