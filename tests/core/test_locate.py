import pytest

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import (
    MAX_PARSED,
    NOWHERE,
    FirstOf,
    InForm,
    InFormJson,
    InHeader,
    InJson,
    InJsonKey,
    InQuery,
    Joined,
    Locator,
    RequestView,
    exists_at,
    parsed,
)

JSON = ((b"Content-Type", b"application/json"),)
FORM = ((b"content-type", b"application/x-www-form-urlencoded; charset=utf-8"),)


@pytest.mark.parametrize(
    ("locator", "headers", "body", "found"),
    [
        (NOWHERE, JSON, b"{}", None),
        (InHeader("X-Event"), ((b"x-event", b"push"), (b"X-Event", b"pull")), b"", "push"),
        (InHeader("X-Event"), ((b"x-event", b""),), b"", None),
        (InHeader("X-Event"), (), b"", None),
        (InJson("type"), JSON, b'{"type":"a.b"}', "a.b"),
        (InJson("type"), (), b'{"type":"a.b"}', "a.b"),
        (InJson("event.type"), JSON, b'{"event":{"type":"x"}}', "x"),
        (InJson("0.event"), JSON, b'[{"event":"open"}]', "open"),
        (InJson("1.event"), JSON, b'[{"event":"open"}]', None),
        (InJson("x.event"), JSON, b'[{"event":"open"}]', None),
        (InJson("id"), JSON, b'{"id":17}', "17"),
        (InJson("id"), JSON, b'{"id":""}', None),
        (InJson("id"), JSON, b'{"id":null}', None),
        (InJson("id"), JSON, b'{"id":{}}', None),
        (InJson("id"), JSON, b"not json", None),
        (InJson("id"), JSON, b"\xff", None),
        (InJson("id"), JSON, b"[" * 100_000, None),
        (InJson("id"), JSON, b"", None),
        (InForm("type"), FORM, b"type=subscribe&type=again", "subscribe"),
        (InForm("type"), FORM, b"type=caf%C3%A9", "café"),
        (InForm("type"), FORM, b"type=", None),
        (InForm("type"), JSON, b"type=subscribe", None),
        (InForm("type"), FORM, b"\xff&&&=", None),
        (InFormJson("payload", "type"), FORM, b"payload=%7B%22type%22%3A%22x%22%7D", "x"),
        (InFormJson("payload", "type"), FORM, b"payload=x", None),
        (InFormJson("payload", "type"), FORM, b"other=x", None),
        (FirstOf((InJson("a"), InJson("b"))), JSON, b'{"b":1}', "1"),
        (FirstOf((InJson("a"), InJson("b"))), JSON, b"{}", None),
        (Joined((InJson("a"), InJson("b"))), JSON, b'{"a":1,"b":2}', "1.2"),
        (Joined((InJson("a"), InJson("b")), "/"), JSON, b'{"a":1}', "1"),
        (Joined((InJson("a"), InJson("b"))), JSON, b'{"b":2}', None),
    ],
)
def test_text_is_found_where_it_is(
    locator: Locator, headers: HeaderPairs, body: bytes, found: str | None
) -> None:
    assert locator.find(RequestView(headers, body)) == found


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        (NOWHERE, "none"),
        (InHeader("X-Event"), "header X-Event"),
        (InJson("event.type"), "body $.event.type"),
        (InJsonKey(".*_events"), "the first name in the body like .*_events"),
        (InQuery("id"), "query id"),
        (InForm("type"), "form field type"),
        (InFormJson("payload", "type"), "form field payload -> $.type"),
        (FirstOf((InJson("a"), InForm("b"))), "body $.a, or form field b"),
        (Joined((InHeader("A"), InJson("b"))), "header A + body $.b"),
    ],
)
def test_place_can_be_told(locator: Locator, words: str) -> None:
    assert locator.describe() == words


def test_large_bodies_are_not_parsed() -> None:
    large = b'{"type":"x","pad":"' + b"x" * MAX_PARSED + b'"}'
    form = b"type=x&pad=" + b"x" * MAX_PARSED

    assert RequestView(JSON, large).json is None
    assert RequestView(FORM, form).form == {}


def test_body_is_parsed_once() -> None:
    view = RequestView(JSON, b'{"a":[]}')

    assert view.json is view.json


def test_numbers_of_any_length_are_no_error() -> None:
    assert parsed(b"9" * 5000) is None


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"for_user_id":1,"tweet_create_events":[],"other_events":1}', "tweet_create_events"),
        (b'{"events_of":1}', None),
        (b'["a_events"]', None),
        (b"", None),
    ],
)
def test_first_name_that_fits_is_found(body: bytes, found: str | None) -> None:
    assert InJsonKey(".*_events").find(RequestView(JSON, body)) == found


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (b"/h?id=7&id=8", "7"),
        (b"https://x.test/h?a=1&id=%C3%A9#id=9", "é"),
        (b"/h?id=", None),
        (b"/h", None),
        (b"", None),
        (b"/h?\xff=%ff", None),
    ],
)
def test_query_is_read_from_the_target(target: bytes, found: str | None) -> None:
    assert InQuery("id").find(RequestView((), b"", target)) == found


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("a", True),
        ("a.b", True),
        ("a.b.0.c", True),
        ("a.b.1", False),
        ("a.b.x", False),
        ("a.null", False),
        ("a.b.0.c.d", False),
        ("z", False),
    ],
)
def test_anything_but_null_exists(path: str, there: bool) -> None:
    assert exists_at({"a": {"b": [{"c": 0}], "null": None}}, path) is there
