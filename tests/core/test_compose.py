"""Events become requests: ids, changes, headers, signatures. The oracle is `hmac` by hand."""

import hashlib
import hmac
import json
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from webhookctl import __version__
from webhookctl.core.body import MemoryBody
from webhookctl.core.compose import (
    Changes,
    Signing,
    check_content_type,
    compose,
    own_event,
    parse_headers,
    provider_event,
    resign,
    write_json,
)
from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Event, Facts, Json
from webhookctl.core.headers import HeaderPairs, every, first
from webhookctl.core.locate import InForm, InHeader, InJson, Joined
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import with_header
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError

FACTS = Facts(1_767_225_600.0, lambda bits: (1 << bits) // 3)
SECRET = Secret("env:TEST", b"very secret")
URL = parse_url("http://app.test:3000/hook?a=1")


class _Signer:
    """Signs time, id and body, as Standard Webhooks does; puts a note in front of a list."""

    covers: frozenset[str] = frozenset()

    def judge(self, *arguments: object) -> object:
        raise AssertionError(f"nobody asked for a verdict on {arguments}")

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,
        stamp: Stamp,
    ) -> SignedMessage:
        moment = str(int(stamp.now)).encode()
        text = b".".join((stamp.id.encode(), moment, message.body))
        digest = hmac.new(secret.value, text, hashlib.sha256).hexdigest().encode()
        own = ((b"X-Time", moment), (b"X-Signature", digest))
        kept = tuple(pair for pair in message.headers if pair[0] not in (b"X-Time", b"X-Signature"))
        return SignedMessage(message.method, message.url, kept + own, message.body)


class _Wrapper(_Signer):
    """Changes the body as well: the signature is a field of it."""

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,  # noqa: ARG002
        stamp: Stamp,  # noqa: ARG002
    ) -> SignedMessage:
        body = b"signed:" + message.body
        headers = with_header(message.headers, "Content-Type", b"text/signed")
        return SignedMessage(message.method, message.url, headers, body)


class _UrlSigner(_Signer):
    """Puts the length of the body into the URL, as Twilio does with its hash."""

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,  # noqa: ARG002
        stamp: Stamp,  # noqa: ARG002
    ) -> SignedMessage:
        url = f"{(message.url or '').partition('&size')[0]}&size={len(message.body)}"
        return SignedMessage(message.method, url, message.headers, message.body)


def scheme(recipe: _Signer, event: InForm | InHeader | InJson | Joined) -> Scheme:
    return Scheme(
        id="test",
        title="Test",
        recipe=recipe,  # type: ignore[arg-type]
        signature_header="X-Signature",
        string_to_sign="",
        detection=DetectionRule(),
        event=event,
    )


def _dress(outline: Outline) -> HeaderPairs:
    return ((b"Content-Type", b"application/json"), (b"X-Event", outline.type.encode()))


IN_BODY = Provider("inbody", "In Body", (scheme(_Signer(), InJson("type")),), id_path="data.id")
IN_HEADER = Provider(
    "inheader",
    "In Header",
    (scheme(_Signer(), Joined((InHeader("X-Event"), InJson("action")))),),
    dress=_dress,
    new_id=lambda facts: f"id_{facts.digits(5)}",
)
PAYLOAD: Json = {"type": "order.paid", "data": {"id": "ord_1", "price": 1.0, "name": "é"}}


def test_id_is_the_one_in_the_payload() -> None:
    event = provider_event(IN_BODY, "order.paid", PAYLOAD, FACTS, Changes())
    assert event == Event(
        "inbody",
        "order.paid",
        "ord_1",
        b'{"type":"order.paid","data":{"id":"ord_1","price":1.0,"name":"\xc3\xa9"}}',
        ((b"Content-Type", b"application/json"),),
    )


def test_given_id_goes_into_the_payload() -> None:
    event = provider_event(IN_BODY, "order.paid", PAYLOAD, FACTS, Changes(id="ord_9"))
    assert event.id == "ord_9"
    assert json.loads(event.body)["data"]["id"] == "ord_9"


NUMBERED: Json = {"type": "order.paid", "data": {"id": 7}}


def test_given_id_is_a_number_where_the_payload_has_one() -> None:
    event = provider_event(IN_BODY, "order.paid", NUMBERED, FACTS, Changes(id="42"))
    assert event.id == "42"
    assert event.body == b'{"type":"order.paid","data":{"id":42}}'


@pytest.mark.parametrize("id_", ["ord_9", "4.2", "-42", "٤٢", "1" * 20])
def test_given_id_must_be_a_number_where_the_payload_has_one(id_: str) -> None:
    with pytest.raises(UsageError) as refused:
        provider_event(IN_BODY, "order.paid", NUMBERED, FACTS, Changes(id=id_))
    assert str(refused.value) == f"`--id {id_}` is no number, which `data.id` is in the payload"
    assert refused.value.hint == "use digits, like `--id 7`"


