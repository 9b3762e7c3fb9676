"""A provider as JSON: what `providers list|show --json` prints, one object a line."""

from dataclasses import asdict
from typing import Any

from webhookctl.core.detect import DetectionRule
from webhookctl.core.directory import Entry
from webhookctl.core.handshake import Handshake
from webhookctl.core.scheme import Part, Scheme, TimestampRule
from webhookctl.core.scheme_words import (
    CERTAINTIES,
    EVIDENCE,
    algorithm_of,
    covered_parts,
    encoding_of,
    parameters_of,
)
from webhookctl.output.jsonl import Fields
from webhookctl.output.policy import policy_fields


def entry_fields(entry: Entry) -> Fields:
    """Return all that is known of a provider. Times are in seconds.

    `any_event` says that any type of event can be sent without a body of one's own; `handshakes`
    have `evidence`: how well they are known.
    """
    provider = entry.provider
    return {
        "name": provider.name,
        "title": provider.title,
        "aliases": list(provider.aliases),
        "schemes": [scheme_fields(scheme) for scheme in entry.schemes],
        "events": [{"type": one.type, "summary": one.summary} for one in entry.events],
        "any_event": provider.any_event is not None,
        "handshakes": [_handshake(handshake) for handshake in provider.handshakes],
        "retry": None if provider.retry is None else policy_fields(provider.retry),
    }


def scheme_fields(scheme: Scheme) -> Fields:
    """Return a scheme. `key_pair`: only the provider can sign; `certainty` is a stable word."""
    covers = covered_parts(scheme)
    return {
        "id": scheme.id,
        "title": scheme.title,
        "algorithm": algorithm_of(scheme),
        "encoding": encoding_of(scheme),
        "signature_header": scheme.signature_header,
        "string_to_sign": scheme.string_to_sign,
        "covers": [part.value for part in covers],
        "body_covered": Part.BODY in covers,
        "secret": scheme.secret_words,
        "key_pair": scheme.key_form.is_pair,
        "parameters": list(parameters_of(scheme)),
        "timestamp": None if scheme.timestamp is None else _timestamp(scheme.timestamp),
        "rotation": scheme.rotation,
        "event_type": scheme.event.describe(),
        "delivery_id": scheme.delivery_id.describe(),
        "detection": _detection(scheme.detection),
        "pitfalls": list(scheme.pitfalls),
        "sources": list(scheme.sources),
        "certainty": scheme.certainty,
        "certainty_words": CERTAINTIES[scheme.certainty],
    }


def _timestamp(rule: TimestampRule) -> Fields:
    return asdict(rule)


def _detection(rule: DetectionRule) -> Fields:
    """Return the rule without its order among others."""
    fields: dict[str, Any] = asdict(rule)
    del fields["priority"]
    return fields


def _handshake(handshake: Handshake) -> Fields:
    return {
        "id": handshake.id,
        "title": handshake.title,
        "when": handshake.when,
        "answer": handshake.responder.describe(),
        "timeout": handshake.timeout,
        "evidence": handshake.evidence.value,
        "evidence_words": EVIDENCE[handshake.evidence],
        "sources": list(handshake.sources),
    }
