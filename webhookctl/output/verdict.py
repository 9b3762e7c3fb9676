"""A verdict for people and for scripts."""

from datetime import UTC, datetime
from typing import Any

from webhookctl.core.finding import Finding
from webhookctl.core.recognise import NO_SCHEME
from webhookctl.core.span import span
from webhookctl.core.verdict import Verdict
from webhookctl.errors import UsageError
from webhookctl.output.console import DIM, GENUINE, GREEN, RED, WRONG, Screen
from webhookctl.output.jsonl import candidate_fields, verdict_fields
from webhookctl.output.safe import safe_line
from webhookctl.output.senders import sender_texts

_SHOWN_FACTS = ("fits_scheme", "fits_url", "similar_header", "headers")
"""Facts that have a line of their own; the others are in the sentence or the hint."""


def finding_fields(finding: Finding) -> dict[str, Any]:
    """Return a finding as the JSON object that `verify --json` prints.

    `at` is the clock it was judged by (Unix seconds); `now` the verdict by the clock of now, where
    the request was judged by the time it was received; `id` that of a capture; `candidates`
    whose request it may be, best first, where its signature did not settle it.
    """
    fields = verdict_fields(finding.verdict)
    if fields["scheme"] == NO_SCHEME:
        fields["scheme"] = None
    fields["provider"] = finding.provider
    fields["at"] = finding.judged_at
    fields["now"] = None if finding.now is None else _short_fields(finding.now)
    fields["id"] = finding.id
    fields["candidates"] = [candidate_fields(one) for one in finding.candidates]
    return fields


def error_fields(error: UsageError) -> dict[str, Any]:
    """Return what stands in place of a finding for a request that cannot be judged."""
    return {"valid": None, "error": error.message, "hint": error.hint}


def finding_text(finding: Finding, screen: Screen) -> str:
    """Return a finding for people: the verdict and its reason, what it rests on, the next step."""
    verdict = finding.verdict
    mark = screen.paint(GREEN, GENUINE) if verdict.valid else screen.paint(RED, WRONG)
    who = f"{finding.provider}: " if finding.provider else ""
    lines = [f"{mark} {safe_line(who + verdict.message)}"]
    rows = _rows(finding)
    width = max(len(name) for name, _ in rows) if rows else 0
    lines += [f"  {screen.paint(DIM, name.ljust(width))}  {safe_line(text)}" for name, text in rows]
    if verdict.hint:
        lines += ["", f"hint: {safe_line(verdict.hint)}"]
    return "\n".join(lines) + "\n"


def _rows(finding: Finding) -> list[tuple[str, str]]:
    verdict = finding.verdict
    rows = [] if verdict.valid else [("reason", verdict.reason.value)]
    if finding.title:
        covers = verdict.facts.get("covers")
        rows.append(("scheme", f"{finding.title}, covers {covers or 'nothing'}"))
    if verdict.secret:
        rows.append(("secret", verdict.secret))
    judged = f"{_time(finding.judged_at)}{', when it was received' * finding.by_receive_time}"
    rows.append(("judged", f"{judged}{_age(verdict)}"))
    if finding.now is not None and finding.now.valid != verdict.valid:
        rows.append(("now", f"{GENUINE if finding.now.valid else WRONG} {finding.now.message}"))
    if not (finding.named and _is_of(finding.provider, finding)):
        texts = sender_texts(finding.candidates)
        rows += [("" if number else "sender", text) for number, text in enumerate(texts)]
    facts = verdict.facts
    rows += [(name.replace("_", " "), str(facts[name])) for name in _SHOWN_FACTS if facts.get(name)]
    return rows


def _is_of(provider: str | None, finding: Finding) -> bool:
    return bool(finding.candidates) and finding.candidates[0].provider == provider


def _age(verdict: Verdict) -> str:
    if verdict.age is None:
        return ""
    return f", {span(abs(verdict.age))} {'after' if verdict.age >= 0 else 'before'} it was signed"


def _short_fields(verdict: Verdict) -> dict[str, Any]:
    fields = verdict_fields(verdict)
    return {name: fields[name] for name in ("valid", "reason", "message", "age")}


def _time(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} (Unix time)"
