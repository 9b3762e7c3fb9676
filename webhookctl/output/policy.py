"""A retry policy in words and as fields."""

from itertools import groupby

from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.retry_after import RETRY_AFTER_LIMIT, RetryAfter
from webhookctl.output.attempt_row import FAILURES
from webhookctl.output.attempts import pause
from webhookctl.output.jsonl import Fields
from webhookctl.output.safe import safe_line

_ONE_ATTEMPT = "none"
"""What the policy of a single attempt is called: it says nothing of what many failures do."""

_SUCCESSFUL = range(200, 300)

_MANY = 3
"""From how many equal waits on they are counted instead of repeated."""


def retries_words(policy: RetryPolicy) -> str:
    """Say how often and after which waits a sender tries again."""
    if not policy.published:
        return "at times that are not published"
    if not policy.delays:
        return "none by itself"
    several = f"{len(policy.delays)} times"
    times = "once" if len(policy.delays) == 1 else several
    words = [f"{times if policy.window is None else f'up to {times}'}, after {waits_words(policy)}"]
    if policy.jitter:
        words.append(f"each up to {policy.jitter:.0%} shorter or longer")
    if policy.ceiling is not None:
        low, high = map(pause, policy.ceiling)
        words.append(f"none longer than a time drawn between {low} and {high}")
    if policy.throttled:
        words.append(f"at least {pause(policy.throttled)} after a 429 or a late answer")
    if policy.window is not None:
        words.append(f"the last within {pause(policy.window)}")
    return ", ".join(words)


def waits_words(policy: RetryPolicy) -> str:
    """Return the waits in their order, equal ones in a row counted."""
    words: list[str] = []
    for delay, group in groupby(policy.delays):
        count = len(list(group))
        wait = pause(delay) if delay else "no wait"
        words += [wait] * count if count < _MANY else [f"{wait} ({count} times)"]
    return ", ".join(words)


def answers_words(policy: RetryPolicy) -> str:
    """Say which answers end a delivery, and how long it waits for one."""
    words = [f"{_ranges(policy.success)} within {pause(policy.response_timeout)}"]
    if policy.final:
        words.append(f"no retry after {_ranges(_runs(policy.final))}")
    if policy.final_failures:
        kinds = sorted(FAILURES[kind] for kind in policy.final_failures)
        words.append(f"no retry after: {', '.join(kinds)}")
    if policy.stop_header is not None:
        words.append(f"no retry after an answer with `{': '.join(policy.stop_header)}`")
    if policy.retry_after is not None:
        words.append(_retry_after_words(policy.retry_after))
    words.append(f"follows {policy.redirects} redirects" if policy.redirects else "no redirects")
    return "; ".join(words)


def failed_notes(policy: RetryPolicy, last: Step) -> str:
    """Return what a policy says of a delivery that failed, for stderr: why, what it leads to."""
    notes = []
    status = last.attempt.answer.status if last.attempt.answer else None
    if status in _SUCCESSFUL:
        notes.append(f"{policy.title} takes only {_ranges(policy.success)} for a success")
    if policy.name != _ONE_ATTEMPT and policy.disable_rule is not None:
        notes.append(f"{policy.title}: {policy.disable_rule}")
    return "".join(f"note: {safe_line(note)}\n" for note in notes)


def _retry_after_words(rule: RetryAfter) -> str:
    where = "" if rule.statuses is None else f" of {_ranges(_runs(rule.statuses))}"
    words = [f"Retry-After{where} is obeyed"]
    if rule.times is not None:
        words.append(f"up to {rule.times:g} times the wait")
    if rule.most != RETRY_AFTER_LIMIT or rule.least:
        least = f"from {pause(rule.least)} " if rule.least else ""
        words.append(f"{least}up to {pause(rule.most)}")
    if rule.replaces:
        words.append("in place of the wait")
    return ", ".join(words)


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(_statuses(low, high) for low, high in ranges)


def _runs(statuses: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges that a set of statuses is made of."""
    runs: list[tuple[int, int]] = []
    for status in sorted(statuses):
        if runs and runs[-1][1] == status - 1:
            runs[-1] = (runs[-1][0], status)
        else:
            runs.append((status, status))
    return tuple(runs)


def _statuses(low: int, high: int) -> str:
    if low == high:
        return str(low)
    if (low % 100, high % 100) == (0, 99):
        first, last = low // 100, high // 100
        return ", ".join(f"{hundreds}xx" for hundreds in range(first, last + 1))
    return f"{low}-{high}"


def policy_fields(policy: RetryPolicy) -> Fields:
    """Return what `--json` prints of a policy; times are in seconds."""
    rule = policy.retry_after
    return {
        "name": policy.name,
        "exact": policy.exact,
        "published": policy.published,
        "delays": list(policy.delays),
        "jitter": policy.jitter,
        "ceiling": None if policy.ceiling is None else list(policy.ceiling),
        "window": policy.window,
        "connect_timeout": policy.connect_timeout,
        "response_timeout": policy.response_timeout,
        "success": [list(one) for one in policy.success],
        "final": sorted(policy.final),
        "final_failures": sorted(kind.value for kind in policy.final_failures),
        "retry_after": None if rule is None else _retry_after_fields(rule),
        "redirects": policy.redirects,
        "disable_rule": policy.disable_rule,
        "note": policy.note,
        "sources": list(policy.sources),
    }


def _retry_after_fields(rule: RetryAfter) -> Fields:
    return {
        "statuses": None if rule.statuses is None else sorted(rule.statuses),
        "least": rule.least,
        "most": rule.most,
        "times": rule.times,
        "replaces": rule.replaces,
    }
