import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from tests.core.certificates import NOON, certificate, key, private_pem, public_pem
from tests.providers.messages import a_request, given, having, holding, judged, signed
from webhookctl.core.headers import text
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.aws_sns import PROVIDER, V1, V2

CERTIFICATE = certificate("sns.amazonaws.com", 2, "sns.amazonaws.com", 2)
NOTIFICATION: dict[str, Any] = {
    "Type": "Notification",
    "MessageId": "22b80b92",
    "TopicArn": "arn:aws:sns:us-west-2:123456789012:MyTopic",
    "Subject": "My First Message",
    "Message": "h\u00e9 \u65e5\u672c\r\nline2\n",
    "Timestamp": "2026-01-01T00:00:00.000Z",
    "UnsubscribeURL": "https://sns.us-west-2.amazonaws.com/?Action=Unsubscribe",
}
CONFIRMATION: dict[str, Any] = {
    "Type": "SubscriptionConfirmation",
    "MessageId": "22b80b92",
    "TopicArn": "arn:aws:sns:us-west-2:123456789012:MyTopic",
    "Message": "You have chosen to subscribe",
    "Timestamp": "2026-01-01T00:00:00.000Z",
    "Token": "2336412f37",
    "SubscribeURL": "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription",
}
EACH = [pytest.param(V1, id="version 1"), pytest.param(V2, id="version 2")]


def made(scheme: Scheme = V2, **fields: object) -> SignedMessage:
    message = a_request(json.dumps({**NOTIFICATION, **fields}).encode(), "text/plain")
    return signed(scheme, message, private_pem(2), id_="")


GENUINE = made()


def changed(message: SignedMessage, **fields: object) -> SignedMessage:
    values = {**json.loads(message.body), **fields}
    values = {name: value for name, value in values.items() if value != "gone"}
    return holding(message, json.dumps(values).encode())


@pytest.mark.parametrize("scheme", EACH)
@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")),
        ({"Subject": None}, ("Message", "MessageId", "Timestamp", "TopicArn", "Type")),
        ({"Subject": ""}, ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")),
        (
            CONFIRMATION,
            ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
        ),
        (
            {**CONFIRMATION, "Type": "UnsubscribeConfirmation"},
            ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
        ),
    ],
)
def test_signature_is_over_the_documented_fields(
    scheme: Scheme, fields: dict[str, object], names: tuple[str, ...]
) -> None:
    message = made(scheme, **fields)
    body = json.loads(message.body)
    signed_text = "".join(f"{name}\n{body[name]}\n" for name in names)

    key(2).public_key().verify(
        b64decode(body["Signature"]),
        signed_text.encode(),
        PKCS1v15(),
        SHA1() if scheme is V1 else SHA256(),  # noqa: S303 - what version 1 is
    )
    assert judged(scheme, message, public_pem(3), CERTIFICATE, now=NOON).valid


@pytest.mark.parametrize("scheme", EACH)
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Message": "evil"}, Reason.MISMATCH),
        ({"MessageId": "1"}, Reason.MISMATCH),
        ({"Subject": "evil"}, Reason.MISMATCH),
        ({"Subject": None}, Reason.MISMATCH),
        ({"TopicArn": "arn:aws:sns:us-west-2:999999999999:Evil"}, Reason.MISMATCH),
        ({"Timestamp": "2026-01-01T00:00:01.000Z"}, Reason.MISMATCH),
        ({"UnsubscribeURL": "https://evil.test/"}, Reason.VALID),
        ({"Type": "Other"}, Reason.MALFORMED_BODY),
        ({"Type": ["Notification"]}, Reason.MALFORMED_BODY),
        ({"Type": "SubscriptionConfirmation"}, Reason.MALFORMED_BODY),
        ({"Message": None}, Reason.MALFORMED_BODY),
        ({"Message": 17}, Reason.MALFORMED_BODY),
        ({"Signature": "gone"}, Reason.MISSING_SIGNATURE),
        ({"Signature": ""}, Reason.EMPTY_SIGNATURE),
        ({"Signature": "AAAA"}, Reason.TRUNCATED_SIGNATURE),
        ({"Signature": "*"}, Reason.MALFORMED_SIGNATURE),
        ({"SignatureVersion": "3"}, Reason.WRONG_VERSION),
        ({"SignatureVersion": None}, Reason.WRONG_VERSION),
        ({"SigningCertURL": None}, Reason.UNTRUSTED_KEY),
        ({"SigningCertURL": "http://sns.us-west-2.amazonaws.com/x.pem"}, Reason.UNTRUSTED_KEY),
        ({"SigningCertURL": "https://s3.amazonaws.com/x.pem"}, Reason.UNTRUSTED_KEY),
        ({"SigningCertURL": "https://sns.a.b.amazonaws.com/x.pem"}, Reason.UNTRUSTED_KEY),
        ({"SigningCertURL": "https://sns.us-west-2.amazonaws.com/x"}, Reason.UNTRUSTED_KEY),
        ({"SigningCertURL": "https://sns.cn-north-1.amazonaws.com.cn/x.pem"}, Reason.VALID),
    ],
)
def test_each_flaw_has_its_reason(
    scheme: Scheme, fields: dict[str, object], reason: Reason
) -> None:
    message = changed(made(scheme), **fields)

    assert judged(scheme, message, CERTIFICATE, now=NOON).reason is reason


