from dataclasses import replace

import pytest

from webhookctl.core.body import EMPTY
from webhookctl.core.model import CapturedRequest
from webhookctl.core.reply import ACCEPTED, Reply, wire
from webhookctl.server.answers import Answers

REQUEST = CapturedRequest(b"POST", b"/", "1.1", (), EMPTY, "127.0.0.1:1", 0.0, 0.0)


def test_same_answer_within_a_second_is_the_same_message() -> None:
    answers = Answers()
    first = answers.message(ACCEPTED, REQUEST, keep_alive=True, now=1.1)
    assert first == wire(ACCEPTED, b"POST", now=1.1)
    assert answers.message(ACCEPTED, REQUEST, keep_alive=True, now=1.9) is first


@pytest.mark.parametrize(
    ("reply", "request_", "keep_alive", "now"),
    [
        (Reply(201), REQUEST, True, 1.1),
        (ACCEPTED, replace(REQUEST, method=b"HEAD"), True, 1.1),
        (ACCEPTED, replace(REQUEST, http_version="1.0"), True, 1.1),
        (ACCEPTED, REQUEST, False, 1.1),
        (ACCEPTED, REQUEST, True, 2.0),
    ],
)
def test_anything_else_makes_another_message(
    reply: Reply, request_: CapturedRequest, keep_alive: bool, now: float
) -> None:
    answers = Answers()
    first = answers.message(ACCEPTED, REQUEST, keep_alive=True, now=1.1)
    second = answers.message(reply, request_, keep_alive=keep_alive, now=now)
    assert second != first
    assert second == wire(
        reply, request_.method, version=request_.http_version, keep_alive=keep_alive, now=now
    )
