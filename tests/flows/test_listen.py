"""The rooms joined: a request goes through all of them, and everything is gone at the end."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests.recording_app import RecordingApp
from tests.recording_app import Reply as AppReply
from webhookctl.core.notice import Captured, Notice, Ready, Refused, Stopped
from webhookctl.core.ports import CaptureQuery, StoreError
from webhookctl.core.reply import Reply
from webhookctl.errors import ExitCode, UnavailableError, UsageError
from webhookctl.flows.history import open_store
from webhookctl.flows.listen import ListenSettings, listen, serve
from webhookctl.flows.stop_signals import Stop
from webhookctl.flows.world import real_world

PATIENCE = 10.0
POST = b"POST /hook?a=%2F HTTP/1.1\r\nhost: a\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nhi"

N = TypeVar("N", bound=Notice)


class Watching:
    """The notices up to now, and a way to wait for one of a kind."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self._changed = asyncio.Event()

    def show(self, notice: Notice) -> None:
        self.notices.append(notice)
        self._changed.set()

    def of(self, kind: type[N]) -> list[N]:
        return [notice for notice in self.notices if isinstance(notice, kind)]

    async def first(self, kind: type[N]) -> N:
        async with asyncio.timeout(PATIENCE):
            while not self.of(kind):
                self._changed.clear()
                await self._changed.wait()
        return self.of(kind)[0]


Use = Callable[[Ready, Watching], Awaitable[None]]


def run(settings: ListenSettings, use: Use) -> list[Notice]:
    """Serve while `use` runs; return all notices."""

    async def play() -> list[Notice]:
        watching = Watching()
        serving = asyncio.create_task(serve(real_world(), settings, watching.show))
        ready = asyncio.create_task(watching.first(Ready))
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            ready.cancel()
            await serving
        await use(await ready, watching)
        serving.cancel()
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({serving})
        return watching.notices

    return asyncio.run(play())


async def send(ready: Ready, data: bytes = POST) -> bytes:
    """Send one request on a connection of its own and return the whole answer."""
    reader, writer = await asyncio.open_connection(ready.host, ready.port)
    writer.write(data)
    writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def nothing(ready: Ready, watching: Watching) -> None: ...


@pytest.fixture
def settings(tmp_path: Path) -> ListenSettings:
    return ListenSettings(store=tmp_path / "store" / "file", port=0)


def test_request_is_stored_answered_and_published(settings: ListenSettings) -> None:
    async def use(ready: Ready, watching: Watching) -> None:
        assert (await send(ready)).startswith(b"HTTP/1.1 200 OK\r\n")
        await watching.first(Captured)

    ready, captured, stopped = run(settings, use)
    assert isinstance(ready, Ready)
    assert ready.url == f"http://127.0.0.1:{ready.port}"
    assert (ready.store, ready.public_url) == (str(settings.store), None)
    assert isinstance(captured, Captured)
    assert captured.status == 200
    assert isinstance(stopped, Stopped)
    assert (stopped.captured, stopped.refused, stopped.forwarded) == (1, 0, 0)
    assert 0 < stopped.seconds < PATIENCE
    with closing(open_store(settings.store, create=False)) as store:
        kept = store.get(captured.capture.id)
    assert kept.request == captured.capture.request
    assert kept.request.target == b"/hook?a=%2F"
    assert kept.request.headers[1:3] == ((b"X-A", b"1"), (b"x-a", b"2"))
    assert kept.answer_status == 200


def test_what_is_published_is_in_the_store_already(settings: ListenSettings) -> None:
    async def use(ready: Ready, watching: Watching) -> None:
        await send(ready)
        captured = await watching.first(Captured)
        with closing(open_store(settings.store, create=False)) as store:
            assert store.get(captured.capture.id).request.body.read() == b"hi"

    run(settings, use)


def test_sender_gets_the_fixed_reply(settings: ListenSettings) -> None:
    async def use(ready: Ready, watching: Watching) -> None:
        answer = await send(ready)
        assert answer.startswith(b"HTTP/1.1 418 I'm a Teapot\r\nX-Tea: 1\r\n")
        assert answer.endswith(b"\r\n\r\nshort and stout")

    run(replace(settings, reply=Reply(418, ((b"X-Tea", b"1"),), b"short and stout")), use)


