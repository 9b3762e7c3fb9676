"""Mailchimp Transactional (Mandrill): HMAC over the registered URL and the sorted form fields."""

from operator import itemgetter

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import form_fields
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InForm, InFormJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import to_bytes
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_own import ComputedRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Part, Scheme, SignedMessage
from webhookctl.core.signature import Bare
from webhookctl.core.signed_url import url_text


def _signed(message: SignedMessage) -> bytes:
    fields = sorted(form_fields(message.headers, message.body), key=itemgetter(0))
    return to_bytes(url_text(message)) + b"".join(name + value for name, value in fields)


SCHEME = Scheme(
    id="mandrill",
    title="Mailchimp Transactional (Mandrill) webhooks",
    recipe=ComputedRecipe(
        frozenset({Part.BODY, Part.URL}),
        HmacRecipe(Bare("X-Mandrill-Signature", encoding="base64"), hash="sha1"),
        _signed,
    ),
    signature_header="X-Mandrill-Signature",
    string_to_sign="{registered URL}{key+value of every POST parameter sorted by key}",
    detection=DetectionRule(
        priority=50, any_header=("X-Mandrill-Signature",), user_agent="^Mandrill-Webhook"
    ),
    event=InFormJson("mandrill_events", "0.event"),
    delivery_id=InFormJson("mandrill_events", "0._id"),
    secret_words="the webhook's key as raw text (`test-webhook` before the webhook is saved)",
    pitfalls=(
        "URL must match the registered one byte for byte (trailing slash, port, query)",
        "values are url-decoded",
    ),
    sources=(
        "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/"
        "#authenticating-webhook-requests",
        "public gists",
    ),
    certainty="community_code",
)

HEAD = Handshake(
    id="mandrill_head",
    title="HEAD check",
    opening=Opening("HEAD"),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="creating the webhook",
    sources=(
        "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/",
    ),
)

TEST = Handshake(
    id="mandrill_test",
    title="test POST without events, signed with the key `test-webhook`",
    opening=Opening("POST", ((InForm("mandrill_events"), r"\[\]"),)),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="creating and testing the webhook",
    passes=True,
    sources=HEAD.sources,
)

RETRY = RetryPolicy(
    name="mandrill",
    title="Mailchimp Transactional (Mandrill)",
    disable_rule="a person can give up a batch; new events then go out after a minute or two",
    exact=False,
    published=False,
    note="failed batches are retried, at intervals that were not found in its "
    "documentation; what it takes for a success is not published: 2xx is assumed",
    sources=(
        "https://mailchimp.com/developer/transactional/docs/webhooks",
        "mandrill.zendesk.com 205583277",
    ),
)

PROVIDER = Provider(
    name="mandrill",
    title="Mailchimp Transactional (Mandrill)",
    schemes=(SCHEME,),
    handshakes=(
        HEAD,
        TEST,
    ),
    retry=RETRY,
)
