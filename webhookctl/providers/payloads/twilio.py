"""What Twilio asks and tells an application, as it is before it is written as a form.

Fields: https://www.twilio.com/docs/messaging/guides/webhook-request, …/docs/voice/twiml,
…/docs/voice/api/call-resource#statuscallbackevent, …/docs/conversations/conversations-webhooks.
Twilio has no names for these requests: the URL decides. The names here are ours. All values of a
form are texts.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from webhookctl.core.event import EventTemplate, Facts, JsonObject

ACCOUNT = "AC00000000000000000000000000000001"
SERVICE = "MG00000000000000000000000000000002"
CONVERSATIONS = "IS00000000000000000000000000000003"
VERIFY = "VA00000000000000000000000000000004"
NUMBER = "+15005550006"
API_VERSION = "2010-04-01"

_API = f"https://api.twilio.com/{API_VERSION}/Accounts/{ACCOUNT}"


def _sid(facts: Facts, kind: str) -> str:
    """Return the id of a resource: two letters for its kind and 32 hexadecimal digits."""
    return kind + facts.hex(32)


def _caller(facts: Facts) -> str:
    """Return a number of the range that is nobody's."""
    return f"+1555555{facts.between(100, 199):04d}"


def _mail_time(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now as RFC 2822 writes it."""
    moment = datetime.fromtimestamp(facts.now + offset, UTC)
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")


def _place(of: str) -> JsonObject:
    return {
        f"{of}Country": "US",
        f"{of}State": "CA",
        f"{of}City": "SAN FRANCISCO",
        f"{of}Zip": "94105",
    }


def _received(facts: Facts, sid: str, text: str, media: JsonObject) -> JsonObject:
    return {
        **_place("To"),
        "SmsMessageSid": sid,
        **media,
        "SmsSid": sid,
        "SmsStatus": "received",
        **_place("From"),
        "Body": text,
        "To": NUMBER,
        "MessagingServiceSid": SERVICE,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": _caller(facts),
        "ApiVersion": API_VERSION,
    }


def _incoming(facts: Facts) -> JsonObject:
    text = "Where is my order?"
    return _received(facts, _sid(facts, "SM"), text, {"NumMedia": "0"})


def _incoming_picture(facts: Facts) -> JsonObject:
    sid = _sid(facts, "MM")
    media: JsonObject = {
        "MediaContentType0": "image/jpeg",
        "MediaUrl0": f"{_API}/Messages/{sid}/Media/{_sid(facts, 'ME')}",
        "NumMedia": "1",
    }
    return _received(facts, sid, "The lid is broken", media)


_ERRORS = {"undelivered": "30003", "failed": "30008"}
"""Unreachable handset, unknown error: https://www.twilio.com/docs/api/errors."""


def _status(status: str) -> Callable[[Facts], JsonObject]:
    """Return what makes the report of a message's status."""

    def report(facts: Facts) -> JsonObject:
        sid = _sid(facts, "SM")
        more: JsonObject = {"ErrorCode": _ERRORS[status]} if status in _ERRORS else {}
        if status == "delivered":
            moment = datetime.fromtimestamp(facts.now, UTC)
            more["RawDlrDoneDate"] = moment.strftime("%y%m%d%H%M")
        return {
            "SmsSid": sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": _caller(facts),
            "MessagingServiceSid": SERVICE,
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": NUMBER,
            "ApiVersion": API_VERSION,
            **more,
        }

    return report


def _call(facts: Facts, status: str) -> JsonObject:
    """Return the fields of all requests about a call that came in."""
    caller = _caller(facts)
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": API_VERSION,
        "CallSid": _sid(facts, "CA"),
        "CallStatus": status,
        "Called": NUMBER,
        **_place("Called"),
        "Caller": caller,
        **_place("Caller"),
        "Direction": "inbound",
        "From": caller,
        **_place("From"),
        "To": NUMBER,
        **_place("To"),
    }


def _ringing(facts: Facts) -> JsonObject:
    """Return a call whose caller's name was looked up, forwarded from another number."""
    more: JsonObject = {"CallerName": "ROBIN EXAMPLE", "ForwardedFrom": "+15555550150"}
    return {**_call(facts, "ringing"), **more}


