"""Handshakes of providers whose signature needs more than a recipe; their files point here."""

import hashlib
import hmac
import re

from webhookctl.core.challenge import Computed, Fixed, Nothing, TextEcho, text_challenge_reply
from webhookctl.core.handshake import Asked, Confirmation, Evidence, Handshake, HandshakeError
from webhookctl.core.locate import InForm, InHeader, InJson, InQuery, RequestView
from webhookctl.core.opening import InText, NoBody, Opening
from webhookctl.core.reply import Reply
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError

_SNS_HOST = re.compile(r"sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?")


def subscribe_url(view: RequestView) -> str:
    """Return the SubscribeURL of an SNS message. Raises HandshakeError when it is not AWS's.

    It must be https, at the SNS host of a region, on its usual port (the rule of sns-validator).
    """
    found = InJson("SubscribeURL").find(view) or ""
    try:
        url = parse_url(found)
    except UsageError as error:
        raise HandshakeError(f"its SubscribeURL is no URL: {error.message}") from error
    at_home = url.scheme == "https" and url.port is None and _SNS_HOST.fullmatch(url.host)
    if not at_home:
        raise HandshakeError(
            f"its SubscribeURL does not lead to AWS, and is never fetched from here: {url}"
        )
    return str(url)


SNS_CONFIRMATION = Handshake(
    id="sns_subscription_confirmation",
    title="SubscriptionConfirmation",
    opening=Opening(
        "POST",
        (
            (InHeader("x-amz-sns-message-type"), "SubscriptionConfirmation"),
            (InJson("SubscribeURL"), None),
        ),
    ),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="subscribing an endpoint",
    signed=True,
    alone=True,
    passes=True,
    confirmation=Confirmation("--confirm-sns", subscribe_url),
    sources=(
        "sns-validator (npm)",
        "https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html",
    ),
)

GRAPH_VALIDATION = Handshake(
    id="msgraph_validation",
    title="notificationUrl validation",
    opening=Opening("POST", ((InQuery("validationToken"), None), (NoBody(), None))),
    responder=TextEcho(InQuery("validationToken")),
    evidence=Evidence.DOCS,
    when="creating a subscription, for both of its URLs",
    timeout=10.0,
    alone=True,
    sources=(
        "microsoftgraph/microsoft-graph-docs-contrib concepts/includes/"
        "change-notifications-delivery-notificationurl-validation.md",
    ),
)


def _braintree(asked: Asked) -> Reply:
    """Return `public key|HMAC-SHA1(SHA-1(private key), challenge)`, as its libraries do."""
    challenge = asked.challenge(InQuery("bt_challenge"), "[a-f0-9]{20,32}")
    key = hashlib.sha1(asked.secret("the private key")).digest()  # noqa: S324 - Braintree's choice
    public = asked.param("public_key", "the public key")
    return text_challenge_reply(f"{public}|{hmac.new(key, challenge.encode(), 'sha1').hexdigest()}")


BRAINTREE_CHALLENGE = Handshake(
    id="braintree_challenge",
    title="bt_challenge",
    opening=Opening("GET", ((InQuery("bt_challenge"), None),)),
    responder=Computed("the public key, `|` and an HMAC-SHA1 of bt_challenge, hex", _braintree),
    evidence=Evidence.SDK,
    when="creating the webhook",
    sources=("braintree 4.48.0 (PyPI) and 3.40.0 (npm), webhook_notification.verify",),
)

MANDRILL_HEAD = Handshake(
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

MANDRILL_TEST = Handshake(
    id="mandrill_test",
    title="test POST without events, signed with the key `test-webhook`",
    opening=Opening("POST", ((InForm("mandrill_events"), r"\[\]"),)),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="creating and testing the webhook",
    passes=True,
    sources=MANDRILL_HEAD.sources,
)

FIGMA_PING = Handshake(
    id="figma_ping",
    title="PING event",
    opening=Opening("POST", ((InJson("event_type"), "PING"), (InJson("passcode"), None))),
    responder=Nothing(),
    evidence=Evidence.DOCS,
    when="creating the webhook",
    signed=True,
    passes=True,
    sources=("figma/rest-api-spec openapi/openapi.yaml",),
)

_DROPBOX_SIGN_HELLO = Fixed("text/plain", "Hello API Event Received")

_DROPBOX_SIGN_SOURCES = ("https://developers.hellosign.com/docs/events/walkthrough/",)

DROPBOX_SIGN_TEST = Handshake(
    id="dropbox_sign_test",
    title="callback_test",
    opening=Opening("POST", ((InText("callback_test"), None),)),
    responder=_DROPBOX_SIGN_HELLO,
    evidence=Evidence.COMMUNITY,
    when="testing the URL",
    sources=_DROPBOX_SIGN_SOURCES,
)

DROPBOX_SIGN_EVENT = Handshake(
    id="dropbox_sign_event",
    title="acknowledgement",
    opening=Opening("POST"),
    responder=_DROPBOX_SIGN_HELLO,
    evidence=Evidence.COMMUNITY,
    when="every event",
    every=True,
    sources=_DROPBOX_SIGN_SOURCES,
)

ADYEN_ACCEPTED = Handshake(
    id="adyen_accept",
    title="acknowledgement",
    opening=Opening("POST", ((InText('"notificationItems"'), None),)),
    responder=Nothing(202),
    evidence=Evidence.RECALL,
    when="every notification; accounts of long ago want the body `[accepted]` instead",
    timeout=10.0,
    every=True,
    sources=("https://docs.adyen.com/development-resources/webhooks/",),
)
