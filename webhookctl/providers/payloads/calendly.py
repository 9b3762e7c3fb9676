"""Calendly's events as its webhooks post them.

Shapes: https://developer.calendly.com/api-docs (Webhook payloads) and recorded deliveries.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import (
    DAY,
    EMAIL,
    FIRST_NAME,
    HOUR,
    LAST_NAME,
    NAME,
    microseconds,
)

API = "https://api.calendly.com"
SITE = "https://calendly.com"
HOST = f"{API}/users/dadbc523-d6f9-4008-a9a9-58cc11ed564c"
ORGANIZATION = f"{API}/organizations/2a2f4b0e-7a3d-4f8e-9a53-8a5f1c6d7e10"
EVENT_TYPE = f"{API}/event_types/706a491b-3a3b-462b-9705-0a8527645061"
ROUTING_FORM = f"{API}/routing_forms/3c1d7e9a-5b60-4c8e-8f0e-0a4b6c2d1e3f"
MEETING = "30 Minute Meeting"


@dataclass(frozen=True, slots=True)
class _Booking:
    """One booking: when it was made, and when the meeting starts, in seconds from now."""

    event: str
    invitee: str
    booked_ago: int = 0
    starts_in: int = 2 * DAY

    @property
    def event_uri(self) -> str:
        return f"{API}/scheduled_events/{self.event}"

    @property
    def uri(self) -> str:
        return f"{self.event_uri}/invitees/{self.invitee}"


def _booking(facts: Facts, booked_ago: int = 0, starts_in: int = 2 * DAY) -> _Booking:
    return _Booking(facts.uuid(), facts.uuid(), booked_ago, starts_in)


def _template(kind: str, summary: str, payload: Callable[[Facts], JsonObject]) -> EventTemplate:
    def delivery(facts: Facts) -> Json:
        return {
            "created_at": microseconds(facts),
            "created_by": HOST,
            "event": kind,
            "payload": payload(facts),
        }

    return EventTemplate(kind, summary, delivery)


def _quarter(facts: Facts, offset: int) -> str:
    """Return the last quarter of an hour before that time: meetings start at one."""
    moment = facts.unix(offset)
    return microseconds(replace(facts, now=moment - moment % (HOUR // 4)))


def _scheduled_event(facts: Facts, booking: _Booking, status: str) -> JsonObject:
    active = 1 if status == "active" else 0
    return {
        "created_at": microseconds(facts, -booking.booked_ago),
        "end_time": _quarter(facts, booking.starts_in + HOUR // 2),
        "event_guests": [],
        "event_memberships": [
            {"user": HOST, "user_email": "sam@example.com", "user_name": "Sam Example"}
        ],
        "event_type": EVENT_TYPE,
        "invitees_counter": {"total": 1, "active": active, "limit": 1},
        "location": {
            "join_url": f"{SITE}/events/{booking.event}/google_meet",
            "status": "pushed",
            "type": "google_conference",
        },
        "meeting_notes_html": None,
        "meeting_notes_plain": None,
        "name": MEETING,
        "start_time": _quarter(facts, booking.starts_in),
        "status": status,
        "updated_at": microseconds(facts),
        "uri": booking.event_uri,
    }


def _invitee(facts: Facts, booking: _Booking, status: str = "active") -> JsonObject:
    return {
        "cancel_url": f"{SITE}/cancellations/{booking.invitee}",
        "created_at": microseconds(facts, -booking.booked_ago),
        "email": EMAIL,
        "event": booking.event_uri,
        "first_name": FIRST_NAME,
        "invitee_scheduled_by": None,
        "last_name": LAST_NAME,
        "name": NAME,
        "new_invitee": None,
        "no_show": None,
        "old_invitee": None,
        "payment": None,
        "questions_and_answers": [
            {"answer": "Tea for the office", "position": 0, "question": "What is it about?"}
        ],
        "reconfirmation": None,
        "reschedule_url": f"{SITE}/reschedulings/{booking.invitee}",
        "rescheduled": False,
        "routing_form_submission": None,
        "scheduled_event": _scheduled_event(facts, booking, status),
        "scheduling_method": None,
        "status": status,
        "text_reminder_number": None,
        "timezone": "America/Los_Angeles",
        "tracking": _tracking(),
        "updated_at": microseconds(facts),
        "uri": booking.uri,
    }


def _tracking() -> JsonObject:
    return {
        "utm_campaign": "spring",
        "utm_source": "newsletter",
        "utm_medium": "email",
        "utm_content": None,
        "utm_term": None,
        "salesforce_uuid": None,
    }


def _created(facts: Facts) -> JsonObject:
    return _invitee(facts, _booking(facts))


def _canceled(facts: Facts) -> JsonObject:
    booking = _booking(facts, DAY)
    event = _scheduled_event(facts, booking, "canceled")
    return {
        **_invitee(facts, booking, "canceled"),
        "cancellation": _cancellation(facts),
        "scheduled_event": {**event, "cancellation": _cancellation(facts)},
    }


def _cancellation(facts: Facts) -> JsonObject:
    return {
        "canceled_by": NAME,
        "reason": "I have fallen ill",
        "canceler_type": "invitee",
        "created_at": microseconds(facts),
    }


def _missed(facts: Facts) -> JsonObject:
    """Return an invitee that was marked as absent now, two hours after the meeting began."""
    no_show: JsonObject = {
        "uri": f"{API}/invitee_no_shows/{facts.uuid()}",
        "created_at": microseconds(facts),
    }
    return {**_invitee(facts, _booking(facts, DAY, -2 * HOUR)), "no_show": no_show}


def _not_missed(facts: Facts) -> JsonObject:
    return _invitee(facts, _booking(facts, DAY, -2 * HOUR))


def _submitted(facts: Facts) -> JsonObject:
    return {
        "created_at": microseconds(facts),
        "questions_and_answers": [
            {
                "answer": NAME,
                "question": "What is your name?",
                "question_uuid": "8d4f2a6c-0b1e-4c3d-9e5f-7a6b5c4d3e2f",
            },
            {
                "answer": EMAIL,
                "question": "What is your email?",
                "question_uuid": "1e2d3c4b-5a69-4788-8796-a5b4c3d2e1f0",
            },
        ],
        "result": {"type": "event_type", "value": EVENT_TYPE},
        "routing_form": ROUTING_FORM,
        "submitter": None,
        "submitter_type": None,
        "tracking": _tracking(),
        "updated_at": microseconds(facts),
        "uri": f"{API}/routing_form_submissions/{facts.uuid()}",
    }


EVENTS = (
    _template("invitee.created", "somebody booked a meeting", _created),
    _template("invitee.canceled", "a meeting was canceled", _canceled),
    _template("invitee_no_show.created", "somebody was marked as absent", _missed),
    _template("invitee_no_show.deleted", "somebody was not absent after all", _not_missed),
    _template("routing_form_submission.created", "somebody answered a routing form", _submitted),
)
