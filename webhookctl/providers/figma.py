"""Figma: a passcode in the body, which is the secret itself."""

from collections.abc import Mapping
from typing import Any

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_body_token import BodyTokenRecipe
from webhookctl.core.scheme import Scheme


def _read(body: Mapping[str, Any]) -> list[object]:
    return [body.get("passcode")]


def _write(body: dict[str, Any], passcode: str) -> None:
    body["passcode"] = passcode


SCHEME = Scheme(
    id="figma",
    title="Figma webhooks v2",
    recipe=BodyTokenRecipe("passcode", "Figma event", _read, _write),
    signature_header=None,
    string_to_sign="none (passcode inside body)",
    detection=DetectionRule(priority=50, body_paths=("passcode", "event_type")),
    event=InJson("event_type"),
    delivery_id=Joined((InJson("webhook_id"), InJson("timestamp"))),
    secret_words="the passcode (at most 100 characters) as raw text",
    pitfalls=("secret travels in the body: do not log it",),
    sources=("figma/rest-api-spec openapi/openapi.yaml",),
    certainty="docs_read",
)

PROVIDER = Provider(name="figma", title="Figma", schemes=(SCHEME,))
