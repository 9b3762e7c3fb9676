"""What a listener says to people on stderr: how to use it, what went wrong, what it did."""

import errno

from webhookctl.core.model import Attempt
from webhookctl.core.notice import Ready, Stopped, TunnelLost
from webhookctl.core.replay import before_slash, doubled
from webhookctl.output.console import BOLD, DIM, GREEN, RED, Screen
from webhookctl.output.mask import shown_url
from webhookctl.output.safe import safe_line

_MINUTE, _HOUR = 60.0, 3600.0
_NO_SUCH_PATH = (301, 302, 307, 308, 404, 405)
"""Some frameworks redirect from `/hook/` to `/hook`, which no hop here follows."""


def banner(ready: Ready, screen: Screen) -> str:
    """Return where a listener listens, what it does with requests, and how to try and stop it."""
    url = ready.public_url or ready.url
    facts = {
        "public": ready.public_url and screen.paint(BOLD, safe_line(ready.public_url)),
        "forward": ready.forward_to and safe_line(shown_url(ready.forward_to)),
        **_signatures(ready),
        "store": safe_line(ready.store),
        "try": safe_line(f"curl -d hello {url.rstrip('/')}/test"),
        "stop": "Ctrl-C",
    }
    lines = [f"listening on {screen.paint(BOLD, safe_line(ready.url))}"]
    lines += [f"  {screen.paint(DIM, f'{name:<8}')} {fact}" for name, fact in facts.items() if fact]
    return "\n".join([*lines, "", ""])


def _signatures(ready: Ready) -> dict[str, str]:
    """Return whose signatures are checked; that none are, where a provider makes one expect it."""
    provider = ready.provider and safe_line(ready.provider)
    if ready.judges:
        return {"verify": provider or "what each request looks like"}
    return {"provider": f"{provider}, signatures unchecked: no --secret"} if provider else {}


def tunnel_lost(lost: TunnelLost, screen: Screen) -> str:
    """Return that the public URL no longer works, and what to do."""
    what = f"{safe_line(lost.public_url)} no longer leads here: {safe_line(lost.message)}"
    again = "start `webhookctl listen` again for a new tunnel; the local address still works"
    return f"{screen.paint(RED, 'tunnel lost')}: {what}\nhint: {again}\n"


def noted(note: str) -> str:
    """Return what the receiver of a request should know or do."""
    return f"note: {safe_line(note)}\n"


def confirmed(attempt: Attempt, screen: Screen) -> str:
    """Return whether the subscription that a handshake asked for was confirmed, and if not why."""
    if attempt.accepted:
        return f"{screen.paint(GREEN, 'confirmed')}: the subscription is in place\n"
    if attempt.answer is not None:
        why = f"the provider answered {attempt.answer.status}"
        return f"{screen.paint(RED, 'not confirmed')}: {why}\n"
    return f"{screen.paint(RED, 'not confirmed')}: {_failure(attempt)}"


def forward_failed(attempt: Attempt, screen: Screen) -> str:
    """Return why a request could not be forwarded, and the next step; nothing if it could."""
    if attempt.failure is None:
        return ""
    return f"{screen.paint(RED, 'not forwarded')}: {_failure(attempt)}"


def wrong_path(asked: bytes, attempt: Attempt, screen: Screen) -> str:
    """Return why the app was asked for a path that it has not, and the next step.

    `asked` is the target that was captured. Nothing unless the app says that there is no such path,
    and the path has its start twice, or a slash at its end that is all of the captured path.
    """
    if attempt.answer is None or attempt.answer.status not in _NO_SUCH_PATH:
        return ""
    sent, origin = attempt.request.target, safe_line(attempt.request.origin)
    if (twice := doubled(asked, sent)) is not None:
        why = f"has `{_text(twice)}` twice, from the request and from `--forward-to`"
        hint = f"leave it out: `--forward-to {origin}`"
    elif (before := before_slash(asked, sent)) is not None:
        why = "ends in `/`, which is the path that the request came to"
        hint = f"have it sent to `{_text(before)}` here, with `--forward-to {origin}`"
    else:
        return ""
    status = screen.paint(RED, f"{attempt.answer.status} from the app")
    return f"{status}: {safe_line(shown_url(attempt.request.url))} {why}\nhint: {hint}\n"


def _text(path: bytes) -> str:
    return safe_line(path.decode("latin-1"))


def _failure(attempt: Attempt) -> str:
    """Return why an attempt got no answer, and the next step."""
    if attempt.failure is None:
        return "no answer\n"
    hint = f"hint: {safe_line(attempt.failure.hint)}\n" if attempt.failure.hint else ""
    return f"{safe_line(attempt.failure.message)}\n{hint}"


def output_broken(error: OSError, *, ends: bool) -> str:
    """Return that stdout cannot be written to any more, and whether listening goes on."""
    gone = error.errno in (errno.EPIPE, errno.EINVAL)  # EINVAL: what Windows says of a pipe
    reason = (error.strerror or str(error)).lower()
    what = "nobody reads the output any more" if gone else f"cannot write the output: {reason}"
    goes_on = "listening ends" if ends else "listening goes on, requests are stored"
    return f"{safe_line(what)}; {goes_on}\n"


def summary(stopped: Stopped, screen: Screen) -> str:
    """Return what a listener did, and how to look at it."""
    done = [f"captured {_many(stopped.captured, 'request')} in {duration(stopped.seconds)}"]
    if stopped.refused:
        done.append(f"refused {stopped.refused:,}")
    if stopped.forwarded:
        failed = f" ({stopped.forward_failures:,} failed)" if stopped.forward_failures else ""
        done.append(f"forwarded {stopped.forwarded:,}{failed}")
    look = f"\n{screen.paint(DIM, 'look back with')} webhookctl list" if stopped.captured else ""
    return f"{', '.join(done)}{look}\n"


def duration(seconds: float) -> str:
    """Return a duration for people: `12.3 s`, `4 min 05 s`, `2 h 07 min`."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    if seconds < _HOUR:
        return f"{int(seconds / 60)} min {int(seconds % 60):02} s"
    return f"{int(seconds / 3600)} h {int(seconds % 3600 / 60):02} min"


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
