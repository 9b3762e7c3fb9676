"""Bodies that are not the one that was signed."""

import re
from dataclasses import replace

from webhookctl.core.explanation.case import RAW_BYTES, Case
from webhookctl.core.headers import HeaderPairs, first, text
from webhookctl.core.locate import MAX_PARSED, parsed
from webhookctl.core.scheme import Part
from webhookctl.core.signature import shown
from webhookctl.core.variation import altered_bodies, rewritten_bodies
from webhookctl.core.verdict import Reason, Verdict

_LENGTH = re.compile(r"[0-9]{1,18}")


def about_body(case: Case) -> Verdict | None:
    """Find a body that fits: what was received may have been changed on the way in a usual way."""
    if Part.BODY not in case.scheme.recipe.covers:
        return None
    headers, body = case.message.headers, case.message.body
    for reason, verb, variations in (
        (Reason.BODY_CHANGED, "changed", altered_bodies),
        (Reason.BODY_RESERIALISED, "re-serialised", rewritten_bodies),
    ):
        found = case.fitting(
            (name, replace(case.message, body=one)) for name, one in variations(headers, body)
        )
        if found is not None:
            name, fit = found
            message = f"the body was {verb} on its way: the signature fits it {name}"
            return case.says(reason, message, RAW_BYTES, fit, fits=name)
    return None


def about_evidence(case: Case) -> Verdict | None:
    """Say what the request itself tells of a body that is not whole."""
    if Part.BODY not in case.scheme.recipe.covers:
        return None
    damage = _damage(case.message.headers, case.message.body)
    if damage is None:
        return None
    message = f"the signature does not match, and the body is not as it was sent: {damage}"
    return case.says(Reason.BODY_CHANGED, message, RAW_BYTES, evidence=damage)


def _damage(headers: HeaderPairs, body: bytes) -> str | None:
    length = (text(headers, "content-length") or "").strip()
    if _LENGTH.fullmatch(length) and int(length) != len(body):
        return f"it has {len(body)} bytes, but Content-Length says {int(length)}"
    kind = shown((first(headers, "content-type") or b"").lower())
    if "json" not in kind or len(body) > MAX_PARSED or text(headers, "content-encoding"):
        return None
    if not body:
        return f"it is empty, but Content-Type says {kind}"
    if parsed(body) is None and body.strip() != b"null":
        return "it is not the JSON that Content-Type says"
    return None
