import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.samples import UNHURRIED
from webhookctl.core.body import MemoryBody
from webhookctl.output.decode import Kind, decode, is_json, parameter


def typed(content_type: str, *more: tuple[bytes, bytes]) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"Content-Type", content_type.encode("latin-1")), *more)


JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        (JSON, b"", Kind.EMPTY),
        (JSON, b'{"a": 1.0}', Kind.JSON),
        (JSON, b"1", Kind.JSON),
        (JSON, b'\xef\xbb\xbf{"a": 1}', Kind.JSON),
        (JSON, b'{"a":1}\n{"b":2}\n', Kind.JSON),
        (JSON, b"1" * 6000, Kind.JSON),
        ("application/cloudevents+json; charset=utf-8", b"{}", Kind.JSON),
        ("application/x-ndjson", b"1\n\n2", Kind.JSON),
        ("", b' {"a": 1}', Kind.JSON),
        ("text/plain", b"[1]", Kind.JSON),
        ("text/plain", b"[not json]", Kind.TEXT),
        ("", b"1", Kind.TEXT),
        (JSON, b'{"a": 1,}', Kind.TEXT),
        (JSON, b"[" * 10_000, Kind.TEXT),
        ("application/xml", b"<a/>", Kind.XML),
        ("application/soap+xml", b"\n<a/>", Kind.XML),
        ("text/xml", b"no xml", Kind.TEXT),
        ("", b"<?xml version='1.0'?><a/>", Kind.XML),
        (FORM, b"a=b", Kind.FORM),
        (FORM, b'{"a": 1}', Kind.JSON),
        ("multipart/form-data; boundary=x", b"--x--", Kind.MULTIPART),
        ("multipart/form-data", b"--x--", Kind.TEXT),
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0", Kind.BINARY),
        ("application/x-protobuf", b"\x08\x96\x01", Kind.BINARY),
        ("application/octet-stream", b"words", Kind.TEXT),
        ("text/plain", b"a\0b", Kind.BINARY),
        ("text/plain", b"caf\xe9 au lait", Kind.TEXT),
        ("", b"\xff\xd8\xff\xe0" * 4, Kind.BINARY),
        ("", "注文".encode(), Kind.TEXT),
        ("", "\ufeff{}".encode("utf-16-le"), Kind.JSON),
    ],
)
def test_a_body_is_what_it_is_before_what_it_is_called(
    content_type: str, body: bytes, kind: Kind
) -> None:
    assert decode(typed(content_type), MemoryBody(body)).kind is kind


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain", b"caf\xc3\xa9", "café"),
        ("text/plain; charset=ISO-8859-1", b"caf\xe9", "café"),
        ('text/plain; format=flowed; CHARSET="shift_jis"', "注文".encode("shift_jis"), "注文"),
        ("text/plain; charset=utf-16", "注文".encode("utf-16"), "注文"),
        ("text/plain", b"caf\xe9!", "caf\\xe9!"),
    ],
)
def test_text_is_read_by_its_charset(content_type: str, body: bytes, text: str) -> None:
    decoded = decode(typed(content_type), MemoryBody(body))
    assert (decoded.text, decoded.notes) == (text, ())


@pytest.mark.parametrize(
    "charset", ["klingon", "base64", "idna", "unicode_escape", "undefined", "x\0y", "../../etc"]
)
def test_an_unknown_charset_is_told(charset: str) -> None:
    decoded = decode(typed(f'text/plain; charset="{charset}"'), MemoryBody(b"text"))
    assert decoded.text == "text"
    assert decoded.notes == (f"unknown charset {charset}: read as UTF-8",)


@pytest.mark.parametrize(
    ("content_type", "body", "note"),
    [
        (JSON, b'{"a" 1}', "not valid JSON (line 1, column 6): shown as text"),
        (JSON, b"[" * 10_000, "JSON that is nested too deeply: shown as text"),
        (FORM, b"{}", "this is JSON, not a form"),
        ("application/xml", b"[]", "this is JSON, not XML"),
    ],
)
def test_what_is_odd_about_a_body_is_told(content_type: str, body: bytes, note: str) -> None:
    assert decode(typed(content_type), MemoryBody(body)).notes == (note,)


def test_only_the_head_of_a_large_body_is_read() -> None:
    body = MemoryBody(json.dumps(["é" * 9] * 9999, ensure_ascii=False).encode())
    decoded = decode(typed(JSON), body, limit=100)
    assert (decoded.kind, decoded.complete, len(decoded.data)) == (Kind.JSON, False, 100)
    assert "\\x" not in decoded.text  # a character that was cut in two is left out


def test_a_content_coding_is_undone_first() -> None:
    decoded = decode(typed(JSON, (b"content-encoding", b"gzip")), MemoryBody(gzip.compress(b"{}")))
    assert (decoded.kind, decoded.text, decoded.unpacked) == (Kind.JSON, "{}", True)
    assert decoded.notes == ("gzip undone for display",)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("text/plain; charset=utf-8", "utf-8"),
        ('a/b; x="; charset=no"; charset="yes"', "yes"),
        (r'a/b; charset="a\"b;c"; x=1', 'a"b;c'),
        ("a/b; Charset = utf-8 ", "utf-8"),
        ("a/b; charset", None),
        ("charset=utf-8", None),
        ('a/b; charset="', '"'),
        ("", None),
    ],
)
def test_a_parameter_is_found_between_quotes(value: str, found: str | None) -> None:
    assert parameter(value, "charset") == found


@pytest.mark.parametrize(
    ("text", "is_it"), [("{}", True), (" ", True), ("{", False), ("[" * 10_000, False)]
)
def test_json_is_told_from_text(text: str, is_it: bool) -> None:
    assert is_json(text) is is_it


@UNHURRIED
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [JSON, FORM, "text/plain", "application/xml", "x/y", "multipart/a; boundary=b"]
    ),
    st.text(st.characters(max_codepoint=255), max_size=20),
    st.sampled_from(["gzip", "deflate", "br", ""]),
)
def test_no_body_is_too_odd(body: bytes, media: str, charset: str, coding: str) -> None:
    odd = typed(f"{media}; charset={charset}", (b"Content-Encoding", coding.encode()))
    decoded = decode(odd, MemoryBody(body), limit=200)
    assert decoded.kind in Kind
