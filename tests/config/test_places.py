from typing import Any

import pytest

from webhookctl.config.places import path_in_body, place_of, timestamp_of
from webhookctl.config.table import Table
from webhookctl.core.locate import NOWHERE, InHeader, InJson, Locator
from webhookctl.core.scheme import TimestampRule
from webhookctl.errors import UsageError


def table(**values: Any) -> Table:
    return Table("providers.acme", "my.toml", values)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("header:X-Event", InHeader("X-Event")),
        ("json:$.type", InJson("type")),
        ("json:$.data.object-type", InJson("data.object-type")),
        ("json:$.data[0].id", InJson("data.0.id")),
        ("json:$[0][1]", InJson("0.1")),
    ],
)
def test_place_is_in_a_header_or_in_the_body(text: str, place: Locator) -> None:
    assert place_of(table(event=text), "event") == place


def test_place_that_is_not_given_is_nowhere() -> None:
    assert place_of(table(), "event") is NOWHERE


@pytest.mark.parametrize(
    "text", ["X-Event", "header:", "header:a b", "json:type", "json:$", "json:$.a..b", "form:x"]
)
def test_what_is_no_place_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError, match=r"`event` of .* cannot be `") as caught:
        place_of(table(event=text), "event")

    assert '`event = "header:X-Name"`' in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "path"), [("json:$.id", "id"), ("json:$.data[0].id", "data[0].id")]
)
def test_path_in_the_body_is_as_set_takes_it(text: str, path: str) -> None:
    assert path_in_body(table(id=text), "id") == path


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, None),
        ({"timestamp": "header:X-T"}, TimestampRule("header:X-T")),
        (
            {"timestamp": "header:X-T", "timestamp_unit": "ms", "tolerance": 60},
            TimestampRule("header:X-T", "ms", 60.0),
        ),
        (
            {"timestamp": "field:t", "field": "v1", "tolerance": "5m"},
            TimestampRule("kv:t", "s", 300.0),
        ),
        (
            {"timestamp": "header:X-T", "timestamp_unit": "iso8601", "tolerance": " None "},
            TimestampRule("header:X-T", "iso8601", None),
        ),
        ({"timestamp": "header:X-T", "tolerance": 0}, TimestampRule("header:X-T", "s", 0.0)),
    ],
)
def test_timestamp_has_place_unit_and_tolerance(
    values: dict[str, Any], rule: TimestampRule | None
) -> None:
    assert timestamp_of(table(**values)) == rule


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"timestamp": "X-T"}, "`timestamp` of `[providers.acme]` in `my.toml` cannot be `X-T`"),
        ({"timestamp": "header:"}, "cannot be `header:`"),
        ({"timestamp": "json:$.t"}, "cannot be `json:$.t`"),
        ({"timestamp": "field:t"}, "is a field, but the signature is none"),
        ({"timestamp": "header:X-T", "timestamp_unit": "min"}, "`timestamp_unit` of"),
        ({"timestamp": "header:X-T", "tolerance": "long"}, "`tolerance` of"),
        ({"timestamp": "header:X-T", "tolerance": True}, "is a truth value, not a duration"),
        ({"timestamp": "header:X-T", "tolerance": []}, "is a list, not a duration"),
        ({"timestamp": "header:X-T", "tolerance": -1}, "cannot be `-1`"),
        ({"timestamp": "header:X-T", "tolerance": float("nan")}, "cannot be `nan`"),
        ({"timestamp": "header:X-T", "tolerance": float("inf")}, "cannot be `inf`"),
        ({"tolerance": 300}, "`tolerance` of `[providers.acme]` in `my.toml` needs `timestamp`"),
        ({"timestamp_unit": "s"}, "`timestamp_unit` of"),
    ],
)
def test_mistake_with_the_timestamp_is_told(values: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        timestamp_of(table(**values))

    assert words in caught.value.message
    assert caught.value.hint
