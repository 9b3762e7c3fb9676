from collections.abc import Callable

import pytest

from tests.core.completion.conftest import Offers
from tests.core.completion.sample import CASES, PROGRAM
from webhookctl.core.completion.zsh import script


@pytest.mark.parametrize(("line", "words"), CASES.items())
def test_zsh_offers(make_offers: Callable[[str, str], Offers], line: str, words: set[str]) -> None:
    assert make_offers("zsh", script(PROGRAM))(line) == words


def test_zsh_offers_folders_for_a_folder(make_offers: Callable[[str, str], Offers]) -> None:
    assert make_offers("zsh", script(PROGRAM))("webhookctl send --folder i") == {"inner"}


def test_zsh_offers_options_once_there_is_an_event(
    make_offers: Callable[[str, str], Offers],
) -> None:
    offered = make_offers("zsh", script(PROGRAM))("webhookctl send --json github.push ")
    assert "--to" in offered
    assert offered.isdisjoint({"--json", "github.push"})
