import re
from datetime import date

import pytest

from webhookctl.config.table import Table, kind_of
from webhookctl.errors import UsageError

TABLE = Table("providers.acme", "my.toml", {"a": "x", "n": 1, "e": "", "t": {"b": 2}})


def test_values_are_read_by_their_kind() -> None:
    assert TABLE.text("a") == "x"
    assert TABLE.text("missing") is None
    assert TABLE.choice("a", ("x", "y"), "y") == "x"
    assert TABLE.choice("missing", ("x", "y"), "y") == "y"
    assert TABLE.text_like("a", re.compile("[a-z]"), "a letter") == "x"
    assert TABLE.text_like("missing", re.compile("[a-z]"), "a letter") is None
    assert TABLE.table("t") == Table("providers.acme.t", "my.toml", {"b": 2})
    assert TABLE.table("missing").values == {}
    assert Table("", "my.toml", {"t": {}}).table("t").name == "t"
    TABLE.allow(("a", "n", "e", "t", "more"))


@pytest.mark.parametrize(
    ("key", "message", "hint"),
    [
        ("n", "`n` of `[providers.acme]` in `my.toml` is a number, not a text", 'n = "…"'),
        ("e", "`e` of `[providers.acme]` in `my.toml` is empty", "leave the key out"),
        ("a", "`a` of `[providers.acme]` in `my.toml` cannot be `x`", "allowed: `one`, `two`"),
    ],
)
def test_mistake_is_told_with_key_table_and_file(key: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        TABLE.choice(key, ("one", "two"), "one")

    assert caught.value.message == message
    assert hint in (caught.value.hint or "")


def test_text_of_another_shape_is_told_what_it_has_to_be() -> None:
    with pytest.raises(UsageError, match="cannot be `x`") as caught:
        TABLE.text_like("a", re.compile("[0-9]"), "a digit")

    assert caught.value.hint == "it has to be a digit"


def test_what_is_no_table_is_told_how_to_be_one() -> None:
    with pytest.raises(UsageError, match=r"`providers\.acme\.n` in `my\.toml` is a number"):
        TABLE.table("n")


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("algoritm", "did you mean `algorithm`? allowed: `algorithm`, `header`"),
        ("HEADER", "did you mean `header`? allowed: `algorithm`, `header`"),
        ("colour", "allowed: `algorithm`, `header`"),
    ],
)
def test_unknown_key_gets_the_nearest(key: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        Table("a.b", "my.toml", {key: 1}).allow(("algorithm", "header"))

    assert caught.value.message == f"`[a.b]` in `my.toml` has an unknown key `{key}`"
    assert caught.value.hint == hint


def test_unknown_table_is_one_of_the_file() -> None:
    with pytest.raises(UsageError, match=r"^`my\.toml` has an unknown key `provider`$") as caught:
        Table("", "my.toml", {"provider": {}}).allow(("providers",))

    assert caught.value.hint == "allowed: `providers`"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "a truth value"),
        (1, "a number"),
        (1.5, "a number"),
        ([], "a list"),
        ({}, "a table"),
        ("", "a text"),
        (date(2026, 1, 1), "a date or time"),
    ],
)
def test_kinds_have_names(value: object, words: str) -> None:
    assert kind_of(value) == words
