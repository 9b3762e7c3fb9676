"""`--set-new path=value`: what is made on the way, what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.event import Json
from webhookctl.core.newpath import DEEPEST, assign_new
from webhookctl.core.setpath import value_at, write_path
from webhookctl.errors import UsageError

PAYLOAD: Json = {"id": "evt_1", "object": {"items": [{"price": 1}], "none": None, "0": "zero"}}


@pytest.mark.parametrize(
    ("document", "text", "expected"),
    [
        ({}, "a=1", {"a": 1}),
        ({}, "a.b.c=x", {"a": {"b": {"c": "x"}}}),
        ({"a": {"x": 1}}, "a.b=2", {"a": {"x": 1, "b": 2}}),
        ({"a": 1}, "a=2", {"a": 2}),
        ({}, "a[0].b=1", {"a": [{"b": 1}]}),
        ({}, "a[+].b=1", {"a": [{"b": 1}]}),
        ({}, "a[+][+]=1", {"a": [[1]]}),
        ({"a": [1]}, "a[+]=2", {"a": [1, 2]}),
        ({"a": [1]}, "a[1]=2", {"a": [1, 2]}),
        ({"a": [1]}, "a.1=2", {"a": [1, 2]}),
        ({"a": [1, 2, 3]}, "a[1]=x", {"a": [1, "x", 3]}),
        ({"a": [{"b": 1}]}, "a[0].c=2", {"a": [{"b": 1, "c": 2}]}),
        ({"a": None}, "a.b=1", {"a": {"b": 1}}),
        ({"a": None}, "a[0]=1", {"a": [1]}),
        ({"0": {}}, "[0].a=1", {"0": {"a": 1}}),
        ({}, '["a.b"]=1', {"a.b": 1}),
        ({}, '["a"][0]={"x": [true]}', {"a": [{"x": [True]}]}),
        ([], "[+]=1", [1]),
        (None, "a=1", {"a": 1}),
        ({}, "5.x=1", {"5": {"x": 1}}),
    ],
)
def test_missing_parts_are_made(document: Json, text: str, expected: Json) -> None:
    before = json.dumps(document)
    assert assign_new(document, [text]) == expected
    assert json.dumps(document) == before


def test_assignments_are_made_in_order() -> None:
    assert assign_new({}, ["a[+].n=1", "a[+].n=2", "a[0].m=x"]) == {
        "a": [{"n": 1, "m": "x"}, {"n": 2}]
    }


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "id.x=1",
            "`id` is a text: `x` is a name, and finds no room in it",
            "set the whole of it instead: `--set 'id=…'`",
        ),
        (
            "object[+]=1",
            "`object` is an object: `[+]` is a place in a list, and finds no room in it",
            "set the whole of it instead: `--set 'object=…'`",
        ),
        (
            "object.items.price=1",
            "`object.items` is a list: `price` is a name, and finds no room in it",
            "set the whole of it instead: `--set 'object.items=…'`",
        ),
        (
            "object.items[0].price[0]=1",
            "`object.items[0].price` is a number: `[0]` is a place in a list, and finds no room "
            "in it",
            "set the whole of it instead: `--set 'object.items[0].price=…'`",
        ),
        (
            "object.items[2]=1",
            "`object.items[2]` is beyond the end: `object.items` has 1 item",
            "append with `[+]` or `[1]`",
        ),
        (
            "new[1]=1",
            "`new[1]` is beyond the end: `new` has 0 items",
            "append with `[+]` or `[0]`",
        ),
        (
            "[0]=1",
            "the payload is an object: `[0]` is a place in a list, and finds no room in it",
            "change the data itself instead",
        ),
        ("a", "`a` is not `path=value`", "write it like `--set-new data.object.items[0].price=5`"),
        (".".join("a" * 101) + "=1", "a path of 101 steps is too deep", "use 100 steps at most"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        assign_new(PAYLOAD, [text])
    assert (caught.value.message, caught.value.hint) == (message, hint)


STEPS = st.lists(st.text(min_size=1, max_size=4) | st.just(0), min_size=1, max_size=DEEPEST)


@given(STEPS)
def test_any_path_can_be_made_in_nothing(path: list[str | int]) -> None:
    made = assign_new(None, [f"{write_path(tuple(path))}=1"])
    assert value_at(made, tuple(path)) == 1
