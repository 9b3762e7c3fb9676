"""The names of one's own recipes, as completion has them."""

from pathlib import Path

import pytest

from tests.config.files import ACME, Project, write_user_file
from webhookctl.config.titles import own_titles


@pytest.mark.usefixtures("project")
def test_without_a_file_there_are_none() -> None:
    assert own_titles() == {}


def test_recipe_has_its_title_or_its_name(project: Project) -> None:
    project(f"{ACME}[providers.plain]\n")
    assert own_titles() == {"acme": "Acme", "plain": "plain"}


def test_title_of_the_project_goes_before_that_of_the_user(project: Project, home: Path) -> None:
    write_user_file(home, '[providers.acme]\ntitle = "Mine"\n[providers.other]\n')
    project(ACME)
    assert own_titles() == {"acme": "Acme", "other": "other"}


def test_what_is_no_table_or_no_title_is_passed_over(project: Project) -> None:
    project("[providers]\nodd = 3\n[providers.x]\ntitle = 5\n")
    assert own_titles() == {"odd": "odd", "x": "x"}
    project('providers = "none"\n')
    assert own_titles() == {}


def test_file_that_is_no_toml_leaves_the_others(project: Project, home: Path) -> None:
    write_user_file(home, ACME)
    project("[providers\n")
    assert own_titles() == {"acme": "Acme"}
