"""Microsoft Teams outgoing webhooks: HMAC over the body, in Authorization."""

from webhookctl.core.challenge import Fixed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="teams_outgoing",
    title="Microsoft Teams outgoing webhook",
    recipe=HmacRecipe(Prefixed("Authorization", b"HMAC ", encoding="base64"), key="base64"),
    signature_header="Authorization",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, patterns=(("authorization", "^HMAC "),)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    secret_words="the security token, decoded from base64",
    pitfalls=("key is base64-decoded first", "docs publish key+HMAC pair without the exact body"),
    sources=(
        "MicrosoftDocs/msteams-docs "
        "msteams-platform/webhooks-and-connectors/how-to/add-outgoing-webhook.md",
    ),
    certainty="docs_read",
    key_form=SharedSecret(encoding="base64"),
)

REPLY = Handshake(
    id="teams_outgoing_reply",
    title="synchronous reply",
    opening=Opening("POST", ((InJson("type"), "message"),)),
    responder=Fixed("application/json", '{"type":"message","text":"This is a reply!"}'),
    evidence=Evidence.DOCS,
    when="every mention",
    timeout=5.0,
    every=True,
    sources=("MicrosoftDocs/msteams-docs add-outgoing-webhook.md",),
)

PROVIDER = Provider(
    name="teams",
    title="Microsoft Teams outgoing webhooks",
    schemes=(SCHEME,),
    aliases=("microsoft_teams",),
    handshakes=(REPLY,),
)
