from typing import Any

import pytest

from tests.providers.payloads.derive_shapes import Deriver, nullable_as_seen, required_besides

USER: dict[str, Any] = {
    "type": "object",
    "properties": {"login": {"type": "string"}, "boss": {"$ref": "#/definitions/user"}},
    "required": ["login"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("schema", "spec"),
    [
        (True, "any"),
        ({}, "any"),
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date-time"}, "time"),
        ({"type": ["string", "null"], "format": "uri"}, "uri|null"),
        ({"const": 1}, {"one of": [1]}),
        ({"enum": ["a", None]}, {"one of": ["a", None]}),
        ({"type": "array", "items": {"type": "integer"}}, ["integer"]),
        ({"type": "array", "items": False}, []),
        ({"type": "array"}, ["any"]),
        ({"type": "object"}, "object"),
        ({"oneOf": [{"type": "null"}, {"$ref": "#/definitions/user"}]}, "null|@user"),
        (
            {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]},
            {"any": [["string"], "null"]},
        ),
        ({"$ref": "#/definitions/us%65r"}, "@user"),
        ({"$ref": "#/definitions/word"}, "string"),
    ],
)
def test_schema_becomes_a_spec(schema: Any, spec: Any) -> None:
    deriver = Deriver({"user": USER, "word": {"type": "string"}})

    assert deriver.spec(schema, "it") == spec


def test_shape_may_hold_itself() -> None:
    deriver = Deriver({"user": USER})
    deriver.spec({"$ref": "#/definitions/user"}, "it")

    assert deriver.shapes == {"user": {"login": "string", "?boss": "@user"}}


def test_open_objects_stay_open_unless_told() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    opened, closed = Deriver({}), Deriver({}, closed=True)
    opened.spec(schema, "it")
    closed.spec(schema, "it")

    assert opened.shapes == {"it": {"?a": "string", "*": "any"}}
    assert closed.shapes == {"it": {"?a": "string"}}


def test_equal_shapes_share_a_name() -> None:
    deriver = Deriver({}, closed=True)
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}

    assert [deriver.spec(schema, name) for name in ("first", "second")] == ["@first", "@first"]


def test_parts_of_all_of_are_put_together() -> None:
    deriver = Deriver({"user": USER})
    narrowed = {
        "allOf": [{"$ref": "#/definitions/user"}, {"properties": {"login": {"const": "a"}}}]
    }

    assert deriver.spec(narrowed, "it") == "@it"
    assert deriver.shapes["it"] == {"login": {"one of": ["a"]}, "?boss": "@user"}


@pytest.mark.parametrize(
    ("schema", "example", "spec"),
    [
        ({"type": "string"}, None, "string|null"),
        ({"type": "string"}, "a", "string"),
        ({"type": "array", "items": {"type": "integer"}}, [None], ["integer|null"]),
        ({"anyOf": [{"type": "array", "items": {"type": "integer"}}]}, [None], ["integer|null"]),
        (False, 1, "any"),
    ],
)
def test_null_that_was_seen_is_allowed(schema: Any, example: Any, spec: Any) -> None:
    assert Deriver({}).spec(nullable_as_seen(schema, example), "it") == spec


def test_null_that_was_seen_in_a_field_is_allowed_there() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    deriver = Deriver({}, closed=True)
    deriver.spec(nullable_as_seen(schema, {"a": None}), "it")

    assert deriver.shapes == {"it": {"?a": "string|null", "?b": "string"}}


def test_fields_that_a_newer_specification_requires_are_added() -> None:
    ours = {
        "properties": {"users": {"type": "array", "items": {"$ref": "#/definitions/user"}}},
        "additionalProperties": False,
    }
    newer = {
        "properties": {
            "users": {
                "items": {
                    "properties": {"age": {"type": "integer"}, "hobby": {"type": "string"}},
                    "required": ["age"],
                }
            }
        }
    }
    octokit = Deriver({"user": {**USER, "properties": {**USER["properties"]}}})
    required_besides(octokit, Deriver({}), ours, newer)
    octokit.spec(ours | {"type": "object"}, "it")

    assert octokit.shapes["user"] == {"login": "string", "?boss": "@user", "age": "integer"}