@pytest.mark.parametrize("body", [b"", b"[]", b"text", b"{}"])
def test_other_bodies_are_no_messages(body: bytes) -> None:
    expected = Reason.MISSING_SIGNATURE if body == b"{}" else Reason.MALFORMED_BODY

    assert judged(V2, holding(GENUINE, body), CERTIFICATE, now=NOON).reason is expected


def test_raw_delivery_is_never_signed() -> None:
    verdict = judged(V2, having(a_request(b"text"), "x-amz-sns-rawdelivery", "true"), CERTIFICATE)

    assert verdict.reason is Reason.MISSING_SIGNATURE
    assert "raw message delivery" in verdict.message


@pytest.mark.parametrize(
    ("message", "secret", "reason"),
    [
        (GENUINE, CERTIFICATE, Reason.VALID),
        (GENUINE, public_pem(2), Reason.VALID),
        (GENUINE, private_pem(2), Reason.VALID),
        (GENUINE, certificate("sns", 3, "sns", 3), Reason.MISMATCH),
        (GENUINE, b"whsec_x", Reason.MALFORMED_SECRET),
        (
            GENUINE,
            certificate("sns", 2, "sns", 2, years=(2020, 2021)),
            Reason.UNTRUSTED_KEY,
        ),
        (
            given(GENUINE, trusted_ca_pem=certificate("ca", 0, "ca", 0, authority=True).decode()),
            CERTIFICATE,
            Reason.UNTRUSTED_KEY,
        ),
        (
            given(GENUINE, trusted_ca_pem=certificate("ca", 0, "ca", 0, authority=True).decode()),
            certificate("sns", 2, "ca", 0),
            Reason.VALID,
        ),
    ],
)
def test_certificate_must_fit_and_be_trusted(
    message: SignedMessage, secret: bytes, reason: Reason
) -> None:
    assert judged(V2, message, secret, now=NOON).reason is reason


def test_certificate_that_is_not_at_hand_is_named() -> None:
    verdict = judged(V2, GENUINE)

    assert verdict.reason is Reason.KEY_UNAVAILABLE
    assert json.loads(GENUINE.body)["SigningCertURL"] in verdict.message


@pytest.mark.parametrize("scheme", EACH)
def test_version_is_found_by_the_provider(scheme: Scheme) -> None:
    verdict = judge(made(scheme), [PROVIDER.schemes], [Secret("s", CERTIFICATE)], NOON)

    assert (verdict.valid, verdict.scheme) == (True, scheme.id)


def test_headers_say_what_the_body_says() -> None:
    again = signed(V2, GENUINE, private_pem(2), id_="msg_2")

    assert json.loads(again.body)["MessageId"] == "msg_2"
    for name, value in (
        ("x-amz-sns-message-type", "Notification"),
        ("x-amz-sns-message-id", "msg_2"),
        ("x-amz-sns-topic-arn", NOTIFICATION["TopicArn"]),
    ):
        assert text(again.headers, name) == value


def test_message_gets_the_time_it_lacks_and_keeps_its_certificate() -> None:
    bare = {name: value for name, value in NOTIFICATION.items() if name != "Timestamp"}
    url = "https://sns.eu-west-1.amazonaws.com/mine.pem"
    body = json.dumps({**bare, "SigningCertURL": url}).encode()

    values = json.loads(signed(V2, a_request(body), private_pem(2)).body)

    assert (values["Timestamp"], values["SigningCertURL"]) == ("2026-01-01T00:00:00.000Z", url)


@pytest.mark.parametrize(
    ("body", "secret", "words"),
    [
        (GENUINE.body, CERTIFICATE, "with the secret"),
        (b"{}", private_pem(2), "`Type`"),
        (b"text", private_pem(2), "no JSON object"),
    ],
)
def test_what_cannot_be_signed_is_told(body: bytes, secret: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        signed(V2, replace(GENUINE, body=body), secret)
