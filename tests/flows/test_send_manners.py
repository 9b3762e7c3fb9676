"""Events sent in a manner: what is signed, which attempts are cut, what is refused beforehand."""

import gzip
import hashlib
import hmac
from dataclasses import replace

import pytest

from tests.delivery.wire import OK, Received, Wire, answer
from tests.flows.test_send import SECRET, Clock, order, run
from webhookctl.core.manner import Manner
from webhookctl.core.model import FailureKind
from webhookctl.core.retry import End, RetryPolicy
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.send import prepare

TWO_MORE = RetryPolicy("p", "P", delays=(1.0, 1.0))


def compressed(event: str, data: bytes | None = None) -> Received:
    """What a receiver gets of an event that is sent with `--gzip`."""
    with Wire() as wire:
        one = order(event, to=parse_url(wire.url), data=data, gzip=True)
        run(one, RetryPolicy("p", "P"), Clock())
    (got,) = wire.received
    assert got.value("Content-Encoding") == b"gzip"
    return got


def test_signature_is_of_the_compressed_bytes() -> None:
    got = compressed("github.push")
    assert b"repository" in gzip.decompress(got.body)
    digest = hmac.new(SECRET.value, got.body, hashlib.sha256).hexdigest()
    assert got.value("X-Hub-Signature-256") == f"sha256={digest}".encode()


def test_signature_is_of_what_is_in_them_where_the_provider_signs_that() -> None:
    got = compressed("getstream.message.new", b'{"type":"message.new"}')
    digest = hmac.new(SECRET.value, b'{"type":"message.new"}', hashlib.sha256).hexdigest()
    assert got.value("X-Signature") == digest.encode()


@pytest.mark.parametrize(
    ("provider", "data"),
    [
        ("mailgun", b'{"event-data":{"event":"delivered","id":"evt1"}}'),
        ("vonage_sms_signature", b"msisdn=447700900001&text=hello"),
    ],
)
def test_signature_in_the_body_cannot_be_compressed(provider: str, data: bytes) -> None:
    plain = order(provider=provider, data=data)
    prepare(plain, Clock().world())
    one = replace(plain, gzip=True)
    with pytest.raises(UsageError) as caught:
        prepare(one, Clock().world())
    assert caught.value.message.startswith("this signature is made of fields of the body")


def test_body_is_not_compressed_twice() -> None:
    one = order("github.push", headers=((b"content-encoding", b"br"),), gzip=True)
    with pytest.raises(UsageError, match="`--gzip` and a Content-Encoding of your own"):
        prepare(one, Clock().world())


def test_attempts_after_the_cut_are_whole() -> None:
    with Wire([answer("500 Broken"), OK]) as wire:
        one = order("github.push", to=parse_url(wire.url), manner=Manner(cut=True))
        delivery, steps = run(one, TWO_MORE, Clock())
    cut, broken, taken = delivery.attempts
    assert cut.was_cut
    assert not cut.accepted
    assert broken.answer is not None
    assert taken.accepted
    assert steps[-1].end is End.ACCEPTED
    assert len(wire.received) == 2
    assert len({got.value("X-GitHub-Delivery") for got in wire.received}) == 1


def test_attempt_that_finds_nobody_leaves_the_cut_to_the_next() -> None:
    with Wire() as gone:
        url = parse_url(gone.url)
    delivery, _ = run(order("github.push", to=url, manner=Manner(cut=True)), TWO_MORE, Clock())
    assert [one.failure.kind for one in delivery.attempts if one.failure] == (
        [FailureKind.REFUSED] * 3
    )
    assert all(one.request.manner.cut for one in delivery.attempts)


def test_other_manners_are_those_of_every_attempt() -> None:
    with Wire([answer("500 Broken"), OK]) as wire:
        manner = Manner(chunked=True, cut=True)
        one = order("github.push", to=parse_url(wire.url), manner=manner)
        run(one, TWO_MORE, Clock())
    assert {got.value("Transfer-Encoding") for got in wire.received} == {b"chunked"}


def test_manner_that_does_not_fit_is_refused_before_anything_is_sent() -> None:
    one = order(data=b"", secret=None, manner=Manner(cut=True))
    with pytest.raises(UsageError, match="there is no body to cut or to slow down"):
        prepare(one, Clock().world())
