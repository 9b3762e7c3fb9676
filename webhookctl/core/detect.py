"""Whose request is it? Rules over headers and body, and a ranked list of candidates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import RequestView

_HEADER_POINTS = 10
_AGENT_POINTS = 6
_BODY_POINTS = 3
_SIGNATURE_POINTS = 4


@dataclass(frozen=True, slots=True)
class DetectionRule:
    """What gives a scheme away. Names of headers are in any spelling; a lower `priority` wins ties.

    A request is a candidate when one of `any_header` is there (or all of `all_header`), and
    none of `not_header`. `user_agent` (a regular expression) and `body_keys` (top-level JSON
    names) add evidence.
    """

    priority: int = 0
    any_header: tuple[str, ...] = ()
    all_header: tuple[str, ...] = ()
    not_header: tuple[str, ...] = ()
    user_agent: str | None = None
    body_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider's scheme that a request may be of, and what speaks for it.

    `certain` is False when nothing but the signature header's name speaks for it, which several
    providers share.
    """

    provider: str
    scheme: str
    score: int
    evidence: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Trait:
    """What the detector has to know of a scheme."""

    provider: str
    scheme: str
    signature_header: str | None
    rule: DetectionRule
    names: frozenset[bytes] = field(init=False)

    def __post_init__(self) -> None:
        rule = self.rule
        named = {*rule.any_header, *rule.all_header} | {self.signature_header or ""}
        object.__setattr__(self, "names", frozenset(map(_lower, filter(None, named))))


class Detector:
    """Finds the schemes that a request may be of; built once for many requests."""

    def __init__(self, traits: Iterable[Trait]) -> None:
        self._traits = tuple(traits)
        index: dict[bytes, list[int]] = {}
        for number, trait in enumerate(self._traits):
            for name in trait.names:
                index.setdefault(name, []).append(number)
        self._index = {name: tuple(numbers) for name, numbers in index.items()}

    def candidates(self, view: RequestView) -> tuple[Candidate, ...]:
        """Return the candidates, best first; none costs no more than a look at the names.

        The body is only parsed when a candidate's rule asks for it.
        """
        names = {name.lower() for name, _ in view.headers}
        told = names & self._index.keys()
        if not told:
            return ()
        numbers = {number for name in told for number in self._index[name]}
        ranked: list[tuple[int, int, int, Candidate]] = []
        for number in numbers:
            trait = self._traits[number]
            candidate = _weigh(trait, names, view)
            if candidate is not None:
                ranked.append((-candidate.score, trait.rule.priority, number, candidate))
        ranked.sort(key=lambda row: row[:3])
        return tuple(row[3] for row in ranked)


def _weigh(trait: Trait, names: set[bytes], view: RequestView) -> Candidate | None:
    rule = trait.rule
    if any(_lower(name) in names for name in rule.not_header):
        return None
    anyone = tuple(name for name in rule.any_header if _lower(name) in names)
    all_there = bool(rule.all_header) and all(_lower(name) in names for name in rule.all_header)
    certain = bool(anyone) or all_there
    headers = anyone + (rule.all_header if all_there else ())
    score = _HEADER_POINTS * len(headers)
    evidence = [f"header {name}" for name in headers]
    if trait.signature_header and _lower(trait.signature_header) in names:
        score += _SIGNATURE_POINTS
        evidence.append(f"signature header {trait.signature_header}")
    elif not certain:
        return None
    if rule.user_agent and _agent_matches(rule.user_agent, view.headers):
        score += _AGENT_POINTS
        evidence.append("User-Agent")
    if rule.body_keys and isinstance(view.json, dict):
        keys = tuple(key for key in rule.body_keys if key in view.json)
        score += _BODY_POINTS * len(keys)
        evidence.extend(f"body $.{key}" for key in keys)
    return Candidate(trait.provider, trait.scheme, score, tuple(evidence), certain)


def _agent_matches(pattern: str, headers: HeaderPairs) -> bool:
    agents = (value for name, value in headers if name.lower() == b"user-agent")
    return any(re.search(pattern, agent.decode("latin-1")) for agent in agents)


@cache
def _lower(name: str) -> bytes:
    return name.lower().encode("latin-1")
