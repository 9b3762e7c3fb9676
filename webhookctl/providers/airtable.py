"""Airtable: HMAC over the body, with a key that is given in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="airtable",
    title="Airtable webhooks",
    recipe=HmacRecipe(Prefixed("X-Airtable-Content-MAC", b"hmac-sha256="), key="base64"),
    signature_header="X-Airtable-Content-MAC",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Airtable-Content-MAC",)),
    delivery_id=Joined((InJson("webhook.id"), InJson("timestamp"))),
    secret_words="macSecretBase64, decoded from base64",
    pitfalls=(
        "key must be base64-decoded",
        "hex digest (pyairtable, others); one third-party note claims base64",
    ),
    sources=(
        "pyairtable 3.5.1 (PyPI) pyairtable/models/webhook.py WebhookNotification.from_request",
        "https://airtable.com/developers/web/api/webhooks-overview",
    ),
    certainty="community_code",
    key_form=SharedSecret(encoding="base64"),
)

PROVIDER = Provider(name="airtable", title="Airtable", schemes=(SCHEME,))
