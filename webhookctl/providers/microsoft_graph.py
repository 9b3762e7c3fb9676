"""Microsoft Graph: a text in every notification, which is the secret itself."""

from collections.abc import Mapping
from typing import Any

from webhookctl.core.challenge import TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson, InQuery, Joined
from webhookctl.core.opening import NoBody, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_body_token import BodyTokenRecipe
from webhookctl.core.recipe_own import FaultError
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import HOUR, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Fault
from webhookctl.core.verdict import Reason


def _read(body: Mapping[str, Any]) -> list[object]:
    """Return the clientState of every notification: one of them may be forged."""
    return [item.get("clientState") for item in _items(body)]


def _write(body: dict[str, Any], state: str) -> None:
    for item in _items(body):
        item["clientState"] = state


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = body.get("value")
    rows = rows if isinstance(rows, list) else []
    items = [row for row in rows if isinstance(row, dict)]
    if not items or len(items) != len(rows):
        text = "the body is no change notification: no `value` with notifications"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text))
    return items


SCHEME = Scheme(
    id="microsoft_graph",
    title="Microsoft Graph change notifications",
    recipe=BodyTokenRecipe("clientState", "change notification", _read, _write),
    signature_header=None,
    string_to_sign="none (clientState inside each item)",
    detection=DetectionRule(priority=50, body_paths=("value.0.subscriptionId",)),
    event=Joined((InJson("value.0.changeType"), InJson("value.0.resource"))),
    delivery_id=InJson("value.0.id"),
    secret_words="the clientState (at most 128 characters) as raw text",
    pitfalls=(
        "check clientState of EVERY item in value[]",
        "rich notifications add validationTokens (JWTs) to be validated; that is not done here",
    ),
    sources=(
        "microsoftgraph/microsoft-graph-docs-contrib "
        "concepts/change-notifications-delivery-webhooks.md",
    ),
    certainty="docs_read",
)

VALIDATION = Handshake(
    id="msgraph_validation",
    title="notificationUrl validation",
    opening=Opening("POST", ((InQuery("validationToken"), None), (NoBody(), None))),
    responder=TextEcho(InQuery("validationToken")),
    evidence=Evidence.DOCS,
    when="creating a subscription, for both of its URLs",
    timeout=10.0,
    alone=True,
    sources=(
        "microsoftgraph/microsoft-graph-docs-contrib concepts/includes/"
        "change-notifications-delivery-notificationurl-validation.md",
    ),
)

RETRY = RetryPolicy(
    name="microsoft-graph",
    title="Microsoft Graph change notifications",
    delays=growing(MINUTE, within=4 * HOUR),
    response_timeout=3.0,
    disable_rule="slow endpoints (over 2.9 s in one of ten) are throttled",
    exact=False,
    note="retried several times within 4 hours; intervals are not published: these "
    "double from a minute and stay within that; newer documentation is said to "
    "wait 10 s for an answer",
    sources=(
        "github.com/microsoftgraph/microsoft-graph-docs-contrib "
        "concepts/change-notifications-delivery-webhooks.md @01c641a",
    ),
)

PROVIDER = Provider(
    name="microsoft_graph",
    title="Microsoft Graph",
    schemes=(SCHEME,),
    handshakes=(VALIDATION,),
    retry=RETRY,
)
