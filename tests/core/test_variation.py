import base64
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.variation import (
    altered_bodies,
    key_forms,
    rewritten_bodies,
    secret_variations,
    url_variations,
)

JSON = ((b"Content-Type", b"application/json"),)
FORM = ((b"Content-Type", b"application/x-www-form-urlencoded"),)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (b"whsec_abc", b"whsec_abc"),
        (b"whsec_abc\n", b"whsec_abc"),
        (b'"abc"', b"abc"),
        (b"'abc'", b"abc"),
        (b"whsec_abc", b"abc"),
        (b"abc", b"whsec_abc"),
        (b"YWJj", b"abc"),
        (b"whsec_YWJjZA", b"abcd"),
        (b"-_-_", b"\xfb\xff\xbf"),
        (b"616263", b"abc"),
        (b"SECRET=abc", b"abc"),
        (b'export MY_SECRET="abc"', b"abc"),
        (b"abc", b"abc\n"),
        (b"abc", b"abc\r\n"),
        ("\ufeffabc".encode(), b"abc"),
        ("abc".encode("utf-16"), b"abc"),
        ("é".encode(), b"\xe9"),
        (b"\xe9", "é".encode()),
    ],
)
def test_secret_that_was_meant_is_among_the_variations(given: bytes, meant: bytes) -> None:
    assert meant in [key for _, key in secret_variations(given)]


@pytest.mark.parametrize("given", [b"", b"\xff\xfe\x00", b"=", b"whsec_", b"\xff"])
def test_any_secret_has_variations(given: bytes) -> None:
    assert list(secret_variations(given))


def test_key_is_written_in_every_encoding() -> None:
    assert list(key_forms(b"abc")) == [b"abc", b"whsec_YWJj", b"YWJj", b"616263"]


@pytest.mark.parametrize(
    ("headers", "received", "sent"),
    [
        (JSON, b"{}\n", b"{}"),
        (JSON, b"{}\r\n", b"{}"),
        (JSON, b"{}", b"{}\n"),
        (JSON, b"{}", b"{}\r\n"),
        (JSON, b" {} ", b"{}"),
        (JSON, b"a\r\nb", b"a\nb"),
        (JSON, b"a\nb", b"a\r\nb"),
        (JSON, b"\xef\xbb\xbf{}", b"{}"),
        (JSON, b"{}", b"\xef\xbb\xbf{}"),
        (JSON, b"{}", b""),
        (JSON, "Ã©".encode(), "é".encode()),
        (JSON, b"\xe9", "é".encode()),
        ((*JSON, (b"Content-Encoding", b"gzip")), gzip.compress(b"{}"), b"{}"),
        ((*JSON, (b"Content-Encoding", b"deflate")), zlib.compress(b"{}"), b"{}"),
    ],
)
def test_altered_body_is_undone(headers: HeaderPairs, received: bytes, sent: bytes) -> None:
    assert sent in [body for _, body in altered_bodies(headers, received)]


@pytest.mark.parametrize(
    ("headers", "received", "sent"),
    [
        (JSON, b'{ "b": "\xc3\xa9/", "a": 1 }', b'{"b":"\xc3\xa9/","a":1}'),
        (JSON, b'{"b":"\xc3\xa9/","a":1}', b'{"a": 1, "b": "\\u00e9/"}'),
        (JSON, b'{"b":"/"}', b'{"b":"\\/"}'),
        (JSON, b'{"b":1}', b'{\n    "b": 1\n}\n'),
        (FORM, b"a=1&b=x%20y", b"a=1&b=x+y"),
        (FORM, b"a=1&b=x+y", b"a=1&b=x%20y"),
        (FORM, b"b=2&a=1", b"a=1&b=2"),
        (FORM, b"payload=%7B%7D&x=1", b"{}"),
    ],
)
def test_rewritten_body_is_undone(headers: HeaderPairs, received: bytes, sent: bytes) -> None:
    assert sent in [body for _, body in rewritten_bodies(headers, received)]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (JSON, b"not json"),
        (JSON, b"[" * 10_000),
        (JSON, b"[" * 600 + b"]" * 600),
        (FORM, b"no form at all"),
        (((b"Content-Encoding", b"gzip"),), b"no gzip"),
        ((), b"\xff\x00"),
    ],
)
def test_bodies_of_another_kind_are_left_alone(headers: HeaderPairs, body: bytes) -> None:
    assert list(rewritten_bodies(headers, body)) == []
    assert list(altered_bodies(headers, body))


@pytest.mark.parametrize(
    ("headers", "received", "signed"),
    [
        ((), "http://x.test/a", "https://x.test/a"),
        ((), "https://x.test:8443/a", "https://x.test/a"),
        ((), "https://x.test/a", "https://x.test:443/a"),
        ((), "http://x.test/a", "http://x.test:80/a"),
        ((), "http://x.test/a/", "http://x.test/a"),
        ((), "http://x.test/a?b=1", "http://x.test/a/?b=1"),
        ((), "http://x.test/a?b=1", "http://x.test/a"),
        ((), "http://x.test/a?c=2&b=1", "http://x.test/a?b=1&c=2"),
        ((), "http://x.test/a?b=1&c=2", "http://x.test/a?c=2&b=1"),
        ((), "http://x.test/a?b=1+2", "http://x.test/a?b=1%202"),
        ((), "http://x.test/a?b=1%202", "http://x.test/a?b=1+2"),
        ((), "http://x.test/a%2fb", "http://x.test/a%2Fb"),
        ((), "http://x.test/a%2Fb?c=%C3", "http://x.test/a%2fb?c=%c3"),
        (((b"X-Forwarded-Host", b"y.test"),), "http://x.test/a", "https://y.test/a"),
        (((b"Host", b"y.test:8080"),), "http://x.test/a", "http://y.test:8080/a"),
        (((b"Host", b"y.test:8080"),), "http://x.test/a", "http://y.test/a"),
    ],
)
def test_url_that_was_signed_is_among_the_variations(
    headers: HeaderPairs, received: str, signed: str
) -> None:
    found = list(url_variations(received, headers))

    assert signed in found
    assert len(found) < 300


def test_many_parameters_are_not_put_in_every_order() -> None:
    query = "&".join(f"p{number}=1" for number in range(20))

    assert len(list(url_variations(f"http://x.test/a?{query}", ()))) < 300


@given(
    st.text(max_size=40) | st.just("http://x.test/a?b=1&c=2"),
    st.lists(
        st.tuples(
            st.sampled_from(
                b"Host Forwarded X-Forwarded-Host X-Forwarded-Port X-Forwarded-Prefix".split()
            ),
            st.binary(max_size=40),
        ),
        max_size=6,
    ),
)
def test_any_url_behind_any_proxy_has_few_variations(
    url: str, headers: list[tuple[bytes, bytes]]
) -> None:
    assert len(list(url_variations(url, tuple(headers)))) < 500


def test_url_that_is_none_has_no_variations() -> None:
    assert list(url_variations("http://[::1/a", ())) == []
    assert list(url_variations("http://x:99999/a", ())) == []


def test_base64_of_other_characters_is_not_decoded() -> None:
    decoded = [key for name, key in secret_variations(b"not base64!") if "base64" in name]

    assert decoded == []
    assert base64.b64decode("YWJj") in [key for _, key in secret_variations(b"YWJj")]
