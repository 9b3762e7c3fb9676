"""Judging requests after the fact, and finding out why a signature does not fit."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from webhookctl.config import is_text, parse_duration, read_secret
from webhookctl.config.known import find, recogniser
from webhookctl.core.detect import Candidate
from webhookctl.core.explain import explain
from webhookctl.core.finding import Finding
from webhookctl.core.har import entry_request
from webhookctl.core.key_source import KeySource, NamesItsKey, key_source_of
from webhookctl.core.locate import RequestView
from webhookctl.core.model import Capture
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.recognise import applicable, judge, settled, url_of
from webhookctl.core.requestfile import RequestFile, read_json
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError
from webhookctl.flows.fetch import NoKey

_END_OF_TIME = 1e11
"""Unix seconds beyond this (in the year 5138) are milliseconds, or nonsense."""

_WITHOUT_SECRET = (UnsignedRecipe, NamesItsKey)
"""Recipes that may be judged without a secret of the asker's."""

_TIME_HINT = "write it as Unix seconds or like `2026-01-31T12:00:00Z`; or `captured`, or `now`"


@dataclass(frozen=True, slots=True)
class Question:
    """How to judge: whose signature it is (None: whatever fits), secrets, the clock and the rest.

    `at` is the clock in Unix seconds; None is when the request was received, and now when that
    is not known unless `captured` insists on it. `tolerance` is in seconds, None the scheme's own.
    `find_key` gives the key that a request names itself, where there are no secrets; without it
    such a key is not looked for.
    """

    provider: str | None = None
    secrets: tuple[Secret, ...] = ()
    url: str | None = None
    at: float | None = None
    captured: bool = False
    tolerance: float | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    find_key: Callable[[KeySource], Secret | NoKey] | None = None

    def judged_at(self, text: str, now: float) -> "Question":
        """Return the question with another clock: a time, `captured` or `now`. UsageError."""
        if text == "captured":
            return replace(self, at=None, captured=True)
        return replace(self, at=now if text == "now" else parse_time(text), captured=False)


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one request of a batch: a finding, or the error that stands in its place.

    `number` is that of its line or entry, from 1.
    """

    number: int
    outcome: Finding | UsageError


def verify_capture(capture: Capture, question: Question, now: float) -> Finding:
    """Return the finding on a capture, by its receive time unless asked otherwise.

    The body is held in memory. Raises UsageError, or StoreError when it cannot be read.
    """
    request = capture.request
    url = question.url or url_of(request.target, request.headers, capture.public_url)
    message = SignedMessage(
        request.method.decode("latin-1"), url, request.headers, request.body.read(), question.params
    )
    found = _find(message, question, request.received_at, now)
    return replace(found, id=capture.id)


def verify_request(request: RequestFile, question: Question, now: float) -> Finding:
    """Return the finding on a request from a file.

    What the request says of `provider`, `secret`, `at` and `params` counts where the question
    leaves it open. Raises UsageError.
    """
    told = _told(request, now)
    asked = replace(
        question,
        provider=question.provider or told.provider,
        secrets=question.secrets or told.secrets,
        params={**told.params, **question.params},
    )
    if question.at is None and not question.captured:
        asked = replace(asked, at=told.at, captured=told.captured)
    return _find_request(request, asked, now)


def verify_entries(entries: Sequence[object], question: Question, now: float) -> Iterator[Line]:
    """Yield what comes of each entry of a HAR file; one that cannot be judged yields its error."""
    for number in range(1, len(entries) + 1):
        try:
            request = entry_request(entries, number)
            yield Line(number, verify_request(request, question, now))
        except UsageError as error:
            yield Line(number, error)


def verify_lines(lines: Iterable[bytes], question: Question, now: float) -> Iterator[Line]:
    """Yield what comes of each line of JSON requests, as it is read; empty lines are skipped.

    What a line says of `provider`, `secret`, `at` and `params` goes before the question. A line
    that cannot be judged yields its error.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Line(number, _verify_line(read_json(line), question, now))
        except UsageError as error:
            yield Line(number, error)


def parse_time(text: str) -> float:
    """Return the Unix seconds that a number or an ISO 8601 time means (UTC unless it says).

    Raises UsageError.
    """
    try:
        moment = float(text)
    except ValueError:
        moment = _iso_time(text)
    if not abs(moment) < _END_OF_TIME:  # NaN is not either
        raise UsageError(f"`{text}` is not a time in seconds", hint=_TIME_HINT)
    return moment


def parse_tolerance(text: str) -> float:
    """Return the seconds that `300`, `5m` or `none` (without end) mean. Raises UsageError."""
    return math.inf if text.strip().lower() == "none" else parse_duration(text)


def _verify_line(request: RequestFile, question: Question, now: float) -> Finding:
    told = _told(request, now)
    clock = told if told.at is not None or told.captured else question
    asked = replace(
        question,
        provider=told.provider or question.provider,
        secrets=told.secrets or question.secrets,
        at=clock.at,
        captured=clock.captured,
        params={**question.params, **told.params},
    )
    return _find_request(request, asked, now)


def _find_request(request: RequestFile, question: Question, now: float) -> Finding:
    url, id_ = question.url or request.url, request.facts.get("id")
    message = SignedMessage(request.method, url, request.headers, request.body, question.params)
    found = _find(message, question, _moment(request.facts.get("received_at")), now)
    return replace(found, id=id_ if isinstance(id_, str) else None)


