"""Those who sign fields of the body, and put the signature among them."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from tests.providers.oracles.oracle import (
    ANY_TEXT,
    Library,
    Oracle,
    Sent,
)
from webhookctl.core.form import form_fields
from webhookctl.core.scheme import SignedMessage

Change = Callable[[SignedMessage], SignedMessage]


def with_text(old: str, new: str) -> Change:
    """Return what changes one byte of a signed field."""

    def change(message: SignedMessage) -> SignedMessage:
        assert old.encode() in message.body
        return replace(message, body=message.body.replace(old.encode(), new.encode()))

    return change


def adyen_standard(library: Library, sent: Sent) -> object:
    items = json.loads(sent.text)["notificationItems"]
    return all(
        library.is_valid_hmac_notification({"notificationItems": [item]}, sent.secret)
        for item in items
    )


def adyen_header(library: Library, sent: Sent) -> object:
    return library.is_valid_hmac_payload(sent["HmacSignature"], sent.secret, sent.body)


def adyen_header_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"HmacSignature": library.generate_payload_sig(sent.body, sent.secret).decode()}


def mailgun(library: Library, sent: Sent) -> object:
    values = json.loads(sent.text)["signature"]
    return library.SecurityGuard.verify_webhook(
        sent.secret, values["token"], values["timestamp"], values["signature"]
    )


def token_changed(message: SignedMessage) -> SignedMessage:
    body = json.loads(message.body)
    token = body["signature"]["token"]
    body["signature"]["token"] = ("0" if token[0] != "0" else "1") + token[1:]
    return replace(message, body=json.dumps(body).encode())


def dropbox_sign(library: Library, sent: Sent) -> object:
    fields = dict(form_fields(sent.message.headers, sent.body))
    event = library.EventCallbackRequest.init(json.loads(fields[b"json"]))
    return library.EventCallbackHelper.is_valid(sent.secret, event)


def time_changed(message: SignedMessage) -> SignedMessage:
    """Return the callback of another second."""
    digit = re.search(rb'"event_time":\s*"?\d+', message.body)
    assert digit
    at = digit.end() - 1
    other = bytes([message.body[at] ^ 1])
    return replace(message, body=message.body[:at] + other + message.body[at + 1 :])


def braintree(library: Library, sent: Sent) -> None:
    configuration = library.Configuration(
        library.Environment.Development, "merchant", PUBLIC_KEY, sent.secret
    )
    gateway = library.BraintreeGateway(configuration)
    fields = {name: values[0] for name, values in parse_qs(sent.text).items()}
    gateway.webhook_notification.parse(fields["bt_signature"], fields["bt_payload"])


def payload_changed(message: SignedMessage) -> SignedMessage:
    """Return a message whose payload is forged but still base64, which the library looks at."""
    fields = parse_qs(message.body.decode())
    payload = fields["bt_payload"][0]
    start = message.body.index(b"bt_payload=") + len("bt_payload=")
    other = b"Q" if payload[0] != "Q" else b"R"
    return replace(message, body=message.body[:start] + other + message.body[start + 1 :])


def vonage(library: Library, sent: Sent) -> object:
    client = library.Auth(api_key="k", signature_secret=sent.secret, signature_method=_METHOD)
    return client.check_signature(json.loads(sent.text))


def aws_sns(library: Library, sent: Sent) -> None:
    fetched = SimpleNamespace(content=sent.secret.encode())
    validator: Any = library.SNSMessageValidator()
    # the library would fetch the certificate from AWS.
    validator._cert_session = SimpleNamespace(get={_CERTIFICATE_URL: fetched}.__getitem__)
    validator.validate_message(json.loads(sent.text))


PUBLIC_KEY = "integration_public_key"
_METHOD = "sha256"
_ITEM: dict[str, Any] = {
    "pspReference": "7914073381342284",
    "merchantAccountCode": "Account",
    "merchantReference": "Réf-日本:\\x",
    "amount": {"value": 1130, "currency": "EUR"},
    "eventCode": "AUTHORISATION",
    "success": "true",
}
_CERTIFICATE_URL = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-test.pem"
_TOPIC = "arn:aws:sns:us-west-2:123456789012:MyTopic"


def _adyen(*items: dict[str, Any]) -> str:
    return json.dumps({"notificationItems": [{"NotificationRequestItem": one} for one in items]})


def _sns(**fields: str) -> str:
    return json.dumps({"MessageId": "22b80b92", "TopicArn": _TOPIC, "Message": "hi", **fields})


ORACLES = (
    Oracle(
        "adyen_standard",
        "Adyen",
        "Adyen.util",
        adyen_standard,
        bodies=(_adyen(_ITEM), _adyen(_ITEM, {**_ITEM, "originalReference": "8514073381342284"})),
        change=with_text("1130", "1131"),
    ),
    Oracle(
        "adyen_header",
        "Adyen",
        "Adyen.util",
        adyen_header,
        sign=adyen_header_signs,
        bodies=ANY_TEXT,
    ),
    Oracle(
        "mailgun",
        "mailgun",
        "mailgun.security",
        mailgun,
        tolerance=900,
        bodies=("{}", '{"event-data":{"event":"delivered","é":"日本"}}'),
        change=token_changed,
    ),
    Oracle(
        "dropbox_sign",
        "dropbox-sign",
        "dropbox_sign",
        dropbox_sign,
        bodies=('{"event":{"event_type":"signature_request_sent","event_metadata":{}}}',),
        change=time_changed,
    ),
    Oracle(
        "braintree",
        "braintree",
        "braintree",
        braintree,
        refusals=("braintree.exceptions.invalid_signature_error:InvalidSignatureError",),
        bodies=(
            "<notification><kind>check</kind><subject/></notification>",
            "<notification>\n<kind>check</kind><subject><a>é 日本</a></subject></notification>\n",
        ),
        content_type="text/xml",
        params={"public_key": PUBLIC_KEY},
        change=payload_changed,
        warnings=("ignore:Use ProtectionLevel enum instead:DeprecationWarning",),
    ),
    Oracle(
        "vonage_sms_signature",
        "vonage-http-client",
        "vonage_http_client.auth",
        vonage,
        bodies=('{"msisdn":"447700900001","text":"Hello & welcome = ok é","type":""}',),
        params={"signature_method": _METHOD},
        change=with_text("447700900001", "447700900002"),
    ),
    Oracle(
        "aws_sns_v1",
        "aws-sns-message-validator",
        "sns_message_validator",
        aws_sns,
        refusals=("sns_message_validator.exceptions:SignatureVerificationFailureException",),
        refusal_says="Invalid signature",
        bodies=(
            _sns(Type="Notification"),
            _sns(Type="Notification", Subject="My First Message"),
            _sns(
                Type="SubscriptionConfirmation",
                Token="2336412f37",  # noqa: S106 - of nobody
                SubscribeURL="https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription",
            ),
        ),
        change=with_text('"hi"', '"ho"'),
        is_official=False,
    ),
)