def _ended(facts: Facts, status: str, seconds: int) -> JsonObject:
    return {
        **_call(facts, status),
        "CallDuration": str(seconds),
        "Duration": str(-(-seconds // 60)),
        "Timestamp": _mail_time(facts),
        "SequenceNumber": "3" if status == "completed" else "2",
        "CallbackSource": "call-progress-events",
    }


def _recording(facts: Facts, seconds: int) -> JsonObject:
    sid = _sid(facts, "RE")
    return {
        "RecordingSid": sid,
        "RecordingUrl": f"{_API}/Recordings/{sid}",
        "RecordingDuration": str(seconds),
    }


def _call_completed(facts: Facts) -> JsonObject:
    """Return the end of a call that was recorded from its answer on."""
    seconds = facts.between(20, 900)
    return {**_ended(facts, "completed", seconds), **_recording(facts, seconds)}


def _call_unanswered(facts: Facts) -> JsonObject:
    return _ended(facts, "no-answer", 0)


def _pressed(facts: Facts) -> JsonObject:
    digits = facts.digits(5)
    return {
        **_call(facts, "in-progress"),
        "Digits": digits,
        "FinishedOnKey": "#",
    }


def _spoken(facts: Facts) -> JsonObject:
    return {
        **_call(facts, "in-progress"),
        "SpeechResult": "Where is my order?",
        "Confidence": f"0.9{facts.digits(7)}",
        "Language": "en-US",
    }


def _recorded(facts: Facts) -> JsonObject:
    seconds = facts.between(20, 900)
    return {
        "AccountSid": ACCOUNT,
        "CallSid": _sid(facts, "CA"),
        **_recording(facts, seconds),
        "RecordingStatus": "completed",
        "RecordingChannels": "1",
        "RecordingStartTime": _mail_time(facts, -seconds - 2),
        "RecordingSource": "RecordVerb",
        "RecordingTrack": "inbound",
        "ErrorCode": "0",
    }


def _message_added(facts: Facts) -> JsonObject:
    return {
        "EventType": "onMessageAdded",
        "AccountSid": ACCOUNT,
        "ChatServiceSid": CONVERSATIONS,
        "ConversationSid": _sid(facts, "CH"),
        "MessagingServiceSid": SERVICE,
        "MessageSid": _sid(facts, "IM"),
        "ParticipantSid": _sid(facts, "MB"),
        "Author": _caller(facts),
        "Body": "Where is my order?",
        "Attributes": "{}",
        "Index": str(facts.below(90)),
        "DateCreated": facts.iso(milliseconds=True),
        "Source": "SMS",
        "RetryCount": "0",
    }


def _verified(facts: Facts) -> JsonObject:
    """Return a verification that somebody ended with the right code; it is sent as JSON."""
    return {
        "account_sid": ACCOUNT,
        "service_sid": VERIFY,
        "verification_sid": _sid(facts, "VE"),
        "channel": "sms",
        "status": "approved",
        "to": _caller(facts),
        "created_at": facts.iso(-40),
        "updated_at": facts.iso(),
    }


EVENTS = (
    EventTemplate("message.incoming", "a text message came in", _incoming),
    EventTemplate("message.incoming.media", "a picture message came in", _incoming_picture),
    EventTemplate("message.queued", "a message waits to be sent", _status("queued")),
    EventTemplate("message.sent", "a message was handed to the carrier", _status("sent")),
    EventTemplate("message.delivered", "a message was delivered", _status("delivered")),
    EventTemplate("message.undelivered", "a message was not delivered", _status("undelivered")),
    EventTemplate("message.failed", "a message could not be sent", _status("failed")),
    EventTemplate("message.read", "a message was read", _status("read")),
    EventTemplate("call.incoming", "somebody calls", _ringing),
    EventTemplate("call.completed", "a call ended", _call_completed),
    EventTemplate("call.no-answer", "nobody answered a call", _call_unanswered),
    EventTemplate("gather.digits", "a caller pressed keys", _pressed),
    EventTemplate("gather.speech", "a caller said something", _spoken),
    EventTemplate("recording.completed", "a recording is there", _recorded),
    EventTemplate("conversation.onMessageAdded", "a conversation goes on", _message_added),
    EventTemplate("verification.approved", "somebody gave the right code", _verified),
)
