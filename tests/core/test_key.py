import pytest

from webhookctl.core.key import key_of, keys_of


@pytest.mark.parametrize(
    ("encoding", "secret", "key"),
    [
        ("utf8", b" as it is\n", b" as it is\n"),
        ("utf8", b"", None),
        ("utf8", b"\xff\x00", b"\xff\x00"),
        ("nfkd_utf8", "\u00e9".encode(), "e\u0301".encode()),
        ("nfkd_utf8", b"\xff", None),
        ("hex", b"00fF10", b"\x00\xff\x10"),
        ("hex", b"00f", None),
        ("hex", b"zz", None),
        ("base64", b"AAEC", b"\x00\x01\x02"),
        ("base64", b"AAECAw==\n", b"\x00\x01\x02\x03"),
        ("base64", b"AAECAw", b"\x00\x01\x02\x03"),
        ("base64", b"AA EC", None),
        ("base64", b"A", None),
        ("whsec", b"whsec_AAEC", b"\x00\x01\x02"),
        ("whsec", b"AAEC", b"\x00\x01\x02"),
        ("whsec", b"whsec_AAECAw", b"\x00\x01\x02\x03"),
        ("whsec", b"whsec_", None),
        ("whsec", b"whsec_not base64!", None),
        ("whsec", b"whsec_\xff", None),
    ],
)
def test_secret_becomes_a_key(encoding: str, secret: bytes, key: bytes | None) -> None:
    assert key_of(encoding, secret) == key


def test_a_secret_of_polar_may_be_either_of_two_keys() -> None:
    assert keys_of("polar", b"whsec_YWJj") == (b"whsec_YWJj", b"abc")
    assert keys_of("polar", b"whsec_!") == (b"whsec_!",)
    assert keys_of("polar", b"YWJj") == (b"YWJj",)
    assert keys_of("polar", b"") == ()


def test_name_of_the_environment_is_no_part_of_an_inngest_key() -> None:
    assert keys_of("inngest", b"signkey-test-12345678") == (b"12345678",)
    assert keys_of("inngest", b"signkey-prod-a-b") == (b"a-b",)
    assert keys_of("inngest", b"12345678") == (b"12345678",)
    assert keys_of("inngest", b"signkey-test-") == ()


def test_other_encodings_give_one_key_or_none() -> None:
    assert keys_of("hex", b"6162") == (b"ab",)
    assert keys_of("hex", b"no") == ()
