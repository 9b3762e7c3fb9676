"""`--seed` makes a run again: payload, ids and headers of every event, in any process."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from webhookctl.config.known import all_providers
from webhookctl.core.event import Event
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.url import parse_url
from webhookctl.flows.send import Order, prepare
from webhookctl.flows.world import real_world
from webhookctl.providers import events_of

NOW = 1_767_225_600.25
TEMPLATES = [
    f"{provider.name}.{template.type}"
    for provider in all_providers().values()
    for template in events_of(provider)
] + [f"{one.name}.made.up" for one in all_providers().values() if one.any_event is not None]
OWN = [f"{name}.made.up" for name in all_providers()]
TO = parse_url("http://app.test/hook")

SCRIPT = """
from hashlib import sha256
from tests.flows.test_seed import OWN, TEMPLATES, made
events = [made(name, 7)[0] for name in TEMPLATES] + [made(name, 7, b'{"a":1}')[0] for name in OWN]
print(sha256(repr(events).encode()).hexdigest())
"""


def made(name: str, seed: int, data: bytes | None = None) -> tuple[Event, OutgoingRequest]:
    world = replace(real_world(seed), now=lambda: NOW)
    parcel = prepare(Order(TO, event=name, data=data, unsigned=True), world)
    return parcel.event, parcel.request(NOW)


@pytest.mark.parametrize("name", TEMPLATES)
def test_same_seed_and_clock_make_the_same_event(name: str) -> None:
    event, request = made(name, 7)
    assert (event, request) == made(name, 7)
    assert made(name, 8)[0] != event


@pytest.mark.parametrize("name", OWN)
def test_same_seed_makes_the_same_id_and_headers_for_ones_own_body(name: str) -> None:
    event, request = made(name, 7, b'{"a":1}')
    assert (event, request) == made(name, 7, b'{"a":1}')
    assert made(name, 8, b'{"a":1}')[0].id != event.id


def test_other_processes_make_the_same() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(next(iter(digests)).strip()) == 64
