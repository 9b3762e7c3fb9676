"""What is taken from a capture, and what goes before it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from webhookctl.core.body import MemoryBody
from webhookctl.core.compose import Changes
from webhookctl.core.headers import HeaderPairs, every
from webhookctl.core.model import Capture, CapturedRequest, Recognition
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.from_capture import order_of_capture
from webhookctl.flows.history import open_store
from webhookctl.flows.send import Order, prepare
from webhookctl.flows.world import real_world

ORDER = Order(parse_url("http://app.test/hook"), secret=Secret("env:TEST", b"very secret"))
GITHUB = Recognition("github", "github_sha256", "issues.opened", "old-id")
BODY = b'{"action": "opened", "n": 1.0}'


def capture(recognition: Recognition, body: bytes = BODY, headers: HeaderPairs = ()) -> Capture:
    request = CapturedRequest(
        b"POST", b"/old?x", "1.1", headers, MemoryBody(body), "127.0.0.1:1", 1.0, 2.0
    )
    return Capture("0123456789abcdef", request, recognition)


def ordered(tmp_path: Path, one: Capture, order: Order = ORDER, reference: str = "last") -> Order:
    store = open_store(tmp_path / "store", create=True)
    try:
        store.add(one)
        return order_of_capture(order, store, reference)
    finally:
        store.close()


def test_capture_gives_body_event_provider_and_content_type(tmp_path: Path) -> None:
    headers = (
        (b"content-type", b"application/x; \xe9"),
        (b"Content-Encoding", b"zip"),
        (b"X", b"y"),
    )
    order = ordered(tmp_path, capture(GITHUB, headers=headers), reference="01234")
    parcel = prepare(order, real_world(7))
    assert (parcel.event.provider, parcel.event.type) == ("github", "issues.opened")
    assert parcel.event.body == BODY
    assert parcel.event.id != "old-id"
    request = parcel.request(1_767_225_600.0)
    assert request.target == b"/hook"
    assert every(request.headers, "content-type") == (b"application/x; \xe9",)
    assert every(request.headers, "content-encoding") == (b"zip",)
    assert every(request.headers, "x-github-event") == (b"issues",)
    assert every(request.headers, "x") == ()
    assert len(every(request.headers, "x-hub-signature-256")) == 1


def test_changes_are_made_to_what_was_captured(tmp_path: Path) -> None:
    changes = Changes(("n=2",), additions=("new=true",), removals=("action",))
    order = ordered(tmp_path, capture(GITHUB), replace(ORDER, changes=changes))
    assert json.loads(prepare(order, real_world(7)).event.body) == {"n": 2, "new": True}


def test_what_the_user_says_goes_before(tmp_path: Path) -> None:
    wanted = replace(
        ORDER,
        event="stripe.charge.failed",
        headers=((b"content-encoding", b"br"),),
        changes=Changes(content_type="text/csv"),
    )
    order = ordered(
        tmp_path,
        capture(GITHUB, headers=((b"Content-Type", b"x/y"), (b"Content-Encoding", b"zip"))),
        wanted,
    )
    assert order.event == "stripe.charge.failed"
    assert prepare(order, real_world(7)).event.provider == "stripe"
    assert order.headers == ((b"content-encoding", b"br"),)
    assert order.changes.content_type == "text/csv"


def test_event_stays_with_its_provider_and_goes_with_another(tmp_path: Path) -> None:
    one = capture(GITHUB)
    same = ordered(tmp_path, one, replace(ORDER, provider="github_sha1"))
    assert (same.provider, same.event) == ("github_sha1", "github.issues.opened")
    other = ordered(tmp_path, replace(one, id="1" * 16), replace(ORDER, provider="slack"))
    assert (other.provider, other.event) == ("slack", None)


def test_capture_of_nobody_known_is_only_a_body(tmp_path: Path) -> None:
    order = ordered(tmp_path, capture(Recognition()), replace(ORDER, secret=None))
    event = prepare(order, real_world(7)).event
    assert (event.provider, event.type, event.body) == (None, None, BODY)
    assert event.headers == ((b"Content-Type", b"application/json"),)


def test_capture_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no capture `zzz`"):
        ordered(tmp_path, capture(GITHUB), reference="zzz")
