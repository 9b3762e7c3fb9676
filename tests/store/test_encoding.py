import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.store.strategies import anything, pairs
from webhookctl.core.headers import HeaderPairs
from webhookctl.store.encoding import from_column, pack_headers, to_column, unpack_headers


@given(pairs)
@example(((b"", b""),))
@example(((b"a\\n", b"\\"), (b"\n", b"\\\n")))
@example(((b"\\", b"n"), (b"\\n", b"\n")))
def test_any_header_list_comes_back_equal(headers: HeaderPairs) -> None:
    assert unpack_headers(pack_headers(headers)) == headers


@given(st.lists(st.sampled_from([b"", b"\n", b"\\", b"n", b"\r", b": "]), max_size=8))
def test_header_lists_of_awkward_bytes_come_back_equal(parts: list[bytes]) -> None:
    headers = tuple(zip(parts[::2], parts[1::2], strict=False))
    assert unpack_headers(pack_headers(headers)) == headers


def test_a_block_of_headers_can_be_read() -> None:
    headers = ((b"Host", b"example.test"), (b"X-Empty", b""), (b"Host", b"again"))
    assert pack_headers(headers) == b"Host\nexample.test\nX-Empty\n\nHost\nagain"


def test_no_headers_are_an_empty_block() -> None:
    assert pack_headers(()) == b""
    assert unpack_headers(b"") == ()


@given(st.none() | anything)
@example("\ud800")
def test_any_text_comes_back_equal(text: str | None) -> None:
    assert from_column(to_column(text)) == text


@pytest.mark.parametrize("text", [None, "", "plain", "é", "\x00", "😀"])
def test_text_that_sqlite_takes_is_left_alone(text: str | None) -> None:
    assert to_column(text) is text
