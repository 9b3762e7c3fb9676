"""Trello: HMAC over the body and the registered URL."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="trello",
    title="Trello webhooks",
    recipe=HmacRecipe(
        Bare("X-Trello-Webhook", encoding="base64"),
        message=("{body}", "{param:notification_url}"),
        hash="sha1",
    ),
    signature_header="X-Trello-Webhook",
    string_to_sign="{raw body}{callbackURL as registered}",
    detection=DetectionRule(priority=50, any_header=("X-Trello-Webhook",), user_agent="Trello"),
    event=InJson("action.type"),
    delivery_id=InJson("action.id"),
    secret_words="the application's secret as raw text",
    pitfalls=("body first, then URL", "410 deletes the webhook"),
    sources=(
        "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#webhook-signatures",
        "botpress, n8n and others",
    ),
    certainty="community_code",
)

HEAD = Handshake(
    id="trello_head",
    title="HEAD on the callback URL",
    opening=Opening("HEAD"),
    responder=Nothing(),
    evidence=Evidence.COMMUNITY,
    when="creating a webhook",
    sources=("https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/",),
)

RETRY = RetryPolicy(
    name="trello",
    title="Trello",
    delays=(30.0, 60.0, 120.0),
    success=((200, 200),),
    final=frozenset({410}),
    disable_rule="disabled after 1000 failures in a row over 30 days",
    exact=False,
    note="the three waits, the meaning of a 410 and when it is disabled are recalled "
    "from its documentation, not verified; its time-out is not published: 30 s "
    "are assumed",
    sources=("developer.atlassian.com/cloud/trello/guides/rest-api/webhooks (HEAD part read)",),
)

PROVIDER = Provider(
    name="trello",
    title="Trello",
    schemes=(SCHEME,),
    handshakes=(HEAD,),
    retry=RETRY,
)
