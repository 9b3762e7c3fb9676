"""Whose request is it? Rules over headers and body, and a ranked list of candidates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import RequestView, exists_at

_HEADER_POINTS = 10
_AGENT_POINTS = 6
_SIGNATURE_POINTS = 4
_OTHER_PREFIX_POINTS = 3
_BODY_POINTS = 3
_TYPE_POINTS = 2

_EVERYBODYS = frozenset({b"authorization"})
"""Headers that say nothing by being there."""

_AGENT = b"user-agent"

_SCANNED = 16 * 1024
"""Bytes of a body that are looked through for the names a rule wants."""

_JSON_STARTS = (b"{", b"[")
_WORD = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class DetectionRule:
    """What gives a scheme away. Names of headers are in any spelling; a lower `priority` wins ties.

    A request is a candidate when one of `any_header` is there (or all of `all_header`), or a header
    whose value fits one of `patterns` (name and regular expression), and none of `not_header`.
    `user_agent` and `content_type` (regular expressions), `body_paths` (dotted, in JSON),
    `form_fields` and `query` (names of the URL's query) add evidence, the last three only when all
    of them are there. A rule without headers and patterns goes by these alone.
    """

    priority: int = 0
    any_header: tuple[str, ...] = ()
    all_header: tuple[str, ...] = ()
    not_header: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    user_agent: str | None = None
    content_type: str | None = None
    body_paths: tuple[str, ...] = ()
    form_fields: tuple[str, ...] = ()
    query: tuple[str, ...] = ()

    @property
    def by_content(self) -> bool:
        """Whether no header gives the scheme away, only what the request holds."""
        return not (self.any_header or self.all_header or self.patterns)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider's scheme that a request may be of, and what speaks for it.

    `certain` is False when nothing but the signature header's name speaks for it, which several
    providers share, or when it is too little to go by.
    """

    provider: str
    scheme: str
    score: int
    evidence: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Trait:
    """What the detector has to know of a scheme. `prefix` is what its signatures begin with."""

    provider: str
    scheme: str
    signature_header: str | None
    rule: DetectionRule
    prefix: bytes = b""
    names: frozenset[bytes] = field(init=False)

    def __post_init__(self) -> None:
        rule = self.rule
        named = {*rule.any_header, *rule.all_header} | {self.signature_header or ""}
        names = frozenset(map(_lower, filter(None, named))) - _EVERYBODYS
        object.__setattr__(self, "names", names)


class Detector:
    """Finds the schemes that a request may be of; built once for many requests."""

    def __init__(self, traits: Iterable[Trait]) -> None:
        self._traits = tuple(traits)
        self._index: dict[bytes, list[int]] = {}
        self._patterns: dict[bytes, list[tuple[re.Pattern[bytes], int]]] = {}
        for number, trait in enumerate(self._traits):
            for name in trait.names:
                self._index.setdefault(name, []).append(number)
            for name_, pattern in trait.rule.patterns:
                fits = re.compile(pattern.encode("latin-1"))
                self._patterns.setdefault(_lower(name_), []).append((fits, number))
        self._telling = frozenset(self._index) | frozenset(self._patterns)
        self._contents = _Contents(self._traits)
        self._shared = _shared(self._traits)

    def candidates(self, view: RequestView) -> tuple[Candidate, ...]:
        """Return the candidates, best first; none costs no more than a look at names and body.

        Body and form are only parsed when a candidate's rule asks for it, or when no header says
        whose the request is and the body has a name that one wants.
        """
        numbers = self._told(view)
        ranked = self._ranked(numbers, view) if numbers else ()
        if ranked and any(candidate.certain for candidate in ranked):
            return ranked
        silent = self._contents.numbers(view)
        return self._ranked(numbers | silent, view) if silent else ranked

    def _told(self, view: RequestView) -> set[int]:
        """Return the numbers of the schemes that a header speaks for."""
        numbers: set[int] = set()
        is_repeated = len(view.values) < len(view.headers)
        for name in view.values.keys() & self._telling:
            numbers.update(self._index.get(name, ()))
            for pattern, number in self._patterns.get(name, ()):
                if is_repeated or pattern.search(view.values[name]):
                    numbers.add(number)
        return numbers

    def _ranked(self, numbers: Iterable[int], view: RequestView) -> tuple[Candidate, ...]:
        ranked: list[tuple[int, int, int, Candidate]] = []
        for number in numbers:
            trait = self._traits[number]
            candidate = _weigh(trait, view, self._shared)
            if candidate is not None:
                ranked.append((-candidate.score, trait.rule.priority, number, candidate))
        ranked.sort(key=lambda row: row[:3])
        return tuple(row[3] for row in ranked)


class _Contents:
    """Finds the schemes that only show by what a request holds, without parsing anything.

    One search for all the names goes first: most bodies have none of them.
    """

    def __init__(self, traits: Sequence[Trait]) -> None:
        silent = [(n, trait.rule) for n, trait in enumerate(traits) if trait.rule.by_content]
        self._agents = [(n, rule.user_agent) for n, rule in silent if rule.user_agent]
        self._json = [(n, f'"{_rarest(r.body_paths)}"'.encode()) for n, r in silent if r.body_paths]
        self._form = [(n, _rarest(r.form_fields).encode()) for n, r in silent if r.form_fields]
        self._query = [(n, _rarest(r.query).encode()) for n, r in silent if r.query]
        self._any_agent = _any_of(pattern.encode("latin-1") for _, pattern in self._agents)
        self._any_json = _any_of(re.escape(name) for _, name in self._json)
        self._any_form = _any_of(re.escape(name) for _, name in self._form)

    def numbers(self, view: RequestView) -> set[int]:
        """Return the numbers of the schemes that are worth a closer look."""
        found: set[int] = set()
        is_json = view.body[:64].lstrip().startswith(_JSON_STARTS)
        any_name = self._any_json if is_json else self._any_form
        if any_name.search(view.body, 0, _SCANNED):
            names = self._json if is_json else self._form
            found.update(number for number, name in names if name in view.body[:_SCANNED])
        if b"?" in view.target:
            found.update(number for number, name in self._query if name in view.target)
        agents = _values(view.headers, _AGENT) if _AGENT in view.values else ()
        agents = [agent for agent in agents if self._any_agent.search(agent)]
        if agents:
            found.update(n for n, pattern in self._agents if _matches(pattern, agents))
        return found


def _any_of(patterns: Iterable[bytes]) -> re.Pattern[bytes]:
    """Return a pattern that fits where one of several does; never, when there are none."""
    return re.compile(b"|".join(sorted(set(patterns))) or b"(?!)")


def _shared(traits: Iterable[Trait]) -> frozenset[bytes]:
    """Return the signature headers that several providers use."""
    users: dict[bytes, set[str]] = {}
    for trait in traits:
        users.setdefault(_lower(trait.signature_header or ""), set()).add(trait.provider)
    return frozenset(name for name, providers in users.items() if len(providers) > 1)


def _weigh(trait: Trait, view: RequestView, shared: frozenset[bytes]) -> Candidate | None:
    rule, names = trait.rule, view.values
    if any(_lower(name) in names for name in rule.not_header):
        return None
    anyone = tuple(name for name in rule.any_header if _lower(name) in names)
    all_there = bool(rule.all_header) and all(_lower(name) in names for name in rule.all_header)
    headers = anyone + (rule.all_header if all_there else ())
    fitting = _fitting(rule, view)
    own = [name for name in headers if _lower(name) not in shared]
    score = _HEADER_POINTS * (len(own) + len(fitting))
    evidence = [f"header {name}" for name in own]
    evidence.extend(f"header {name} of the right kind" for name in fitting)
    signature = _lower(trait.signature_header or "")
    signed = signature in names and signature not in _EVERYBODYS
    if signed:
        points, what = _signature(trait, view, signature in shared)
        score += points
        evidence.append(what)
    if not (score or rule.by_content):
        return None
    support = _support(rule, view)
    score += sum(points for points, _ in support)
    evidence.extend(what for _, what in support)
    if not score:
        return None
    certain = bool(own) or bool(headers and support) or _is_certain(rule, bool(fitting), support)
    return Candidate(trait.provider, trait.scheme, score, tuple(evidence), certain)


def _signature(trait: Trait, view: RequestView, is_shared: bool) -> tuple[int, str]:
    """Return points and words for a signature header; of a shared one its prefix tells more."""
    what = f"signature header {trait.signature_header}"
    if not (is_shared and trait.prefix):
        return _SIGNATURE_POINTS, what
    values = _values(view.headers, _lower(trait.signature_header or ""))
    if any(value.lstrip().startswith(trait.prefix) for value in values):
        return _SIGNATURE_POINTS, f"{what} with `{trait.prefix.decode('latin-1')}`"
    return _OTHER_PREFIX_POINTS, what


def _fitting(rule: DetectionRule, view: RequestView) -> tuple[str, ...]:
    return tuple(
        name
        for name, pattern in rule.patterns
        if _lower(name) in view.values and _matches(pattern, _values(view.headers, _lower(name)))
    )


def _support(rule: DetectionRule, view: RequestView) -> list[tuple[int, str]]:
    """Return points and words for what the request holds."""
    found: list[tuple[int, str]] = []
    if rule.user_agent and _matches(rule.user_agent, _values(view.headers, _AGENT)):
        found.append((_AGENT_POINTS, "User-Agent"))
    if rule.content_type and _matches(rule.content_type, _values(view.headers, b"content-type")):
        found.append((_TYPE_POINTS, "Content-Type"))
    if rule.body_paths and all(exists_at(view.json, path) for path in rule.body_paths):
        found.extend((_BODY_POINTS, f"body $.{path}") for path in rule.body_paths)
    if rule.form_fields and view.form.keys() >= set(rule.form_fields):
        found.extend((_BODY_POINTS, f"form field {name}") for name in rule.form_fields)
    if rule.query and view.query.keys() >= set(rule.query):
        found.extend((_BODY_POINTS, f"query {name}") for name in rule.query)
    return found


def _is_certain(rule: DetectionRule, fits: bool, support: Sequence[tuple[int, str]]) -> bool:
    """Say whether a rule can be gone by without any of its headers."""
    if fits:
        expected = rule.user_agent or rule.content_type or rule.body_paths
        return bool(support) or not expected
    told = any(points == _AGENT_POINTS for points, _ in support)
    deep = any("." in path for path in rule.body_paths)
    return rule.by_content and (told or len(support) > 1 or (deep and bool(support)))


def _matches(pattern: str, values: Sequence[bytes]) -> bool:
    return any(re.search(pattern, value.decode("latin-1")) for value in values)


def _values(headers: HeaderPairs, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key.lower() == name]


def _rarest(names: Iterable[str]) -> str:
    """Return the longest word of names: the one that others are least likely to have."""
    words: list[str] = [word for name in names for word in _WORD.findall(name)]
    return max(words, key=len)


@cache
def _lower(name: str) -> bytes:
    return name.lower().encode("latin-1")
