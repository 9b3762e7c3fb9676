"""TLS as it fails and as it stands, against servers with certificates of every kind."""

import socket
import ssl
from pathlib import Path
from threading import Thread

import pytest

from tests.delivery.authority import EXPIRED, NOT_YET, Identity, the_authority
from tests.delivery.exchanging import answer_to, exchange, failure_of, request
from tests.delivery.wire import Wire, hang
from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.model import Answer, FailureKind

pytestmark = pytest.mark.usefixtures("each_loop")


def server(identity: Identity, folder: Path, clients: Identity | None = None) -> ssl.SSLContext:
    """The TLS settings of a server; `clients` is whose certificates its clients must show."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity.both_in(folder))
    if clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=clients.pem.decode())
    return context


@pytest.fixture
def trusting(tmp_path: Path) -> Connection:
    return Connection(authorities=the_authority().certificate_in(tmp_path))


def test_trusted_certificate_is_accepted_and_the_connection_reused(
    tmp_path: Path, trusting: Connection
) -> None:
    with Wire(tls=server(the_authority().sign(), tmp_path)) as wire:
        done = exchange(request(wire.url), request(wire.url), connection=trusting)
    assert [one.outcome.status for one in done if isinstance(one.outcome, Answer)] == [200, 200]
    assert [got.connection for got in wire.received] == [1, 1]


NOT_IN_FILE = "neither it nor its authority is in `{}`: give the file that holds one of them"

BAD = {
    "self-signed": Identity.self_signed(),
    "expired": the_authority().sign(days=EXPIRED),
    "not yet valid": the_authority().sign(days=NOT_YET),
    "other host": the_authority().sign("example.test"),
    "unknown authority": Identity.authority("Another").sign(),
}


@pytest.mark.parametrize(
    ("name", "kind", "said", "hint"),
    [
        (
            "self-signed",
            FailureKind.TLS_SELF_SIGNED,
            "is self-signed",
            NOT_IN_FILE,
        ),
        ("expired", FailureKind.TLS_EXPIRED, "has expired", "renew the certificate"),
        (
            "not yet valid",
            FailureKind.TLS_NOT_YET_VALID,
            "is not valid yet",
            "check the clocks of both machines",
        ),
        (
            "other host",
            FailureKind.TLS_HOST_NAME,
            "is for another host name",
            "use the name that stands in the certificate",
        ),
        (
            "unknown authority",
            FailureKind.TLS_UNKNOWN_AUTHORITY,
            "is not trusted: unable to get local issuer certificate",
            NOT_IN_FILE,
        ),
    ],
)
def test_bad_certificate_is_a_failure_that_says_why(
    tmp_path: Path, trusting: Connection, name: str, kind: FailureKind, said: str, hint: str
) -> None:
    with Wire(tls=server(BAD[name], tmp_path)) as wire:
        failure = failure_of(request(wire.url), connection=trusting)
    assert failure.kind is kind
    assert failure.message == f"the certificate of {wire.url} {said}"
    told = hint.format(trusting.authorities)
    assert failure.hint == f"{told}, or check nothing with `--insecure`"
    assert wire.received == []


@pytest.mark.parametrize("name", BAD)
def test_bad_certificate_is_taken_when_nothing_is_checked(tmp_path: Path, name: str) -> None:
    with Wire(tls=server(BAD[name], tmp_path)) as wire:
        assert answer_to(request(wire.url), connection=Connection(insecure=True)).status == 200


@pytest.mark.parametrize("name", BAD)
def test_hint_names_no_option_where_there_is_none(tmp_path: Path, name: str) -> None:
    with Wire(tls=server(BAD[name], tmp_path)) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind.is_tls
    assert failure.hint
    assert "--" not in failure.hint


def test_self_signed_certificate_is_trusted_when_it_is_named(tmp_path: Path) -> None:
    identity = Identity.self_signed()
    connection = Connection(authorities=identity.certificate_in(tmp_path))
    with Wire(tls=server(identity, tmp_path)) as wire:
        assert answer_to(request(wire.url), connection=connection).status == 200


def test_certificate_of_an_unknown_authority_is_not_trusted_without_a_word(tmp_path: Path) -> None:
    with Wire(tls=server(the_authority().sign(), tmp_path)) as wire:
        failure = failure_of(request(wire.url), connection=DIRECT)
    assert failure.kind is FailureKind.TLS_UNKNOWN_AUTHORITY
    assert failure.hint == ("trust it with `--cacert FILE`, or check nothing with `--insecure`")


def test_authority_in_ssl_cert_file_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", the_authority().certificate_in(tmp_path))
    with Wire(tls=server(the_authority().sign(), tmp_path)) as wire:
        assert answer_to(request(wire.url)).status == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
class TestServerThatWantsAClientCertificate:
    def context(self, folder: Path, version: ssl.TLSVersion) -> ssl.SSLContext:
        context = server(the_authority().sign(), folder, clients=the_authority())
        context.minimum_version = context.maximum_version = version
        return context

    def test_takes_the_one_that_is_shown(self, tmp_path: Path, version: ssl.TLSVersion) -> None:
        client = the_authority().sign("client.test")
        connection = Connection(
            authorities=the_authority().certificate_in(tmp_path),
            certificate=client.certificate_in(tmp_path),
            key=client.key_in(tmp_path),
        )
        with Wire(tls=self.context(tmp_path, version)) as wire:
            assert answer_to(request(wire.url), connection=connection).status == 200

    def test_takes_the_one_whose_key_is_in_the_same_file(
        self, tmp_path: Path, version: ssl.TLSVersion
    ) -> None:
        both = the_authority().sign("client.test").both_in(tmp_path)
        with Wire(tls=self.context(tmp_path, version)) as wire:
            connection = Connection(insecure=True, certificate=both)
            assert answer_to(request(wire.url), connection=connection).status == 200

    def test_fails_without_one_and_names_the_option(
        self, tmp_path: Path, trusting: Connection, version: ssl.TLSVersion
    ) -> None:
        with Wire(tls=self.context(tmp_path, version)) as wire:
            failure = failure_of(request(wire.url), connection=trusting)
        assert failure.kind.is_tls
        assert failure.hint
        assert "`--cert FILE`" in failure.hint
        assert wire.received == []

    def test_refuses_one_of_a_stranger(self, tmp_path: Path, version: ssl.TLSVersion) -> None:
        stranger = Identity.authority("Stranger").sign("client.test").both_in(tmp_path)
        with Wire(tls=self.context(tmp_path, version)) as wire:
            connection = Connection(insecure=True, certificate=stranger)
            failure = failure_of(request(wire.url), connection=connection)
        assert failure.kind is FailureKind.TLS_CLIENT_CERTIFICATE
        assert failure.message == f"{wire.url} does not accept the client certificate: unknown ca"


def test_missing_client_certificate_is_named_by_tls_1_3(
    tmp_path: Path, trusting: Connection
) -> None:
    with Wire(tls=server(the_authority().sign(), tmp_path, clients=the_authority())) as wire:
        failure = failure_of(request(wire.url), connection=trusting)
    assert failure.kind is FailureKind.TLS_CLIENT_CERTIFICATE
    assert failure.message == f"{wire.url} wants a client certificate"


def test_plain_port_behind_https_is_a_tls_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_plain() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                hang(connection)

        thread = Thread(target=answer_in_plain, daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        failure = failure_of(request(url))
        thread.join(5)
    assert failure.kind is FailureKind.TLS
    assert failure.message == f"no TLS connection to {url}: wrong version number"
    assert failure.hint == "is it a plain HTTP port? then use `http://`"


def test_port_that_hangs_up_on_the_handshake_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)

        thread = Thread(target=hang_up, daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        failure = failure_of(request(url))
        thread.join(5)
    assert failure.kind is FailureKind.RESET
    assert failure.message == f"{url} closed the connection during the TLS handshake"


def test_tls_port_behind_http_is_not_http(tmp_path: Path) -> None:
    with Wire(tls=server(the_authority().sign(), tmp_path)) as wire:
        failure = failure_of(request(wire.url.replace("https", "http")))
    assert failure.kind in {FailureKind.PROTOCOL, FailureKind.RESET}
