import errno
from dataclasses import replace

import pytest

from tests.output.samples import AT, COLOUR, PLAIN, REFUSED_CONNECTION, answer, attempt
from webhookctl.core.model import Attempt, OutgoingRequest
from webhookctl.core.notice import Ready, Stopped, TunnelLost
from webhookctl.output import talk


def ready(public_url: str | None = None, forward_to: str | None = None) -> Ready:
    return Ready(
        url="http://127.0.0.1:8080",
        host="127.0.0.1",
        port=8080,
        store="/data/webhookctl.sqlite3",
        process_id=1,
        public_url=public_url,
        forward_to=forward_to,
        provider="stripe" if forward_to else None,
        judges=forward_to is not None,
    )


def test_a_banner_says_how_to_try_and_stop() -> None:
    assert talk.banner(ready(), PLAIN) == (
        "listening on http://127.0.0.1:8080\n"
        "  store    /data/webhookctl.sqlite3\n"
        "  try      curl -d hello http://127.0.0.1:8080/test\n"
        "  stop     Ctrl-C\n"
        "\n"
    )


def test_a_banner_says_who_is_before_and_behind() -> None:
    known = ready("https://x.example\x1b[2J/", "http://me:secret@app:3000")
    assert talk.banner(known, PLAIN) == (
        "listening on http://127.0.0.1:8080\n"
        "  public   https://x.example\\x1b[2J/\n"
        "  forward  http://••••@app:3000\n"
        "  verify   stripe\n"
        "  store    /data/webhookctl.sqlite3\n"
        "  try      curl -d hello https://x.example\\x1b[2J/test\n"
        "  stop     Ctrl-C\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("provider", "judges", "line"),
    [
        ("stripe", True, "  verify   stripe\n"),
        (None, True, "  verify   what each request looks like\n"),
        ("stripe", False, "  provider stripe, signatures unchecked: no --secret\n"),
        (None, False, ""),
    ],
)
def test_a_banner_says_whose_signatures_are_checked(
    provider: str | None, judges: bool, line: str
) -> None:
    told = talk.banner(replace(ready(), provider=provider, judges=judges), PLAIN)
    first = "listening on http://127.0.0.1:8080\n"
    assert told.startswith(f"{first}{line}  store    ")


def test_a_lost_tunnel_names_its_cause_and_the_next_step() -> None:
    lost = TunnelLost(AT, "ngrok", "https://x.example", "the agent has ended\x07")
    assert talk.tunnel_lost(lost, PLAIN) == (
        "tunnel lost: https://x.example no longer leads here: the agent has ended\\x07\n"
        "hint: start `webhookctl listen` again for a new tunnel; the local address still works\n"
    )


def test_a_failed_forward_names_its_cause() -> None:
    assert talk.forward_failed(attempt(failure=REFUSED_CONNECTION), PLAIN) == (
        "not forwarded: nothing listens at app:3000\nhint: start the app\n"
    )
    assert talk.forward_failed(attempt(answer(500)), PLAIN) == ""


def test_a_path_that_the_app_was_asked_for_twice_is_told_with_the_next_step() -> None:
    to = OutgoingRequest(b"POST", "http://app:3000", b"/hook/hook?token=s3cret", ())
    missed = replace(attempt(answer(404)), request=to)
    assert talk.wrong_path(b"/hook?token=s3cret", missed, PLAIN) == (
        "404 from the app: http://app:3000/hook/hook?token=•••• has `/hook` twice, from the "
        "request and from `--forward-to`\nhint: leave it out: `--forward-to http://app:3000`\n"
    )
    for fine in (replace(missed, answer=answer(200)), replace(missed, answer=None)):
        assert talk.wrong_path(b"/hook?token=s3cret", fine, PLAIN) == ""
    assert talk.wrong_path(b"/other", missed, PLAIN) == ""


@pytest.mark.parametrize("status", [404, 405, 307])
def test_a_slash_that_the_app_does_not_know_is_told_with_the_next_step(status: int) -> None:
    to = OutgoingRequest(b"POST", "http://app:3000", b"/hook/", ())
    missed = replace(attempt(answer(status)), request=to)
    assert talk.wrong_path(b"/", missed, PLAIN) == (
        f"{status} from the app: http://app:3000/hook/ ends in `/`, which is the path that the "
        "request came to\n"
        "hint: have it sent to `/hook` here, with `--forward-to http://app:3000`\n"
    )


def test_a_note_is_one_safe_line() -> None:
    assert talk.noted("open\x07\nthis") == "note: open\\x07\\nthis\n"


@pytest.mark.parametrize(
    ("tried", "text"),
    [
        (
            replace(attempt(answer(200)), accepted=True),
            "confirmed: the subscription is in place\n",
        ),
        (attempt(answer(403)), "not confirmed: the provider answered 403\n"),
        (
            attempt(failure=REFUSED_CONNECTION),
            "not confirmed: nothing listens at app:3000\nhint: start the app\n",
        ),
        (attempt(), "not confirmed: no answer\n"),
    ],
)
def test_a_confirmation_says_how_it_went(tried: Attempt, text: str) -> None:
    assert talk.confirmed(tried, PLAIN) == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((0, 0, 0, 0, 2.0), "captured 0 requests in 2.0 s\n"),
        ((1, 0, 0, 0, 59.94), "captured 1 request in 59.9 s\nlook back with webhookctl list\n"),
        (
            (1234, 2, 1000, 3, 245.0),
            "captured 1,234 requests in 4 min 05 s, refused 2, forwarded 1,000 (3 failed)\n"
            "look back with webhookctl list\n",
        ),
        (
            (5, 0, 5, 0, 7620.0),
            "captured 5 requests in 2 h 07 min, forwarded 5\nlook back with webhookctl list\n",
        ),
    ],
)
def test_the_end_says_what_was_done(counts: tuple[int, int, int, int, float], text: str) -> None:
    assert talk.summary(Stopped(*counts), PLAIN) == text


@pytest.mark.parametrize(
    ("error", "ends", "text"),
    [
        (
            BrokenPipeError(errno.EPIPE, "Broken pipe"),
            False,
            "nobody reads the output any more; listening goes on, requests are stored\n",
        ),
        (
            BrokenPipeError(errno.EPIPE, "Broken pipe"),
            True,
            "nobody reads the output any more; listening ends\n",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            True,
            "cannot write the output: no space left on device; listening ends\n",
        ),
        (
            OSError("closed"),
            False,
            "cannot write the output: closed; listening goes on, requests are stored\n",
        ),
    ],
)
def test_output_that_cannot_be_written_is_told(error: OSError, ends: bool, text: str) -> None:
    assert talk.output_broken(error, ends=ends) == text


def test_what_matters_is_bold_or_red() -> None:
    assert "\x1b[1mhttp://127.0.0.1:8080\x1b[0m" in talk.banner(ready(), COLOUR)
