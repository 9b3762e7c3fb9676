import pytest

from webhookctl.core.event import Json
from webhookctl.core.form import (
    Fields,
    boundary_of,
    fields_of,
    form_fields,
    is_url_encoded,
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


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (b"application/x-www-form-urlencoded", True),
        (b"Application/X-WWW-Form-URLencoded ; charset=utf-8", True),
        (b"application/json", False),
        (b"application/x-www-form-urlencoded-not", False),
        (b"multipart/form-data; boundary=application/x-www-form-urlencoded", False),
    ],
)
def test_content_type_says_whether_a_form_is_url_encoded(
    content_type: bytes, expected: bool
) -> None:
    assert is_url_encoded(((b"content-type", content_type),)) is expected
    assert not is_url_encoded(())


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        # The fields of https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
        (
            {
                "type": "subscribe",
                "data": {"id": "8a25ff1d98", "merges": {"EMAIL": "api@mailchimp.com"}},
            },
            b"type=subscribe&data%5Bid%5D=8a25ff1d98&data%5Bmerges%5D%5BEMAIL%5D=api%40mailchimp.com",
        ),
        ({"Body": "a & b=c +1 é"}, b"Body=a+%26+b%3Dc+%2B1+%C3%A9"),
        ({"ids": [7, {"a": "x"}]}, b"ids%5B0%5D=7&ids%5B1%5D%5Ba%5D=x"),
        (
            {"no": None, "yes": True, "never": False, "price": 1.5},
            b"no=&yes=true&never=false&price=1.5",
        ),
        ({"nothing": {}, "none": [], "": "blank"}, b"=blank"),
        ([1], b"0=1"),
    ],
)
def test_payload_becomes_fields_with_nested_names(payload: Json, form: bytes) -> None:
    assert write_url_encoded(fields_of(payload)) == form
    assert url_encoded(form) == fields_of(payload)


@pytest.mark.parametrize("payload", ["text", 5, None])
def test_value_without_a_name_is_no_form(payload: Json) -> None:
    with pytest.raises(TypeError, match="needs names"):
        fields_of(payload)
