import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.har import entry_request, har_entries
from webhookctl.core.requestfile import RequestFile
from webhookctl.errors import UsageError

URL = "https://x.test/a%2F?b=1#c"


def read(request: Any, **more: Any) -> RequestFile:
    return entry_request([{"request": request, **more}], 1)


def with_body(**data: Any) -> RequestFile:
    return read({"method": "POST", "url": URL, "postData": data})


def test_entries_are_found_in_an_archive_only() -> None:
    assert har_entries({"log": {"version": "1.2", "entries": [1, {}]}}) == (1, {})
    others: list[object] = [{}, {"log": []}, {"log": {}}, {"log": {"entries": {}}}, [], None]
    assert [har_entries(other) for other in others] == [None] * len(others)


def test_request_is_read_as_it_was_sent() -> None:
    request = read(
        {
            "method": "PUT",
            "url": URL,
            "httpVersion": "h2",
            "headers": [
                {"name": "X-A", "value": "1"},
                {"name": "x-a", "value": "ÿ", "comment": "more"},
            ],
            "postData": {"mimeType": "application/json", "text": '{"é": 1}\r\n'},
            "bodySize": 11,
        },
        startedDateTime="2026-01-01T01:00:02.500+01:00",
    )

    assert (request.method, request.url) == ("PUT", "https://x.test/a%2F?b=1")
    assert request.target == b"/a%2F?b=1"
    assert request.headers == ((b"X-A", b"1"), (b"x-a", b"\xff"))
    assert request.body == '{"é": 1}\r\n'.encode()
    assert request.facts == {"received_at": 1_767_225_602.5}


@pytest.mark.parametrize(
    ("listed", "headers"),
    [
        (
            [(":method", "GET"), (":authority", "y.test"), ("a", "b")],
            [("Host", "y.test"), ("a", "b")],
        ),
        ([(":authority", "y.test"), ("host", "x.test")], [("host", "x.test")]),
    ],
)
def test_headers_of_http_2_itself_are_left_out(
    listed: list[tuple[str, str]], headers: list[tuple[str, str]]
) -> None:
    rows = [{"name": name, "value": value} for name, value in listed]

    request = read({"method": "GET", "url": URL, "headers": rows})

    assert request.headers == tuple((name.encode(), value.encode()) for name, value in headers)


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ({"text": "a\n"}, b"a\n"),
        ({"text": b64encode(b"\0\xff").decode(), "encoding": "base64"}, b"\0\xff"),
        ({"text": "\udcff\udc80"}, b"\xff\x80"),
        ({"text": "\ud83d"}, b"\xed\xa0\xbd"),
        ({"text": ""}, b""),
        ({}, b""),
        (
            {
                "mimeType": "application/x-www-form-urlencoded; charset=utf-8",
                "params": [{"name": "a b", "value": "é"}, {"name": "c"}],
            },
            b"a+b=%E9&c=",
        ),
        ({"text": "a=1", "params": [{"name": "a", "value": "1"}]}, b"a=1"),
    ],
)
def test_body_is_what_the_file_holds_of_it(data: dict[str, Any], body: bytes) -> None:
    assert with_body(**data).body == body


@pytest.mark.parametrize(
    ("moment", "facts"),
    [
        ("2026-01-01T00:00:00Z", {"received_at": 1_767_225_600.0}),
        ("2026-01-01T00:00:00", {"received_at": 1_767_225_600.0}),
        ("yesterday", {}),
        (7, {}),
        (None, {}),
    ],
)
def test_time_is_told_where_it_is_one(moment: object, facts: dict[str, float]) -> None:
    request = read({"method": "GET", "url": URL}, startedDateTime=moment)

    assert request.facts == facts
    assert read({"method": "GET", "url": URL, "bodySize": -1}).body == b""


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (None, "entry 1 of the HAR file: `request` is no object"),
        ({"method": 1}, "entry 1 of the HAR file: `method` is no text"),
        ({"url": []}, "`url` is no text"),
        ({"headers": {}}, "`request.headers` is no list"),
        ({"headers": ["a: b"]}, "a header is no object"),
        ({"headers": [{"name": "a", "value": 1}]}, "`value` is no text"),
        ({"bodySize": 12}, "its body of 12 bytes is not in the file"),
        ({"postData": "a=1"}, "`request.postData` is no object"),
        ({"postData": {"text": 1}}, "`text` is no text"),
        ({"postData": {"text": "?", "encoding": "base64"}}, "is no base64"),
        ({"postData": {"params": [{"name": "a"}]}}, "only the parts of its body"),
        (
            {"postData": {"mimeType": "multipart/form-data", "params": [{}]}},
            "only the parts of its body",
        ),
        (
            {"postData": {"mimeType": "application/x-www-form-urlencoded", "params": "a"}},
            "only the parts of its body",
        ),
        (
            {"postData": {"mimeType": "application/x-www-form-urlencoded", "params": ["a"]}},
            "a parameter is no object",
        ),
    ],
)
def test_what_is_missing_is_told_with_its_entry(request_: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(request_)

    assert message in caught.value.message
    assert "export it again" in (caught.value.hint or "")


def test_entry_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="entry 1 of the HAR file: the entry is no object"):
        entry_request([7], 1)


@pytest.mark.parametrize(
    ("count", "number", "message", "hint"),
    [
        (2, 3, "the HAR file has 2 entries, and no entry 3", "from 1 to 2 with `--entry`"),
        (1, 0, "the HAR file has 1 entry, and no entry 0", "from 1 to 1"),
        (0, 1, "the HAR file has 0 entries, and no entry 1", "export it again"),
    ],
)
def test_entry_beyond_the_last_is_told(count: int, number: int, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        entry_request([{}] * count, number)

    assert caught.value.message == message
    assert hint in (caught.value.hint or "")


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["request", "headers", "postData", "text", "params", "name", "value"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_entry_is_read_or_refused(entry: Any) -> None:
    try:
        request = entry_request([entry], 1)
    except UsageError:
        return
    assert isinstance(request.body, bytes)
    json.dumps(dict(request.facts))
