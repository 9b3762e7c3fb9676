"""Asana: HMAC over the body, with a secret that Asana chooses in the handshake."""

from webhookctl.core.challenge import HeaderEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InHeader, InJson, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, HOUR, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="asana",
    title="Asana webhooks",
    recipe=HmacRecipe(Bare("X-Hook-Signature")),
    signature_header="X-Hook-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Hook-Signature", "X-Hook-Secret")),
    event=Joined((InJson("events.0.action"), InJson("events.0.resource.resource_type"))),
    secret_words="what X-Hook-Secret said in the handshake, as raw text",
    pitfalls=(
        'heartbeat: body {"events":[]}',
        "the secret is transmitted once, in the handshake only",
    ),
    sources=("Asana/developer-docs source/includes/markdown/_webhooks.html.md",),
    certainty="docs_read",
)

HOOK_SECRET = Handshake(
    id="asana_hook_secret",
    title="X-Hook-Secret handshake",
    opening=Opening("POST", ((InHeader("X-Hook-Secret"), None),)),
    responder=HeaderEcho("X-Hook-Secret"),
    evidence=Evidence.DOCS,
    when="creating a webhook, while that request still waits",
    timeout=10.0,
    alone=True,
    note="the X-Hook-Secret of this request is the secret of what follows: "
    "`webhookctl show {id} --show-secrets`",
    sources=("Asana/developer-docs source/includes/markdown/_webhooks.html.md",),
)

RETRY = RetryPolicy(
    name="asana",
    title="Asana",
    delays=growing(MINUTE, longest=HOUR, within=DAY),
    response_timeout=10.0,
    success=((200, 200), (204, 204)),
    disable_rule="after 24 hours without a success, heartbeats included, the webhook is deleted",
    exact=False,
    note="retried for 24 hours, about an hour apart in the end; the other intervals "
    "are not published: these double from a minute",
    sources=(
        "github.com/Asana/developer-docs source/includes/markdown/_webhooks.html.md @3920826",
    ),
)

PROVIDER = Provider(
    name="asana",
    title="Asana",
    schemes=(SCHEME,),
    handshakes=(HOOK_SECRET,),
    retry=RETRY,
)
