"""`--set path=value`: what is set, what is refused, what is proposed instead."""

import contextlib
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.event import Json
from webhookctl.core.setpath import (
    Path,
    assign,
    parse_assignment,
    parse_path,
    replace_at,
    unset,
    value_at,
    write_path,
)
from webhookctl.errors import UsageError

PAYLOAD: Json = {
    "id": "evt_1",
    "data": {
        "object": {
            "customer": None,
            "amount": 100,
            "items": [{"price": 1, "sku": "a"}, {"price": 2, "sku": "b"}],
            "labels": {"app.kubernetes.io/name": "x", "0": "zero", "a=b": 1, 'q"q': 2, "[0]": 3},
        }
    },
    "empty": {},
}


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("id=evt_2", ("id",), "evt_2"),
        ("data.object.amount=5", ("data", "object", "amount"), 5),
        ("a[0].b=1", ("a", 0, "b"), 1),
        ("a[0][12]=1", ("a", 0, 12), 1),
        ("[3].x=1", (3, "x"), 1),
        ("a.0=1", ("a", "0"), 1),
        ('a["b.c"].d=1', ("a", "b.c", "d"), 1),
        ('["a=b"]=c=d', ("a=b",), "c=d"),
        (r'["q\"q"]=1', ('q"q',), 1),
        ('["é"]=1', ("é",), 1),
        ("a b-c/d=1", ("a b-c/d",), 1),
        ("x=", ("x",), ""),
        ("x= 5 ", ("x",), 5),
        ("x=5.0", ("x",), 5.0),
        ("x=-1e3", ("x",), -1000.0),
        ("x=true", ("x",), True),
        ("x=null", ("x",), None),
        ('x="5"', ("x",), "5"),
        ("x=True", ("x",), "True"),
        ("x=05", ("x",), "05"),
        ("x=2026-01-01", ("x",), "2026-01-01"),
        ('x={"a": [1, 2]}', ("x",), {"a": [1, 2]}),
        ("x={a}", ("x",), "{a}"),
        ("x=a=b", ("x",), "a=b"),
        ("x=NaN", ("x",), "NaN"),
        ("x=-Infinity", ("x",), "-Infinity"),
        ("x=1e999", ("x",), "1e999"),
        ("x=" + "9" * 5000, ("x",), "9" * 5000),
        ("x=" + "[" * 100_000, ("x",), "[" * 100_000),
    ],
)
def test_assignment_is_a_path_and_a_typed_value(text: str, path: Path, value: Json) -> None:
    got = parse_assignment(text)
    assert got == (path, value)
    assert type(got[1]) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "=", "=5", "id", ".id=1", "a..b=1", "a.=1", "a[x]=1", "a[-1]=1", "a[]=1", "a[0=1"),
        *("a[0]b=1", "a]=1", 'a["b=1', 'a[""b"]=1', "a[9999999999]=1", 'a."b"=1'),
    ],
)
def test_what_is_no_assignment_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_assignment(text)
    assert caught.value.message == f"`{text}` is not `path=value`"
    assert caught.value.hint == "write it like `--set data.object.items[0].price=5`"


@pytest.mark.parametrize("text", ["", "a=b", "a..b", "a."])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a path"):
        parse_path(text)


def test_broken_escape_in_a_quoted_name_is_refused() -> None:
    with pytest.raises(UsageError, match="is not a quoted name"):
        parse_path(r'a["\x"]')


@pytest.mark.parametrize(
    ("assignment", "path"),
    [
        ("id=new", ("id",)),
        ("data.object.customer=new", ("data", "object", "customer")),
        ("data.object.items[1].price=new", ("data", "object", "items", 1, "price")),
        ("data.object.items.1.price=new", ("data", "object", "items", 1, "price")),
        ("data.object.items=new", ("data", "object", "items")),
        ("data.object.labels.0=new", ("data", "object", "labels", "0")),
        ("data.object.labels[0]=new", ("data", "object", "labels", "0")),
        (
            'data.object.labels["app.kubernetes.io/name"]=new',
            ("data", "object", "labels", "app.kubernetes.io/name"),
        ),
        ('data.object.labels["[0]"]=new', ("data", "object", "labels", "[0]")),
    ],
)
def test_only_the_place_at_the_path_changes(assignment: str, path: Path) -> None:
    before = json.dumps(PAYLOAD)
    changed = assign(PAYLOAD, [assignment])
    assert json.dumps(PAYLOAD) == before
    expected = json.loads(before)
    parent = expected
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = "new"
    assert changed == expected
    assert list(changed) == list(expected)  # type: ignore[arg-type]


