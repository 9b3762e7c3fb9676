"""SendGrid: ECDSA over timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_pair import EcdsaPair
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="sendgrid",
    title="Twilio SendGrid Event Webhook",
    recipe=PublicKeyRecipe(
        Bare("X-Twilio-Email-Event-Webhook-Signature", encoding="base64"),
        message=("{header:X-Twilio-Email-Event-Webhook-Timestamp}", "{body}"),
        algorithm="ecdsa_p256_sha256",
        key="spki_der_base64",
    ),
    signature_header="X-Twilio-Email-Event-Webhook-Signature",
    string_to_sign="{timestamp header}{raw body}",
    timestamp=TimestampRule("header:X-Twilio-Email-Event-Webhook-Timestamp", tolerance=None),
    detection=DetectionRule(
        priority=50, any_header=("X-Twilio-Email-Event-Webhook-Signature",), user_agent="SendGrid"
    ),
    event=InJson("0.event"),
    delivery_id=InJson("0.sg_event_id"),
    secret_words="the verification key: base64 of a public key in DER",
    pitfalls=(
        "real payloads end in CRLF: stripping it breaks the signature",
        "Inbound Parse is unsigned",
    ),
    sources=("sendgrid 6.12.5 (PyPI) helpers/eventwebhook; @sendgrid/eventwebhook 8.0.0 (npm)",),
    certainty="oracle",
    key_form=EcdsaPair(),
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Content-Type", b"application/json;charset=utf-8"),
        (b"User-Agent", b"SendGrid Event API"),
    )


RETRY = RetryPolicy(
    name="sendgrid-event-webhook",
    title="SendGrid Event Webhook",
    exact=False,
    published=False,
    note="no schedule of SendGrid was found in its documentation; it is said to retry "
    "for up to 24 hours at growing intervals",
    sources=("no page with its schedule was found",),
)

PROVIDER = Provider(
    name="sendgrid",
    title="SendGrid",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="0.sg_event_id",
    retry=RETRY,
)
