"""`[[scenario.NAME]]`: a story of one's own, and each mistake in it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.config.files import Project, write_user_file
from tests.readme import README
from webhookctl.config.known import all_scenarios
from webhookctl.config.scenario import body_of, scenarios_in
from webhookctl.config.table import Table
from webhookctl.core.scenario import Scenario, Step
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.scenario import compose_story
from webhookctl.flows.send import Order
from webhookctl.flows.world import real_world
from webhookctl.providers.scenarios import all_scenarios as built_in

WHOLE = """
[[scenario.order]]
event = "shopify.orders/create"
id = "created"
set = { "line_items[0].price" = "5.00", customer.email = "ada@example.com", tags = ["a", 1.5] }

[[scenario.order]]
event = "shopify.orders/paid"
from = "created"
after = "2m"
secret = "env:SHOP"
set = { id = "{created.id}" }
set_new = { "note_attributes[+]" = { name = "was", value = "{fresh.name}" } }
unset = ["customer.phone"]

[[scenario.order]]
data = "@done.json"
provider = "standard_webhooks"
after = 1.5
"""


@pytest.fixture
def project(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """We are below the folder of the project's file."""
    below = tmp_path / "project" / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    return project


def scenario(*steps: Any) -> Scenario:
    tables = Table("scenario", "my.toml", {"order": list(steps)})
    return scenarios_in(tables, built_in())[0]


def test_every_key_steers_the_step(project: Project) -> None:
    path = project(WHOLE)
    created, paid, done = all_scenarios()["order"].steps
    assert created == Step(
        "created",
        "shopify.orders/create",
        set=(
            ("line_items[0].price", "5.00"),
            ("customer.email", "ada@example.com"),
            ("tags", ["a", 1.5]),
        ),
    )
    assert paid == Step(
        "2",
        "shopify.orders/paid",
        after=120.0,
        set=(("id", "{created.id}"),),
        set_new=(("note_attributes[+].name", "was"), ("note_attributes[+].value", "{fresh.name}")),
        unset=("customer.phone",),
        start="created",
        secret="env:SHOP",  # noqa: S106 - where it is, not what
    )
    assert done == Step(
        "3",
        after=1.5,
        file=str(path.parent / "done.json"),
        provider="standard_webhooks",
    )


def test_file_is_read_when_it_is_needed_and_beside_the_configuration(project: Project) -> None:
    path = project(WHOLE)
    done = all_scenarios()["order"].steps[2]
    with pytest.raises(UsageError, match=r"cannot read the data file `.*done\.json`"):
        body_of(done)
    (path.parent / "done.json").write_bytes(b'{"a": 1}\n')
    assert body_of(done) == b'{"a": 1}\n'
    assert body_of(Step("1", data="é")) == "é".encode()
    assert body_of(Step("1", "a.b")) is None


def test_own_scenarios_stand_beside_those_built_in(project: Project, home: Path) -> None:
    write_user_file(home, '[[scenario.x]]\nevent = "a.b"\n[[scenario.y]]\nevent = "a.b"\n')
    project('[[scenario.X]]\nevent = "c.d"\n')
    assert set(all_scenarios()) == {*built_in(), "X", "y"}
    assert all_scenarios()["X"].steps[0].event == "c.d"


