"""The judge of the payloads must find what is wrong."""

from typing import Any

import pytest

from tests.providers.payloads.samples import sample
from tests.providers.payloads.shapes import _problems, problems_of

SHAPES = {
    "user": {"login": "string", "?name": "string|null"},
    "open": {"id": "integer", "*": "any"},
}


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        ("x", "string"),
        (1, "integer"),
        (1.5, "number"),
        (True, "boolean"),
        (None, "string|null"),
        ([], ["string"]),
        ([1, 2], ["integer"]),
        ([], []),
        ("open", {"one of": ["open", "closed"]}),
        ([1], {"any": ["null", ["integer"]]}),
        ({"login": "a"}, "@user"),
        ({"login": "a", "name": None}, "@user"),
        ({"id": 1, "more": [1]}, "@open"),
        ("2026-01-01T00:00:00Z", "time"),
        ("https://example.com", "uri"),
    ],
)
def test_what_fits_is_no_problem(value: Any, spec: Any) -> None:
    assert list(_problems(value, spec, SHAPES, "$")) == []


@pytest.mark.parametrize(
    ("value", "spec", "problem"),
    [
        (1, "string", "$: 1 is not string"),
        ("1", "integer", "$: '1' is not integer"),
        (True, "integer", "$: True is not integer"),
        (True, "number", "$: True is not number"),
        (1, "string|null", "$: 1 is not string"),
        ("x", ["string"], "$: not a list"),
        (["x", 1], ["string"], "$[1]: 1 is not string"),
        (["x"], [], "$: not empty"),
        ("new", {"one of": ["open"]}, "$: 'new' is none of ['open']"),
        (1, {"one of": [True]}, "$: 1 is none of [True]"),
        ({}, "@user", "$.login: missing"),
        ({"login": "a", "x": 1}, "@user", "$.x: not known"),
        ({"login": 1}, "@user", "$.login: 1 is not string"),
        ("a", "@user", "$: not an object"),
        ("2026-01-01", "time", "$: '2026-01-01' is not time"),
        (5, "time", "$: 5 is not time"),
        ("soon", "time", "$: 'soon' is not time"),
        ("here", "uri", "$: 'here' is not uri"),
    ],
)
def test_what_does_not_fit_is_named(value: Any, spec: Any, problem: str) -> None:
    assert list(_problems(value, spec, SHAPES, "$")) == [problem]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("repository",), None),
        (("commits", 0, "author"), {"name": 1, "email": None}),
        (("head_commit", "timestamp"), "yesterday"),
        (("repository", "surprise"), 1),
    ],
)
def test_a_spoilt_push_is_found(path: tuple[str | int, ...], value: Any) -> None:
    push = sample("github.push")
    place = push
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    assert problems_of("github", "push$event", push)
