"""Payloads as the JSON that is sent: read and written in one way, whoever changes them."""

import json

from webhookctl.core.event import Json
from webhookctl.errors import UsageError

_SHORTEST = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def read_json(body: bytes) -> Json:
    """Return the payload that a body of any size is in JSON, None for what is none."""
    try:
        payload: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return payload


def write_json(value: Json) -> bytes:
    """Return JSON in its shortest form, as UTF-8."""
    try:
        return _SHORTEST.encode(value).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 has no bytes for
        return json.dumps(value, separators=(",", ":")).encode("ascii")
    except RecursionError as exc:
        raise UsageError("the payload is nested too deep", hint="use fewer levels") from exc
