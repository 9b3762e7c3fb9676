"""Azure Event Grid: no signature."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="azure_event_grid",
    title="Azure Event Grid (Event Grid schema)",
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

PROVIDER = Provider(
    name="azure_event_grid", title="Azure Event Grid", schemes=(SCHEME,), aliases=("event_grid",)
)
