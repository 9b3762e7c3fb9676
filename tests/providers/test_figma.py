import json

import pytest

from tests.providers.messages import a_request, judged, signed
from webhookctl.core.verdict import Reason
from webhookctl.providers.figma import SCHEME

EVENT = {"event_type": "FILE_UPDATE", "passcode": "figma-pass", "webhook_id": "22"}


@pytest.mark.parametrize(
    ("passcode", "reason"),
    [
        ("figma-pass", Reason.VALID),
        ("figma-pas", Reason.MISMATCH),
        ("Figma-pass", Reason.MISMATCH),
        (17, Reason.MISMATCH),
        ("", Reason.EMPTY_SIGNATURE),
        (None, Reason.MISSING_SIGNATURE),
    ],
)
def test_passcode_is_the_secret(passcode: object, reason: Reason) -> None:
    body = json.dumps({**EVENT, "passcode": passcode}).encode()

    verdict = judged(SCHEME, a_request(body), b"figma-pass")

    assert verdict.reason is reason
    assert "figma-pass" not in verdict.message


def test_passcode_is_put_into_the_event() -> None:
    message = signed(SCHEME, a_request(b'{"event_type":"PING"}'), "päss".encode())

    assert json.loads(message.body) == {"event_type": "PING", "passcode": "päss"}
    assert judged(SCHEME, message, "päss".encode()).valid
