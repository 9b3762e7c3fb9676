from collections.abc import Callable

import pytest

from tests.core.completion.conftest import Offers
from tests.core.completion.sample import CASES, PROGRAM
from webhookctl.core.completion.fish import script


@pytest.mark.parametrize(("line", "words"), CASES.items())
def test_fish_offers(make_offers: Callable[[str, str], Offers], line: str, words: set[str]) -> None:
    assert make_offers("fish", script(PROGRAM))(line) == words


def test_fish_offers_folders_for_a_folder(make_offers: Callable[[str, str], Offers]) -> None:
    assert make_offers("fish", script(PROGRAM))("webhookctl send --folder i") == {"inner/"}
