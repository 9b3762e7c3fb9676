"""The handshakes that providers document, as requests with the answers that they take."""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from webhookctl.core.body import MemoryBody
from webhookctl.core.greet import Greeter, Greeting
from webhookctl.core.handshake import Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import CapturedRequest, Recognition
from webhookctl.core.opening import Knock
from webhookctl.core.provider import Provider
from webhookctl.core.read import Reader
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Verdict
from webhookctl.providers import all_providers, all_schemes

FILE = Path(__file__).parent.parent / "data" / "handshakes.json"

NOW = 1_767_225_600.0
"""The clock of the signed requests."""

HOST = "hooks.example.test"

_ORIGIN = f"https://{HOST}"

_DISCORD = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

_XERO_KEY = b"xero-signing-key"


@dataclass(frozen=True)
class Answer:
    """What a provider takes for an answer. `lenient`: any 2xx will do."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    lenient: bool = False


@dataclass(frozen=True)
class Case:
    """A handshake as it is documented, and what its receiver has to know."""

    id: str
    provider: str
    method: str
    target: str
    headers: HeaderPairs
    body: bytes
    answers: tuple[Answer, ...]
    evidence: str
    timeout: float | None
    authentication: str
    secret: bytes | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        return () if self.secret is None else (Secret("env:SECRET", self.secret),)

    @property
    def request(self) -> CapturedRequest:
        headers = ((b"Host", HOST.encode()), (b"X-Forwarded-Proto", b"https"), *self.headers)
        return CapturedRequest(
            self.method.encode(),
            self.target.encode(),
            "1.1",
            headers,
            MemoryBody(self.body),
            "127.0.0.1:9",
            NOW,
            NOW,
        )


OWNERS = {
    "slack_url_verification": "slack",
    "slack_ssl_check": "slack",
    "github_ping": "github",
    "meta_verify": "meta",
    "websub_challenge": "websub",
    "strava_challenge": "strava",
    "msgraph_validation": "microsoft_graph",
    "zoom_url_validation": "zoom",
    "x_crc": "x_twitter",
    "twitch_callback_verification": "twitch",
    "discord_ping": "discord",
    "discord_webhook_event_ping": "discord",
    "asana_hook_secret": "asana",
    "trello_head": "trello",
    "dropbox_challenge": "dropbox",
    "okta_verification": "okta",
    "cloudevents_options": "cloudevents",
    "event_grid_validation": "azure_event_grid",
    "sns_subscription_confirmation": "aws_sns",
    "monday_challenge": "monday",
    "notion_verification_token": "notion",
    "xero_itr": "xero",
    "braintree_challenge": "braintree",
    "nylas_challenge": "nylas",
    "smartcar_verify": "smartcar",
    "ebay_challenge": "ebay",
    "woocommerce_ping": "woocommerce",
    "mailchimp_get": "mailchimp",
    "mandrill_head": "mandrill",
    "line_verify": "line",
    "viber_set_webhook": "viber",
    "figma_ping": "figma",
    "dropbox_sign_test": "dropbox_sign",
    "google_sync": "google",
    "docker_hub_callback": "docker_hub",
    "salesforce_ack": "salesforce",
    "teams_outgoing_reply": "teams",
    "adyen_accept": "adyen",
}

_MULTIPART = (
    b"--x\r\nContent-Disposition: form-data; name=json\r\n\r\n"
    b'{"event":{"event_type":"callback_test"}}\r\n--x--\r\n'
)

_BODIES = {
    "adyen_accept": b'{"live":"false","notificationItems":[{}]}',
    "dropbox_sign_test": _MULTIPART,
}
"""Of bodies that the file only outlines."""

_TOKENS = {
    "meta_verify": "hub.verify_token",
    "ebay_challenge": "verification_token",
}
"""Of secrets in the file that are no signing secrets: the parameters that they are given as."""


def cases() -> Iterator[Case]:
    for row in json.loads(FILE.read_text("utf-8")):
        yield _completed(_case(row))


@cache
def case(name: str) -> Case:
    return next(one for one in cases() if one.id == name)


def _case(row: Mapping[str, Any]) -> Case:
    request, secret = row["request"], row["secret"]
    token = _TOKENS.get(row["id"])
    body = _BODIES.get(row["id"], (request["body"] or "").encode())
    return Case(
        id=row["id"],
        provider=OWNERS[row["id"]],
        method=request["method"],
        target=request["url"].removeprefix(_ORIGIN),
        headers=tuple((name.encode(), text.encode()) for name, text in request["headers"].items()),
        body=body,
        answers=tuple(_answers(row["expected_response"])),
        evidence=row["evidence"],
        timeout=row["timeout_s"],
        authentication=row["authentication_of_request"],
        secret=None if token or secret is None else secret.encode(),
        params={token: secret} if token else {},
    )


def _answers(expected: Mapping[str, Any]) -> Iterator[Answer]:
    for other in ({}, *expected.get("alternatives", ())):
        one = {**expected, **other}
        body = one["body"].encode()
        yield Answer(one["status"], one["headers"], body, one.get("status_any") == "2xx")


def _completed(one: Case) -> Case:
    """Put in what the file says in words only: keys of one's own, and signatures made by them."""
    if one.id.startswith("discord"):
        signature = _DISCORD.sign(b"1767225600" + one.body).hex().encode()
        public = _DISCORD.public_key().public_bytes_raw().hex().encode()
        return _signed(one, b"X-Signature-Ed25519", signature, public)
    if one.id == "xero_itr":
        made = b64encode(hmac.digest(_XERO_KEY, one.body, "sha256"))
        return _signed(one, b"x-xero-signature", made, _XERO_KEY)
    if one.id == "braintree_challenge":
        params = {"public_key": "integration_public_key"}
        return Case(**{**vars(one), "secret": b"integration_private_key", "params": params})
    return one


def _signed(one: Case, header: bytes, signature: bytes, secret: bytes) -> Case:
    headers = tuple(pair for pair in one.headers if pair[0] != header)
    return Case(**{**vars(one), "headers": (*headers, (header, signature)), "secret": secret})


def provider(name: str) -> Provider:
    return all_providers()[name]


def handshakes() -> Iterator[tuple[Provider, Handshake]]:
    for one in all_providers().values():
        for handshake in one.handshakes:
            yield one, handshake


def takes(answers: tuple[Answer, ...], status: int, headers: HeaderPairs, body: bytes) -> bool:
    """Say whether a provider takes an answer for one of those it documents."""
    sent = {name.decode().lower(): value.decode() for name, value in headers}
    return any(
        (status == one.status or (one.lenient and status // 100 == 2))
        and body == one.body
        and all(sent.get(name.lower()) == value for name, value in one.headers.items())
        for one in answers
    )


def read(
    request: CapturedRequest, named: str | None, secrets: tuple[Secret, ...]
) -> tuple[Recognition, Verdict | None]:
    return Reader(all_schemes(), named, secrets).read(Knock(request))


def greet(
    one: Case,
    *,
    secrets: tuple[Secret, ...] | None = None,
    params: Mapping[str, str] | None = None,
    named: bool = True,
) -> Greeting | None:
    secrets = one.secrets if secrets is None else secrets
    params = one.params if params is None else params
    own = provider(one.provider) if named else None
    recognition, verdict = read(one.request, own.name if own else None, secrets)
    greeter = Greeter(all_providers().values(), own, secrets, params)
    return greeter.greet(Knock(one.request), recognition.provider, verdict)


def greeted(one: Case, *, secrets: tuple[Secret, ...] | None = None) -> Greeting:
    greeting = greet(one, secrets=secrets)
    assert greeting is not None
    return greeting
