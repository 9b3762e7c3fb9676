import base64

import pytest

from webhookctl.core.signature import (
    Bare,
    Fault,
    Found,
    KeyValues,
    Prefixed,
    PrefixedList,
    SignatureFormat,
    VersionedList,
    encode,
    find_signatures,
    same,
    shown,
    with_header,
)
from webhookctl.core.verdict import Reason

DIGEST = bytes(range(200, 232))
HEX = DIGEST.hex()
BASE64 = base64.b64encode(DIGEST).decode()
URL_SAFE = base64.urlsafe_b64encode(DIGEST).decode()

BARE = Bare("X-Sign")
PREFIXED = Prefixed("X-Sign", b"sha256=")
BEHIND_WORD = Prefixed("Authorization", b"HMAC ", "base64")
LISTED = PrefixedList("X-Sign", b"v1=")
VERSIONED = VersionedList("X-Sign")
KEYED = KeyValues("X-Sign", b"v1", b"t")
SPACED = KeyValues("X-Sign", b"v1", b"t", separator=b", ")
IN_BASE64 = Bare("X-Sign", "base64")
IN_URL_SAFE = Bare("X-Sign", "base64url")


def found(layout: SignatureFormat, *values: str) -> Found | Fault:
    return find_signatures(layout, [value.encode() for value in values], 32)


@pytest.mark.parametrize(
    ("layout", "value", "signatures"),
    [
        (BARE, HEX, [HEX]),
        (IN_BASE64, BASE64, [BASE64]),
        (IN_URL_SAFE, URL_SAFE, [URL_SAFE]),
        (IN_URL_SAFE, URL_SAFE.rstrip("="), [URL_SAFE.rstrip("=")]),
        (PREFIXED, f"sha256={HEX}", [HEX]),
        (BEHIND_WORD, f"HMAC {BASE64}", [BASE64]),
        (LISTED, f"v1={HEX},v1={'0' * 64}", [HEX, "0" * 64]),
        (LISTED, f"v2=00ff, v1={HEX}", [HEX]),
        (VERSIONED, f"v1,{BASE64}", [BASE64]),
        (VERSIONED, f"v1a,abc v1,{BASE64} v2,{BASE64}", [BASE64]),
        (VERSIONED, f"nonsense v1,{BASE64}", [BASE64]),
        (KEYED, f"t=1,v1={HEX}", [HEX]),
        (KEYED, f"t=1, v1={HEX} , v0=fake", [HEX]),
        (KEYED, f"v1={'0' * 64},t=1,v1={HEX}", ["0" * 64, HEX]),
        (SPACED, f"t=1, v1={HEX}", [HEX]),
        (SPACED, f"t=1,v1={HEX}", [HEX]),
    ],
)
def test_signatures_are_read(layout: SignatureFormat, value: str, signatures: list[str]) -> None:
    entries = found(layout, value)

    assert isinstance(entries, Found)
    assert [one.decode() for one in entries.signatures] == signatures


