import pytest

from webhookctl.output.multipart import Part, parts_of

TYPE = ((b"Content-Type", b'multipart/form-data; boundary="a b"'),)
BODY = (
    b"preamble\r\n"
    b"--a b\r\n"
    b'Content-Disposition: form-data; name="field"\r\n'
    b"\r\n"
    b"value\r\n"
    b"--a b\r\n"
    b'content-disposition: form-data; name="file"; filename="\xc3\xa9;.png"\r\n'
    b"Content-Type: image/png\r\n"
    b"\r\n"
    b"\x89PNG\r\n\r\n\0\r\n"
    b"--a b--\r\nepilogue"
)


def test_parts_keep_their_exact_bytes() -> None:
    disposition = b'form-data; name="file"; filename="\xc3\xa9;.png"'
    assert parts_of(TYPE, BODY) == [
        Part(((b"Content-Disposition", b'form-data; name="field"'),), b"value", "field", None),
        Part(
            ((b"content-disposition", disposition), (b"Content-Type", b"image/png")),
            b"\x89PNG\r\n\r\n\0",
            "file",
            "é;.png",
        ),
    ]


@pytest.mark.parametrize("body", [b"", b"no parts", b"--other\r\n\r\nx", b"--a b--"])
def test_a_body_without_its_boundary_has_no_parts(body: bytes) -> None:
    assert parts_of(TYPE, body) == []


def test_a_part_may_be_cut_off_and_nameless() -> None:
    assert parts_of(TYPE, b"--a b\r\nContent-Disposition: form") == [
        Part(((b"Content-Disposition", b"form"),), b"", "", None)
    ]


def test_only_a_hundred_parts_are_taken() -> None:
    assert len(parts_of(TYPE, b"--a b\r\n\r\nx\r\n" * 1000)) == 100