def _find(
    message: SignedMessage, question: Question, received: float | None, now: float
) -> Finding:
    if question.captured and received is None:
        raise UsageError(
            "nothing says when this request was received", hint="give the time with `--at TIME`"
        )
    received = received if question.at is None else None
    clock = question.at if question.at is not None else received if received is not None else now
    target = (message.url or "").encode("utf-8", "surrogateescape")
    candidates = recogniser().candidates(RequestView(message.headers, message.body, target))
    if question.secrets:
        schemes = _schemes(candidates, question)
        verdict = judge(message, schemes, question.secrets, clock, question.tolerance)
    else:
        question, verdict = _without_secret(message, candidates, question, clock)
    if not verdict.valid and question.secrets:
        verdict = explain(verdict, message, question.secrets, recogniser().schemes)
    found = _finding(verdict, message, question, clock, received, now)
    unsettled = () if settled(verdict) else candidates
    return replace(found, candidates=unsettled, named=question.provider is not None)


def _without_secret(
    message: SignedMessage, candidates: Sequence[Candidate], question: Question, clock: float
) -> tuple[Question, Verdict]:
    """Return the verdict on a request that nobody signs, or that names its key.

    The question comes back with that key, where it was found. Raises UsageError for any other.
    """
    known = question.provider is not None or (candidates and candidates[0].certain)
    schemes = _schemes(candidates, question)[0] if known else ()
    group = applicable(schemes, message.headers) if schemes else ()
    if not group or not all(isinstance(one.recipe, _WITHOUT_SECRET) for one in group):
        raise _needs_secret(group)
    verdict = judge(message, (group,), (), clock, question.tolerance)
    source = key_source_of(recogniser().schemes[verdict.scheme][1], message)
    if verdict.reason is not Reason.KEY_UNAVAILABLE or source is None or not question.find_key:
        return question, verdict
    key = question.find_key(source)
    if isinstance(key, NoKey):
        cause = f"the {source.kind} that it was signed with cannot be fetched: {key.cause}"
        hint = f"give the {source.kind} with `--secret file:PATH`; it is at {source.url[:200]}"
        return question, replace(verdict, message=cause, hint=hint)
    question = replace(question, secrets=(key,))
    return question, judge(message, (group,), question.secrets, clock, question.tolerance)


def _needs_secret(schemes: Sequence[Scheme]) -> UsageError:
    """Return the error that asks for a secret, in the words of a known scheme's provider."""
    hint = "give it with `--secret env:NAME` or `--secret file:PATH`"
    if schemes and schemes[0].key_form.is_pair:
        hint = f"{schemes[0].title} are judged with {schemes[0].secret_words}: {hint}"
    return UsageError("a signature cannot be judged without its secret", hint=hint)


def _finding(
    verdict: Verdict,
    message: SignedMessage,
    question: Question,
    clock: float,
    received: float | None,
    now: float,
) -> Finding:
    known = recogniser().schemes.get(verdict.scheme)
    if known is None:
        return Finding(verdict, None, None, clock, received is not None)
    provider, scheme = known
    later = None
    if received is not None and scheme.timestamp is not None:
        later = scheme.judge(message, question.secrets, now, question.tolerance)
    covers = ", ".join(sorted(scheme.recipe.covers))
    verdict = replace(verdict, facts={"covers": covers, **verdict.facts})
    return Finding(verdict, provider.name, scheme.title, clock, received is not None, later)


def _schemes(candidates: Sequence[Candidate], question: Question) -> tuple[tuple[Scheme, ...], ...]:
    if question.provider is not None:
        return (find(question.provider)[1],)
    return recogniser().likely(candidates)


def _told(request: RequestFile, now: float) -> Question:
    """Return what the JSON form of a request says of how to judge it."""
    provider, secret = _said(request.facts, "provider"), _said(request.facts, "secret")
    at, params = request.facts.get("at"), request.facts.get("params")
    told = Question(
        provider,
        () if secret is None else (read_secret(secret),),
        params={} if params is None else _params(params),
    )
    if at is None:
        return told
    return told.judged_at(at if isinstance(at, str) else json.dumps(at), now)


def _said(facts: Mapping[str, object], name: str) -> str | None:
    found = facts.get(name)
    if found is None:
        return None
    if not isinstance(found, str):
        raise UsageError(f"`{name}` is no text", hint=f'write it in quotes, like `"{name}": "…"`')
    if not is_text(found):
        raise UsageError(f"`{name}` holds half a surrogate pair, which is no text")
    return found


def _params(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UsageError("`params` is no object", hint='write it like `{"name": "value"}`')
    params = {name: one if isinstance(one, str) else json.dumps(one) for name, one in value.items()}
    for name, text in params.items():
        if not is_text(name + text):
            raise UsageError("`params` holds half a surrogate pair, which is no text")
    return params


def _moment(value: object) -> float | None:
    """Return a parsed JSON value as Unix seconds, or None when it is no such number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < _END_OF_TIME else None


def _iso_time(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as exc:
        raise UsageError(f"`{text}` is not a time", hint=_TIME_HINT) from exc
