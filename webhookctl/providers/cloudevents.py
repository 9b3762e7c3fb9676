"""CloudEvents HTTP webhooks: no signature; what the specification of its webhooks says."""

from webhookctl.core.challenge import Computed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.locate import FirstOf, InHeader, InJson, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.reply import Reply
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="cloudevents_http_webhook",
    title="CloudEvents HTTP webhook delivery",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(
        priority=50,
        any_header=("ce-id", "WebHook-Request-Origin"),
        content_type="application/cloudevents",
    ),
    event=FirstOf((InHeader("ce-type"), InJson("type"))),
    delivery_id=Joined((InHeader("ce-id"), InHeader("ce-source"))),
    secret_words="nothing",
    pitfalls=(
        "authorization by bearer token in Authorization or ?access_token=",
        "3xx must not be followed",
    ),
    sources=("cloudevents/spec cloudevents/http-webhook.md",),
    certainty="docs_read",
)


def _consent(asked: Asked) -> Reply:
    """Allow all origins; a rate, without a limit, where one was asked for (section 4.2)."""
    headers: HeaderPairs = ((b"WebHook-Allowed-Origin", b"*"), (b"Allow", b"POST"))
    if first(asked.view.headers, "WebHook-Request-Rate") is not None:
        headers += ((b"WebHook-Allowed-Rate", b"*"),)
    return Reply(200, headers)


PERMISSION = Handshake(
    id="cloudevents_options",
    title="abuse-protection OPTIONS handshake",
    opening=Opening("OPTIONS", ((InHeader("WebHook-Request-Origin"), None),)),
    responder=Computed("WebHook-Allowed-Origin and -Rate: any", _consent),
    evidence=Evidence.DOCS,
    when="registering the URL, also at Azure Event Grid",
    alone=True,
    sources=("cloudevents/spec cloudevents/http-webhook.md section 4",),
)

RETRY = RetryPolicy(
    name="cloudevents-http-webhook",
    title="CloudEvents HTTP 1.1 Web Hooks",
    success=((200, 202), (204, 204)),
    final=frozenset({410, 415}),
    retry_after=RetryAfter(frozenset({429})),
    exact=False,
    published=False,
    note="the specification has no schedule of retries",
    sources=("github.com/cloudevents/spec cloudevents/http-webhook.md @c2845a4",),
)

PROVIDER = Provider(
    name="cloudevents",
    title="CloudEvents HTTP webhooks",
    schemes=(SCHEME,),
    handshakes=(PERMISSION,),
    retry=RETRY,
)
