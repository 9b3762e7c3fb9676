"""Keys from a real TLS server, that stands in for the host that a request names."""

import os
import ssl
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.core.certificates import certificate, public_pem
from tests.delivery.authority import EXPIRED, Identity, the_authority
from tests.delivery.wire import Wire, answer
from webhookctl.core.connection import Connection
from webhookctl.core.key_source import KeySource
from webhookctl.core.model import Answer, Failure, FailureKind, OutgoingRequest
from webhookctl.core.secret import Secret
from webhookctl.delivery.client import Client, Exchange, Limits
from webhookctl.delivery.deliver import Engine
from webhookctl.flows.fetch import FRESH, LARGEST, MOST, TIMEOUT, KeyFinder, NoKey
from webhookctl.flows.world import World, real_world

BAD = {
    "other host": the_authority().sign("other.test"),
    "expired": the_authority().sign(days=EXPIRED),
    "self-signed": Identity.self_signed(),
}
SOURCE = KeySource("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1%2F.pem")
HOST = "sns.us-east-1.amazonaws.com"
NOW = 1_767_225_600.0
PEM = certificate("sns.amazonaws.com", 1, "sns.amazonaws.com", 1)
OTHER = certificate("sns.amazonaws.com", 2, "sns.amazonaws.com", 2)
KEY = Secret(SOURCE.url, PEM)


@dataclass
class Elsewhere:
    """Sends to a local server what is meant for another host; all else is the real client's."""

    client: Client
    origin: str

    async def exchange(self, request: OutgoingRequest, limits: Limits) -> Exchange:
        headers = ((b"Host", request.origin.partition("://")[2].encode()), *request.headers)
        return await self.client.exchange(
            replace(request, origin=self.origin, headers=headers), limits
        )


@dataclass
class Noting:
    """Notes what it is asked, and answers each time the same."""

    outcome: Answer | Failure
    asked: list[tuple[OutgoingRequest, Limits]] = field(default_factory=list)

    async def exchange(self, request: OutgoingRequest, limits: Limits) -> Exchange:
        self.asked.append((request, limits))
        return Exchange(self.outcome, 0.1)


OFFLINE = Failure(FailureKind.DNS, f"the host of https://{HOST} has no address")


def answering(body: bytes, status: int = 200) -> Noting:
    return Noting(Answer(status, "", "1.1", (), body, len(body)))


def world(now: float = NOW) -> World:
    return replace(real_world(), now=lambda: now)


def finder(folder: Path, engine: Engine, now: float = NOW) -> KeyFinder:
    @asynccontextmanager
    async def connect() -> AsyncIterator[Engine]:
        yield engine

    return KeyFinder(folder, world(now), connect)


