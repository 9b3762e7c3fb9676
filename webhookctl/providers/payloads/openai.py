"""OpenAI's events: a thin envelope around the id of what happened.

Shapes: `openai.types.webhooks` of OpenAI's Python library 3.54 and
https://developers.openai.com/api/docs/guides/webhooks. A receiver fetches the rest by the id.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, JsonObject


def _template(kind: str, summary: str, data: Callable[[Facts], JsonObject]) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {
            "id": f"evt_{facts.hex(32)}",
            "object": "event",
            "created_at": facts.unix(),
            "type": kind,
            "data": data(facts),
        }

    return EventTemplate(kind, summary, payload)


def _identified(prefix: str, length: int) -> Callable[[Facts], JsonObject]:
    """Return what makes data with nothing but an id: the prefix and hexadecimal digits."""
    return lambda facts: {"id": f"{prefix}_{facts.hex(length)}"}


def _job(facts: Facts) -> JsonObject:
    return {"id": f"ftjob-{facts.letters(24)}"}


_response = _identified("resp", 48)
_batch = _identified("batch", 32)
_run = _identified("evalrun", 32)


def _sip_headers(facts: Facts) -> list[JsonObject]:
    """Return the headers of the INVITE (RFC 3261) that brought the call."""
    caller = f"sip:+1555555{facts.between(100, 199):04d}@sip.example.com"
    return [
        {"name": "From", "value": f"<{caller}>;tag={facts.hex(10)}"},
        {"name": "To", "value": f"<sip:proj_{facts.letters(24)}@sip.example.com;transport=tls>"},
        {"name": "Call-ID", "value": facts.uuid()},
    ]


def _call(facts: Facts) -> JsonObject:
    return {"call_id": f"rtc_{facts.hex(32)}", "sip_headers": [*_sip_headers(facts)]}


def _live_call(facts: Facts) -> JsonObject:
    return {"session_id": f"sess_{facts.hex(32)}", "sip_headers": [*_sip_headers(facts)]}


EVENTS = (
    _template("response.completed", "a background response is there", _response),
    _template("response.failed", "a background response failed", _response),
    _template("response.cancelled", "a background response was cancelled", _response),
    _template("response.incomplete", "a background response was cut off", _response),
    _template("batch.completed", "a batch was worked off", _batch),
    _template("batch.failed", "a batch failed", _batch),
    _template("batch.expired", "a batch took longer than its 24 hours", _batch),
    _template("batch.cancelled", "a batch was cancelled", _batch),
    _template("fine_tuning.job.succeeded", "a fine-tuning job ended well", _job),
    _template("fine_tuning.job.failed", "a fine-tuning job failed", _job),
    _template("fine_tuning.job.cancelled", "a fine-tuning job was cancelled", _job),
    _template("eval.run.succeeded", "an evaluation ended well", _run),
    _template("eval.run.failed", "an evaluation failed", _run),
    _template("eval.run.canceled", "an evaluation was cancelled", _run),
    _template("realtime.call.incoming", "a phone call came in by SIP", _call),
    _template("live.call.incoming", "a phone call came in for a live session", _live_call),
)
