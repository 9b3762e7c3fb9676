"""Requests that hold the secret are neither kept nor printed with it."""

from base64 import b64encode

import pytest

from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Answer, Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.core.secret import Secret
from webhookctl.core.withheld import attempt_withheld, carries, withheld

SECRET = Secret("env:A", b"user:hunter2")
HOST = ((b"Host", b"a"),)
PLAIN = OutgoingRequest(b"POST", "http://a", b"/", HOST, MemoryBody(b'{"note":"user:hunter2"}'))


def request(headers: HeaderPairs = (), body: bytes | None = None) -> OutgoingRequest:
    content = PLAIN.body if body is None else MemoryBody(body)
    return OutgoingRequest(b"POST", "http://a", b"/", HOST + headers, content)


@pytest.mark.parametrize("value", [SECRET.value, b"Basic " + b64encode(SECRET.value)])
def test_header_that_holds_the_secret_loses_its_value(value: bytes) -> None:
    signed = request(((b"X-Token", value),))
    assert carries(request(((b"X-Token", value),), b"{}"), SECRET)
    kept = withheld(signed, signed, PLAIN, SECRET)
    assert kept.headers == (*HOST, (b"X-Token", b"[the secret]"))
    assert kept.body == PLAIN.body


def test_tampered_header_may_be_close_to_the_secret() -> None:
    signed = request(((b"X-Token", SECRET.value),))
    forged = request(((b"x-token", SECRET.value[:-1]),))
    assert withheld(forged, signed, PLAIN, SECRET).headers[1] == (b"x-token", b"[the secret]")


def test_body_that_holds_the_secret_is_the_plain_one() -> None:
    signed = request(((b"Content-Length", b"60"),), b'{"note":"","passcode":"user:hunter2"}')
    assert carries(signed, SECRET)
    kept = withheld(signed, signed, PLAIN, SECRET)
    assert kept.body.read() == PLAIN.body.read()
    assert kept.headers[1] == (b"Content-Length", b"23")


def test_signature_is_no_secret() -> None:
    signed = request(((b"X-Signature", b"ab12"),))
    assert not carries(request(((b"X-Signature", b"ab12"),), b"{}"), SECRET)
    assert withheld(signed, signed, PLAIN, SECRET) == signed


def test_header_that_holds_it_by_chance_is_the_users_own() -> None:
    plain = request(((b"X-Own", SECRET.value),))
    signed = request(((b"X-Own", SECRET.value), (b"X-Signature", b"ab12")))
    assert withheld(signed, signed, plain, SECRET) == signed


def test_answer_that_echoes_the_secret_loses_it() -> None:
    encoded = b64encode(SECRET.value)
    echo = Answer(200, "OK", "1.1", ((b"X-Echo", b"a " + SECRET.value),), b"<" + encoded + b">", 18)
    signed = request(((b"X-Token", SECRET.value),), b"{}")
    shown = withheld(signed, signed, PLAIN, SECRET)
    kept = attempt_withheld(Attempt(1, signed, 0.0, 0.0, answer=echo), shown, SECRET)
    assert kept.request is shown
    assert kept.answer is not None
    assert kept.answer.headers == ((b"X-Echo", b"a [the secret]"),)
    assert (kept.answer.body, kept.answer.body_size) == (b"<[the secret]>", 14)


def test_attempt_without_an_answer_has_nothing_to_lose() -> None:
    failed = Attempt(1, PLAIN, 0.0, 0.0, failure=Failure(FailureKind.REFUSED, "refused"))
    assert attempt_withheld(failed, PLAIN, SECRET) == failed
