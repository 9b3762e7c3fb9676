"""Xero: HMAC over the body, in base64."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.opening import EmptyList, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="xero",
    title="Xero webhooks",
    recipe=HmacRecipe(Bare("x-xero-signature", encoding="base64")),
    signature_header="x-xero-signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("x-xero-signature",)),
    event=Joined((InJson("events.0.eventCategory"), InJson("events.0.eventType"))),
    delivery_id=Joined((InJson("firstEventSequence"), InJson("lastEventSequence"))),
    secret_words="the webhook signing key as it is shown, not decoded",
    pitfalls=(
        "intent-to-receive sends wrong signatures on purpose and requires 401",
        "response must have no body and no cookies",
    ),
    sources=(
        "https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/",
        "NangoHQ/nango xero-webhook-routing.ts",
    ),
    certainty="community_code",
    key_form=SharedSecret(encoding="base64"),
)

INTENT_TO_RECEIVE = Handshake(
    id="xero_itr",
    title="intent to receive",
    opening=Opening("POST", ((EmptyList("events"), None), (InJson("entropy"), None))),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="saving the webhook",
    timeout=5.0,
    signed=True,
    without_secret="Xero also sends wrong signatures on purpose and wants 401 for them: give the "
    "webhook signing key with `--secret`",
    sources=("https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/",),
)

RETRY = RetryPolicy(
    name="xero",
    title="Xero",
    delays=growing(MINUTE, within=DAY),
    response_timeout=5.0,
    success=((200, 200),),
    disable_rule="disabled after 24 hours of failures",
    exact=False,
    note="retried ever less often for 24 hours; intervals are not published: these "
    "double from a minute and stay within that; the answer must have no body and "
    "no cookies",
    sources=("https://developer.xero.com/documentation/webhooks/configuring-your-server",),
)

PROVIDER = Provider(
    name="xero",
    title="Xero",
    schemes=(SCHEME,),
    handshakes=(INTENT_TO_RECEIVE,),
    retry=RETRY,
)
