"""WooCommerce: HMAC over the body, in base64."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InForm, InHeader
from webhookctl.core.opening import NoHeader, Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="woocommerce",
    title="WooCommerce webhooks",
    recipe=HmacRecipe(Bare("X-WC-Webhook-Signature", encoding="base64")),
    signature_header="X-WC-Webhook-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50,
        any_header=("X-WC-Webhook-Signature", "X-WC-Webhook-Topic"),
        user_agent="Hookshot \\(WordPress/",
    ),
    event=InHeader("X-WC-Webhook-Topic"),
    delivery_id=InHeader("X-WC-Webhook-Delivery-ID"),
    secret_words="raw text, without HTML entities",
    pitfalls=(
        "the creation ping is form-encoded 'webhook_id=N' and carries no signature",
        "secret stored HTML-escaped: 'a&b' signs with 'a&b' (decoded)",
        "delivery id can repeat within one second",
    ),
    sources=(
        "woocommerce/woocommerce plugins/woocommerce/includes/class-wc-webhook.php "
        "generate_signature/deliver",
    ),
    certainty="docs_read",
)

PING = Handshake(
    id="woocommerce_ping",
    title="creation ping",
    opening=Opening(
        "POST", ((InForm("webhook_id"), r"\d+"), (NoHeader("X-WC-Webhook-Topic"), None))
    ),
    responder=Nothing(),
    evidence=Evidence.DOCS,
    when="saving the webhook as active",
    passes=True,
    sources=("woocommerce/woocommerce class-wc-webhook.php deliver_ping",),
)


def _dress(outline: Outline) -> HeaderPairs:
    resource, _, event = outline.type.partition(".")
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"WooCommerce/10.3.5 Hookshot (WordPress/6.8.3)"),
        (b"X-WC-Webhook-Source", b"https://shop.example.com/"),
        (b"X-WC-Webhook-Topic", outline.type.encode()),
        (b"X-WC-Webhook-Resource", resource.encode()),
        (b"X-WC-Webhook-Event", event.encode()),
        (b"X-WC-Webhook-ID", b"1"),
        (b"X-WC-Webhook-Delivery-ID", outline.id.encode()),
    )


def _new_id(facts: Facts) -> str:
    return facts.hex(32)


RETRY = RetryPolicy(
    name="woocommerce",
    title="WooCommerce",
    response_timeout=60.0,
    success=((200, 302),),
    disable_rule="disabled at the seventh failure in a row",
    note="WooCommerce does not retry, and takes a 301 or 302 for a success",
    sources=(
        "github.com/woocommerce/woocommerce "
        "plugins/woocommerce/includes/class-wc-webhook.php @00e1bc4",
    ),
)

PROVIDER = Provider(
    name="woocommerce",
    title="WooCommerce",
    schemes=(SCHEME,),
    aliases=("woo",),
    dress=_dress,
    new_id=_new_id,
    handshakes=(PING,),
    retry=RETRY,
)