def test_assignments_are_made_in_order() -> None:
    changed = assign(PAYLOAD, ['empty={"a": 1}', "empty.a=2", "id=x"])
    assert isinstance(changed, dict)
    assert (changed["empty"], changed["id"]) == ({"a": 2}, "x")


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("data.object.custmer", "did you mean `data.object.customer`?"),
        ("dta.object.amount", "did you mean `data.object.amount`?"),
        ("Id", "the payload has `id`"),
        ("data.object.items[7].price", "did you mean `data.object.items[1].price`?"),
        ("data.object.zzzzzzzzzzzzzzzzzz", "`data.object` has `data.object.customer`, "),
        ("data.object.customer." + "q" * 60, "`data.object.customer` has nothing inside"),
        ("zzzzzzzzzzzz", "the payload has `id`, `data`, `empty`"),
        ("data.object.amount.currency", "did you mean `data.object.amount`?"),
    ],
)
def test_missing_path_fails_and_names_the_nearest(path: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        assign(PAYLOAD, [f"{path}=1"])
    assert caught.value.message == f"there is nothing at `{path}` to set"
    assert caught.value.hint is not None
    assert caught.value.hint.startswith(hint)
    assert caught.value.hint.endswith(" (`--set-new` makes what is not there)")


def test_unset_leaves_out_what_is_there() -> None:
    paths = ["id", "data.object.items[0]", 'data.object.labels["a=b"]', "data.object.items.0.sku"]
    left = unset(PAYLOAD, paths)
    assert left == {
        "data": {
            "object": {
                "customer": None,
                "amount": 100,
                "items": [{"price": 2}],
                "labels": {"app.kubernetes.io/name": "x", "0": "zero", 'q"q': 2, "[0]": 3},
            }
        },
        "empty": {},
    }
    assert "id" in PAYLOAD  # type: ignore[operator]
    assert unset([1, 2, 3], ["[1]"]) == [1, 3]


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        (
            "data.object.amuont",
            "there is nothing at `data.object.amuont` to leave out",
            "did you mean `data.object.amount`?",
        ),
        (
            "data.object.items[2]",
            "there is nothing at `data.object.items[2]` to leave out",
            "did you mean `data.object.items[1]`?",
        ),
        (
            "data.object.items[+]",
            "there is nothing at `data.object.items[+]` to leave out",
            "did you mean `data.object.items[1]`?",
        ),
        ("id=5", "`id=5` is not a path", "write it like `--unset data.object.items[0].price`"),
        ("", "`` is not a path", "write it like `--unset data.object.items[0].price`"),
    ],
)
def test_unset_of_what_is_not_there_fails(path: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        unset(PAYLOAD, [path])
    assert caught.value.message == message
    assert caught.value.hint is not None
    assert caught.value.hint.split("? ")[0].rstrip("?") == hint.rstrip("?")


@pytest.mark.parametrize("step", ["9" * 5000, "٩", "01"])
def test_odd_numbers_are_no_places(step: str) -> None:
    with pytest.raises(UsageError, match="there is nothing at"):
        replace_at([1], ("x", step), 1)


def test_deep_payload_is_no_problem() -> None:
    document: Json = 1
    for _ in range(5000):
        document = {"a": document}
    path: Path = ("a",) * 5000
    assert value_at(replace_at(document, path, 2), path) == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _paths(value: Json, before: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    for step, child in inner:
        yield (*before, step)
        if isinstance(child, dict | list):
            yield from _paths(child, (*before, step))


@given(st.data(), JSON.filter(lambda value: isinstance(value, dict | list) and value), JSON)
def test_every_path_can_be_written_read_and_set(
    data: st.DataObject, document: Json, value: Json
) -> None:
    path = data.draw(st.sampled_from(list(_paths(document))))
    assert parse_path(write_path(path)) == path
    changed = assign(document, [f"{write_path(path)}={json.dumps(value)}"])
    assert value_at(changed, path) == value
    assert replace_at(changed, path, value_at(document, path)) == document


@given(JSON, st.text() | st.from_regex(r"[a-c.\[\]\"=0-9\\]{0,12}", fullmatch=True))
def test_any_text_is_set_or_refused(document: Json, text: str) -> None:
    with contextlib.suppress(UsageError):
        json.dumps(assign(document, [text]))
