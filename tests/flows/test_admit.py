"""Handshakes and refusals through a real listener: what the sender gets, and what is kept."""

import asyncio
import http.client
import io
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket
from typing import cast

import pytest

from tests.flows.test_listen import Watching, run, send
from tests.providers.handshakes import HOST, NOW, Case, case, cases, takes
from tests.recording_app import RecordingApp
from tests.recording_app import Reply as AppReply
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.model import Capture
from webhookctl.core.notice import Captured, Notice, Ready, Stopped
from webhookctl.core.reply import ACCEPTED, Reply
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.flows.admit import make_admission
from webhookctl.flows.history import open_store
from webhookctl.flows.listen import ListenSettings, serve
from webhookctl.flows.world import real_world
from webhookctl.providers import all_providers

WORLD = replace(real_world(), now=lambda: NOW)

CASES = [pytest.param(one, id=one.id) for one in cases()]

EVERY = {"adyen_accept", "docker_hub_callback", "salesforce_ack", "teams_outgoing_reply"}
"""What is no handshake, but wanted after every event."""

SECRET = Secret("env:SECRET", b"s3cret")


@pytest.fixture
def settings(tmp_path: Path) -> ListenSettings:
    return ListenSettings(store=tmp_path / "store" / "file", port=0)


@dataclass(frozen=True)
class Outcome:
    """What a sender got, and what was published and stored of its request."""

    status: int
    headers: HeaderPairs
    body: bytes
    seconds: float
    notice: Captured
    kept: Capture


class _Wire(io.BytesIO):
    def makefile(self, *_: object) -> io.BytesIO:
        return self


def deliver(settings: ListenSettings, message: bytes, method: str = "POST") -> Outcome:
    """Send one request to a listener of its own, by the frozen clock."""

    async def play() -> tuple[bytes, float, Captured]:
        watching = Watching()
        serving = asyncio.create_task(serve(WORLD, settings, watching.show))
        ready = await watching.first(Ready)
        start = time.perf_counter()
        answer = await send(ready, message)
        seconds = time.perf_counter() - start
        notice = await watching.first(Captured)
        serving.cancel()
        await asyncio.wait({serving})
        assert watching.of(Stopped)
        return answer, seconds, notice

    answer, seconds, notice = asyncio.run(play())
    response = http.client.HTTPResponse(cast(socket, _Wire(answer)), method=method)
    response.begin()
    headers = tuple((name.encode(), value.encode()) for name, value in response.getheaders())
    with closing(open_store(settings.store, create=False)) as store:
        kept = store.get(notice.capture.id)
    return Outcome(response.status, headers, response.read(), seconds, notice, kept)


def message_of(one: Case) -> bytes:
    """Return the request as it goes over the wire, behind a proxy that speaks https outside."""
    lines = [
        f"{one.method} {one.target} HTTP/1.1".encode(),
        f"Host: {HOST}".encode(),
        b"X-Forwarded-Proto: https",
        *(b"%b: %b" % pair for pair in one.headers),
        b"Content-Length: %d" % len(one.body),
    ]
    return b"\r\n".join([*lines, b"", one.body])


def knowing(settings: ListenSettings, one: Case) -> ListenSettings:
    """Return settings that know what the answer is made from."""
    return replace(settings, provider=one.provider, secrets=one.secrets, params=one.params)


@pytest.mark.parametrize("one", CASES)
def test_handshake_is_answered_exactly_in_time_and_recorded(
    settings: ListenSettings, one: Case
) -> None:
    outcome = deliver(knowing(settings, one), message_of(one), one.method)

    assert takes(one.answers, outcome.status, outcome.headers, outcome.body)
    assert outcome.seconds < min(one.timeout or 1.0, 1.0)
    assert outcome.kept == outcome.notice.capture
    assert outcome.kept.handshake == (None if one.id in EVERY else one.id)
    assert outcome.kept.answer_status == outcome.status
    assert "html" not in (text(outcome.headers, "content-type") or "")
    assert not outcome.kept.refused
    if one.id not in EVERY:
        assert outcome.kept.recognition.provider == one.provider


@pytest.mark.parametrize("one", CASES)
def test_without_handshakes_everything_is_an_event(settings: ListenSettings, one: Case) -> None:
    ours = replace(knowing(settings, one), handshakes=False)
    outcome = deliver(ours, message_of(one), one.method)

    assert (outcome.status, outcome.kept.handshake) == (200, None)
    assert outcome.body == (b"" if one.method == "HEAD" else ACCEPTED.body)


def test_forged_handshake_is_refused_and_kept(settings: ListenSettings) -> None:
    one = case("discord_ping")
    ours = replace(knowing(settings, one), secrets=(Secret("env:OTHER", b"ab" * 32),))
    outcome = deliver(ours, message_of(one))

    assert (outcome.status, outcome.body) == (401, b"")
    assert (outcome.kept.handshake, outcome.kept.refused) == ("discord_ping", True)
    assert outcome.kept.verdict is not None
    assert not outcome.kept.verdict.valid


