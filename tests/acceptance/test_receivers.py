"""Receivers with the providers' own libraries take what the installed program fires, each time.

They answer the first two attempts with 500, though these are genuine, so that there are retries.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installed import installed
from tests.processes import Finished, clean_environment, run_program
from tests.providers.oracles import ORACLES
from tests.providers.oracles.oracle import Library, Oracle
from tests.recording_app import Received, RecordingApp, Reply, serving
from webhookctl.core.headers import text
from webhookctl.core.scheme import SignedMessage
from webhookctl.providers import all_schemes

NOT_YET, FORGED = Reply(500, b"not yet"), Reply(401, b"forged")
PATH = "/hook?a=1"

EVENTS = {
    "discord": "discord.ENTITLEMENT_CREATE",
    "github_sha256": "github.push",
    "gitlab_signed": "gitlab.push",
    "hubspot_v3": "hubspot.contact.creation",
    "mailgun": "mailgun.delivered",
    "meta": "meta.messages.text",
    "openai": "openai.response.completed",
    "paddle": "paddle.transaction.completed",
    "sendgrid": "sendgrid.delivered",
    "slack": "slack.app_mention",
    "square": "square.payment.created",
    "standard_webhooks": "standard_webhooks.user.created",
    "stripe": "stripe.charge.succeeded",
    "twilio": "twilio.message.incoming",
}
"""Events that are made here; of all others the body is the test's own."""

WITHOUT_ID = {"discord", "meta"}
"""Senders whose events have no id but those of the things they speak of."""

BY_THEIR_OWN_RULE = {
    "box": "box-v2",
    "hubspot_v3": "hubspot",
    "meta": "meta-graph",
    "slack": "slack-events",
    "square": "square",
    "twilio": "standard-webhooks",  # an answer with 500 is final for Twilio
}
"""Policies whose first two retries fall within the tolerance of signatures; else these waits:"""

WAITS = "2s,3s"

FUTURE_IS_REFUSED = {"box", "messagebird", "upstash_qstash"}
"""Those whose libraries take no signature from seconds ahead: all attempts are signed as of now."""

_STANDARD = ("webhook-signature", "webhook-timestamp")
_SVIX = ("svix-signature", "svix-timestamp")

CHANGES: Mapping[str, tuple[str, ...]] = {
    "anthropic": _STANDARD,
    "atlassian_connect": ("Authorization",),
    "bigcommerce": _STANDARD,
    "box": (
        "BOX-DELIVERY-ID",
        "BOX-DELIVERY-TIMESTAMP",
        "BOX-SIGNATURE-PRIMARY",
        "BOX-SIGNATURE-SECONDARY",
    ),
    "clerk": _SVIX,
    "cloudinary": ("X-Cld-Signature", "X-Cld-Timestamp"),
    "discord": ("X-Signature-Ed25519", "X-Signature-Timestamp"),
    "dodo_payments": _STANDARD,
    "dropbox_sign": ("Content-Type", "body"),  # with the boundary of its form
    "elevenlabs": ("ElevenLabs-Signature",),
    "gitlab_signed": _STANDARD,
    "http_message_signatures": ("Signature", "Signature-Input"),
    "hubspot_v3": ("X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp", "body"),
    "increase": _STANDARD,
    "inngest": ("X-Inngest-Signature",),
    "lithic": _STANDARD,
    "liveblocks": _STANDARD,
    "livekit": ("Authorization",),
    "mailgun": ("body",),
    "messagebird": ("MessageBird-Signature-JWT",),
    "monday": ("Authorization",),
    "openai": _STANDARD,
    "paddle": ("Paddle-Signature",),
    "plaid": ("Plaid-Verification",),
    "plivo_v3": ("X-Plivo-Signature-V3", "X-Plivo-Signature-V3-Nonce"),
    "polar": _STANDARD,
    "pusher": ("X-Pusher-Signature", "body"),
    "replicate": _STANDARD,
    "resend": _SVIX,
    "retell": ("X-Retell-Signature",),
    "sendgrid": (
        "X-Twilio-Email-Event-Webhook-Signature",
        "X-Twilio-Email-Event-Webhook-Timestamp",
    ),
    "sinch_conversation": ("x-sinch-webhook-signature", "x-sinch-webhook-signature-timestamp"),
    "slack": ("X-Slack-Request-Timestamp", "X-Slack-Signature"),
    "standard_webhooks": _STANDARD,
    "stripe": ("Stripe-Signature",),
    "svix": _SVIX,
    "telnyx": ("telnyx-signature-ed25519", "telnyx-timestamp"),
    "twitch": ("Twitch-Eventsub-Message-Signature", "Twitch-Eventsub-Message-Timestamp"),
    "upstash_qstash": ("Upstash-Signature",),
    "workos": ("WorkOS-Signature",),
}
"""What is another at each attempt, where signatures hold a time; all else stays."""

COUNTS: Mapping[str, Mapping[str, Sequence[str | None]]] = {
    "slack": {
        "X-Slack-Retry-Num": (None, "1", "2"),
        "X-Slack-Retry-Reason": (None, "http_error", "http_error"),
    },
    "square": {
        "square-retry-number": (None, "1", "2"),
        "square-retry-reason": (None, "http_error", "http_error"),
    },
    "twitch": {"Twitch-Eventsub-Message-Retry": ("0", "1", "2")},
}
"""Headers that say which attempt it is, and why there is another."""


