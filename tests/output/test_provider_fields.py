import json

import pytest

from tests.output.directory import ENTRY
from webhookctl.core.directory import Entry
from webhookctl.flows.directory import entries
from webhookctl.output.jsonl import dumped
from webhookctl.output.provider_fields import entry_fields

EVERY = [pytest.param(entry, id=entry.provider.name) for entry in entries()]

FIELDS = ("name", "title", "aliases", "schemes", "events", "any_event", "handshakes", "retry")
SCHEME_FIELDS = (
    *("id", "title", "algorithm", "encoding", "signature_header", "string_to_sign", "covers"),
    *("body_covered", "secret", "key_pair", "parameters", "timestamp", "rotation", "event_type"),
    *("delivery_id", "detection", "pitfalls", "sources", "certainty", "certainty_words"),
)


def test_provider_is_told_in_full() -> None:
    fields = json.loads(dumped(entry_fields(ENTRY)))
    scheme, other = fields.pop("schemes")
    assert fields == {
        "name": "acme",
        "title": "Acme",
        "aliases": ["roadrunner"],
        "events": [{"type": "thing.made", "summary": "A thing was made."}],
        "any_event": True,
        "handshakes": [
            {
                "id": "acme_ping",
                "title": "ping",
                "when": "saving the URL",
                "answer": "204 without a body",
                "timeout": 3.0,
                "evidence": "recall",
                "evidence_words": "recalled, not verified: it may be wrong",
                "sources": ["memory"],
            }
        ],
        "retry": {
            "name": "acme",
            "exact": False,
            "published": True,
            "delays": [0.0, 60.0, 7200.0],
            "jitter": 0.1,
            "ceiling": None,
            "window": None,
            "connect_timeout": None,
            "response_timeout": 10.0,
            "success": [[200, 299], [304, 304], [401, 403]],
            "final": [404, 410],
            "final_failures": [],
            "retry_after": {
                "statuses": None,
                "least": 0.0,
                "most": 86_400.0,
                "times": None,
                "replaces": False,
            },
            "redirects": 2,
            "disable_rule": None,
            "note": "nobody knows",
            "sources": ["https://acme.test/retries"],
        },
    }
    assert other["algorithm"] == "none"
    assert scheme == {
        "id": "acme",
        "title": "Acme webhooks",
        "algorithm": "HMAC-SHA256",
        "encoding": "`v1=` and hex",
        "signature_header": "X-Acme",
        "string_to_sign": "{X-Timestamp}{hook}",
        "covers": ["timestamp"],
        "body_covered": False,
        "secret": "the public key",
        "key_pair": True,
        "parameters": ["hook"],
        "timestamp": {
            "source": "header:X-Timestamp",
            "unit": "s",
            "tolerance": 300.0,
            "past": True,
            "future": True,
            "repeated_in": None,
        },
        "rotation": "none",
        "event_type": "body $.type",
        "delivery_id": "header X-Id",
        "detection": {
            "any_header": ["X-Acme"],
            "all_header": [],
            "not_header": [],
            "patterns": [],
            "user_agent": "^Acme",
            "content_type": None,
            "body_paths": [],
            "form_fields": [],
            "query": [],
        },
        "pitfalls": [
            "the first pitfall has so many words that they do not fit on one line",
            "another",
        ],
        "sources": ["https://acme.test/docs"],
        "certainty": "recall",
        "certainty_words": "recalled, not verified: it may be wrong",
    }


@pytest.mark.parametrize("entry", EVERY)
def test_fields_of_every_provider_are_the_same(entry: Entry) -> None:
    fields = json.loads(dumped(entry_fields(entry)))

    assert tuple(fields) == FIELDS
    for scheme in fields["schemes"]:
        assert tuple(scheme) == SCHEME_FIELDS
        assert scheme["algorithm"] != "its own"
        assert scheme["body_covered"] is ("body" in scheme["covers"])
