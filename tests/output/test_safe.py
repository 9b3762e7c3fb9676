import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.samples import ACTING, ATTACKS, UNHURRIED
from webhookctl.output.safe import (
    is_harmless,
    safe,
    safe_bytes,
    safe_line,
    safe_line_bytes,
)


def acting(text: str, *allowed: str) -> list[str]:
    """The characters of a text that act or cannot be seen."""
    return [
        one for one in text if unicodedata.category(one) in ACTING and one not in (*allowed, " ")
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\x1b]52;c;eA==\x07", r"\x1b]52;c;eA==\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\rb"),
        ("\x7f", r"\x7f"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("a\u2028b", r"a\u2028b"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud83d", r"\ud83d"),
        ("❤\ufe0f", r"❤\ufe0f"),
        ("\u00a0", r"\xa0"),
        ("é" + "\u0301" * 5, "é" + "\u0301" * 4 + r"\u0301"),
    ],
)
def test_what_acts_or_hides_becomes_a_visible_escape(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text",
    ["", "plain", "two\nlines\tand a tab", "Grüße, 注文、 שלום", "日本\u3000語", "🚀 ✓", "[bold]"],
)
def test_what_is_only_read_stays(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_keeps_a_character_that_acts(attack: str) -> None:
    assert acting(safe(attack), "\n") == []
    assert safe(attack).isprintable()


@UNHURRIED
@given(st.text(st.characters(codec=None)))
def test_no_text_keeps_a_character_that_acts(text: str) -> None:
    assert acting(safe(text), "\n", "\t") == []


@UNHURRIED
@given(st.text())
def test_making_safe_twice_changes_nothing(text: str) -> None:
    assert safe(safe(text)) == safe(text)


def test_one_line_stays_one_line() -> None:
    assert safe_line("a\nb\tc\r\n\u2028") == r"a\nb\tc\r\n\u2028"
    assert safe_line("plain") == "plain"


def test_bytes_that_are_no_utf8_are_told_one_by_one() -> None:
    assert safe_bytes("é\n".encode() + b"\xff\x1b") == "é\n\\xff\\x1b"
    assert safe_line_bytes(b"\xc3\n") == r"\xc3\n"


@UNHURRIED
@given(st.binary())
def test_no_bytes_keep_a_character_that_acts(data: bytes) -> None:
    assert acting(safe_bytes(data), "\n", "\t") == []


@pytest.mark.parametrize(
    ("chunks", "harmless"),
    [
        ([], True),
        ([b"text\n", b"\ttext"], True),
        ([b"line\r", b"\nline\r\n"], True),
        ([b"caf\xc3", b"\xa9"], True),
        ([b"line\rforged"], False),
        ([b"line\r"], False),
        ([b"line\r", b"forged"], False),
        ([b"\x1b[2J"], False),
        ([b"caf\xc3"], False),
        ([b"\xff"], False),
        (["\u202e".encode()], False),
    ],
)
def test_only_text_that_acts_on_nothing_is_harmless(chunks: list[bytes], harmless: bool) -> None:
    assert is_harmless(chunks) is harmless