def test_stale_handshake_is_refused(settings: ListenSettings) -> None:
    one = case("slack_url_verification")
    late = replace(WORLD, now=lambda: NOW + 301)

    async def play() -> bytes:
        watching = Watching()
        serving = asyncio.create_task(serve(late, knowing(settings, one), watching.show))
        answer = await send(await watching.first(Ready), message_of(one))
        serving.cancel()
        await asyncio.wait({serving})
        return answer

    assert asyncio.run(play()).startswith(b"HTTP/1.1 401 ")


def test_what_cannot_be_answered_is_kept_and_says_what_is_missing(settings: ListenSettings) -> None:
    one = case("x_crc")
    outcome = deliver(settings, message_of(one), "GET")

    assert outcome.status == 503
    assert outcome.kept.handshake == "x_crc"
    assert "consumer secret" in (outcome.notice.note or "")


def test_note_names_the_capture(settings: ListenSettings) -> None:
    outcome = deliver(settings, message_of(case("asana_hook_secret")))

    assert f"`webhookctl show {outcome.kept.id} --show-secrets`" in (outcome.notice.note or "")


def test_handshake_that_may_be_of_several_is_an_event_with_a_guess(
    settings: ListenSettings,
) -> None:
    outcome = deliver(settings, message_of(case("dropbox_challenge")), "GET")

    assert (outcome.status, outcome.body) == (200, ACCEPTED.body)
    assert outcome.kept.handshake is None
    assert "dropbox or nylas" in (outcome.notice.note or "")


def test_chosen_answer_is_for_events_only(settings: ListenSettings) -> None:
    one = case("dropbox_challenge")
    ours = replace(knowing(settings, one), reply=Reply(500))

    assert deliver(ours, message_of(one), "GET").status == 200
    assert deliver(ours, message_of(replace(one, target="/dropbox")), "GET").status == 500


@pytest.mark.parametrize(
    ("name", "forwarded"),
    [
        ("dropbox_challenge", False),
        ("trello_head", False),
        ("github_ping", True),
        ("docker_hub_callback", True),
    ],
)
def test_app_gets_the_handshakes_that_it_can_answer(
    settings: ListenSettings,
    recording_app: Callable[..., RecordingApp],
    name: str,
    forwarded: bool,
) -> None:
    app = recording_app(AppReply(418))
    one = case(name)
    ours = replace(knowing(settings, one), secrets=(), forward_to=app.url)
    outcome = deliver(ours, message_of(one), one.method)

    assert outcome.status == (418 if forwarded else 200)
    assert len(app.received) == forwarded
    assert outcome.kept.answer_status == (None if forwarded else 200)


def test_app_gets_what_only_it_has_the_secret_for(
    settings: ListenSettings, recording_app: Callable[..., RecordingApp]
) -> None:
    app = recording_app(AppReply(200, b"its own"))
    outcome = deliver(replace(settings, forward_to=app.url), message_of(case("x_crc")), "GET")

    assert (outcome.status, outcome.body) == (200, b"its own")
    assert outcome.kept.handshake == "x_crc"


def test_app_gets_all_of_them_when_they_are_left_alone(
    settings: ListenSettings, recording_app: Callable[..., RecordingApp]
) -> None:
    app = recording_app(AppReply(200, b"abc123"))
    one = case("dropbox_challenge")
    ours = replace(knowing(settings, one), handshakes=False, forward_to=app.url)

    assert deliver(ours, message_of(one), "GET").body == b"abc123"
    assert len(app.received) == 1


