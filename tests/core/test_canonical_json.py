import struct

import pytest

from webhookctl.core.canonical_json import canonical


def test_example_of_the_standard() -> None:
    # RFC 8785 section 3.2.2 and 3.2.3.
    given = rb"""{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    wanted = (
        '{"literals":[null,true,false],'
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )

    assert canonical(given) == wanted.encode()


def test_names_are_sorted_by_utf_16() -> None:
    # RFC 8785 section 3.2.3.
    given = rb'{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}'

    written = (canonical(given) or b"").decode()

    assert written == '{"\\r":2,"1":4,"\u0080":6,"\xf6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'


@pytest.mark.parametrize(
    ("bits", "text"),
    # RFC 8785 appendix B.
    [
        (0x0000000000000000, "0"),
        (0x8000000000000000, "0"),
        (0x0000000000000001, "5e-324"),
        (0x8000000000000001, "-5e-324"),
        (0x7FEFFFFFFFFFFFFF, "1.7976931348623157e+308"),
        (0x4340000000000000, "9007199254740992"),
        (0xC340000000000000, "-9007199254740992"),
        (0x4430000000000000, "295147905179352830000"),
        (0x44B52D02C7E14AF5, "9.999999999999997e+22"),
        (0x44B52D02C7E14AF6, "1e+23"),
        (0x44B52D02C7E14AF7, "1.0000000000000001e+23"),
        (0x444B1AE4D6E2EF4E, "999999999999999700000"),
        (0x444B1AE4D6E2EF4F, "999999999999999900000"),
        (0x444B1AE4D6E2EF50, "1e+21"),
        (0x3EB0C6F7A0B5ED8C, "9.999999999999997e-7"),
        (0x3EB0C6F7A0B5ED8D, "0.000001"),
        (0x41B3DE4355555553, "333333333.3333332"),
        (0x41B3DE4355555557, "333333333.33333343"),
        (0xBECBF647612F3696, "-0.0000033333333333333333"),
        (0x43143FF3C1CB0959, "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_ecmascript_does(bits: int, text: str) -> None:
    value = struct.unpack(">d", struct.pack(">Q", bits))[0]

    assert canonical(f"[{value!r}]".encode()) == f"[{text}]".encode()


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"not JSON", b"NaN", b"[1e999]", b"[" * 5000, b'"\\ud800"', b"9" * 400, b"\xff"],
)
def test_what_has_no_such_form_is_none(data: bytes) -> None:
    assert canonical(data) is None


def test_null_inside_is_written_like_the_rest() -> None:
    assert canonical(b' {"b" : null, "a": [ ]} ') == b'{"a":[],"b":null}'