def test_id_that_is_set_in_the_payload_counts() -> None:
    changes = Changes(assignments=("data.id=77", "data.price=2"))
    event = provider_event(IN_BODY, "order.paid", PAYLOAD, FACTS, changes)
    assert event.id == "77"
    assert json.loads(event.body)["data"] == {"id": 77, "price": 2, "name": "é"}


@pytest.mark.parametrize(
    "payload", [{"data": {}}, {"data": {"id": None}}, {"data": {"id": ""}}, []]
)
def test_id_is_fresh_where_the_payload_has_none(payload: Json) -> None:
    event = provider_event(IN_BODY, "order.paid", payload, FACTS, Changes())
    assert len(event.id) == 36


def test_id_is_the_providers_own_where_only_a_header_has_it() -> None:
    event = provider_event(IN_HEADER, "push", PAYLOAD, FACTS, Changes())
    assert event.id.startswith("id_")
    assert (b"X-Event", b"push") in event.headers
    assert provider_event(IN_HEADER, "push", PAYLOAD, FACTS, Changes(id="x")).id == "x"


AS_FORM = Provider(
    "asform",
    "As Form",
    (scheme(_Signer(), InForm("type")),),
    dress=lambda _: ((b"Content-Type", b"application/x-www-form-urlencoded"),),
    id_path="data.id",
)


def test_payload_is_a_form_where_the_provider_says_so() -> None:
    changes = Changes(("data.price=2",), id="ord_9")
    event = provider_event(AS_FORM, "order.paid", PAYLOAD, FACTS, changes)
    assert event.id == "ord_9"
    assert parse_qsl(event.body.decode(), strict_parsing=True) == [
        ("type", "order.paid"),
        ("data[id]", "ord_9"),
        ("data[price]", "2"),
        ("data[name]", "é"),
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"type=told&a=%41+b", b"application/x-www-form-urlencoded"),
        (b'{"type": 1.0}', b"application/json"),
    ],
)
def test_own_body_for_a_provider_of_forms_is_kept(body: bytes, kind: bytes) -> None:
    event = own_event(AS_FORM, "given", body, FACTS, Changes())
    assert (event.type, event.body, event.headers) == ("given", body, ((b"Content-Type", kind),))


def test_type_is_read_from_an_own_form() -> None:
    assert own_event(AS_FORM, None, b"type=told", FACTS, Changes()).type == "told"


def test_own_form_says_that_it_is_one() -> None:
    event = own_event(IN_HEADER, "push", b"a=1&b=2", FACTS, Changes())
    assert first(event.headers, "content-type") == b"application/x-www-form-urlencoded"


def test_missing_path_is_refused() -> None:
    with pytest.raises(UsageError, match="there is nothing at `data"):
        provider_event(IN_BODY, "order.paid", PAYLOAD, FACTS, Changes(("data.prise=1",)))


def test_changes_are_made_in_their_order() -> None:
    changes = Changes(
        ("data.price=2",), additions=("data.lines[+].sku=a",), removals=("data.name", "type")
    )
    event = provider_event(IN_BODY, "order.paid", PAYLOAD, FACTS, changes)
    assert json.loads(event.body) == {
        "data": {"id": "ord_1", "price": 2, "lines": [{"sku": "a"}]},
    }
    own = own_event(None, None, b'{"a": 1}', FACTS, Changes(additions=("b=2",), removals=("a",)))
    assert own.body == b'{"b":2}'


def test_wanted_content_type_stands_in_place_of_any_other() -> None:
    wanted = Changes(content_type="text/csv; charset=latin1")
    for event in (
        own_event(None, None, b"{}", FACTS, wanted),
        own_event(IN_BODY, "t", b"a,b", FACTS, wanted),
        own_event(IN_HEADER, "t", b"{}", FACTS, wanted),
        provider_event(IN_HEADER, "t", PAYLOAD, FACTS, wanted),
    ):
        assert every(event.headers, "content-type") == (b"text/csv; charset=latin1",)


def test_payload_is_written_as_the_wanted_content_type_says() -> None:
    form = Changes(content_type="application/x-www-form-urlencoded")
    event = provider_event(IN_BODY, "t", {"a": "b c", "d": "1"}, FACTS, form)
    assert event.body == b"a=b+c&d=1"


@pytest.mark.parametrize("text", ["json", "", "a/", "/b", "a/b\r\nX: y", "a/b c", "é/b", "a/b;\n"])
def test_text_that_is_no_content_type_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a content type"):
        check_content_type(text)


