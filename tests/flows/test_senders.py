from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.messages import NOW
from webhookctl.core.body import MemoryBody
from webhookctl.core.locate import MAX_PARSED
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.core.ports import CaptureQuery
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.flows.history import open_store
from webhookctl.flows.senders import senders_of, senders_of_row

HEADERS = ((b"X-GitHub-Event", b"push"), (b"User-Agent", b"GitHub-Hookshot/1"))


def a_capture(verdict: Verdict | None = None, body: bytes = b"{}") -> Capture:
    request = CapturedRequest(b"POST", b"/hook", "1.1", HEADERS, MemoryBody(body), "x:1", NOW, NOW)
    return Capture("0123456789abcdef", request, verdict=verdict)


def a_verdict(reason: Reason) -> Verdict:
    return Verdict(reason is Reason.VALID, reason, "words", "github_sha256")


def names(capture: Capture) -> list[str]:
    return [candidate.provider for candidate in senders_of(capture)]


def test_likeliest_sender_comes_first_with_its_evidence() -> None:
    first = senders_of(a_capture())[0]

    assert first.provider == "github"
    assert first.evidence == ("header X-GitHub-Event", "User-Agent")


@pytest.mark.parametrize(
    ("reason", "open_question"),
    [
        (Reason.VALID, False),
        (Reason.STALE_TIMESTAMP, False),
        (Reason.MISMATCH, True),
        (Reason.MISSING_HEADER, True),
    ],
)
def test_signature_that_fits_settles_it(reason: Reason, open_question: bool) -> None:
    assert bool(names(a_capture(a_verdict(reason)))) is open_question


def test_large_body_is_not_read() -> None:
    class Unreadable(MemoryBody):
        size = MAX_PARSED + 1

        def read(self) -> bytes:
            raise AssertionError

    seen = a_capture()
    large = replace(seen, request=replace(seen.request, body=Unreadable()))

    assert names(large)[0] == "github"


def test_line_of_a_list_has_the_same(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite3", create=True)
    store.add(a_capture())
    store.add(replace(a_capture(a_verdict(Reason.VALID)), id="0123456789abcdeg"))

    settled, unsettled = store.rows(CaptureQuery())

    assert senders_of_row(store, settled) == ()
    assert senders_of_row(store, unsettled) == senders_of(a_capture())
    store.close()