def taken(oracle: Oracle) -> int:
    """Return the status that the sender takes for a success."""
    return 204 if oracle.scheme == "discord" else 200


class Receiver(RecordingApp):
    """An app that asks the provider's library about each request before it answers.

    `verdicts` are what the library said with the secret of the sender, and with another one.
    """

    def __init__(self, oracle: Oracle, library: Library) -> None:
        super().__init__((NOT_YET, NOT_YET, Reply(taken(oracle), b"")))
        self.verdicts: list[tuple[bool, bool]] = []
        self._oracle, self._library = oracle, library

    def take(self, request: Received) -> Reply:
        reply = super().take(request)
        message = SignedMessage(
            request.method.decode(), self.url + PATH, request.headers, request.body, {}
        )
        is_taken = self._oracle.takes(self._library, message)
        self.verdicts.append((is_taken, self._is_taken_with_another_secret(message)))
        return reply if is_taken else FORGED

    def _is_taken_with_another_secret(self, message: SignedMessage) -> bool:
        sent = replace(self._oracle.sent(message), secret=self._oracle.other.value.decode())
        with suppress(Exception):  # how it refuses is the library's own affair
            return self._oracle.judge(self._library, sent) is not False
        return False


CASES = [
    pytest.param(
        oracle,
        id=f"{oracle.scheme}-{oracle.package}",
        marks=[pytest.mark.filterwarnings(one) for one in oracle.warnings],
    )
    for oracle in {one.scheme: one for one in reversed(ORACLES)}.values()
    if oracle.scheme == all_schemes()[oracle.scheme][0].schemes[0].id
]
"""A judge for each scheme that is its provider's usual one: the first that is listed."""


@pytest.mark.parametrize("oracle", CASES)
def test_library_takes_each_attempt_of_a_retried_delivery(oracle: Oracle, tmp_path: Path) -> None:
    with serving(Receiver(oracle, oracle.load())) as receiver:
        ended = fire(oracle, receiver.url + PATH, tmp_path)

    assert (ended.code, ended.stderr) == (0, "")
    *attempts, summary = ended.lines()
    assert [one["status"] for one in attempts] == [500, 500, taken(oracle)]
    assert receiver.verdicts == [(True, False)] * 3
    assert_only_what_must_changes(oracle.scheme, receiver.received)
    for name, wanted in COUNTS.get(oracle.scheme, {}).items():
        assert [text(one.headers, name) for one in receiver.received] == list(wanted)
    if oracle.scheme in EVENTS.keys() - WITHOUT_ID:
        wires = [one.head + one.body for one in receiver.received]
        assert all(summary["message_id"].encode() in wire for wire in wires)


def fire(oracle: Oracle, url: str, folder: Path) -> Finished:
    """Run the installed program as a sender who has the oracle's secret."""
    secret = folder / "secret"
    secret.write_bytes(oracle.signing.value)
    environment = clean_environment(folder)
    params = [f"--param={name}={value}" for name, value in oracle.params.items()]
    what = [*_event(oracle), "--to", url, "--secret", f"file:{secret}", *params]
    pace = ["--retry", BY_THEIR_OWN_RULE.get(oracle.scheme, WAITS), "--speed", "max", "--json"]
    if oracle.scheme not in FUTURE_IS_REFUSED:
        pace += ["--sign-time", "virtual"]
    return run_program([*installed(), "send", *what, *pace], b"", environment)


def _event(oracle: Oracle) -> list[str]:
    if oracle.scheme in EVENTS:
        return [EVENTS[oracle.scheme]]
    provider = all_schemes()[oracle.scheme][0].name
    body = oracle.bodies[0].replace("NOW_MS", str(int(time.time() * 1000)))
    headers = [f"--header={name}: {value}" for name, value in oracle.headers.items()]
    kind = ["--content-type", oracle.content_type]
    return [f"{provider}.some.event", "--data-raw", body, *kind, *headers]


def assert_only_what_must_changes(scheme: str, received: Sequence[Received]) -> None:
    """Check that the signature is made anew for each attempt, and that no other thing changes."""
    seen = [{**dict(one.headers), b"body": one.body} for one in received]
    names = {name.decode() for one in seen for name in one}
    values = {name: {one.get(name.encode()) for one in seen} for name in names}
    must, counting = set(CHANGES.get(scheme, ())), set(COUNTS.get(scheme, {}))
    assert {name for name in names if len(values[name]) > 1} - counting <= must
    if scheme not in FUTURE_IS_REFUSED:
        fresh = 2 if scheme in BY_THEIR_OWN_RULE else 3  # a first retry may come at once
        assert all(len(values[name]) >= fresh for name in must)


def test_receivers_of_ten_providers_at_least_can_be_asked() -> None:
    oracles: list[Any] = [case.values[0] for case in CASES]
    there = {one.package for one in oracles if find_spec(one.module.partition(".")[0])}
    assert len(there) >= 10