@pytest.mark.parametrize("text", ["a/b", "application/vnd.api+json;v=1", "text/plain; charset=x"])
def test_content_type_is_taken(text: str) -> None:
    check_content_type(text)


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        (Changes(("a=1",)), "--set"),
        (Changes(additions=("a=1",)), "--set-new"),
        (Changes(removals=("a",)), "--unset"),
    ],
)
def test_only_json_is_changed(changes: Changes, option: str) -> None:
    for provider in (None, IN_BODY):
        with pytest.raises(UsageError, match=f"`{option}` changes JSON, and the data is none"):
            own_event(provider, "t", b"a=1", FACTS, changes)


def test_payload_that_is_too_deep_to_write_is_refused() -> None:
    deep: Json = 1
    for _ in range(200_000):
        deep = [deep]
    with pytest.raises(UsageError, match="nested too deep"):
        write_json(deep)
    while isinstance(deep, list):  # freed level by level: the interpreter may not go so deep
        deep = deep.pop()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"a": 1.0}', b"application/json"),
        (b"a=1&b=%C3%A9", b"application/x-www-form-urlencoded"),
        (b"plain \xc3\xa9", b"text/plain; charset=utf-8"),
        (b"\xff\x00", b"application/octet-stream"),
        (b"[" * 100_000, b"text/plain; charset=utf-8"),
        (b"null", b"text/plain; charset=utf-8"),
    ],
)
def test_own_body_is_kept_byte_for_byte(body: bytes, kind: bytes) -> None:
    event = own_event(None, None, body, FACTS, Changes())
    assert (event.body, event.headers) == (body, ((b"Content-Type", kind),))
    dressed = own_event(IN_HEADER, "push", body, FACTS, Changes(id="x"))
    assert dressed.body == body
    assert first(dressed.headers, "content-type") == kind


def test_own_body_is_rewritten_only_when_it_is_changed() -> None:
    body = b'{ "type": "t", "data": {"id": "ord_1", "price": 1.00} }'
    assert own_event(IN_BODY, None, body, FACTS, Changes()).body == body
    assert (
        own_event(IN_BODY, None, b'{"type": "t"}', FACTS, Changes(id="x")).body == b'{"type": "t"}'
    )
    renamed = own_event(IN_BODY, None, body, FACTS, Changes(id="ord_9"))
    assert renamed.body == b'{"type":"t","data":{"id":"ord_9","price":1.0}}'
    for provider in (None, IN_BODY):
        changed = own_event(provider, None, body, FACTS, Changes(("data.price=3",)))
        assert changed.body == b'{"type":"t","data":{"id":"ord_1","price":3}}'


@pytest.mark.parametrize("provider", [None, IN_BODY])
def test_own_body_that_is_no_json_cannot_be_changed(provider: Provider | None) -> None:
    with pytest.raises(UsageError, match="`--set` changes JSON, and the data is none"):
        own_event(provider, "t", b"plain", FACTS, Changes(("a=1",)))


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [("given", b"{}", "given"), (None, b'{"type": "told"}', "told"), (None, b"{}", None)],
)
def test_type_is_given_or_read_from_the_body(
    type_: str | None, body: bytes, expected: str | None
) -> None:
    assert own_event(IN_BODY, type_, body, FACTS, Changes()).type == expected


@pytest.mark.parametrize("body", [b"{}", b'{"action": "opened"}'])
def test_type_that_travels_in_a_header_must_be_given(body: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        own_event(IN_HEADER, None, body, FACTS, Changes())
    assert caught.value.message == "the event type is missing: In Header names it in a header"
    assert caught.value.hint == (
        "give it before `--data`, like `webhookctl send inheader.TYPE --data …`"
    )


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
    signing = Signing(scheme(_UrlSigner(), InJson("type")), SECRET)
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
    signing = Signing(scheme(_Wrapper(), InJson("type")), SECRET)
    sent = compose(EVENT, URL, signing, 0.0)
    assert sent.body == MemoryBody(b'signed:{"a":1}')
    assert first(sent.headers, "content-length") == b"14"


class _InQuery(_Signer):
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
    signing = Signing(scheme(_Wrapper(), InJson("type")), SECRET)
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
    sent = resign(CAPTURED, Signing(scheme(_Wrapper(), InJson("type")), SECRET), 0.0)
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


@pytest.mark.parametrize(
    ("value", "written"),
    [({"a": [1, 1.0, None, "é/<"]}, '{"a":[1,1.0,null,"é/<"]}'), ("\ud83d", '"\\ud83d"')],
)
def test_json_is_short_and_utf8(value: Json, written: str) -> None:
    assert write_json(value) == written.encode()
