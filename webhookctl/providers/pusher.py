"""Pusher Channels: HMAC over the body, which holds the time."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="pusher",
    title="Pusher Channels webhooks",
    recipe=HmacRecipe(Bare("X-Pusher-Signature"), key_name=("X-Pusher-Key", "key")),
    signature_header="X-Pusher-Signature",
    string_to_sign="{raw body}",
    timestamp=TimestampRule("json:time_ms", unit="ms", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("X-Pusher-Signature", "X-Pusher-Key")),
    event=InJson("events.0.name"),
    secret_words="the app secret as raw text",
    rotation="X-Pusher-Key names which app key/secret pair signed",
    pitfalls=(
        "select the secret by X-Pusher-Key",
        "Python SDK enforces 300 s on $.time_ms, Node SDK does not",
        "Node SDK requires Content-Type exactly application/json",
    ),
    sources=(
        "pusher 3.3.4 (PyPI) authentication_client.py validate_webhook; pusher 5.3.4 (npm) "
        "lib/webhook.js",
    ),
    certainty="oracle",
)

PROVIDER = Provider(name="pusher", title="Pusher Channels", schemes=(SCHEME,))
