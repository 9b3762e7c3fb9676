"""What a script reads about attempts."""

from tests.output.attempted import ACCEPTED, OWN, failed
from webhookctl.core.model import (
    Delivery,
    DeliveryKind,
)
from webhookctl.core.retry import Step
from webhookctl.output.attempts import (
    replay_summary,
    replayed_fields,
    sent_fields,
    step_fields,
)

ANSWER_FIELDS = {
    "status": 200,
    "reason": "OK",
    "http_version": "1.1",
    "headers": [["Content-Type", "application/json"]],
    "size": 12,
    "body_b64": "eyJvayI6IHRydWV9",
    "body_cut": False,
}
ATTEMPT_FIELDS = {
    "number": 3,
    "url": "http://app.test/hook?token=s3cret",
    "started_at": 1.0,
    "waited_ms": 0.0,
    "elapsed_ms": 12.3,
    "accepted": True,
    "status": 200,
    "failure": None,
    "answer": ANSWER_FIELDS,
}


def test_attempt_has_a_json_form() -> None:
    assert step_fields(ACCEPTED) == {
        "event": "attempt",
        **ATTEMPT_FIELDS,
        "of": 7,
        "next_wait_ms": None,
        "retry_after": False,
        "end": "accepted",
        "request": {
            "method": "POST",
            "url": "http://app.test/hook?token=s3cret",
            "http_version": "1.1",
            "headers": [["Host", "app.test"]],
            "body_b64": "e30=",
        },
    }


def test_wait_and_failure_have_a_json_form() -> None:
    fields = step_fields(Step(failed(), 7, wait=5.0, retry_after=True))
    assert (fields["next_wait_ms"], fields["retry_after"], fields["end"]) == (5000.0, True, None)
    assert (fields["status"], fields["answer"], fields["waited_ms"]) == (None, None, 2000.0)
    assert fields["failure"] == {
        "kind": "refused",
        "message": "connection refused by http://app.test",
        "hint": "start the app",
    }


DELIVERY = Delivery(
    "fedcba9876543210",
    DeliveryKind.SEND,
    "http://app.test/hook",
    (ACCEPTED.attempt,),
    capture_id="0123456789abcdef",
    provider="github",
    event="push",
    message_id="id-1",
)


def test_delivery_has_a_json_form() -> None:
    assert sent_fields(DELIVERY, OWN, recorded=True) == {
        "event": "summary",
        "delivered": True,
        "attempts": 1,
        "interrupted": False,
        "id": "fedcba9876543210",
        "recorded": True,
        "url": "http://app.test/hook",
        "provider": "github",
        "event_type": "push",
        "message_id": "id-1",
        "policy": {
            "name": "stripe",
            "exact": False,
            "note": "guessed",
            "disable_rule": None,
        },
    }


def test_replay_has_a_json_form() -> None:
    assert replayed_fields(DELIVERY) == {
        "event": "replay",
        "capture_id": "0123456789abcdef",
        "id": "fedcba9876543210",
        "provider": "github",
        "event_type": "push",
        **ATTEMPT_FIELDS,
    }
    assert replay_summary([failed()], 2, recorded=False, interrupted=True) == {
        "event": "summary",
        "replayed": 1,
        "of": 2,
        "accepted": 0,
        "interrupted": True,
        "recorded": False,
    }
