"""The row of an attempt: what it is of, its outcome, its time, what follows; one line at any width.

On a narrow screen the reason of a status is cut first, then the time is left out, then what follows
is said in fewer words.
"""

from dataclasses import dataclass

from webhookctl.core.model import Attempt, FailureKind
from webhookctl.output.console import RED, YELLOW, Screen
from webhookctl.output.lines import clip, columns, milliseconds, status_style
from webhookctl.output.safe import safe_line

FAILURES = {
    FailureKind.DNS: "no address",
    FailureKind.REFUSED: "connection refused",
    FailureKind.RESET: "connection closed",
    FailureKind.UNREACHABLE: "unreachable",
    FailureKind.PROTOCOL: "not HTTP",
    FailureKind.CUT: "cut off as asked",
    FailureKind.CONNECT_TIMEOUT: "no connection in time",
    FailureKind.TLS_TIMEOUT: "no TLS in time",
    FailureKind.SEND_TIMEOUT: "not taken in time",
    FailureKind.RESPONSE_TIMEOUT: "no answer in time",
    FailureKind.READ_TIMEOUT: "answer not ended in time",
    FailureKind.TLS: "TLS failed",
    FailureKind.TLS_EXPIRED: "certificate expired",
    FailureKind.TLS_NOT_YET_VALID: "certificate not valid yet",
    FailureKind.TLS_SELF_SIGNED: "certificate self-signed",
    FailureKind.TLS_HOST_NAME: "certificate of other host",
    FailureKind.TLS_UNKNOWN_AUTHORITY: "certificate not trusted",
    FailureKind.TLS_CLIENT_CERTIFICATE: "client certificate wanted",
}
"""Why an attempt has no answer, in few words."""

_GAP = "  "
_OUTCOME, _SHORT_OUTCOME, _LEAST_OUTCOME = 26, 16, 6
_TOOK = 8
_WIDE, _WITH_TIME = 64, 48
"""Columns of a screen from which on there is room for a whole outcome, and for the time."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said last of an attempt: the same in ever fewer words (safe already), and a style."""

    forms: tuple[str, ...]
    style: str = ""

    def fitting(self, room: int) -> str:
        """Return the first form that takes no more columns than that, else the last one, cut."""
        whole = next((form for form in self.forms if columns(form) <= room), None)
        return clip(self.forms[-1], max(1, room)) if whole is None else whole


def attempt_row(label: str, attempt: Attempt, mark: Mark, screen: Screen) -> str:
    """Return the row of an attempt, without a line break; `label` says what it is of."""
    width = screen.width
    room, timed = _OUTCOME, True
    if width is not None:
        room = _OUTCOME if width >= _WIDE else _SHORT_OUTCOME
        timed = width >= _WITH_TIME
        shortest = columns(mark.forms[-1])
        left = width - len(_GAP) * 2 - shortest - (_TOOK + 1 if timed else 0)
        label = clip(label, max(1, left - _LEAST_OUTCOME))
        room = max(_LEAST_OUTCOME, min(room, left - columns(label)))
    text, style = _outcome(attempt)
    text = clip(text, room)
    took = f" {milliseconds(attempt.elapsed):>{_TOOK}}" if timed else ""
    pad = " " * (room - columns(text))
    start = columns(label) + len(_GAP) * 2 + room + len(took)
    follows = mark.forms[0] if width is None else mark.fitting(width - start)
    cell = screen.paint(style, f"{text}{pad}")
    return f"{label}{_GAP}{cell}{took}{_GAP}{screen.paint(mark.style, follows)}".rstrip()


def _outcome(attempt: Attempt) -> tuple[str, str]:
    answer = attempt.answer
    if answer is not None:
        return f"{answer.status} {safe_line(answer.reason)}".strip(), status_style(answer.status)
    why = FAILURES[attempt.failure.kind] if attempt.failure else "no answer"
    return why, YELLOW if attempt.was_cut else RED
