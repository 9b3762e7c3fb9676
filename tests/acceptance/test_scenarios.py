"""The built-in stories with the installed program: each request genuine, all of one thing.

Signatures are made anew here, as the providers document them; no code of the program judges.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installed import installed
from tests.processes import clean_environment, run_program
from tests.recording_app import Received, RecordingApp

KEY = b"known to both sides"
SECRET = {"SECRET": KEY.decode()}


def headers(got: Received) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in got.headers}


def base64_mac(message: bytes) -> str:
    return base64.b64encode(hmac.new(KEY, message, hashlib.sha256).digest()).decode()


def woocommerce_made_it(got: Received, _: str) -> bool:
    return headers(got)["x-wc-webhook-signature"] == base64_mac(got.body)


def typeform_made_it(got: Received, _: str) -> bool:
    return headers(got)["typeform-signature"] == f"sha256={base64_mac(got.body)}"


def hubspot_made_it(got: Received, url: str) -> bool:
    time = headers(got)["x-hubspot-request-timestamp"]
    signed = f"POST{url}".encode() + got.body + time.encode()
    return headers(got)["x-hubspot-signature-v3"] == base64_mac(signed)


def mailgun_made_it(got: Received, _: str) -> bool:
    signature = json.loads(got.body)["signature"]
    signed = f"{signature['timestamp']}{signature['token']}".encode()
    return bool(signature["signature"] == hmac.new(KEY, signed, hashlib.sha256).hexdigest())


ORDER = ("created", "paid", "fulfilled", "refunded")
CONTACT = ("contact", "qualified", "customer")
MAIL = ("delivered", "opened", "clicked", "unsubscribed")
MADE_BY: dict[str, dict[str, Callable[[Received, str], bool]]] = {
    "shop-order": dict.fromkeys(ORDER, woocommerce_made_it),
    "lead": {"captured": typeform_made_it, **dict.fromkeys(CONTACT, hubspot_made_it)},
    "campaign": dict.fromkeys(MAIL, mailgun_made_it),
}
"""The steps of each story, in order, and how each is known to be genuine."""

THING: dict[str, Callable[[Any], Any]] = {
    "shop-order": lambda body: (body["id"], body["order_key"], body["total"]),
    "lead": lambda body: body[0]["objectId"] if isinstance(body, list) else None,
    "campaign": lambda body: body["event-data"]["message"]["headers"]["message-id"],
}
"""What a story is about, in the payload of a step; None where it has no name yet."""


@pytest.mark.parametrize("name", MADE_BY)
@pytest.mark.parametrize("more", [(), ("--shuffle",)])
def test_story_is_genuine_and_of_one_thing(
    name: str, more: tuple[str, ...], home: Path, recording_app: Callable[..., RecordingApp]
) -> None:
    app = recording_app()
    url = f"{app.url}/hooks"
    command = [*installed(), "send", "--scenario", name, "--to", url, *more]
    ended = run_program(
        [*command, "--secret", "env:SECRET", "--speed", "max", "--json"],
        b"",
        clean_environment(home, SECRET),
    )
    assert (ended.code, ended.stderr) == (0, "")
    *attempts, summary = ended.lines()
    steps, received = [one["step"] for one in attempts], app.received
    assert (steps == [*MADE_BY[name]]) is (not more)
    assert sorted(steps) == sorted(MADE_BY[name])
    assert [one["step"] for one in summary["steps"]] == steps
    for step, got in zip(steps, received, strict=True):
        assert MADE_BY[name][step](got, url)
    things = {THING[name](json.loads(got.body)) for got in received} - {None}
    assert len(things) == 1
    shown = run_program(
        [*installed(), "list", "--sent", "--json"], b"", clean_environment(home, SECRET)
    )
    assert {one["id"] for one in shown.lines()} == {one["id"] for one in summary["steps"]}
