"""Where a signature stands is seen by comparing; changed there, all else stays."""

import pytest

from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.scheme import Part
from webhookctl.core.signature_place import (
    is_letter,
    other_letter,
    places,
    put,
    with_body,
    without_field,
)


def request(headers: HeaderPairs = (), body: bytes = b"") -> OutgoingRequest:
    return OutgoingRequest(b"POST", "http://a", b"/", headers, MemoryBody(body))


@pytest.mark.parametrize(
    ("value", "other", "word"),
    [
        (b"t=17,v1=ab12cd", b"t=17,v1=ab99cd", b"ab12cd"),
        (b"sha256=ab12cd", b"sha256=ff12cd", b"ab12cd"),
        (b"v1,YWJj+/8=", b"v1,YWJj+x8=", b"YWJj+/8="),
        (b"Bearer aa.bb.cc-_", b"Bearer aa.bb.dd-_", b"cc-_"),
        (b"Bearer aa.bb.cc", b"Bearer aa.xx.dd", b"cc"),
        (b"short", b"much-longer", b"short"),
        (b"sig1=:YWJj:", b"sig1=:YWJjZGVm:", b"YWJj"),
        (b"a", b"ab", b"a"),
    ],
)
def test_signature_in_a_header_is_found(value: bytes, other: bytes, word: bytes) -> None:
    one = request(((b"Host", b"a"), (b"X-Sig", value)))
    (place,) = places(one, request(((b"Host", b"a"), (b"X-Sig", other))))
    assert (place.part, place.header, place.text(one)) == (Part.HEADERS, b"x-sig", word)
    changed = place.with_text(one, b"NEW")
    assert changed.headers == ((b"Host", b"a"), (b"X-Sig", value.replace(word, b"NEW")))
    assert place.with_value(one, b"").headers[1] == (b"X-Sig", b"")


def test_signature_in_the_body_is_found() -> None:
    length = ((b"Content-Length", b"15"),)
    one = request(length, b'{"hmac":"abcd"}')
    (in_body,) = places(one, request(length, b'{"hmac":"efgh"}'))
    assert (in_body.part, in_body.text(one)) == (Part.BODY, b"abcd")
    changed = in_body.with_value(one, b"")
    assert (changed.body.read(), changed.headers[0][1]) == (b'{"hmac":""}', b"11")


def test_boundary_that_follows_from_the_secret_is_no_signature() -> None:
    one = request(((b"Content-Type", b"m/f; boundary=aaa"),), b"--aaa\n sig=12ab\n--aaa--")
    other = request(((b"Content-Type", b"m/f; boundary=bbb"),), b"--bbb\n sig=34cd\n--bbb--")
    (place,) = places(one, other)
    assert place.text(one) == b"12ab"


def test_what_is_no_word_is_found_as_it_is() -> None:
    one = request(((b"X-Sig", b"?!"),))
    (place,) = places(one, request(((b"X-Sig", b"?!!"),)))
    assert place.text(one) in (b"", b"!")
    (same,) = places(one, request(((b"X-Sig", b"?."),)))
    assert same.text(one) == b"!"


def test_equal_requests_have_no_signature() -> None:
    assert places(request(), request()) == ()


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b'{"a":{"sig":"abcd","b":1},"c":["abcd"]}', b'{"a":{"b":1},"c":["abcd"]}'),
        (b'[{"sig":"abcd"}]', b"[{}]"),
        (b"a=1&sig=abcd&b=2", b"a=1&b=2"),
        (b"sig=abcd", b""),
        (b'{"sig":"other"}', None),
        (b"a=1", None),
        (b"abcd", None),
        (b"--x\nsig=abcd\n--x--", None),
    ],
)
def test_field_is_taken_out(body: bytes, left: bytes | None) -> None:
    assert without_field(body, b"abcd") == left


def test_letters_stay_of_their_kind() -> None:
    for byte in range(256):
        other = other_letter(byte)
        assert other != bytes((byte,))
        assert len(other) == 1
        if is_letter(byte):
            one = bytes((byte,))
            assert (other.isdigit(), other.isupper()) == (one.isdigit(), one.isupper())
            assert (other in b"0123456789abcdef") == (one in b"0123456789abcdef")


def test_text_is_put_in_place() -> None:
    assert put(b"abcd", 1, 3, b"X") == b"aXd"


def test_length_is_only_told_where_it_was() -> None:
    assert with_body(request(), b"abc").headers == ()
