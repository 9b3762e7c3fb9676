import gzip
from urllib.parse import urlencode

import pytest

from tests.output.samples import COLOUR, PLAIN
from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.output.bodies import body_lines, hex_lines

GZIP = (b"Content-Encoding", b"gzip")


def typed(content_type: str, *more: tuple[bytes, bytes]) -> HeaderPairs:
    return ((b"Content-Type", content_type.encode()), *more)


def lines(headers: HeaderPairs, body: bytes, *, show_secrets: bool = False) -> list[str]:
    whole = "webhookctl show ID --body"
    return body_lines(headers, MemoryBody(body), PLAIN, whole=whole, show_secrets=show_secrets)


def test_an_empty_body_has_no_lines() -> None:
    assert lines(typed("application/json"), b"") == []


@pytest.mark.parametrize(
    ("headers", "body", "shown"),
    [
        (typed("application/json"), b'{"a":1.0}', ["{", '  "a": 1.0', "}"]),
        (
            typed("application/json", GZIP),
            gzip.compress(b"[]"),
            ["(gzip undone for display)", "[]"],
        ),
        (typed("application/xml"), b"<a><b/></a>", ["<a>", "  <b/>", "</a>"]),
        (typed("text/plain; charset=latin-1"), b"caf\xe9\r\n\x1b[2J", ["café", r"\x1b[2J"]),
        (typed("image/gif"), b"GIF89a\0", [f"00000000  {'47 49 46 38 39 61 00':<48}  |GIF89a.|"]),
        (
            typed("text/plain; charset=x\x1b[2J"),
            b"x",
            [r"(unknown charset x\x1b[2J: read as UTF-8)", "x"],
        ),
        (
            typed("application/json"),
            b'{"password": "x", "a": 1, "token" : 12, "s": "cut',
            [
                "(not valid JSON (line 1, column 46): shown as text)",
                '{"password": "••••", "a": 1, "token" : "••••", "s": "cut',
            ],
        ),
        (
            typed("multipart/mixed; boundary=x"),
            b"\0nothing",
            [
                "(no part begins with the boundary that Content-Type names)",
                f"00000000  {'00 6e 6f 74 68 69 6e 67':<48}  |.nothing|",
            ],
        ),
    ],
)
def test_a_body_is_shown_by_its_kind(headers: HeaderPairs, body: bytes, shown: list[str]) -> None:
    assert lines(headers, body) == shown


def test_a_form_is_a_field_a_line_and_json_in_it_is_laid_out() -> None:
    fields = [("a", "b c\x1b"), ("a", ""), ("payload", '{"x":1,"token":"t"}'), ("password", "p")]
    form = typed("application/x-www-form-urlencoded")
    assert lines(form, urlencode(fields).encode()) == [
        r"a = b c\x1b",
        "a = ",
        "payload =",
        "  {",
        '    "x": 1,',
        '    "token": "••••"',
        "  }",
        "password = ••••",
    ]
    assert lines(form, b"password=p&odd={", show_secrets=True) == ["password = p", "odd = {"]


def test_parts_have_titles_and_are_decoded_each() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n'
        b'--x\r\nContent-Disposition: form-data; name="b"; filename="b.json"\r\n'
        b'Content-Type: application/json\r\n\r\n{"secret":"s"}\r\n'
        b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n'
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\ndeep\r\n"
        b"--x--\r\n"
    )
    form = typed("multipart/form-data; boundary=x")
    assert lines(form, body) == [
        "a  5B",
        "  hello",
        "b  b.json  application/json  14B",
        "  {",
        '    "secret": "••••"',
        "  }",
        "password  7B",
        "  ••••",
        "  multipart/mixed; boundary=y  11B",
        "  --y",
        "  ",
        "  deep",
    ]
    assert "  hunter2" in lines(form, body, show_secrets=True)


def test_large_bodies_say_what_is_left_out_and_how_to_see_it() -> None:
    text = lines(typed("text/plain"), b"x" * 20_000)
    assert text == ["x" * 16_384, "… 3,616 more bytes: webhookctl show ID --body"]
    binary = lines(typed("a/b"), b"\0" * 20_000)
    assert len(binary) == 17
    assert binary[-1] == "… 19,744 more bytes: webhookctl show ID --body"
    packed = lines(typed("text/plain", GZIP), gzip.compress(b"x" * 20_000))
    assert packed[-1] == "… there is more: webhookctl show ID --body"
    packed_binary = lines(typed("a/b", GZIP), gzip.compress(b"\0" * 300))
    assert packed_binary[-1] == "… 44 more bytes: webhookctl show ID --body"
    deep = lines(typed("application/json"), b"[" * 20_000)
    assert len(deep) == 1001
    assert deep[-1] == "… 15,385 more lines: webhookctl show ID --body"


def test_without_a_command_only_the_amount_is_said() -> None:
    body = MemoryBody(b"x" * 16_385)
    assert body_lines(typed("text/plain"), body, PLAIN)[-1] == "… 1 more bytes"


def test_what_is_ours_is_dim() -> None:
    body = MemoryBody(gzip.compress(b"x"))
    assert body_lines(typed("text/plain", GZIP), body, COLOUR) == [
        "\x1b[2m(gzip undone for display)\x1b[0m",
        "x",
    ]


def test_hexadecimal_rows_are_those_of_hexdump() -> None:
    assert hex_lines(bytes(range(0x30, 0x42))) == [
        "00000000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  |0123456789:;<=>?|",
        f"00000010  {'40 41':<48}  |@A|",
    ]
