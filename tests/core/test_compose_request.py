"""Events become requests: headers, signatures, framing. The oracle is `hmac` by hand."""

import hashlib
import hmac
from dataclasses import replace

import pytest

from tests.core.composing import IN_BODY, SECRET, URL, Signer, UrlSigner, Wrapper, scheme
from webhookctl import __version__
from webhookctl.core.body import MemoryBody
from webhookctl.core.compose import (
    Signing,
    compose,
    parse_headers,
    resign,
)
from webhookctl.core.event import Event
from webhookctl.core.headers import every, first
from webhookctl.core.locate import InJson
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.errors import UsageError

EVENT = Event("inbody", "t", "msg_1", b'{"a":1}', ((b"Content-Type", b"application/json"),))
SIGNING = Signing(IN_BODY.schemes[0], SECRET)


def _digest(id_: bytes, moment: bytes, body: bytes) -> bytes:
    text = id_ + b"." + moment + b"." + body
    return hmac.new(b"very secret", text, hashlib.sha256).hexdigest().encode()


def test_request_is_dressed_signed_and_framed() -> None:
    assert compose(EVENT, URL, SIGNING, 1_767_225_600.9) == OutgoingRequest(
        b"POST",
        "http://app.test:3000",
        b"/hook?a=1",
        (
            (b"Host", b"app.test:3000"),
            (b"Content-Type", b"application/json"),
            (b"User-Agent", b"webhookctl/" + __version__.encode()),
            (b"X-Time", b"1767225600"),
            (b"X-Signature", _digest(b"msg_1", b"1767225600", b'{"a":1}')),
            (b"Content-Length", b"7"),
        ),
        MemoryBody(b'{"a":1}'),
    )


def test_each_attempt_has_the_same_id_and_a_fresh_signature() -> None:
    one, two = (compose(EVENT, URL, SIGNING, moment) for moment in (1000.0, 1005.0))
    assert first(one.headers, "x-signature") == _digest(b"msg_1", b"1000", b'{"a":1}')
    assert first(two.headers, "x-signature") == _digest(b"msg_1", b"1005", b'{"a":1}')


def test_what_a_signature_puts_into_the_url_is_sent() -> None:
    signing = Signing(scheme(UrlSigner(), InJson("type")), SECRET)
    request = compose(EVENT, URL, signing, 0.0)
    again = resign(replace(request, body=MemoryBody(b"longer")), signing, 0.0)

    assert request.url == "http://app.test:3000/hook?a=1&size=7"
    assert again.url == "http://app.test:3000/hook?a=1&size=6"


def test_user_agent_of_the_provider_stays() -> None:
    event = Event("p", "t", "1", b"", ((b"user-AGENT", b"Hookshot"),))
    assert every(compose(event, URL, None, 0.0).headers, "user-agent") == (b"Hookshot",)


def test_unsigned_request_has_no_signature() -> None:
    names = [name for name, _ in compose(EVENT, URL, None, 0.0).headers]
    assert names == [b"Host", b"Content-Type", b"User-Agent", b"Content-Length"]


def test_own_headers_win_over_all_others() -> None:
    own = (
        (b"content-type", b"text/x"),
        (b"X-Signature", b"tampered"),
        (b"X-Twice", b"1"),
        (b"x-twice", b"2"),
        (b"host", b"shop.test"),
        (b"user-agent", b"me"),
    )
    headers = compose(EVENT, URL, SIGNING, 0.0, own).headers
    assert every(headers, "content-type") == (b"text/x",)
    assert every(headers, "x-signature") == (b"tampered",)
    assert every(headers, "x-twice") == (b"1", b"2")
    assert every(headers, "host") == (b"shop.test",)
    assert every(headers, "user-agent") == (b"me",)


@pytest.mark.parametrize("own", [(b"Transfer-Encoding", b"chunked"), (b"content-length", b"9")])
def test_own_framing_is_not_doubled(own: tuple[bytes, bytes]) -> None:
    headers = compose(EVENT, URL, None, 0.0, (own,)).headers
    assert [pair for pair in headers if b"-" in pair[0]][-1] == own
    assert (b"Content-Length", b"7") not in headers


def test_length_is_that_of_the_signed_body() -> None:
    signing = Signing(scheme(Wrapper(), InJson("type")), SECRET)
    sent = compose(EVENT, URL, signing, 0.0)
    assert sent.body == MemoryBody(b'signed:{"a":1}')
    assert first(sent.headers, "content-length") == b"14"