def delivery_of(name: str, body: bytes, secret: Secret | None) -> bytes:
    """Return an event of a provider as it goes over the wire, signed if there is a secret."""
    scheme = all_providers()[name].schemes[0]
    message = SignedMessage("POST", f"https://{HOST}/hook", (), body)
    if secret is not None:
        message = scheme.sign(message, secret, Stamp(NOW, "msg_1"))
    one = replace(case("github_ping"), target="/hook", headers=message.headers, body=body)
    return message_of(one)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("github", 401),
        ("shopify", 401),
        ("slack", 401),
        ("stripe", 400),
        ("openai", 400),
        ("svix", 400),
        ("square", 403),
        ("twitch", 403),
        ("websub", 202),
    ],
)
def test_what_is_not_valid_is_refused_as_its_provider_expects(
    settings: ListenSettings,
    recording_app: Callable[..., RecordingApp],
    name: str,
    status: int,
) -> None:
    app = recording_app(AppReply(204))
    own = Secret("env:SECRET", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    other = Secret("env:OTHER", b"whsec_3f8gKMOQ9PP9hG8h4VuNvQ5pS8qg8Q1S")
    ours = replace(settings, provider=name, secrets=(own,), require_valid=True, forward_to=app.url)
    body = b'{"kind": "event"}'

    forged = deliver(ours, delivery_of(name, body, other))
    unsigned = deliver(ours, delivery_of(name, body, None))
    assert app.received == []
    genuine = deliver(ours, delivery_of(name, body, own))

    assert [each.status for each in (forged, unsigned, genuine)] == [status, status, 204]
    assert [each.kept.refused for each in (forged, unsigned, genuine)] == [True, True, False]
    assert [each.kept.answer_status for each in (forged, unsigned, genuine)] == [
        status,
        status,
        None,
    ]
    assert forged.kept.request.body.read() == body
    assert forged.kept.verdict is not None
    assert forged.kept.verdict.reason is Reason.MISMATCH
    assert unsigned.kept.verdict is not None
    assert unsigned.kept.verdict.reason is Reason.MISSING_HEADER
    assert forged.body == b"the signature is not valid\n"
    assert len(app.received) == 1


@pytest.mark.parametrize("require_valid", [True, False])
def test_ping_that_is_not_signed_is_treated_like_an_event(
    settings: ListenSettings, require_valid: bool
) -> None:
    ours = replace(settings, provider="github", secrets=(SECRET,), require_valid=require_valid)
    outcome = deliver(ours, message_of(case("github_ping")))

    assert outcome.status == (401 if require_valid else 200)
    assert outcome.kept.refused is require_valid
    assert outcome.kept.handshake == "github_ping"


def test_refused_ones_are_captured_without_an_app_too(settings: ListenSettings) -> None:
    ours = replace(settings, provider="github", secrets=(SECRET,), require_valid=True)

    assert deliver(ours, delivery_of("github", b"{}", None)).status == 401
    assert deliver(ours, delivery_of("github", b"{}", SECRET)).status == 200


@pytest.mark.parametrize(
    ("name", "status"),
    [("woocommerce_ping", 200), ("notion_verification_token", 200), ("meta_verify", 200)],
)
def test_unsigned_handshake_is_answered_but_never_passed_on_when_only_valid_ones_are_wanted(
    settings: ListenSettings, recording_app: Callable[..., RecordingApp], name: str, status: int
) -> None:
    app = recording_app(AppReply(418))
    one = case(name)
    ours = replace(
        knowing(settings, one), secrets=(SECRET,), require_valid=True, forward_to=app.url
    )
    outcome = deliver(ours, message_of(one), one.method)

    assert (outcome.status, outcome.kept.handshake) == (status, name)
    assert app.received == []
    assert not outcome.kept.refused


def test_without_handshakes_an_unsigned_one_is_refused_too(settings: ListenSettings) -> None:
    one = case("meta_verify")
    ours = replace(knowing(settings, one), secrets=(SECRET,), require_valid=True, handshakes=False)

    assert deliver(ours, message_of(one), "GET").status == 401


def test_only_valid_ones_needs_a_secret(settings: ListenSettings) -> None:
    with pytest.raises(UsageError, match="`--require-valid` needs a secret") as caught:
        make_admission(replace(settings, provider="github", require_valid=True))

    assert "--secret env:NAME" in (caught.value.hint or "")


@pytest.mark.parametrize("secrets", [(SECRET,), ()], ids=["secret", "no secret"])
@pytest.mark.parametrize("name", ["mailchimp", "strava", "ebay"])
def test_only_valid_ones_needs_a_signature(
    settings: ListenSettings, name: str, secrets: tuple[Secret, ...]
) -> None:
    ours = replace(settings, provider=name, secrets=secrets, require_valid=True)

    with pytest.raises(UsageError, match="would refuse everything"):
        make_admission(ours)


def test_confirming_needs_something_to_confirm(settings: ListenSettings) -> None:
    with pytest.raises(UsageError, match="GitHub has no subscriptions to confirm"):
        make_admission(replace(settings, provider="github", confirms=True))

    make_admission(replace(settings, provider="sns", confirms=True))
    make_admission(replace(settings, confirms=True))


def test_settings_that_cannot_be_are_refused_before_anything_is_made(
    settings: ListenSettings,
) -> None:
    async def nothing(ready: Ready, watching: Watching) -> None: ...

    notices: list[Notice] = []
    with pytest.raises(UsageError, match="needs a secret"):
        notices = run(replace(settings, require_valid=True), nothing)
    assert notices == []
    assert not settings.store.exists()


def test_listener_that_may_confirm_answers_events_as_ever(settings: ListenSettings) -> None:
    outcome = deliver(replace(settings, confirms=True), delivery_of("github", b"{}", None))

    assert outcome.status == 200