def test_app_gets_the_request_and_its_answer_goes_back(
    settings: ListenSettings, recording_app: Callable[..., RecordingApp]
) -> None:
    app = recording_app(AppReply(503, b"not now", ((b"Retry-After", b"5"), (b"retry-AFTER", b"6"))))

    async def use(ready: Ready, watching: Watching) -> None:
        answer = await send(ready)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nRetry-After: 5\r\nretry-AFTER: 6\r\n" in head
        assert body == b"not now"
        assert (await watching.first(Captured)).status == 503

    notices = run(replace(settings, forward_to=f"{app.url}/base"), use)
    (received,) = app.received
    assert (received.method, received.target, received.body) == (
        b"POST",
        b"/base/hook?a=%2F",
        b"hi",
    )
    captured, stopped = notices[1:]
    assert isinstance(captured, Captured)
    assert isinstance(stopped, Stopped)
    assert (stopped.captured, stopped.forwarded, stopped.forward_failures) == (1, 1, 1)
    with closing(open_store(settings.store, create=False)) as store:
        assert list(store.deliveries(captured.capture.id)) == [captured.delivery]


def test_app_that_is_down_is_a_502_and_the_request_is_kept(settings: ListenSettings) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def use(ready: Ready, watching: Watching) -> None:
        assert (await send(ready)).startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
        captured = await watching.first(Captured)
        assert captured.delivery is not None
        assert captured.delivery.attempts[0].failure is not None

    notices = run(replace(settings, forward_to=f"http://127.0.0.1:{port}"), use)
    assert isinstance(notices[-1], Stopped)
    assert (notices[-1].captured, notices[-1].forward_failures) == (1, 1)


def test_store_that_is_gone_is_a_503_and_never_a_200(settings: ListenSettings) -> None:
    async def use(ready: Ready, watching: Watching) -> None:
        settings.store.rename(settings.store.with_name("elsewhere"))
        assert (await send(ready)).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        refused = await watching.first(Refused)
        assert (refused.status, refused.method) == (503, b"POST")
        assert "was moved or deleted" in refused.message

    notices = run(settings, use)
    assert isinstance(notices[-1], Stopped)
    assert (notices[-1].captured, notices[-1].refused) == (0, 1)


def test_refusals_of_the_door_are_published(settings: ListenSettings) -> None:
    async def use(ready: Ready, watching: Watching) -> None:
        assert (await send(ready)).startswith(b"HTTP/1.1 413 ")
        assert (await watching.first(Refused)).status == 413

    run(replace(settings, max_body=1), use)


def test_two_listeners_share_a_store(settings: ListenSettings) -> None:
    async def use(first: Ready, watching: Watching) -> None:
        other = Watching()
        serving = asyncio.create_task(serve(real_world(), settings, other.show))
        second = await other.first(Ready)
        answers = await asyncio.gather(*(send(ready) for ready in (first, second) * 20))
        assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)
        serving.cancel()
        await asyncio.wait({serving})

    run(settings, use)
    with closing(open_store(settings.store, create=False)) as store:
        assert len(list(store.rows(CaptureQuery(limit=None)))) == 40


