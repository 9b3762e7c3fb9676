"""The whole story with the installed program: fired, judged, forwarded, retried, replayed.

An app refuses an event twice and then takes it. `send` brings it to `listen`, which passes it on.
Whether the app got what its provider would have sent is judged by the provider's own library, or
by a signature made here.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import slack_sdk.signature
import standardwebhooks
import stripe

from tests.acceptance.installed import installed
from tests.processes import Finished, Listener, clean_environment, run_program, start_listener
from tests.recording_app import Received, RecordingApp, Reply

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw"  # noqa: S105 - the secret of nobody
WITH_SECRET = ("--secret", "env:SECRET")
REFUSED, TAKEN = Reply(500, b"not yet"), Reply(200, b"taken")

StartApp = Callable[..., RecordingApp]


@dataclass(frozen=True)
class Got:
    """What the app received, as a handler reads it."""

    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> Any:
        return json.loads(self.body)

    def mac(self) -> bytes:
        return hmac.new(SECRET.encode(), self.body, hashlib.sha256).digest()


@dataclass(frozen=True)
class Case:
    """An event, and how its provider tells what it is and whether it is genuine.

    `signed_at` returns the time in the signature, None where the scheme has none.
    """

    event: str
    retry: str
    is_genuine: Callable[[Got], bool]
    id_of: Callable[[Got], str]
    signed_at: Callable[[Got], float] | None = None

    @property
    def provider(self) -> str:
        return self.event.partition(".")[0]

    @property
    def type(self) -> str:
        return self.event.partition(".")[2]


def stripe_takes(got: Got) -> bool:
    return bool(stripe.Webhook.construct_event(got.body, got.headers["stripe-signature"], SECRET))


def slack_takes(got: Got) -> bool:
    verifier = slack_sdk.signature.SignatureVerifier(SECRET)
    return verifier.is_valid_request(got.body, got.headers)


def standard_webhooks_takes(got: Got) -> bool:
    return bool(standardwebhooks.Webhook(SECRET).verify(got.body, got.headers))


CASES = [
    Case(
        "stripe.charge.succeeded",
        "1.1s,0.1s",
        stripe_takes,
        lambda got: got.payload["id"],
        lambda got: float(got.headers["stripe-signature"].split(",")[0].removeprefix("t=")),
    ),
    Case(
        "github.push",
        "0.1s,0.1s",
        lambda got: got.headers["x-hub-signature-256"] == f"sha256={got.mac().hex()}",
        lambda got: got.headers["x-github-delivery"],
    ),
    Case(
        "slack.app_mention",
        "0.1s,0.1s",
        slack_takes,
        lambda got: got.payload["event_id"],
        lambda got: float(got.headers["x-slack-request-timestamp"]),
    ),
    Case(
        "shopify.orders/create",
        "0.1s,0.1s",
        lambda got: base64.b64decode(got.headers["x-shopify-hmac-sha256"]) == got.mac(),
        lambda got: got.headers["x-shopify-webhook-id"],
    ),
    Case(
        "standard_webhooks.lead.created",
        "0.1s,0.1s",
        standard_webhooks_takes,
        lambda got: got.headers["webhook-id"],
        lambda got: float(got.headers["webhook-timestamp"]),
    ),
]


@dataclass(frozen=True)
class Stage:
    """Where a story takes place: the installed program, its listener, and the app behind it."""

    environment: dict[str, str]
    listener: Listener
    app: RecordingApp

    def run(self, *arguments: str) -> Finished:
        """Run the installed program."""
        return run_program([*installed(), *arguments], b"", self.environment)

    def received(self, count: int) -> list[Got]:
        """Return what the app got, as soon as there is so much of it."""
        return [_read(one) for one in self.app.wait_for(count)]


def _read(received: Received) -> Got:
    headers = {
        name.decode("ascii").lower(): value.decode("ascii") for name, value in received.headers
    }
    return Got(headers, received.body)


@contextmanager
def stage(case: Case, folder: Path, app: RecordingApp) -> Iterator[Stage]:
    environment = clean_environment(folder, {"SECRET": SECRET})
    options = ("--forward-to", app.url, "--provider", case.provider, *WITH_SECRET)
    listener = start_listener(folder / "listener", options, environment, installed())
    try:
        listener.wait_until_ready()
        yield Stage(environment, listener, app)
    finally:
        listener.kill()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.provider)
def test_event_is_fired_judged_forwarded_retried_and_replayed(
    case: Case, tmp_path: Path, recording_app: StartApp
) -> None:
    with stage(case, tmp_path, recording_app(REFUSED, REFUSED, TAKEN)) as here:
        attempts = send(here, case)
        captures = captured(here, case, attempts)
        look_back(here, captures)
        replay(here, case, captures[-1])


def send(here: Stage, case: Case) -> list[Any]:
    """Fire the event at the listener; return the attempts that it took."""
    to = f"{here.listener.url}/hooks"
    sent = here.run("send", case.event, "--to", to, *WITH_SECRET, "--retry", case.retry, "--json")
    assert (sent.code, sent.stderr) == (0, "")
    *attempts, summary = sent.lines()
    assert [one["status"] for one in attempts] == [500, 500, 200]
    assert [one["end"] for one in attempts] == [None, None, "accepted"]
    wanted = [0.0, *(float(wait.removesuffix("s")) for wait in case.retry.split(","))]
    for before, attempt, wait in zip([None, *attempts], attempts, wanted, strict=False):
        assert attempt["waited_ms"] == wait * 1000
        if before is not None:
            pause = attempt["started_at"] - before["started_at"] - before["elapsed_ms"] / 1000
            assert wait - 0.05 < pause < wait + 5
    assert summary["delivered"]
    assert summary["attempts"] == 3
    assert summary["message_id"] == case.id_of(here.received(3)[0])
    return attempts


def captured(here: Stage, case: Case, attempts: list[Any]) -> list[Any]:
    """Look at what the listener said and the app got; return the captures."""
    got = here.received(3)
    assert all(case.is_genuine(one) for one in got)
    assert len({case.id_of(one) for one in got}) == 1
    assert len({one.body for one in got}) == 1
    ready, *captures = here.listener.wait_for_events(4)
    assert ready["event"] == "ready"
    assert {one["event"] for one in captures} == {"request"}
    assert [one["status"] for one in captures] == [500, 500, 200]
    assert {one["verdict"]["reason"] for one in captures} == {"valid"}
    assert {(one["provider"], one["event_type"]) for one in captures} == {
        (case.provider, case.type)
    }
    assert {one["delivery_id"] for one in captures} == {case.id_of(got[0])}
    assert [base64.b64decode(one["body_b64"]) for one in captures] == [one.body for one in got]
    if case.signed_at is not None:
        times = [case.signed_at(one) for one in got]
        for signed_at, attempt in zip(times, attempts, strict=True):
            assert attempt["started_at"] - 2 < signed_at <= attempt["started_at"] + 1
        assert times[1] - times[0] >= int(float(case.retry.split("s")[0]))
    return captures


def look_back(here: Stage, captures: list[Any]) -> None:
    """Ask the store of what happened, as a user does afterwards."""
    ids = [one["id"] for one in captures]
    listed = here.run("list", "--json").lines()
    assert [(one["id"], one["status"], one["valid"]) for one in listed] == [
        (ids[2], 200, True),
        (ids[1], 500, True),
        (ids[0], 500, True),
    ]
    (oldest,) = here.run("show", "last~2", "--json").lines()
    (forward,) = oldest["deliveries"]
    (attempt,) = forward["attempts"]
    assert (forward["kind"], forward["accepted"]) == ("forward", False)
    assert forward["url"] == f"{here.app.url}/hooks"
    assert (attempt["status"], attempt["failure"]) == (500, None)
    assert base64.b64decode(attempt["answer"]["body_b64"]) == b"not yet"
    verified = here.run("verify", "last", *WITH_SECRET)
    assert (verified.code, verified.stderr) == (0, "")
    assert "the signature is genuine" in verified.stdout


def replay(here: Stage, case: Case, capture: Any) -> None:
    """Send the last capture to the app again, signed anew."""
    options = ("--to", here.app.url, "--resign", *WITH_SECRET, "--json")
    replayed = here.run("replay", "last", *options)
    assert (replayed.code, replayed.stderr) == (0, "")
    attempt, summary = replayed.lines()
    assert (attempt["capture_id"], attempt["status"]) == (capture["id"], 200)
    assert (summary["accepted"], summary["of"], summary["recorded"]) == (1, 1, True)
    before, again = here.received(4)[2:]
    assert case.is_genuine(again)
    assert case.id_of(again) == case.id_of(before)
    assert again.body == before.body
    if case.signed_at is not None:
        assert abs(case.signed_at(again) - attempt["started_at"]) < 2
    (shown,) = here.run("show", "last", "--json").lines()
    assert [one["kind"] for one in shown["deliveries"]] == ["forward", "replay"]
