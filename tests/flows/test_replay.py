"""Captures of a real store sent again to a server that keeps every byte."""

import asyncio
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.delivery.wire import Wire, answer
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest, DeliveryKind, Recognition
from webhookctl.core.ports import Store
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.history import open_store
from webhookctl.flows.ledger import Ledger
from webhookctl.flows.replay import (
    Replay,
    Replayed,
    Resigning,
    find_captures,
    replay_all,
    replay_policy,
)
from webhookctl.flows.world import World, real_world

BODY = b'{"price": 1.0, "name": "\xc3\xa9"}\x00\xff'
SECRET = Secret("env:TEST", b"very secret")
OLD = (b"Stripe-Signature", b"t=1,v1=00")


def capture(number: int, *headers: tuple[bytes, bytes], seen: Recognition | None = None) -> Capture:
    request = CapturedRequest(
        method=b"PUT",
        target=b"/hook%%2F//../x?n=%d" % number,
        http_version="1.1",
        headers=((b"Host", b"public.test"), (b"X-TWICE", b"1"), (b"x-twice", b""), *headers),
        body=MemoryBody(BODY),
        peer="192.0.2.7:4711",
        started_at=1.0,
        received_at=2.0,
    )
    return Capture(f"000000000000000{number}", request, seen or Recognition())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "store.sqlite3", create=True)
    yield store
    store.close()


def world(now: float = 1_767_225_600.0) -> World:
    return replace(real_world(), now=lambda: now)


def run(how: Replay, store: Store, *captures: Capture) -> list[Replayed]:
    for one in captures:
        store.add(one)

    async def collect() -> list[Replayed]:
        ledger = Ledger(lambda: store, lambda error: pytest.fail(str(error)))
        ids = [one.id for one in captures]
        return [one async for one in replay_all(how, ids, store, ledger, world())]

    return asyncio.run(collect())


def test_same_bytes_arrive_in_the_order_asked_for(store: Store) -> None:
    with Wire() as wire:
        how = Replay(parse_url(f"{wire.url}/base"), replay_policy())
        done = run(how, store, capture(2), capture(1))
    assert [got.target for got in wire.received] == [
        b"/base/hook%2F//../x?n=2",
        b"/base/hook%2F//../x?n=1",
    ]
    for got in wire.received:
        assert got.line.startswith(b"PUT ")
        assert got.body == BODY
        assert got.fields == (
            b"Host: 127.0.0.1:%d" % wire.port,
            b"X-TWICE: 1",
            b"x-twice: ",
            b"Content-Length: %d" % len(BODY),
        )
    assert [one.delivery.accepted for one in done] == [True, True]


def test_attempt_is_recorded_with_its_capture(store: Store) -> None:
    seen = Recognition("stripe", "stripe", "charge.succeeded", "evt_1")
    with Wire([answer("503 Busy", b"later")]) as wire:
        (done,) = run(Replay(parse_url(wire.url), replay_policy()), store, capture(1, seen=seen))
    (kept,) = store.deliveries(done.capture.id)
    assert kept.id == done.delivery.id
    assert (kept.kind, kept.provider, kept.event) == (
        DeliveryKind.REPLAY,
        "stripe",
        "charge.succeeded",
    )
    assert kept.target_url == f"{wire.url}/hook%2F//../x?n=1"
    (attempt,) = kept.attempts
    assert attempt.answer is not None
    assert (attempt.answer.status, attempt.answer.body, attempt.accepted) == (503, b"later", False)


def test_expectation_decides_what_is_accepted(store: Store) -> None:
    with Wire([answer("404 Gone"), answer("200 OK")]) as wire:
        how = Replay(parse_url(wire.url), replay_policy(((404, 404),)))
        done = run(how, store, capture(1), capture(2))
    assert [one.delivery.accepted for one in done] == [True, False]


def test_redirect_is_an_answer(store: Store) -> None:
    with Wire([answer("307 Elsewhere", b"", "Location: /x")]) as wire:
        (done,) = run(Replay(parse_url(wire.url), replay_policy()), store, capture(1))
    assert len(wire.received) == 1
    assert not done.delivery.accepted


def _signature(moment: int) -> bytes:
    digest = hmac.new(SECRET.value, b"%d.%b" % (moment, BODY), hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}".encode()


@pytest.mark.parametrize(
    ("provider", "seen"),
    [
        (None, Recognition("stripe", "stripe")),
        ("stripe", None),
        ("stripe", Recognition("github", "github_sha256")),
    ],
)
def test_resigned_request_has_a_fresh_signature_and_the_same_rest(
    store: Store, provider: str | None, seen: Recognition | None
) -> None:
    with Wire() as wire:
        how = Replay(parse_url(wire.url), replay_policy(), Resigning(SECRET, provider))
        run(how, store, capture(1, OLD, (b"X-After", b"2"), seen=seen))
    (got,) = wire.received
    assert got.body == BODY
    assert got.fields[1:] == (
        b"X-TWICE: 1",
        b"x-twice: ",
        b"Stripe-Signature: " + _signature(1_767_225_600),
        b"X-After: 2",
        b"Content-Length: %d" % len(BODY),
    )


def test_resigning_keeps_the_id_and_the_scheme_of_the_capture(store: Store) -> None:
    seen = Recognition("github", "github_sha1", "push", "delivery-1")
    with Wire() as wire:
        how = Replay(parse_url(wire.url), replay_policy(), Resigning(SECRET))
        run(how, store, capture(1, (b"X-GitHub-Delivery", b"delivery-1"), seen=seen))
    (got,) = wire.received
    digest = hmac.new(SECRET.value, BODY, hashlib.sha1).hexdigest().encode()
    assert got.value("X-Hub-Signature") == b"sha1=" + digest
    assert got.value("X-GitHub-Delivery") == b"delivery-1"
    assert not any(name == b"X-Hub-Signature-256" for name, _ in got.headers)


def test_resigning_what_nobody_knows_is_refused(store: Store) -> None:
    how = Replay(parse_url("http://127.0.0.1:9"), replay_policy(), Resigning(SECRET))
    with pytest.raises(UsageError) as caught:
        run(how, store, capture(1))
    assert caught.value.message == "nobody knows whose signature 0000000000000001 had"
    assert caught.value.hint == "say it with `--provider NAME`"


@pytest.mark.parametrize(
    ("resigning", "message", "hint"),
    [
        (
            Resigning(SECRET, "docker_hub"),
            "Docker Hub webhooks are not signed: there is nothing to sign",
            "keep the URL secret, and ask the provider's API before acting on an event",
        ),
        (
            Resigning(SECRET, "stripe", {"webhook_id": "1"}),
            "`webhook_id` is no parameter of Stripe webhooks",
            "leave it out: the secret is all that signs",
        ),
    ],
)
def test_what_cannot_be_signed_is_not_sent(
    store: Store, resigning: Resigning, message: str, hint: str
) -> None:
    with Wire() as wire, pytest.raises(UsageError) as caught:
        run(Replay(parse_url(wire.url), replay_policy(), resigning), store, capture(1))

    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert wire.received == []


def test_references_are_resolved_before_anything_is_sent(store: Store) -> None:
    for number in (1, 2):
        store.add(capture(number))
    assert find_captures(store, ["last", "0000000000000001", "last~1"]) == (
        "0000000000000002",
        "0000000000000001",
        "0000000000000001",
    )
    with pytest.raises(UsageError):
        find_captures(store, ["last", "zzzz"])
