from webhookctl.core.next_step import MEANINGS
from webhookctl.core.verdict import Reason


def test_every_reason_has_a_meaning_and_a_next_step() -> None:
    assert list(MEANINGS) == list(Reason)
    assert all(meaning.words and meaning.next_step for meaning in MEANINGS.values())


def test_words_fit_into_a_row_of_a_table() -> None:
    for words in (text for meaning in MEANINGS.values() for text in meaning):
        assert "|" not in words
        assert words.isprintable()
        assert not words.endswith(".")
