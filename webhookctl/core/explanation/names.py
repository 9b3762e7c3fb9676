"""Headers that are missing: one of a similar name, and which were there."""

from dataclasses import replace
from difflib import get_close_matches

from webhookctl.core.explanation.case import Case
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.signature import shown
from webhookctl.core.verdict import Reason, Verdict

_MOST = 20
_LONGEST = 60


def about_names(case: Case) -> Verdict | None:
    """Find a header whose name looks like the one that is missing."""
    wanted = case.scheme.signature_header
    if wanted is None or first(case.message.headers, wanted) is not None:
        return None
    names = {_plain(name): name for name in _names(case.message.headers)}
    near = get_close_matches(_plain(wanted), names, n=1, cutoff=0.85)
    if not near:
        return None
    message = f"the request has no {wanted} header, but one called {names[near[0]]}"
    hint = "something between the sender and you renames headers"
    return case.says(case.verdict.reason, message, hint, similar_header=names[near[0]])


def with_names(verdict: Verdict, headers: HeaderPairs) -> Verdict:
    """Return a verdict on a missing header with the names of those that were there."""
    if verdict.reason is not Reason.MISSING_HEADER or "similar_header" in verdict.facts:
        return verdict
    names = _names(headers)
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    there = ", ".join(names[:_MOST]) + more
    hint = verdict.hint or "something between the sender and you dropped it, or it never was there"
    return replace(verdict, hint=hint, facts={**verdict.facts, "headers": there})


def _names(headers: HeaderPairs) -> list[str]:
    """Return the names as they are spelled, each once."""
    return list({name.lower(): shown(name, _LONGEST) for name, _ in reversed(headers)}.values())[
        ::-1
    ]


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