def test_end_answers_who_still_waits_for_the_app(settings: ListenSettings) -> None:
    async def use(ready: Ready, watching: Watching) -> None:
        sending.append(asyncio.create_task(send(ready)))
        async with asyncio.timeout(PATIENCE):
            await called.wait()

    async def silent_app(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()

    async def play() -> None:
        app = await asyncio.start_server(silent_app, "127.0.0.1", 0)
        async with app:
            port = app.sockets[0].getsockname()[1]
            watching = Watching()
            ours = replace(settings, forward_to=f"http://127.0.0.1:{port}")
            serving = asyncio.create_task(serve(real_world(), ours, watching.show))
            await use(await watching.first(Ready), watching)
            before = real_world().monotonic()
            serving.cancel()
            await asyncio.wait({serving})
            assert real_world().monotonic() - before < 1
            assert (await sending[0]).startswith(b"HTTP/1.1 503 ")
            (captured,) = watching.of(Captured)
            assert (captured.status, captured.delivery) == (503, None)

    sending: list[asyncio.Task[bytes]] = []
    called = asyncio.Event()
    asyncio.run(play())


def test_idle_listener_ends_at_once(settings: ListenSettings) -> None:
    ready, stopped = run(settings, nothing)
    assert isinstance(ready, Ready)
    assert isinstance(stopped, Stopped)
    assert stopped.seconds < 1


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:"), ("localhost", "http://127.0.0.1:")],  # noqa: S104
)
def test_url_is_one_that_this_machine_can_use(
    settings: ListenSettings, host: str, url: str
) -> None:
    (ready, _) = run(replace(settings, host=host), nothing)
    assert isinstance(ready, Ready)
    assert ready.url == f"{url}{ready.port}"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_listener_that_forwards_to_itself_is_refused(settings: ListenSettings, host: str) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = replace(settings, port=port, forward_to=f"http://{host}:{port}/x")
    with pytest.raises(UsageError, match="leads back to this listener"):
        run(ours, nothing)
    assert not settings.store.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"provider": "githb"}, "githb"),
        ({"forward_to": "nonsense"}, "is not a URL"),
        ({"tunnel": "ngork"}, "there is no tunnel `ngork`"),
        ({"host": "nowhere.invalid"}, "is not a host"),
    ],
)
def test_settings_that_cannot_be_are_refused_before_anything_is_made(
    settings: ListenSettings, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        run(replace(settings, **changes), nothing)  # type: ignore[arg-type]
    assert not settings.store.exists()


def test_port_in_use_is_unavailable(settings: ListenSettings) -> None:
    with closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(UnavailableError, match=f"port {port} is in use"):
            run(replace(settings, port=port), nothing)


def test_store_that_cannot_be_opened_is_unavailable(settings: ListenSettings) -> None:
    settings.store.mkdir(parents=True)
    with pytest.raises(StoreError, match="is a folder"):
        run(settings, nothing)


def test_display_that_fails_at_the_start_ends_it(settings: ListenSettings) -> None:
    def show(notice: Notice) -> None:
        raise UnavailableError("no display")

    with pytest.raises(UnavailableError, match="no display"):
        asyncio.run(serve(real_world(), settings, show))


def test_display_that_fails_later_does_not_cost_the_others_their_answers(
    settings: ListenSettings,
) -> None:
    def break_down(watching: Watching, notice: Notice) -> None:
        watching.show(notice)
        assert not isinstance(notice, Captured), "no display"

    async def play() -> None:
        watching = Watching()
        show = partial(break_down, watching)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: told.append(context))
        serving = asyncio.create_task(serve(real_world(), settings, show))
        ready = await watching.first(Ready)
        answers = await asyncio.gather(*(send(ready) for _ in range(20)))
        assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)
        serving.cancel()
        await asyncio.wait({serving})

    told: list[dict[str, object]] = []
    asyncio.run(play())
    assert len(told) == 20


@pytest.mark.parametrize("code", [ExitCode.OK, ExitCode.FAILED])
def test_listening_ends_with_the_code_of_the_wish(settings: ListenSettings, code: ExitCode) -> None:
    stop = Stop()
    notices: list[Notice] = []

    def show(notice: Notice) -> None:
        notices.append(notice)
        if isinstance(notice, Ready):
            stop.ask(code)

    assert listen(real_world(), settings, show, stop) == code
    assert [type(notice) for notice in notices] == [Ready, Stopped]


def test_wish_before_the_start_ends_it_before_it_is_ready(settings: ListenSettings) -> None:
    stop = Stop()
    stop.ask(ExitCode.INTERRUPTED)
    notices: list[Notice] = []
    assert listen(real_world(), settings, notices.append, stop) == ExitCode.INTERRUPTED
    assert notices == []
