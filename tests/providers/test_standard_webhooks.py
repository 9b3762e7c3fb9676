from base64 import b64encode
from dataclasses import replace

import pytest

from tests.providers.fixed import fixed_facts
from tests.providers.vectors import vector
from webhookctl.core.headers import text
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.standard_webhooks import PROVIDER, SCHEME

FACTS = fixed_facts()
GENUINE = vector("standard_webhooks/valid/json")
SIGNATURE = text(GENUINE.message.headers, "webhook-signature") or ""
WRONG = "v1," + b64encode(bytes(32)).decode()


def judged(value: str) -> Reason:
    headers = tuple(
        (name, value.encode() if name == b"webhook-signature" else old)
        for name, old in GENUINE.message.headers
    )
    message = replace(GENUINE.message, headers=headers)
    return SCHEME.judge(message, [GENUINE.secret], GENUINE.now).reason


@pytest.mark.parametrize(
    "value",
    [
        f"{WRONG} {SIGNATURE}",
        f"v1a,abc v2,def {SIGNATURE}",
        f"garbage , v1 {WRONG} {SIGNATURE}",
        f"{WRONG} {WRONG} {WRONG} {SIGNATURE}",
    ],
)
def test_one_fitting_entry_is_enough_wherever_it_stands(value: str) -> None:
    assert judged(value) is Reason.VALID


def test_other_versions_are_named_when_there_is_nothing_else() -> None:
    assert judged(SIGNATURE.replace("v1,", "v1a,")) is Reason.WRONG_VERSION


def test_id_and_timestamp_are_made_with_the_signature() -> None:
    message = SignedMessage("POST", None, (), b"{}")

    signed = SCHEME.sign(message, GENUINE.secret, Stamp(1.9, "msg_1"))

    assert text(signed.headers, "webhook-id") == "msg_1"
    assert text(signed.headers, "webhook-timestamp") == "1"


def test_id_of_the_message_stays_unless_another_is_given() -> None:
    message = SignedMessage("POST", None, ((b"Webhook-Id", b"msg_old"),), b"{}")

    kept = SCHEME.sign(message, GENUINE.secret, Stamp(1, ""))
    changed = SCHEME.sign(message, GENUINE.secret, Stamp(1, "msg_new"))

    assert kept.headers[0] == (b"Webhook-Id", b"msg_old")
    assert changed.headers[0] == (b"Webhook-Id", b"msg_new")


@pytest.mark.parametrize(
    ("secret", "stamp", "words"),
    [
        (b"not base64!", Stamp(1, "msg_1"), "cannot sign"),
        (b"whsec_", Stamp(1, "msg_1"), "cannot sign"),
        (GENUINE.secret.value, Stamp(1, ""), "lacks `webhook-id`"),
        (GENUINE.secret.value, Stamp(1, "a\r\nb: c"), "control characters"),
    ],
)
def test_what_cannot_be_signed_is_refused(secret: bytes, stamp: Stamp, words: str) -> None:
    message = SignedMessage("POST", None, (), b"{}")

    with pytest.raises(UsageError, match=words):
        SCHEME.sign(message, Secret("env:S", secret), stamp)


def test_any_type_gets_the_recommended_payload() -> None:
    assert PROVIDER.any_event is not None

    payload = PROVIDER.any_event("user.created", FACTS)

    assert isinstance(payload, dict)
    assert list(payload) == ["type", "timestamp", "data"]
    assert payload["type"] == "user.created"
    assert payload["timestamp"] == "2026-01-01T00:00:00Z"


def test_gone_ends_the_retries() -> None:
    policy = PROVIDER.retry

    assert policy is not None
    assert 410 in policy.final
    assert policy.retry_after is not None
    assert 15 <= policy.response_timeout <= 30
    assert policy.delays[:3] == (5.0, 300.0, 1800.0)
