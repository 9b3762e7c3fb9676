import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.request_input import (
    Kind,
    input_of,
    is_line,
    json_object,
    one_request,
)
from webhookctl.errors import UsageError

HAR = b'{"log":{"entries":[{},{}]}}'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"POST / HTTP/1.1\r\n\r\n{}\n{}", Kind.REQUEST),
        (b"curl https://x.test -d '\n{}\n'", Kind.REQUEST),
        (b'{"method": "POST"}', Kind.REQUEST),
        (b'{\n  "method": "POST"\n}', Kind.REQUEST),
        (b"{}\n{}\n", Kind.LINES),
        (b"{broken\n{}\n", Kind.LINES),
        (b"{broken\n", Kind.REQUEST),
        (HAR, Kind.HAR),
        (b'\n{\n"log": {"entries": []}}', Kind.HAR),
        (b'{"log": 1}', Kind.REQUEST),
        (b"no request", Kind.REQUEST),
        (b"[" * 100_000, Kind.REQUEST),
        (b"", Kind.REQUEST),
    ],
)
def test_kind_is_told_by_the_content(data: bytes, kind: Kind) -> None:
    assert input_of(data).kind is kind


def test_entries_come_with_the_kind() -> None:
    assert input_of(HAR).entries == ({}, {})
    assert input_of(b"{}").entries == ()


def test_line_of_many_is_told_from_an_archive() -> None:
    assert is_line(b'{"method": "POST"}\n')
    assert not is_line(HAR)
    assert not is_line(b"{\n")


@pytest.mark.parametrize(
    ("data", "method"),
    [
        (b"PUT / HTTP/1.1\n\n", "PUT"),
        (b"curl -X PUT x.test", "PUT"),
        (b'{"method": "PUT"}', "PUT"),
    ],
)
def test_one_request_is_read_in_any_form(data: bytes, method: str) -> None:
    assert one_request(data).method == method


def test_no_request_names_the_forms_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        one_request(b"hello")

    for form in ("POST /path HTTP/1.1", "curl", "HAR", "body_b64"):
        assert form in (caught.value.hint or "")


def test_only_whole_objects_count() -> None:
    assert json_object(b' {"a": 1} ') == {"a": 1}
    for other in (b"[]", b"1", b"{", b"{" * 100_000, b'{"\xff": 1}', b""):
        assert json_object(other) is None


@given(st.binary(max_size=40))
def test_any_bytes_are_of_some_kind(data: bytes) -> None:
    assert input_of(data).kind in Kind