@pytest.mark.parametrize(
    ("layout", "value", "reason"),
    [
        (BARE, "", Reason.EMPTY_SIGNATURE),
        (BARE, "   ", Reason.EMPTY_SIGNATURE),
        (PREFIXED, "sha256=", Reason.EMPTY_SIGNATURE),
        (KEYED, "t=1,v1=", Reason.EMPTY_SIGNATURE),
        (VERSIONED, "", Reason.EMPTY_SIGNATURE),
        (BARE, "not-a-signature", Reason.MALFORMED_SIGNATURE),
        (BARE, HEX + "00", Reason.MALFORMED_SIGNATURE),
        (BARE, HEX.upper(), Reason.MALFORMED_SIGNATURE),
        (BARE, f"{HEX}\n", Reason.MALFORMED_SIGNATURE),
        (PREFIXED, "not-a-signature", Reason.MALFORMED_SIGNATURE),
        (PREFIXED, "=" * 70, Reason.MALFORMED_SIGNATURE),
        (VERSIONED, "not-a-signature", Reason.MALFORMED_SIGNATURE),
        (KEYED, "not-a-signature", Reason.MALFORMED_SIGNATURE),
        (IN_BASE64, URL_SAFE.replace("=", "-"), Reason.MALFORMED_SIGNATURE),
        (BARE, HEX[:-1], Reason.TRUNCATED_SIGNATURE),
        (BARE, HEX[:32], Reason.TRUNCATED_SIGNATURE),
        (IN_BASE64, BASE64[:-1], Reason.TRUNCATED_SIGNATURE),
        (KEYED, f"t=1,v1={HEX[:-4]}", Reason.TRUNCATED_SIGNATURE),
        (PREFIXED, f"sha1={HEX[:40]}", Reason.WRONG_VERSION),
        (PREFIXED, HEX, Reason.WRONG_VERSION),
        (BEHIND_WORD, "Bearer abc", Reason.WRONG_VERSION),
        (LISTED, f"v2={HEX}", Reason.WRONG_VERSION),
        (VERSIONED, f"v2,{BASE64}", Reason.WRONG_VERSION),
        (VERSIONED, BASE64, Reason.WRONG_VERSION),
        (KEYED, f"t=1,v0={HEX}", Reason.WRONG_VERSION),
    ],
)
def test_what_is_wrong_is_told(layout: SignatureFormat, value: str, reason: Reason) -> None:
    fault = found(layout, value)

    assert isinstance(fault, Fault)
    assert fault.reason is reason
    assert layout.header in fault.message
    assert fault.verdict("acme").scheme == "acme"
    assert not fault.verdict("acme").valid


def test_repeated_header_counts_as_a_list() -> None:
    entries = found(KEYED, f"t=1,v1={'0' * 64}", f"t=2,v1={HEX}")

    assert isinstance(entries, Found)
    assert len(entries.signatures) == 2
    assert entries.fields[b"t"] == b"1"


def test_password_in_the_header_is_not_repeated() -> None:
    fault = found(BEHIND_WORD, "hunter2-hunter2")

    assert isinstance(fault, Fault)
    assert "hunter2" not in fault.message


@pytest.mark.parametrize(
    ("layout", "value"),
    [
        (BARE, HEX),
        (PREFIXED, f"sha256={HEX}"),
        (LISTED, f"v1={HEX}"),
        (VERSIONED, f"v1,{BASE64}"),
        (KEYED, f"t=12,v1={HEX}"),
        (SPACED, f"t=12, v1={HEX}"),
        (KeyValues("X-Sign", b"d"), f"d={HEX}"),
        (IN_URL_SAFE, URL_SAFE.rstrip("=")),
    ],
)
def test_signature_is_written_as_it_is_read(layout: SignatureFormat, value: str) -> None:
    signature = encode(layout.encoding, DIGEST)

    written = layout.write(signature, b"12")

    assert written.decode() == value
    entries = find_signatures(layout, [written], 32)
    assert isinstance(entries, Found)
    assert same(layout.encoding, signature, entries.signatures)


def test_padding_of_base64url_makes_no_difference() -> None:
    assert same("base64url", encode("base64url", DIGEST), [URL_SAFE.encode()])


@pytest.mark.parametrize("place", range(64))
def test_no_other_signature_is_the_same(place: int) -> None:
    changed = bytearray(HEX.encode())
    changed[place] ^= 1

    assert not same("hex", HEX.encode(), [bytes(changed)])


def test_header_is_replaced_where_it_stands() -> None:
    headers = ((b"A", b"1"), (b"x-sign", b"2"), (b"B", b"3"), (b"X-SIGN", b"4"))

    assert with_header(headers, "X-Sign", b"5") == ((b"A", b"1"), (b"x-sign", b"5"), (b"B", b"3"))
    assert with_header((), "X-Sign", b"5") == ((b"X-Sign", b"5"),)
    assert with_header((), "X-€", b"5") == ((b"X-\\u20ac", b"5"),)


def test_long_values_are_cut_in_messages() -> None:
    assert shown(b"\xe9" * 50) == "é" * 39 + "…"
    assert shown(b"short") == "short"
