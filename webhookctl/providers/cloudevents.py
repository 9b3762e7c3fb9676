"""CloudEvents HTTP webhooks: no signature; what the specification of its webhooks says."""

from urllib.parse import quote

from webhookctl.core.challenge import Computed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts, Json
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.locate import FirstOf, InHeader, InJson, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.reply import Reply
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="cloudevents_http_webhook",
    title="CloudEvents HTTP webhooks",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(
        priority=50,
        any_header=("ce-id", "WebHook-Request-Origin"),
        patterns=(("content-type", "^application/cloudevents"),),
    ),
    event=FirstOf((InHeader("ce-type"), InJson("type"), InJson("0.type"))),
    delivery_id=FirstOf(
        (
            Joined((InHeader("ce-id"), InHeader("ce-source"))),
            Joined((InJson("id"), InJson("source"))),
        )
    ),
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

_TYPE, _SOURCE = "com.example.shop.order.placed", "https://shop.example.com/orders"
_SAFE = "".join(map(chr, range(0x21, 0x7F))).replace('"', "").replace("%", "")


def _is_event(payload: Json) -> bool:
    return isinstance(payload, dict) and "specversion" in payload


def _dress(outline: Outline) -> HeaderPairs:
    """Return the headers of the mode that the payload is written in (HTTP binding, section 3).

    What is neither an event nor a list of events is the data of one in binary mode.
    """
    payload = outline.payload
    if _is_event(payload):
        return ((b"Content-Type", b"application/cloudevents+json; charset=utf-8"),)
    if isinstance(payload, list) and payload and all(map(_is_event, payload)):
        return ((b"Content-Type", b"application/cloudevents-batch+json; charset=utf-8"),)
    return (*_attributes(outline), (b"Content-Type", b"application/json"))


def _attributes(outline: Outline) -> HeaderPairs:
    """Return the attributes as headers, percent-encoded (HTTP binding, section 3.1.3.2)."""
    values = {
        "ce-specversion": "1.0",
        "ce-id": outline.id,
        "ce-source": _SOURCE,
        "ce-type": _TYPE if outline.type == "binary" else outline.type,
        "ce-time": outline.facts.iso(milliseconds=True),
    }
    return tuple(
        (name.encode(), quote(value, _SAFE, errors="replace").encode())
        for name, value in values.items()
    )


def _any_event(type_: str, facts: Facts) -> Json:
    from webhookctl.providers.payloads.cloudevents import of_type

    return of_type(type_, facts)


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
    dress=_dress,
    id_path="id",
    any_event=_any_event,
    handshakes=(PERMISSION,),
    retry=RETRY,
)
