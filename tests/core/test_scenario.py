"""References, changes and the order of the steps of a scenario."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.event import Json
from webhookctl.core.scenario import (
    Scenario,
    Step,
    listed,
    look_up,
    references_in,
    resolve,
    shuffled,
    step_of,
)
from webhookctl.errors import UsageError

PAYLOADS: dict[str, Json] = {
    "created": {
        "id": 42,
        "total": "9.90",
        "paid": False,
        "lines": [{"id": 7, "name": 'A "red" pot'}],
        "a.b": 1.5,
        "nothing": None,
        "digits": "-12",
        "a:b": "colon",
    },
    "2": [{"objectId": 5}],
    "fresh": {"id": 43},
}
SHOP = Scenario("shop-order", (Step("created", "a.b"), Step("paid", "a.c")), "an order")
LEAD = Scenario("lead", (Step("1", "a.b"),))


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("{created.id}", 42),
        ("{created.paid}", False),
        ("{created.nothing}", None),
        ("{created.lines[0].id}", 7),
        ("{created.lines[0]}", {"id": 7, "name": 'A "red" pot'}),
        ('{created["a.b"]}', 1.5),
        ("{2[0].objectId}", 5),
        ("{2}", [{"objectId": 5}]),
        ("{fresh.id}", 43),
        ("#{created.id} of {created.lines[0].name}", '#42 of A "red" pot'),
        ("-{created.total}", "-9.90"),
        ("{created.paid}{created.nothing}", "falsenull"),
        ("{{created.id}}", "{created.id}"),
        ("{{{created.id}}}", "{42}"),
        ("{created.id:text}", "42"),
        ("{2:text}", '[{"objectId": 5}]'),
        ("{created.paid:text}", "false"),
        ("{created.total:text}", "9.90"),
        ('{created["a.b"]:integer}', 1),
        ("{created.digits:integer}", -12),
        ("{2[0].objectId:integer}", 5),
        ("{created.a:b}", "colon"),
        ("id {created.digits:integer}", "id -12"),
        ("plain", "plain"),
        ("", ""),
        (5, 5),
        (None, None),
        ([{"id": "{created.id}", "n": ["{2[0].objectId}"]}], [{"id": 42, "n": [5]}]),
    ],
)
def test_reference_means_what_is_at_its_place(value: Json, meant: Json) -> None:
    found = resolve(value, PAYLOADS)
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        ("{crated.id}", "`{crated.id}` refers to `crated`, which is no earlier step", "`created`"),
        (
            "{created.totals}",
            "`{created.totals}` means nothing: there is no `totals` in the payload of `created`",
            "did you mean `total`?",
        ),
        ("{created.lines[3].id}", "there is no `lines[3].id`", "did you mean `lines[0].id`?"),
        ("{}", "`{}` is no reference", "the name of an earlier step"),
        ("{created..id}", "`{created..id}` is no reference", "the name of an earlier step"),
        ("{2:number}", "there is no `:number` in the payload of `2`", "the payload has `[0]`"),
        ("{created id}", "`{created id}` is no reference", "the name of an earlier step"),
        ("{created.total:integer}", "is no number but `9.90`", "leave `:integer` out"),
        ("{created.paid:integer}", "is no number but `false`", "leave `:integer` out"),
        ("{created.lines[}", "`lines[` is not a path", "the name of an earlier step"),
    ],
)
def test_reference_to_nothing_says_what_there_is(value: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(value, PAYLOADS)
    assert message in caught.value.message
    assert hint in str(caught.value.hint)


def test_references_are_found_wherever_they_stand() -> None:
    value: Json = ["{a.b} and {c}", {"x": {"y": "{d[0]}"}, "z": 5}, "{{e}}"]
    assert list(references_in(value)) == ["a.b", "c", "d[0]"]
    assert [step_of(one) for one in references_in(value)] == ["a", "c", "d"]


@pytest.mark.parametrize("text", ["{", "a}", "{created", "{a{b}}"])
def test_lone_brace_is_a_mistake(text: str) -> None:
    with pytest.raises(UsageError, match=r"has a lone `[{}]`"):
        list(references_in(text))


def test_changes_keep_the_type_of_each_value() -> None:
    step = Step(
        "paid",
        "a.b",
        set=(("id", "{created.id}"), ("total", "5"), ("on", True)),
        set_new=(("new.name", "{created.lines[0].name}"),),
        unset=("gone",),
    )
    document: Json = {"id": 0, "total": "", "on": None, "gone": 1}
    assert step.changes(PAYLOADS).made(document) == {
        "id": 42,
        "total": "5",
        "on": True,
        "new": {"name": 'A "red" pot'},
    }


json_values: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # what JSON has no bytes for is not in a payload
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(json_values)
def test_any_value_is_carried_over_as_it_is(value: Json) -> None:
    step = Step("next", "a.b", set=(("here", "{before.there}"),))
    changed = step.changes({"before": {"there": value}}).made({"here": 0})
    assert changed == {"here": value}


@given(st.integers(2, 40), st.integers())
def test_shuffled_is_another_order_of_the_same(count: int, seed: int) -> None:
    def below(limit: int) -> int:
        return source.randrange(limit)

    source = Random(seed)  # noqa: S311 - no secret
    order = shuffled(count, below)
    assert sorted(order) == list(range(count)) != list(order)
    source = Random(seed)  # noqa: S311 - no secret
    assert shuffled(count, below) == order


@pytest.mark.parametrize("count", [0, 1])
def test_there_is_one_order_of_less_than_two(count: int) -> None:
    assert shuffled(count, lambda _: 0) == tuple(range(count))


@pytest.mark.parametrize("name", ["shop-order", "Shop_Order", "shoporder"])
def test_name_is_found_however_it_is_written(name: str) -> None:
    assert look_up({"lead": LEAD, "shop-order": SHOP}, name) is SHOP


def test_unknown_name_lists_all_with_the_nearest_first() -> None:
    with pytest.raises(UsageError) as caught:
        look_up({"lead": LEAD, "shop-order": SHOP}, "shop-oder")
    assert caught.value.message == "there is no scenario called `shop-oder`"
    assert caught.value.hint == (
        "did you mean `shop-order`? choose from\n"
        "  shop-order  created → paid  (an order)\n"
        "  lead        1"
    )


def test_no_name_lists_all() -> None:
    with pytest.raises(UsageError) as caught:
        look_up({"lead": LEAD}, "")
    assert (caught.value.message, caught.value.hint) == (
        "the scenario has no name",
        "choose from\n  lead  1",
    )
    assert listed([]) == []
