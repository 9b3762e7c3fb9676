"""Whose request it may be, with what speaks for each."""

from collections.abc import Sequence

from webhookctl.core.detect import Candidate
from webhookctl.output.safe import safe_line

MOST = 4
"""How many providers people are told of."""


def sender_texts(candidates: Sequence[Candidate]) -> list[str]:
    """Return a text for each of the likeliest providers, best first: its name and the evidence.

    They read as one sentence. Of several schemes of one provider the best speaks for it.
    """
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.provider, candidate)
    texts = [f"or {one.provider} ({', '.join(_told(one))})" for one in best.values()]
    if texts:
        lead = "looks like" if candidates[0].certain else "could be"
        texts[0] = f"{lead} {texts[0].removeprefix('or ')}"
    more = [f"or one of {len(texts) - MOST} more, see `--json`"] if len(texts) > MOST else []
    return [safe_line(text) for text in (*texts[:MOST], *more)]


def _told(candidate: Candidate) -> list[str]:
    """Return the evidence without the headers that are named as signature headers as well."""
    evidence = candidate.evidence
    return [what for what in evidence if f"signature {what}" not in evidence]
