"""Headers that are missing: one of a similar name, and which were there."""

from dataclasses import replace

from webhookctl.core.explanation.case import Case
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.signature import shown
from webhookctl.core.verdict import Reason, Verdict

_PREFIXES = ("", "x", "http", "xoriginal", "xforwarded")
"""What is put before names, without signs: CGI (RFC 3875 section 4.1.18) and gateways do."""

_MISSING = frozenset({Reason.MISSING_HEADER, Reason.MISSING_SIGNATURE, Reason.MISSING_TIMESTAMP})
_MOST = 20
_LONGEST = 60


def about_names(case: Case) -> Verdict | None:
    """Find the header that is missing under another spelling, as hops and gateways write it."""
    wanted = case.scheme.signature_header
    if wanted is None or first(case.message.headers, wanted) is not None:
        return None
    plain = _plain(wanted)
    spellings = {plain.removeprefix("x"), *(prefix + plain for prefix in _PREFIXES)}
    near = next((name for name in _names(case.message.headers) if _plain(name) in spellings), None)
    if near is None:
        return None
    message = f"the request has no {wanted} header, but one called {near}"
    hint = "something between the sender and you renames headers"
    return case.says(case.verdict.reason, message, hint, similar_header=near)


def with_names(verdict: Verdict, headers: HeaderPairs) -> Verdict:
    """Return a verdict on what is missing with the names of the headers that were there."""
    if verdict.reason not in _MISSING:
        return verdict
    names = _names(headers)
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    there = ", ".join(names[:_MOST]) + more
    return replace(verdict, facts={**verdict.facts, "headers": there})


def _names(headers: HeaderPairs) -> list[str]:
    """Return the names as they are spelled, each once."""
    names: dict[bytes, str] = {}
    for name, _ in headers:
        names.setdefault(name.lower(), shown(name, _LONGEST))
    return list(names.values())


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
