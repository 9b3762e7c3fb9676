import pytest

from webhookctl.core.headers import (
    HeaderPairs,
    end_to_end,
    every,
    first,
    replaced,
    text,
    without,
)

HEADERS: HeaderPairs = (
    (b"X-Event", b"push"),
    (b"Accept", b"*/*"),
    (b"x-event", b"caf\xe9"),
    (b"Empty", b""),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-event", b"push"),
        ("ACCEPT", b"*/*"),
        ("empty", b""),
        ("x-even", None),
        ("€", None),
        ("\ud800", None),
    ],
)
def test_first_value_is_found_in_any_spelling(name: str, value: bytes | None) -> None:
    assert first(HEADERS, name) == value


def test_every_value_comes_in_its_order() -> None:
    assert every(HEADERS, "X-EVENT") == (b"push", b"caf\xe9")
    assert every(HEADERS, "gone") == ()
    assert every(HEADERS, "€") == ()


def test_bytes_become_text_one_for_one() -> None:
    assert text((HEADERS[2],), "x-event") == "caf\xe9"
    assert text(HEADERS, "gone") is None


def test_what_is_dropped_leaves_the_rest_as_it_was() -> None:
    assert without(HEADERS, ["X-eVENT", "gone"]) == (HEADERS[1], HEADERS[3])
    assert without(HEADERS, []) == HEADERS


def test_new_headers_take_the_place_of_all_with_their_names() -> None:
    new = ((b"X-EVENT", b"ping"), (b"Host", b"example.test"))
    assert replaced(HEADERS, new) == (HEADERS[1], HEADERS[3], *new)


def test_a_hop_passes_on_what_is_not_about_the_connection() -> None:
    hop: HeaderPairs = (
        (b"Connection", b"close, X-Private"),
        (b"connection", b" Keep-Alive ,,"),
        (b"Keep-Alive", b"timeout=5"),
        (b"Proxy-Authenticate", b"Basic"),
        (b"Proxy-Authorization", b"Basic x"),
        (b"Proxy-Connection", b"close"),
        (b"TE", b"trailers"),
        (b"Trailer", b"X-Sum"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Upgrade", b"h2c"),
        (b"x-private", b"1"),
    )
    assert end_to_end((hop[0], *HEADERS, *hop[1:])) == HEADERS
