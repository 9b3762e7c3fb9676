import pytest

from webhookctl.core.form import (
    Fields,
    boundary_of,
    form_fields,
    last_value,
    replaced_fields,
    url_encoded,
    write_parts,
    write_url_encoded,
)
from webhookctl.core.headers import HeaderPairs

PARTS: HeaderPairs = ((b"Content-Type", b"multipart/form-data; boundary=XyZ"),)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (b"a=1&b=2&a=3", ((b"a", b"1"), (b"b", b"2"), (b"a", b"3"))),
        (b"a=&b&=c", ((b"a", b""), (b"b", b""), (b"", b"c"))),
        (b"a=x+y%20z%2B", ((b"a", b"x y z+"),)),
        (b"%C3%A9=%FF%zz", (("é".encode(), b"\xff%zz"),)),
        (b"&&", ()),
        (b"a==b", ((b"a", b"=b"),)),
    ],
)
def test_url_encoded_fields_are_decoded_in_their_order(form: bytes, fields: Fields) -> None:
    assert url_encoded(form) == fields
    assert form_fields((), form) == fields


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        (b"multipart/form-data; boundary=abc", b"abc"),
        (b'Multipart/Form-Data; charset=x; boundary="a b"', b"a b"),
        (b"multipart/form-data", None),
        (b"multipart/mixed; boundary=abc", None),
        (b"text/plain; boundary=abc", None),
    ],
)
def test_boundary_is_found(content_type: bytes, boundary: bytes | None) -> None:
    assert boundary_of(((b"content-type", content_type),)) == boundary


def test_parts_are_read_and_files_left_out() -> None:
    body = (
        b'preamble\r\n--XyZ\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n2\r\n'
        b'--XyZ\r\nContent-Type: x\r\ncontent-disposition: form-data; name="b"\r\n\r\n\r\n'
        b'--XyZ\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nfile\r\n'
        b"--XyZ\r\nX: y\r\n\r\nnameless\r\n"
        b"--XyZ--\r\n"
        b'--XyZ\r\nContent-Disposition: form-data; name="late"\r\n\r\nx\r\n'
    )

    assert form_fields(PARTS, body) == ((b"a", b"1\r\n2"), (b"b", b""))


@pytest.mark.parametrize("body", [b"", b"--XyZ", b"--XyZ--", b"a=1", b"--XyZ\r\n\r\n--XyZ"])
def test_broken_parts_have_no_fields(body: bytes) -> None:
    assert form_fields(PARTS, body) == ()


def test_hostile_heads_cost_no_more_than_their_length() -> None:
    head = b"content-disposition:;" * 20_000 + b' name="a"\r\n\r\nx\r\n'

    assert form_fields(PARTS, b"--XyZ\r\n" + head + b"--XyZ--") == ((b"a", b"x"),)


def test_written_fields_are_read_again() -> None:
    fields: Fields = ((b"a b", b"1&2=3+"), ("é".encode(), b"\xff"), (b"a b", b""))

    assert url_encoded(write_url_encoded(fields)) == fields
    assert form_fields(PARTS, write_parts(fields, b"XyZ")) == fields


def test_fields_are_replaced_by_name_and_the_last_counts() -> None:
    fields: Fields = ((b"a", b"1"), (b"b", b"2"), (b"a", b"3"))

    assert replaced_fields(fields, ((b"a", b"4"),)) == ((b"b", b"2"), (b"a", b"4"))
    assert last_value(fields, b"a") == b"3"
    assert last_value(fields, b"c") is None