@pytest.mark.parametrize(
    ("steps", "message", "hint"),
    [
        ([{"evnt": "a.b"}], "`[scenario.order step 1]` in `my.toml` has an unknown key `evnt`", ""),
        ([{"id": "a"}], "`event` of `[scenario.order step 1]` in `my.toml` is missing", "`data`"),
        ([{"event": "a.b"}, {"event": ""}], "`event` of `[scenario.order step 2]`", "leave"),
        ([{"event": "a.b", "after": "2s"}], "`after` of", "leave it out of the first step"),
        ([{"event": "a.b"}, {"event": "a.b", "after": "soon"}], "cannot be `soon`", "`500ms`"),
        ([{"event": "a.b"}, {"event": "a.b", "after": True}], "is a truth value", "`500ms`"),
        ([{"event": "a.b", "id": "a b"}], "cannot be `a b`", "letters, digits"),
        ([{"event": "a.b", "id": "fresh"}], "cannot be `fresh`", "another name"),
        (
            [{"event": "a.b", "id": "2"}, {"event": "a.b"}],
            "`id` of `[scenario.order step 2]` in `my.toml` is the name of an earlier step",
            "another name",
        ),
        ([{"event": "a.b", "from": "1"}], "cannot be `1`: that is no earlier step", "the first"),
        ([{"event": "a.b"}, {"event": "a.b", "from": "x"}], "cannot be `x`", "allowed: `1`"),
        (
            [{"event": "a.b"}, {"event": "a.b", "from": "1", "data": "{}"}],
            "`from` of `[scenario.order step 2]` in `my.toml` and `data` exclude each other",
            "one of them",
        ),
        ([{"event": "a.b", "secret": "s3cret"}], "is no reference", "`env:NAME` or `file:PATH`"),
        (
            [{"event": "a.b", "set": "x=5"}],
            "`scenario.order step 1.set` in `my.toml` is a text",
            "",
        ),
        ([{"event": "a.b", "set": {"a[": 1}}], "has `a[`, which is not a path", "`set = {"),
        ([{"event": "a.b", "set": {"a": {}, "b..c": 1}}], "has `b..c`, which is not a path", ""),
        ([{"event": "a.b", "set": {"a": float("nan")}}], "has nan, which JSON does not", "text"),
        ([{"event": "a.b", "unset": "a"}], "is no list of paths", '`unset = ["'),
        ([{"event": "a.b", "unset": ["a["]}], "has `a[`, which is not a path", '`unset = ["'),
        (
            [{"event": "a.b", "id": "one"}, {"event": "a.b", "set": {"x": "{on.id}"}}],
            "`set` of `[scenario.order step 2]` in `my.toml` has `{on.id}`, and `on` is no earlier",
            "allowed: `one`, `fresh`",
        ),
        ([{"event": "a.b", "set_new": {"x": ["{2.a}"]}}], "`set_new` of", "allowed: `fresh`"),
        ([{"event": "a.b", "set": {"x": "{"}}], "has a lone `{`", "braces as such"),
        ([{"event": "a.b", "set": {"x": "{a b}"}}], "`{a b}` is no reference", '`"{created.id}"`'),
        ([], "`scenario.order` in `my.toml` has no step", "`[[scenario.order]]`"),
        (["x"], "`scenario.order` in `my.toml` is no list of steps", "in two brackets"),
    ],
)
def test_mistake_is_told_with_its_place(steps: list[Any], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        scenario(*steps)
    assert message in caught.value.message
    assert hint in str(caught.value.hint)
    assert "s3cret" not in str(caught.value)


def test_secret_that_stands_in_the_file_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        scenario({"event": "a.b", "secret": "s3cret"})
    assert "s3cret" not in f"{caught.value.message}{caught.value.hint}"


def test_one_bracket_is_told_from_two(project: Project) -> None:
    project('[scenario.order]\nevent = "a.b"\n')
    with pytest.raises(UsageError) as caught:
        all_scenarios()
    assert caught.value.hint == "write `[[scenario.order]]`, in two brackets, above each step"


def test_time_of_toml_is_no_json(project: Project) -> None:
    project('[[scenario.order]]\nevent = "a.b"\nset = { at = 2026-01-01T00:00:00Z }\n')
    with pytest.raises(UsageError, match="has a date or time, which JSON does not have"):
        all_scenarios()


@pytest.mark.parametrize("name", ["lead", "Shop_Order", "a b", "-a"])
def test_name_that_is_taken_or_none_is_refused(project: Project, name: str) -> None:
    project(f'[[scenario."{name}"]]\nevent = "a.b"\n')
    with pytest.raises(UsageError, match=re.escape(f"`[[scenario.{name}]]` in `")):
        all_scenarios()


def test_example_of_the_readme_is_a_story(project: Project) -> None:
    blocks = re.findall(
        r"^```toml\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (example,) = (block for block in blocks if "[[scenario." in block)
    project(example)
    (own,) = all_scenarios().keys() - built_in().keys()
    chapters = compose_story(
        all_scenarios()[own],
        Order(parse_url("http://127.0.0.1:9/"), secret=Secret("env:A", b"very secret")),
        real_world(1),
    )
    assert [chapter.step for chapter in chapters] == [*all_scenarios()[own].steps]
