"""Whose request is it? Rules over headers and body, and a ranked list of candidates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DetectionRule:
    """What gives a scheme away. Names of headers are in any spelling; `priority` breaks ties.

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
    """A provider's scheme that a request may be of, and what speaks for it."""

    provider: str
    scheme: str
    score: int
    evidence: tuple[str, ...]