class _InQuery(Signer):
    """Puts what it was told into the query, and hashes nothing."""

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,  # noqa: ARG002
        stamp: Stamp,  # noqa: ARG002
    ) -> SignedMessage:
        url = message.params.get("notification_url") or message.url or ""
        return replace(message, url=f"{url}&signed={message.params['account']}")


IN_QUERY = scheme(_InQuery(), InJson("type"))


@pytest.mark.parametrize(
    ("params", "target"),
    [
        ({"account": "7"}, b"/hook?a=1&signed=7"),
        (
            {"account": "7", "notification_url": "https://public.test/other?b=2"},
            b"/hook?a=1&signed=7",
        ),
    ],
)
def test_request_goes_with_the_query_that_was_signed(params: dict[str, str], target: bytes) -> None:
    signing = Signing(IN_QUERY, SECRET, params)

    sent = compose(EVENT, URL, signing, 0.0)
    again = resign(replace(CAPTURED, target=b"/hook?a=1"), signing, 0.0)

    assert (sent.origin, sent.target) == ("http://app.test:3000", target)
    assert (again.origin, again.target) == ("http://app.test", target)
    assert again.body == CAPTURED.body


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        (b"/hook", b"/hook?b=2&signed=7"),
        (b"/hook?a=1&b=3", b"/hook?a=1&b=3&signed=7"),
        (b"/hook?signed=6&a=1", b"/hook?a=1&signed=7"),
    ],
)
def test_query_of_the_receiver_stays_beside_what_signing_adds(target: bytes, sent: bytes) -> None:
    params = {"account": "7", "notification_url": "https://public.test/other?b=2"}

    request = resign(replace(CAPTURED, target=target), Signing(IN_QUERY, SECRET, params), 0.0)

    assert request.target == sent


def test_own_content_type_is_not_that_of_a_body_that_signing_wrote_anew() -> None:
    signing = Signing(scheme(Wrapper(), InJson("type")), SECRET)
    own = ((b"Content-Type", b"text/x"), (b"X-Own", b"1"))

    headers = compose(replace(EVENT, headers=()), URL, signing, 0.0, own).headers

    assert every(headers, "content-type") == (b"text/signed",)
    assert every(headers, "x-own") == (b"1",)


CAPTURED = OutgoingRequest(
    b"POST",
    "http://app.test",
    b"/hook",
    (
        (b"Host", b"app.test"),
        (b"X-Time", b"1"),
        (b"X-Signature", b"old"),
        (b"Content-Length", b"1"),
    ),
    MemoryBody(b"x"),
)


def test_resigned_request_has_only_a_new_signature() -> None:
    sent = resign(CAPTURED, SIGNING, 2000.0, "msg_1")
    assert (sent.method, sent.url, sent.body) == (b"POST", CAPTURED.url, CAPTURED.body)
    assert sent.headers == (
        (b"Host", b"app.test"),
        (b"Content-Length", b"1"),
        (b"X-Time", b"2000"),
        (b"X-Signature", _digest(b"msg_1", b"2000", b"x")),
    )


def test_resigned_body_gets_its_length() -> None:
    sent = resign(CAPTURED, Signing(scheme(Wrapper(), InJson("type")), SECRET), 0.0)
    assert sent.body == MemoryBody(b"signed:x")
    assert every(sent.headers, "content-length") == (b"8",)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("X-A: 1", (b"X-A", b"1")),
        ("x-a:1", (b"x-a", b"1")),
        ("X-A:  a: b \t", (b"X-A", b"a: b")),
        ("X-Empty:", (b"X-Empty", b"")),
        ("X-É: é".replace("É", "E"), (b"X-E", "é".encode())),
        ("X-A: caf\udce9", (b"X-A", b"caf\xe9")),
    ],
)
def test_header_is_name_and_value(text: str, pair: tuple[bytes, bytes]) -> None:
    assert parse_headers([text, "B: 2"]) == (pair, (b"B", b"2"))


@pytest.mark.parametrize("text", ["", "X-A", ": 1", "X A: 1", "É: 1", "A: b\r\nC: d", "A: \0"])
def test_what_is_no_header_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_headers([text])
    assert caught.value.message == f"`{text}` is not a header"
    assert caught.value.hint == "write it like `--header 'X-Name: value'`, on one line"
