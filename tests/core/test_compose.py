"""Payloads become events: ids, types, changes, the bytes of the body."""

import json
from urllib.parse import parse_qsl

import pytest

from tests.core.composing import FACTS, IN_BODY, Signer, scheme
from webhookctl.core.compose import (
    Changes,
    check_content_type,
    own_event,
    provider_event,
)
from webhookctl.core.event import Event, Json
from webhookctl.core.headers import HeaderPairs, every, first
from webhookctl.core.locate import InForm, InHeader, InJson, Joined
from webhookctl.core.provider import Outline, Provider
from webhookctl.errors import UsageError


def _dress(outline: Outline) -> HeaderPairs:
    return ((b"Content-Type", b"application/json"), (b"X-Event", outline.type.encode()))


IN_HEADER = Provider(
    "inheader",
    "In Header",
    (scheme(Signer(), Joined((InHeader("X-Event"), InJson("action")))),),
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
    (scheme(Signer(), InForm("type")),),
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
