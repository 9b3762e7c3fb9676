"""What holds for the payloads of all providers."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom
from time import process_time
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.providers.payloads.places import (
    DEFAULT_ID,
    HAPPENED,
    HAPPENED_BY_DEFAULT,
    HOSTS,
    NO_OWN_ID,
    OWN_IDS,
    TIMELESS,
)
from tests.providers.payloads.samples import (
    EVERY,
    NAMES,
    NOW,
    PROVIDERS,
    at,
    facts,
    made,
    nodes,
    sample,
)
from tests.providers.payloads.shapes import DATA
from webhookctl.core.event import EventTemplate, Facts

every = pytest.mark.parametrize(("provider", "template"), EVERY, ids=NAMES)
READ: dict[str, Any] = json.loads((DATA / "events.json").read_text("utf-8"))

KINDS = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def _own_id(provider: str, template: EventTemplate, payload: Any) -> Any:
    event = template.type.partition(".")[0]
    default = DEFAULT_ID.get(provider, f"$.{event}.id" if event != "issues" else "$.issue.id")
    return at(payload, OWN_IDS[provider].get(template.type, default))[0]


def _unix(value: Any) -> float:
    if isinstance(value, int | float):
        return value / 1_000 if value > 10 * NOW else value  # some providers count milliseconds
    if value.isdecimal():
        return float(value)
    if "," in value:
        return parsedate_to_datetime(value).timestamp()
    moment = datetime.fromisoformat(re.sub(r" (UTC|\+0000)$", "Z", value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _happened(provider: str, template: EventTemplate, payload: Any) -> float:
    default = HAPPENED_BY_DEFAULT.get(provider, "")
    found = at(payload, HAPPENED.get(f"{provider}.{template.type}", default))
    return _unix(found[-1])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_events_have_different_names_and_one_line_summaries(provider: str) -> None:
    events = PROVIDERS[provider]

    assert len({one.type for one in events}) == len(events)
    for one in events:
        assert re.fullmatch(r"[^\n]{1,60}[^\n.]", one.summary)
        assert not re.search(r"\s", one.type)


@pytest.mark.parametrize("provider", READ.keys() - {"_meta"})
def test_every_event_a_handler_reads_is_there(provider: str) -> None:
    assert READ[provider]["events"].keys() <= {one.type for one in PROVIDERS[provider]}


@pytest.mark.parametrize(
    ("provider", "event"),
    [(p, e) for p in READ.keys() - {"_meta"} for e in READ[p]["events"]],
)
def test_every_field_a_handler_reads_is_there(provider: str, event: str) -> None:
    payload = sample(f"{provider}.{event}")
    facts_read = READ[provider]
    changed = "$.data.previous_attributes"  # only where something changed
    common = {path: kind for path, kind in facts_read["envelope"].items() if path != changed}

    for path, kinds in (common | facts_read["events"][event]).items():
        found = at(payload, path)
        assert found, path
        for value in found:
            assert any(type(value) in KINDS[kind] for kind in kinds.split("|")), path


@every
def test_equal_facts_make_equal_payloads(provider: str, template: EventTemplate) -> None:
    assert made(template, facts(7)) == made(template, facts(7))


@every
def test_payloads_are_plain_json(provider: str, template: EventTemplate) -> None:
    assert made(template) == template.payload(facts())


@every
def test_no_part_of_a_payload_is_shared(provider: str, template: EventTemplate) -> None:
    """Changing one field must change neither another nor the next payload."""
    first, second = template.payload(facts(1)), template.payload(facts(2))
    parts = [
        id(node)
        for payload in (first, second)
        for _, node in nodes(payload)
        if isinstance(node, dict | list)
    ]

    assert len(parts) == len(set(parts))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_thousand_events_have_a_thousand_ids(provider: str) -> None:
    events = [e for e in PROVIDERS[provider] if f"{provider}.{e.type}" not in NO_OWN_ID]
    source = facts()
    chosen = [events[number % len(events)] for number in range(1_000)]

    found = {str(_own_id(provider, one, one.payload(source))) for one in chosen}

    assert len(found) == 1_000


@every
def test_events_happen_now_and_later_ones_later(provider: str, template: EventTemplate) -> None:
    if f"{provider}.{template.type}" in TIMELESS:
        assert not re.search(rf'"{int(NOW)}', json.dumps(made(template)))
        return
    moments = [
        _happened(provider, template, made(template, facts(now=NOW + later)))
        for later in (0, 1, 60, 100_000)
    ]

    assert abs(moments[0] - NOW) <= 5
    assert moments == sorted(set(moments))


@every
def test_nothing_ends_before_it_begins(provider: str, template: EventTemplate) -> None:
    pairs = (
        ("created_at", "updated_at"),
        ("started_at", "completed_at"),
        ("created", "updated"),
        ("createdAt", "updatedAt"),
        ("create_time", "update_time"),
        ("starts_at", "ends_at"),
        ("startsAt", "endsAt"),
    )
    for path, node in nodes(made(template)):
        for start, end in pairs:
            if not isinstance(node, dict) or path.endswith(".changes"):
                continue
            if node.get(start) and node.get(end):
                assert _unix(node[start]) <= _unix(node[end]), path


@every
def test_nobody_real_is_addressed(provider: str, template: EventTemplate) -> None:
    for path, node in nodes(made(template)):
        if not isinstance(node, str):
            continue
        for host in re.findall(r"[\w.+-]+@([\w-]+\.[\w.-]+)", node):
            known = rf"(.+\.)?example\.com|github\.com|{HOSTS[provider]}"
            assert re.fullmatch(known, host), path
        if re.match(r"https?://", node):
            host = urlsplit(node).hostname or ""
            assert re.fullmatch(rf"(.+\.)?example\.com|{HOSTS[provider]}", host), path


def test_making_an_event_takes_less_than_a_millisecond() -> None:
    source = Facts(NOW, SystemRandom().getrandbits)
    for _, template in EVERY:
        best = min(_seconds(template, source) for _ in range(5))
        assert best < 0.001, template.type


def _seconds(template: EventTemplate, source: Facts) -> float:
    start = process_time()
    template.payload(source)
    return process_time() - start
