import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.structured_field import (
    InnerList,
    Item,
    Member,
    Number,
    Token,
    read_dictionary,
    write_dictionary,
    write_member,
)


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("a=1", Item(1)),
        ("a=-15", Item(-15)),
        ("a=1.50", Item(Number("1.50"))),
        ("a=@1659578233", Item(Number("@1659578233"))),
        ('a="x \\"y\\" \\\\"', Item('x "y" \\')),
        ("a=text/html*", Item(Token("text/html*"))),
        ("a=:aGk=:", Item(b"hi")),
        ("a=:aGk:", Item(b"hi")),
        ("a=::", Item(b"")),
        ("a=?1", Item(True)),
        ("a=?0", Item(False)),
        ("a", Item(True)),
        ("a;q=1;r", Item(True, {"q": 1, "r": True})),
        ("a=();created=1", InnerList((), {"created": 1})),
        ('a=( "x";sf  y )', InnerList((Item("x", {"sf": True}), Item(Token("y"))))),
        ("a=1, a=2", Item(2)),
        (" a=1 ", Item(1)),
        ("a=1;x=1;x=2", Item(1, {"x": 2})),
        ("a=1; x", Item(1, {"x": True})),
    ],
)
def test_member_is_read(text: str, member: Member) -> None:
    assert read_dictionary(text) == {"a": member}


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "A=1",
        "a=",
        "a=1,",
        "a=1 b=2",
        "a=1,,b=2",
        'a="x',
        'a="é"',
        "a=:x",
        "a=:x:",
        "a=(1",
        "a=(1,2)",
        'a=("x""y")',
        "a=1234567890123456",
        "a=1.2345",
        "a=1.",
        "a=?2",
        "a;=1",
        "a=%",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_dictionary(text)


@pytest.mark.parametrize(
    "text",
    [
        'sig1=("@method" "date";key="x";sf);created=1;keyid="a\\"b\\\\";alg=x;n=1.5',
        "a, b;c, d=?0, e=:aGk=:, f=@5",
        "",
    ],
)
def test_what_is_read_is_written_alike(text: str) -> None:
    assert write_dictionary(read_dictionary(text)) == text


def test_blanks_are_not_written_again() -> None:
    assert write_dictionary(read_dictionary("a=( 1   2 ) ,  b=1")) == "a=(1 2), b=1"


@pytest.mark.parametrize("text", ["é", "a\n", "\x7f"])
def test_only_ascii_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        write_member(Item(text))


@given(st.text(max_size=40))
def test_reading_never_fails_in_another_way(text: str) -> None:
    try:
        members = read_dictionary(text)
    except ValueError:
        return
    assert read_dictionary(write_dictionary(members)) == members
