"""Azure Event Grid: no signature."""

from dataclasses import replace

from webhookctl.core.challenge import JsonEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, repeated
from webhookctl.core.scheme import Scheme
from webhookctl.providers.cloudevents import PERMISSION

SCHEME = Scheme(
    id="azure_event_grid",
    title="Azure Event Grid events (Event Grid schema)",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(priority=50, any_header=("aeg-event-type",)),
    event=InJson("0.eventType"),
    delivery_id=InJson("0.id"),
    secret_words="nothing",
    pitfalls=("no signature: use query key or Entra ID token",),
    sources=(
        "https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema",
    ),
    certainty="docs_read",
)

VALIDATION = Handshake(
    id="event_grid_validation",
    title="SubscriptionValidationEvent",
    opening=Opening(
        "POST",
        (
            (InHeader("aeg-event-type"), "SubscriptionValidation"),
            (InJson("0.data.validationCode"), None),
        ),
    ),
    responder=JsonEcho("validationResponse", InJson("0.data.validationCode")),
    evidence=Evidence.DOCS,
    when="creating or changing an event subscription (Event Grid schema)",
    timeout=30.0,
    alone=True,
    sources=("learn.microsoft.com, Event Grid endpoint validation",),
)

RETRY = RetryPolicy(
    name="azure-event-grid",
    title="Azure Event Grid",
    delays=repeated((10.0, 30.0, 60.0, 300.0, 600.0, 1800.0, 3600.0), within=DAY),
    success=((200, 204),),
    final=frozenset({400, 401, 403, 413}),
    disable_rule="all events of an unhealthy endpoint are delayed",
    exact=False,
    note="hourly in the end, for 24 hours (text of 2020; newer pages are said to name "
    "1, 3, 6 and then 12 hours); small random shifts are not made",
    sources=(
        "https://learn.microsoft.com/azure/event-grid/delivery-and-retry",
        "github.com/MicrosoftDocs/azure-docs "
        "articles/event-grid/delivery-and-retry.md @00e046f (2020-07-07)",
    ),
)

PROVIDER = Provider(
    name="azure_event_grid",
    title="Azure Event Grid",
    schemes=(SCHEME,),
    aliases=("event_grid",),
    handshakes=(VALIDATION, replace(PERMISSION, alone=False)),
    retry=RETRY,
)
