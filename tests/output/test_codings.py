import gzip
import zlib

import pytest

from webhookctl.core.body import MemoryBody
from webhookctl.output.codings import undone

TEXT = b"hello " * 100
RAW = zlib.compressobj(wbits=-15)
RAW_DEFLATE = RAW.compress(TEXT) + RAW.flush()


def headers(*codings: bytes) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((b"Content-Encoding", coding) for coding in codings)


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ((b"gzip",), gzip.compress(TEXT)),
        ((b"X-GZip",), gzip.compress(TEXT)),
        ((b"deflate",), zlib.compress(TEXT)),
        ((b"deflate",), RAW_DEFLATE),
        ((b"gzip, deflate",), zlib.compress(gzip.compress(TEXT))),
        ((b"gzip", b"identity", b"deflate"), zlib.compress(gzip.compress(TEXT))),
        ((b"gzip",), gzip.compress(TEXT[:300]) + gzip.compress(TEXT[300:])),
        ((b"gzip",), gzip.compress(TEXT) + b"padding"),
        ((), TEXT),
        ((b"identity",), TEXT),
        ((b"",), TEXT),
    ],
)
def test_what_codings_hide_is_found(codings: tuple[bytes, ...], body: bytes) -> None:
    head = undone(headers(*codings), MemoryBody(body), 10_000)
    assert (head.data, head.complete) == (TEXT, True)
    assert head.unpacked is (body != TEXT)


@pytest.mark.parametrize(
    ("codings", "body", "note"),
    [
        (b"br", b"\x01\x02", "Content-Encoding br cannot be undone here: shown as it came"),
        (
            b"zstd, gzip, br",
            b"\x01",
            "Content-Encoding zstd, br cannot be undone here: shown as it came",
        ),
        (b"gzip", b"plain", "not gzip as Content-Encoding says: shown as it came"),
        (b"deflate", b"\xff\xff", "not deflate as Content-Encoding says: shown as it came"),
        (
            b"gzip, gzip",
            gzip.compress(b"plain"),
            "not gzip + gzip as Content-Encoding says: shown as it came",
        ),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_shown_as_it_came(
    codings: bytes, body: bytes, note: str
) -> None:
    head = undone(headers(codings), MemoryBody(body), 100)
    assert (head.data, head.complete, head.unpacked, head.note) == (body, True, False, note)


def test_a_body_that_ends_too_early_shows_what_there_is() -> None:
    head = undone(headers(b"gzip"), MemoryBody(gzip.compress(TEXT)[:-10]), 10_000)
    assert head.complete
    assert TEXT.startswith(head.data)
    assert head.note == "gzip undone for display; the body is cut short"


def test_no_more_than_the_limit_is_unpacked() -> None:
    bomb = gzip.compress(b"0" * 100_000_000, 9)
    twice = gzip.compress(bomb)
    for codings, body in ((b"gzip", bomb), (b"gzip, gzip", twice)):
        head = undone(headers(codings), MemoryBody(body), 1000)
        assert (head.data, head.complete) == (b"0" * 1000, False)
    head = undone(headers(b"gzip"), MemoryBody(gzip.compress(TEXT)), len(TEXT))
    assert head.complete


def test_a_body_of_endless_members_is_given_up() -> None:
    head = undone(headers(b"gzip"), MemoryBody(gzip.compress(b"x") * 1000), 10_000)
    assert (head.data, head.complete) == (b"x" * 16, False)


def test_a_plain_body_is_cut_at_the_limit() -> None:
    head = undone((), MemoryBody(TEXT), 10)
    assert (head.data, head.complete, head.note) == (TEXT[:10], False, None)