@pytest.fixture
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the certificates of a test, beside that of the keys."""
    return tmp_path_factory.mktemp("tls")


def over_tls(folder: Path, wire: Wire, tls: Path) -> KeyFinder:
    @asynccontextmanager
    async def connect() -> AsyncIterator[Engine]:
        trusted = Connection(authorities=the_authority().certificate_in(tls))
        async with Client(world().monotonic, trusted) as client:
            yield Elsewhere(client, wire.url)

    return KeyFinder(folder, world(), connect)


def server(tls: Path, identity: Identity | None = None, answers: Sequence[bytes] = ()) -> Wire:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain((identity or the_authority().sign()).both_in(tls))
    return Wire(answers or (answer("200 OK", PEM),), tls=context)


def test_key_is_fetched_once_and_kept_for_later_runs(tmp_path: Path, tls: Path) -> None:
    folder = tmp_path / "cache" / "keys"
    with server(tls) as wire:
        first = over_tls(folder, wire, tls)
        assert [first(SOURCE), first(SOURCE)] == [KEY, KEY]
        assert over_tls(folder, wire, tls)(SOURCE) == KEY

    (got,) = wire.received
    assert got.line == b"GET /SimpleNotificationService-1%2F.pem HTTP/1.1"
    assert got.value("Host") == HOST.encode()
    assert got.body == b""
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == PEM
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (answer("302 Found", PEM, "Location: https://evil.test/"), f"{HOST} answers 302"),
        (answer("404 Not Found", PEM), f"{HOST} answers 404"),
        (answer("206 Partial Content", PEM), f"{HOST} answers 206"),
        (answer("200 OK", b"<html>sign in</html>"), f"what {HOST} answers is no certificate"),
        (answer("200 OK", public_pem(1)), f"what {HOST} answers is no certificate"),
        (answer("200 OK", PEM[:200]), f"what {HOST} answers is no certificate"),
        (answer("200 OK", PEM + b" " * LARGEST), "is larger than 65536 bytes"),
    ],
)
def test_only_a_whole_certificate_is_taken(
    tmp_path: Path, tls: Path, reply: bytes, cause: str
) -> None:
    with server(tls, answers=[reply]) as wire:
        found = over_tls(tmp_path / "keys", wire, tls)(SOURCE)

    assert isinstance(found, NoKey)
    assert found.cause.endswith(cause)
    assert len(wire.received) == 1
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("name", BAD)
def test_server_that_cannot_show_who_it_is_is_asked_nothing(
    tmp_path: Path, tls: Path, name: str
) -> None:
    with server(tls, BAD[name]) as wire:
        found = over_tls(tmp_path, wire, tls)(SOURCE)

    assert isinstance(found, NoKey)
    assert found.cause.startswith(f"the certificate of {wire.url} ")
    assert wire.received == []


def test_real_client_is_used_when_no_other_is_given(tmp_path: Path, tls: Path) -> None:
    with server(tls) as wire:  # by an authority that nobody trusts but these tests
        source = KeySource(f"https://127.0.0.1:{wire.port}/x.pem")
        found = KeyFinder(tmp_path, world())(source)

    assert isinstance(found, NoKey)
    assert found.cause.startswith(f"the certificate of {wire.url} is not trusted: ")


def test_provider_has_ten_seconds_and_64_kib(tmp_path: Path) -> None:
    engine = answering(PEM)
    finder(tmp_path, engine)(SOURCE)

    ((request, limits),) = engine.asked
    assert (request.method, request.url, request.body.size) == (b"GET", SOURCE.url, 0)
    assert (limits.response, limits.read, limits.kept) == (TIMEOUT, 64 * 1024, 64 * 1024)


def test_who_is_offline_is_told_so_and_asked_once(tmp_path: Path) -> None:
    engine = Noting(OFFLINE)
    find = finder(tmp_path, engine)

    assert find(SOURCE) == NoKey(f"the host of https://{HOST} has no address")
    assert find(SOURCE) == NoKey(OFFLINE.message)
    assert len(engine.asked) == 1


@pytest.mark.parametrize(("now", "asked"), [(NOW + FRESH - 1, 0), (NOW + FRESH, 1), (NOW - 1, 1)])
def test_kept_key_is_asked_for_again_when_it_is_old(tmp_path: Path, now: float, asked: int) -> None:
    finder(tmp_path, answering(PEM))(SOURCE)

    engine = answering(OTHER)
    found = finder(tmp_path, engine, now)(SOURCE)

    assert found == Secret(SOURCE.url, OTHER if asked else PEM)
    assert len(engine.asked) == asked


def test_old_kept_key_serves_who_is_offline(tmp_path: Path) -> None:
    finder(tmp_path, answering(PEM))(SOURCE)

    assert finder(tmp_path, Noting(OFFLINE), NOW + 10 * FRESH)(SOURCE) == KEY


@pytest.mark.parametrize("spoilt", [b"", b"garbage", PEM[:-200], PEM + b" " * LARGEST])
def test_kept_file_that_is_no_certificate_is_fetched_anew(tmp_path: Path, spoilt: bytes) -> None:
    finder(tmp_path, answering(PEM))(SOURCE)
    (place,) = tmp_path.iterdir()
    place.write_bytes(spoilt)
    os.utime(place, (NOW, NOW))

    assert finder(tmp_path, answering(OTHER))(SOURCE) == Secret(SOURCE.url, OTHER)
    assert place.read_bytes() == OTHER
    assert list(tmp_path.iterdir()) == [place]


def test_each_url_has_a_key_of_its_own(tmp_path: Path) -> None:
    other = KeySource("https://sns.us-east-1.amazonaws.com/another.pem")
    finder(tmp_path, answering(PEM))(SOURCE)

    assert finder(tmp_path, Noting(OFFLINE))(other) == NoKey(OFFLINE.message)


def test_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    in_the_way = tmp_path / "keys"
    in_the_way.write_bytes(b"a file")

    assert finder(in_the_way, answering(PEM))(SOURCE) == KEY
    assert in_the_way.read_bytes() == b"a file"


def test_requests_cannot_have_any_number_of_keys_fetched(tmp_path: Path) -> None:
    engine = answering(b"nothing")
    find = finder(tmp_path, engine)

    for number in range(MOST):
        find(KeySource(f"https://{HOST}/{number}.pem"))

    assert find(SOURCE) == NoKey("64 others were fetched in this run already")
    assert len(engine.asked) == MOST
