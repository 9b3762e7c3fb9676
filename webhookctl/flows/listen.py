"""`listen`: the door, the store, the app behind and the tunnel before, joined until a signal."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from webhookctl.config.known import all_schemes
from webhookctl.core.model import Answer, Capture, Delivery
from webhookctl.core.notice import Ready, Stopped, TunnelLost
from webhookctl.core.read import Reader
from webhookctl.core.reply import ACCEPTED, Reply
from webhookctl.core.secret import Secret
from webhookctl.core.url import Url, parse_url
from webhookctl.errors import ExitCode, UsageError
from webhookctl.flows.admit import make_admission
from webhookctl.flows.desk import LoopDesk
from webhookctl.flows.intake import Confirm, Forward, Intake, Show
from webhookctl.flows.stop_signals import Stop, signals_to, until_stopped
from webhookctl.flows.world import World
from webhookctl.server.bind import bind
from webhookctl.server.door import CaptureDoor
from webhookctl.server.limits import MIB, Limits
from webhookctl.server.loop import new_event_loop
from webhookctl.store.sqlite import SqliteStore
from webhookctl.tunnels import Opened, TunnelSettings, find_tunnel, open_tunnel

GRACE = 0.4
"""Seconds that senders inside are given to get their answer when the listener ends."""

_LAST_WORDS = 0.1
_ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to recognise them


@dataclass(frozen=True, slots=True)
class ListenSettings:
    """What a listener is to do. `store` is the store's file; without `forward_to`, `reply` is what
    every captured request is answered. `tunnel` is the name of one, with its options. `max_body`
    is in bytes.

    `params` are what schemes and handshakes need beside secrets. With `handshakes` those of the
    providers are answered by themselves, with `confirms` also the URLs that they ask for are
    fetched. With `require_valid` what has no valid signature is refused.
    """

    store: Path
    host: str = "127.0.0.1"
    port: int = 8080
    forward_to: str | None = None
    provider: str | None = None
    secrets: tuple[Secret, ...] = ()
    reply: Reply = ACCEPTED
    tunnel: str | None = None
    tunnel_options: Mapping[str, str] = field(default_factory=dict)
    max_body: int = 25 * MIB
    params: Mapping[str, str] = field(default_factory=dict)
    handshakes: bool = True
    confirms: bool = False
    require_valid: bool = False


def listen(world: World, settings: ListenSettings, show: Show, stop: Stop) -> ExitCode:
    """Listen until a signal comes or `stop` is asked; return its exit code (130 for Ctrl-C).

    Notices go to `show`, `Ready` first and `Stopped` last. Raises UsageError for settings that
    contradict the world, UnavailableError for a port, store or tunnel that cannot be had.
    """
    if stop.exit_code is None:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(_until_stopped(world, settings, show, stop))
    return stop.exit_code or ExitCode.OK


async def _until_stopped(world: World, settings: ListenSettings, show: Show, stop: Stop) -> None:
    with signals_to(stop):
        await until_stopped(serve(world, settings, show), stop)


async def serve(world: World, settings: ListenSettings, show: Show) -> None:
    """Listen until cancelled, then finish within a second what is under way, and say what was done.

    Raises as `listen` does.
    """
    started = world.monotonic()
    done: Intake | None = None
    try:
        async with _listening(world, settings, show) as (intake, tunnel):
            done = intake
            await _watch(world, tunnel, show)
    finally:
        if done is not None:
            seconds = world.monotonic() - started
            show(
                Stopped(
                    captured=done.captured,
                    refused=done.refused,
                    forwarded=done.forwarded,
                    forward_failures=done.forward_failures,
                    seconds=seconds,
                )
            )


@asynccontextmanager
async def _listening(
    world: World, settings: ListenSettings, show: Show
) -> AsyncIterator[tuple[Intake, Opened | None]]:
    """Listen in this block: everything that can fail has been tried when it is entered."""
    reader = Reader(all_schemes(), settings.provider, settings.secrets, params=settings.params)
    greeter, admission = make_admission(settings)
    base = None if settings.forward_to is None else parse_url(settings.forward_to)
    if settings.tunnel is not None:
        find_tunnel(settings.tunnel)
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(closing(bind(settings.host, settings.port)))
        address = _Address(*listening.getsockname()[:2])
        forward = await _forwarding(stack, world, base, address)
        store = await stack.enter_async_context(_opened_store(settings.store))
        intake = Intake(world, store, reader.read, show, reply=settings.reply, forward=forward)
        intake.decide = admission.decide
        intake.confirm = await _confirming(stack, world) if settings.confirms else None
        tunnel = await _tunnel(stack, settings, address)
        reader.public_url = intake.public_url = None if tunnel is None else tunnel.public_url
        greeter.public_url = intake.public_url
        show(_ready(settings, address, base, intake.public_url))
        door = CaptureDoor(
            listening,
            intake.receive,
            intake.refuse,
            now=world.now,
            limits=Limits(max_body=settings.max_body),
            spool_folder=settings.store.parent,
        )
        async with door:
            try:
                yield intake, tunnel
            finally:
                await _finish(door, intake)


async def _finish(door: CaptureDoor, intake: Intake) -> None:
    if not await door.drain(GRACE):
        await intake.give_up()
        await door.drain(_LAST_WORDS)
    await intake.give_up()


async def _watch(world: World, tunnel: Opened | None, show: Show) -> None:
    """Wait to be cancelled, and tell when the tunnel is gone; what is local goes on."""
    if tunnel is not None:
        message = await tunnel.lost()
        show(TunnelLost(world.now(), tunnel.name, tunnel.public_url, message))
    await asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True)
class _Address:
    """Where the door is. `local` is the host that this machine reaches it by."""

    host: str
    port: int

    @property
    def local(self) -> str:
        return _ALL_ADDRESSES.get(self.host, self.host)

    @property
    def url(self) -> str:
        host = f"[{self.local}]" if ":" in self.local else self.local
        return f"http://{host}:{self.port}"

    def is_meant_by(self, url: Url) -> bool:
        names = {self.host, self.local, "localhost"}
        return url.connect_port == self.port and url.host in names


@asynccontextmanager
async def _opened_store(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(path, create=True, desk=LoopDesk())
    try:
        yield store
    finally:
        await asyncio.to_thread(store.close)  # its last calls still run in the loop
        await asyncio.sleep(0)


async def _forwarding(
    stack: AsyncExitStack, world: World, base: Url | None, address: _Address
) -> Forward | None:
    if base is None:
        return None
    if address.is_meant_by(base):
        raise UsageError(
            f"`--forward-to {base}` leads back to this listener",
            hint="name the port of the app, or listen on another one with `--port`",
        )
    from webhookctl.flows.forward import open_forwarder  # a client costs 0.1 s to load

    forwarder = await stack.enter_async_context(open_forwarder(str(base), world))

    async def forward(capture: Capture) -> tuple[Delivery, Answer]:
        forwarded = await forwarder.forward(capture)
        return forwarded.delivery, forwarded.answer

    return forward


async def _confirming(stack: AsyncExitStack, world: World) -> Confirm:
    from webhookctl.flows.confirm import open_confirmer  # a client costs 0.1 s to load

    return (await stack.enter_async_context(open_confirmer(world))).confirm


async def _tunnel(
    stack: AsyncExitStack, settings: ListenSettings, address: _Address
) -> Opened | None:
    if settings.tunnel is None:
        return None
    wanted = TunnelSettings(options=settings.tunnel_options)
    opening = open_tunnel(settings.tunnel, address.local, address.port, wanted)
    return await stack.enter_async_context(opening)


def _ready(
    settings: ListenSettings, address: _Address, base: Url | None, public_url: str | None
) -> Ready:
    return Ready(
        url=address.url,
        host=address.host,
        port=address.port,
        store=str(settings.store.absolute()),
        process_id=os.getpid(),
        public_url=public_url,
        forward_to=None if base is None else str(base),
        provider=settings.provider,
        judges=bool(settings.secrets),
    )
