import json

import pytest

from tests.providers.messages import a_request, judged, signed
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.microsoft_graph import SCHEME

STATE = b"SecretClientState"


def notification(*states: object) -> bytes:
    items = [{"subscriptionId": "s1", "clientState": state} for state in states]
    return json.dumps({"value": items}).encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (notification("SecretClientState"), Reason.VALID),
        (notification("SecretClientState", "Other"), Reason.VALID),
        (notification("SecretClientState", "evil"), Reason.MISMATCH),
        (notification("evil"), Reason.MISMATCH),
        (notification("SecretClientState", None), Reason.MISSING_SIGNATURE),
        (notification(""), Reason.EMPTY_SIGNATURE),
        (b'{"value":[{}]}', Reason.MISSING_SIGNATURE),
        (b'{"value":[]}', Reason.MALFORMED_BODY),
        (b'{"value":[{"clientState":"SecretClientState"},1]}', Reason.MALFORMED_BODY),
        (b'{"value":{}}', Reason.MALFORMED_BODY),
        (b"{}", Reason.MALFORMED_BODY),
    ],
)
def test_state_of_every_notification_is_a_secret(body: bytes, reason: Reason) -> None:
    assert judged(SCHEME, a_request(body), STATE, b"Other").reason is reason


def test_state_is_put_into_every_notification() -> None:
    message = signed(SCHEME, a_request(notification("a", "b")), STATE)

    assert message.body == notification(*["SecretClientState"] * 2).replace(b" ", b"")
    with pytest.raises(UsageError, match="no `value`"):
        signed(SCHEME, a_request(b"{}"), STATE)
