"""Amazon SNS: RSA signatures over fields of the message, in its JSON body."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from webhookctl.core.certified_pair import CertifiedPair
from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Confirmation, Evidence, Handshake, HandshakeError
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.key_source import UrlRule
from webhookctl.core.locate import InHeader, InJson, RequestView, parsed
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe import stamp_text, to_bytes
from webhookctl.core.recipe_certificate import CertificateRecipe, Certified, certified
from webhookctl.core.recipe_own import FaultError, json_object, text_of, with_json
from webhookctl.core.retry import RetryPolicy, status_set
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shown, with_header
from webhookctl.core.verdict import Reason

_CONFIRMATION = (
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
)
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _CONFIRMATION,
    "UnsubscribeConfirmation": _CONFIRMATION,
}
"""The fields that are signed, in their order, by the type of the message."""

_HASHES = {"1": "sha1", "2": "sha256"}
_WHAT = "message of Amazon SNS"
_RAW = "x-amz-sns-rawdelivery"
_TEST_CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-test.pem"
_HEADERS = (
    ("x-amz-sns-message-type", "Type"),
    ("x-amz-sns-message-id", "MessageId"),
    ("x-amz-sns-topic-arn", "TopicArn"),
)
_HOSTS = r"sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?"
_RULE = UrlRule(
    hosts=_HOSTS,
    path_end=".pem",
    words="`https://sns.REGION.amazonaws.com/….pem` (or `.com.cn`)",
)
_SUBSCRIPTIONS = UrlRule(hosts=_HOSTS, words="`https://sns.REGION.amazonaws.com/…` (or `.com.cn`)")


def _read(message: SignedMessage, version: str) -> Certified:
    if first(message.headers, _RAW) is not None:
        text = "the message is not signed: raw message delivery is switched on"
        raise FaultError(Fault(Reason.MISSING_SIGNATURE, text, "switch it off at the subscription"))
    body = json_object(message.body, _WHAT)
    signature = text_of(body.get("Signature"))
    if not signature:
        reason = Reason.EMPTY_SIGNATURE if "Signature" in body else Reason.MISSING_SIGNATURE
        raise FaultError(Fault(reason, "the message has no signature: no `Signature` in the body"))
    said = text_of(body.get("SignatureVersion"))
    if said != version.encode():
        text = f"the signature is of version `{shown(said, 20)}`, not {version}"
        raise FaultError(Fault(Reason.WRONG_VERSION, text, "Amazon SNS knows the versions 1 and 2"))
    return Certified(_string_to_sign(body), signature, "`Signature` in the body", _HASHES[version])


def _string_to_sign(body: Mapping[str, Any]) -> bytes:
    type_ = body.get("Type")
    names = _SIGNED.get(type_) if isinstance(type_, str) else None
    if names is None:
        text = f"the body is no {_WHAT}: its `Type` is none of {', '.join(_SIGNED)}"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text))
    parts: list[bytes] = []
    for name in names:
        value = body.get(name)
        if value is None and name == "Subject":
            continue
        if not isinstance(value, str):
            text = f"the body is no {_WHAT}: it has no `{name}`"
            raise FaultError(Fault(Reason.MALFORMED_BODY, text))
        parts += (name.encode(), text_of(value))
    return b"".join(part + b"\n" for part in parts)


def _url(message: SignedMessage) -> str | None:
    body = parsed(message.body)
    url = body.get("SigningCertURL") if isinstance(body, dict) else None
    return url if isinstance(url, str) else None


def _sign(
    scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp, version: str
) -> SignedMessage:
    """Return the message, which must be one of SNS already, with what it lacks and a signature."""
    body = json_object(message.body, _WHAT)
    if stamp.id:
        body["MessageId"] = stamp.id
    body.setdefault("Timestamp", stamp_text("iso8601", stamp.now).decode())
    body["SignatureVersion"] = version
    body["SigningCertURL"] = _url(message) or _TEST_CERTIFICATE
    signature = certified(scheme, secret, _string_to_sign(body), _HASHES[version])
    body["Signature"] = signature.decode()
    headers = message.headers
    for header, name in _HEADERS:
        headers = with_header(headers, header, to_bytes(str(body[name])))
    return with_json(replace(message, headers=headers), body)


def _recipe(version: str) -> CertificateRecipe:
    return CertificateRecipe(
        covers=frozenset({Part.BODY}),
        read=partial(_read, version=version),
        url=_url,
        rule=_RULE,
        signing=partial(_sign, version=version),
    )


_STRING_TO_SIGN = (
    "Notification: 'key\\nvalue\\n' of Message, MessageId, Subject (if present), Timestamp, "
    "TopicArn, Type; (Un)SubscribeConfirmation: Message, MessageId, SubscribeURL, Timestamp, "
    "Token, TopicArn, Type"
)
_DETECTION = DetectionRule(
    priority=50,
    any_header=("x-amz-sns-message-type",),
    user_agent="^Amazon Simple Notification Service Agent",
    body_paths=("SignatureVersion",),
)
_WORDS = "the certificate of SigningCertURL, as PEM"
_PITFALLS = (
    "SigningCertURL must be https, host sns.<region>.amazonaws.com(.cn), path ending .pem",
    "every topic, of whatever account, is signed with the same key: compare TopicArn with your own",
    "Content-Type is text/plain although the body is JSON",
    "sns-validator omits Token for UnsubscribeConfirmation and so rejects what the docs describe",
    "UnsubscribeURL is not signed, nor are the x-amz-sns-… headers: go by the body",
)
_SOURCES = (
    "sns-validator 0.3.5 (npm, AWS) index.js",
    "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
)

V1 = Scheme(
    id="aws_sns_v1",
    title="AWS SNS HTTP(S) notifications SignatureVersion 1",
    recipe=_recipe("1"),
    signature_header=None,
    string_to_sign=_STRING_TO_SIGN,
    detection=_DETECTION,
    event=InHeader("x-amz-sns-message-type"),
    delivery_id=InJson("MessageId"),
    secret_words=_WORDS,
    pitfalls=(*_PITFALLS, "signed with SHA-1: set the topic's SignatureVersion to 2"),
    sources=_SOURCES,
    certainty="oracle",
    key_form=CertifiedPair("sns.amazonaws.com"),
    algorithm="RSA SHA-1",
    encoding="base64 in `Signature` of the body",
)

V2 = Scheme(
    id="aws_sns_v2",
    older="aws_sns_v1",
    title="AWS SNS HTTP(S) notifications SignatureVersion 2",
    recipe=_recipe("2"),
    signature_header=None,
    string_to_sign=_STRING_TO_SIGN,
    detection=_DETECTION,
    event=InHeader("x-amz-sns-message-type"),
    delivery_id=InJson("MessageId"),
    secret_words=_WORDS,
    pitfalls=_PITFALLS,
    sources=_SOURCES,
    certainty="oracle",
    key_form=CertifiedPair("sns.amazonaws.com"),
    algorithm="RSA SHA-256",
    encoding="base64 in `Signature` of the body",
)


def subscribe_url(view: RequestView) -> str:
    """Return the SubscribeURL of a message. Raises HandshakeError when it is not Amazon's."""
    url = InJson("SubscribeURL").find(view) or ""
    if not _SUBSCRIPTIONS.allows(url):
        raise HandshakeError(
            f"the SubscribeURL of the message is not {_SUBSCRIPTIONS.words}, and is never fetched "
            f"from here: {url[:200]}"
        )
    return url


CONFIRMATION = Handshake(
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

RETRY = RetryPolicy(
    name="aws-sns",
    title="AWS SNS (default policy)",
    delays=(20.0, 20.0, 20.0),
    response_timeout=15.0,
    success=((200, 399),),
    final=status_set("4xx"),
    signs_once=True,
    note="the default of a topic: its owner may set other phases; AWS adds a jitter "
    "without saying how much: none is added",
    sources=(
        "https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html",
        "github.com/awsdocs/amazon-sns-developer-guide doc_source/DeliveryPolicies.md @155a049",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - the others are fields of the message
    """Return the headers that all messages have: their JSON is said to be text."""
    return (
        (b"Content-Type", b"text/plain; charset=UTF-8"),
        (b"User-Agent", b"Amazon Simple Notification Service Agent"),
    )


PROVIDER = Provider(
    name="aws_sns",
    title="Amazon SNS",
    schemes=(V1, V2),
    aliases=("sns",),
    dress=_dress,
    handshakes=(CONFIRMATION,),
    retry=RETRY,
)
