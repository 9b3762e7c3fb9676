import pytest

from tests.conftest import Cli
from webhookctl.cli._ranges import in_words, with_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x>=1", "1 or more"),
        ("x<=9", "9 or less"),
        ("1<=x<=1000", "1 to 1000"),
        ("x>1", "x>1"),
        ("", ""),
    ],
)
def test_range_is_in_words(text: str, words: str) -> None:
    assert in_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The port.  [default: 8080; 0<=x<=65535]", "The port.  [default: 8080; 0 to 65535]"),
        ("So many.  [x>=1]", "So many.  [1 or more]"),
        ("If x>=1 then.", "If x>=1 then."),
    ],
)
def test_only_the_range_at_the_end_of_a_help_text_is_changed(text: str, words: str) -> None:
    assert with_words(text) == words


def test_help_has_no_range_in_signs(cli: Cli) -> None:
    text = " ".join(cli("send", "--help").stdout.split())
    assert "[1 or more]" in text
    assert "[1 to 1000]" in text
    assert "x>=" not in text
    assert "<=x" not in text
