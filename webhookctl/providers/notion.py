"""Notion: HMAC over the body."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Json
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="notion",
    title="Notion webhooks",
    recipe=HmacRecipe(Prefixed("X-Notion-Signature", b"sha256=")),
    signature_header="X-Notion-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Notion-Signature",)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    secret_words="the verification_token as raw text",
    pitfalls=(
        "the secret is the verification_token delivered in the first POST",
        "SDK lower-cases the hex digest before comparing",
    ),
    sources=(
        "@notionhq/client 5.26.0 (npm) build/src/webhooks.js",
        "makenotion/notion-sdk-js README",
    ),
    certainty="oracle",
)

VERIFICATION_TOKEN = Handshake(
    id="notion_verification_token",
    title="verification_token",
    opening=Opening("POST", ((InJson("verification_token"), None),)),
    responder=Nothing(),
    evidence=Evidence.DOCS,
    when="creating the subscription",
    passes=True,
    note="Notion asks for the verification_token of this request, and it is the secret of what "
    "follows: `webhookctl show {id} --show-secrets`",
    sources=("makenotion/notion-sdk-js README.md",),
)


def _retry_body(payload: Json, number: int, now: float) -> Json:  # noqa: ARG001 - no time in it
    if not isinstance(payload, dict):
        return payload
    first = payload.get("attempt_number")
    return {**payload, "attempt_number": number + (first if isinstance(first, int) else 1)}


RETRY = RetryPolicy(
    name="notion",
    title="Notion",
    delays=growing(5 * MINUTE, retries=8),
    retry_body=_retry_body,
    exact=False,
    note="8 retries within 24 hours, recalled from its documentation; intervals are "
    "not published: these double from 5 min; its time-out is not published: 30 s "
    "are assumed",
    sources=(
        "https://developers.notion.com/reference/webhooks-events-delivery",
        "github.com/makenotion/notion-sdk-js src/webhooks.ts @9060802 (signature)",
    ),
)

PROVIDER = Provider(
    name="notion",
    title="Notion",
    schemes=(SCHEME,),
    handshakes=(VERIFICATION_TOKEN,),
    retry=RETRY,
)
