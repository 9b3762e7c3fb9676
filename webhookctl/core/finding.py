"""What `verify` finds out: a verdict, and by what it was reached."""

from dataclasses import dataclass

from webhookctl.core.detect import Candidate
from webhookctl.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on one request.

    `provider` and `title` are of the scheme it was judged by, None when none was found.
    `judged_at` is the clock in Unix seconds, and `by_receive_time` whether that is when the
    request was received; `now` is then the verdict by the clock of now, where they differ.
    `candidates` are those whose request it may be, where no signature settled it; `named` says
    whether it was judged by the provider that the asker named.
    """

    verdict: Verdict
    provider: str | None
    title: str | None
    judged_at: float
    by_receive_time: bool = False
    now: Verdict | None = None
    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    named: bool = False
