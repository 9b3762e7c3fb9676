"""TLS in memory, between two ends; over real connections it is in `test_tls`."""

import ssl
from pathlib import Path

import pytest

from tests.delivery.authority import Identity
from webhookctl.delivery.tls_layer import TlsLayer


class Server:
    """The other end, which is Python's own."""

    def __init__(self, folder: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Identity.self_signed().both_in(folder))
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.end = context.wrap_bio(self.incoming, self.outgoing, server_side=True)


def unchecked() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


@pytest.fixture
def layer() -> TlsLayer:
    return TlsLayer(unchecked(), "127.0.0.1")


def meet(layer: TlsLayer, server: Server) -> None:
    """Shake hands to the end, byte by byte on the way to the client."""
    while not layer.shake_hands():
        server.incoming.write(layer.pending())
        with pytest.raises(ssl.SSLWantReadError):
            server.end.do_handshake()
        for byte in server.outgoing.read():
            layer.receive(bytes((byte,)))
    server.incoming.write(layer.pending())
    server.end.do_handshake()


def test_bytes_arrive_in_both_directions(layer: TlsLayer, server: Server) -> None:
    meet(layer, server)
    data = bytes(range(256)) * 2000
    assert not layer.seal(memoryview(data))
    server.incoming.write(layer.pending())
    received = b""
    while len(received) < len(data):
        received += server.end.read(65536)
    assert received == data
    server.end.write(data)
    layer.receive(server.outgoing.read())
    assert layer.opened() == data
    assert layer.opened() == b""
    assert not layer.ended


def test_nothing_is_opened_of_half_a_record(layer: TlsLayer, server: Server) -> None:
    meet(layer, server)
    layer.receive(server.outgoing.read())
    layer.opened()  # tickets
    server.end.write(b"hello")
    record = server.outgoing.read()
    layer.receive(record[:10])
    assert layer.opened() == b""
    layer.receive(record[10:])
    assert layer.opened() == b"hello"


def test_what_was_said_before_the_end_is_opened(layer: TlsLayer, server: Server) -> None:
    meet(layer, server)
    server.end.write(b"bye")
    with pytest.raises(ssl.SSLWantReadError):
        server.end.unwrap()
    layer.receive(server.outgoing.read())
    assert layer.opened() == b"bye"
    assert layer.ended
    assert layer.error is None


def test_what_was_said_before_an_error_is_opened(layer: TlsLayer, server: Server) -> None:
    meet(layer, server)
    server.end.write(b"hello")
    layer.receive(server.outgoing.read() + b"GET / HTTP/1.1\r\n\r\n")
    assert layer.opened() == b"hello"
    assert layer.ended
    assert layer.error is not None


def test_nothing_is_sealed_before_the_hands_are_shaken(layer: TlsLayer) -> None:
    rest = layer.seal(memoryview(b"secret"))
    assert bytes(rest) == b"secret"
    assert b"secret" not in layer.pending()


def test_handshake_that_fails_leaves_an_alert(server: Server) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    layer = TlsLayer(context, "127.0.0.1")
    assert not layer.shake_hands()
    server.incoming.write(layer.pending())
    with pytest.raises(ssl.SSLWantReadError):
        server.end.do_handshake()
    layer.receive(server.outgoing.read())
    with pytest.raises(ssl.SSLCertVerificationError):
        layer.shake_hands()
    server.incoming.write(layer.pending())
    with pytest.raises(ssl.SSLError, match=r"(?i)alert"):
        server.end.do_handshake()


@pytest.mark.parametrize("host", ["", ".example.test", f"{'a' * 64}.test"])
def test_impossible_host_is_a_value_error(host: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever words
        TlsLayer(unchecked(), host)
