import json
from typing import Any

import pytest

from tests.providers.messages import a_request, having, holding, judged, signed
from webhookctl.core.recognise import judge
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.adyen import HEADER, PROVIDER, STANDARD

KEY = b"44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
ITEM: dict[str, Any] = {
    "pspReference": "7914073381342284",
    "originalReference": "",
    "merchantReference": "TestPayment-1407325143704",
    "merchantAccountCode": "TestMerchant",
    "amount": {"currency": "EUR", "value": 1130},
    "eventCode": "AUTHORISATION",
    "success": "true",
    "paymentMethod": "visa",
}


def notification(*items: object) -> bytes:
    rows = [{"NotificationRequestItem": item} for item in items]
    return json.dumps({"live": "false", "notificationItems": rows}).encode()


def items_of(body: bytes) -> list[dict[str, Any]]:
    return [row["NotificationRequestItem"] for row in json.loads(body)["notificationItems"]]


GENUINE = signed(STANDARD, a_request(notification(ITEM, {**ITEM, "success": "false"})), KEY)


def changed(place: int, **fields: object) -> bytes:
    items = items_of(GENUINE.body)
    items[place] |= fields
    return notification(*items)


def with_signature(value: object) -> bytes:
    return changed(1, additionalData={"hmacSignature": value})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"merchantReference": "Réf-日本:\\x"},
        {"originalReference": "8514073381342284"},
        {"amount": {"currency": "JPY", "value": 0}},
        {"additionalData": {"cardSummary": "1111", "hmacSignature": "stale"}},
    ],
)
def test_library_accepts_what_we_sign(fields: dict[str, object]) -> None:
    library = pytest.importorskip("Adyen.util", reason="Adyen's library is not installed")
    message = signed(STANDARD, a_request(notification({**ITEM, **fields})), KEY)

    assert library.is_valid_hmac_notification(json.loads(message.body), KEY.decode())
    changed_item = {**items_of(message.body)[0], "eventCode": "REFUND"}
    body = json.loads(notification(changed_item))
    assert not library.is_valid_hmac_notification(body, KEY.decode())


def test_library_signs_what_we_accept() -> None:
    library = pytest.importorskip("Adyen.util", reason="Adyen's library is not installed")
    made = library.generate_notification_sig(ITEM, KEY.decode()).decode()

    body = notification({**ITEM, "additionalData": {"hmacSignature": made}})
    payload = library.generate_payload_sig(b"{}", KEY.decode()).decode()

    assert judged(STANDARD, a_request(body), KEY).valid
    assert judged(HEADER, having(a_request(b"{}"), "HmacSignature", payload), KEY).valid


def test_fields_that_are_missing_count_as_empty() -> None:
    bare = signed(STANDARD, a_request(notification({"success": True, "amount": None})), KEY)
    same = {"success": "true", "pspReference": None, "amount": {"value": ""}}
    body = notification({**items_of(bare.body)[0], **same})

    assert judged(STANDARD, a_request(body), KEY).valid


def test_genuine_notification_says_what_is_not_covered() -> None:
    verdict = judged(STANDARD, GENUINE, b"00" * 32, KEY)

    assert (verdict.valid, verdict.secret) == (True, "s1")
    assert verdict.facts == {"body_covered": False, "covers": "eight fields of each item"}
    assert "pspReference" in (verdict.hint or "")
    assert judged(STANDARD, holding(GENUINE, changed(0, paymentMethod="evil")), KEY).valid


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (changed(0, pspReference="1"), Reason.MISMATCH),
        (changed(1, originalReference="1"), Reason.MISMATCH),
        (changed(1, merchantReference="1"), Reason.MISMATCH),
        (changed(1, merchantAccountCode="1"), Reason.MISMATCH),
        (changed(1, amount={"currency": "EUR", "value": 1131}), Reason.MISMATCH),
        (changed(1, amount={"currency": "USD", "value": 1130}), Reason.MISMATCH),
        (changed(1, eventCode="REFUND"), Reason.MISMATCH),
        (changed(1, success="true"), Reason.MISMATCH),
        (changed(1, amount=17), Reason.MISMATCH),
        (changed(1, additionalData={}), Reason.MISSING_SIGNATURE),
        (changed(1, additionalData="x"), Reason.MISSING_SIGNATURE),
        (with_signature(None), Reason.MISSING_SIGNATURE),
        (with_signature(""), Reason.EMPTY_SIGNATURE),
        (with_signature("A" * 40), Reason.TRUNCATED_SIGNATURE),
        (with_signature("*"), Reason.MALFORMED_SIGNATURE),
        (notification(), Reason.MALFORMED_BODY),
        (notification(*items_of(GENUINE.body), 17), Reason.MALFORMED_BODY),
        (b'{"notificationItems":[17]}', Reason.MALFORMED_BODY),
        (b'{"notificationItems":{}}', Reason.MALFORMED_BODY),
        (b"[accepted]", Reason.MALFORMED_BODY),
    ],
)
def test_each_flaw_has_its_reason(body: bytes, reason: Reason) -> None:
    assert judged(STANDARD, holding(GENUINE, body), KEY).reason is reason


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        (KEY[:-1] + b"7", Reason.MISMATCH),
        (b"no hex", Reason.MALFORMED_SECRET),
        (b"", Reason.MALFORMED_SECRET),
    ],
)
def test_other_secrets_do_not_fit(secret: bytes, reason: Reason) -> None:
    assert judged(STANDARD, GENUINE, secret).reason is reason
    assert judged(HEADER, signed(HEADER, a_request(b"{}"), KEY), secret).reason is reason


@pytest.mark.parametrize(
    ("body", "secret", "words"),
    [
        (b"{}", KEY, "no `notificationItems`"),
        (notification(ITEM), b"xyz", "with the secret"),
    ],
)
def test_what_cannot_be_signed_is_told(body: bytes, secret: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        signed(STANDARD, a_request(body), secret)


def test_either_way_of_signing_is_found_by_the_provider() -> None:
    secrets = [Secret("s", KEY)]
    in_header = signed(HEADER, a_request(b"{}"), KEY)

    assert judge(GENUINE, [PROVIDER.schemes], secrets, None).scheme == STANDARD.id
    assert judge(in_header, [PROVIDER.schemes], secrets, None).scheme == HEADER.id
    assert judge(in_header, [PROVIDER.schemes], secrets, None).valid
