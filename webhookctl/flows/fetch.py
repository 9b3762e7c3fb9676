"""Keys that requests name: kept in a folder, else fetched once from a host of their provider."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from webhookctl.core.certificate import is_certificate
from webhookctl.core.key_source import KeySource
from webhookctl.core.secret import Secret
from webhookctl.flows.world import World

if TYPE_CHECKING:
    from webhookctl.core.model import Attempt
    from webhookctl.delivery.deliver import Engine

LARGEST = 64 * 1024
"""Bytes that a key may have; what is longer is not read to its end."""

TIMEOUT = 10.0
"""How long a provider may take for its answer, in seconds."""

FRESH = 7 * 86_400.0
"""Seconds after which a kept key is asked for again; it stays in use while it cannot be had."""

MOST = 64
"""Keys that are fetched in one run at most: requests name them, and may name any number."""

_OK = 200


@dataclass(frozen=True, slots=True)
class NoKey:
    """Why a key cannot be had, in words that go behind a colon."""

    cause: str


class KeyFinder:
    """Finds the keys of one run; `folder` keeps them, `connect` opens what fetches them.

    A `KeySource` is only made of URLs on hosts of the provider. Redirects are not followed: they
    could lead anywhere. `connect` None is the one client of all commands.
    """

    def __init__(
        self,
        folder: Path,
        world: World,
        connect: "Callable[[], AbstractAsyncContextManager[Engine]] | None" = None,
    ) -> None:
        self._folder = folder
        self._world = world
        self._connect = connect or self._client
        self._found: dict[str, Secret | NoKey] = {}
        self._fetched = 0

    def __call__(self, source: KeySource) -> Secret | NoKey:
        """Return a key, named by its URL, or why there is none."""
        known = self._found.get(source.url)
        if known is None:
            known = self._found[source.url] = self._find(source)
        return known

    def _find(self, source: KeySource) -> Secret | NoKey:
        kept, is_fresh = self._kept(source)
        if kept is not None and is_fresh:
            return kept
        fetched = self._fetch(source)
        if isinstance(fetched, NoKey):
            return kept or fetched
        self._keep(source, fetched)
        return fetched

    def _fetch(self, source: KeySource) -> Secret | NoKey:
        import asyncio

        if self._fetched == MOST:
            return NoKey(f"{MOST} others were fetched in this run already")
        self._fetched += 1
        return _key_in(source, asyncio.run(self._attempt(source)))

    async def _attempt(self, source: KeySource) -> "Attempt":
        from webhookctl.core.compose import USER_AGENT
        from webhookctl.core.model import OutgoingRequest
        from webhookctl.core.retry import RetryPolicy
        from webhookctl.core.url import parse_url
        from webhookctl.delivery.client import Limits
        from webhookctl.delivery.deliver import Pace, deliver_once

        url, world = parse_url(source.url), self._world
        headers = ((b"Accept", b"*/*"), (b"User-Agent", USER_AGENT))
        request = OutgoingRequest(b"GET", url.origin, url.target, headers)
        policy = RetryPolicy("key", "fetch a key once", response_timeout=TIMEOUT)
        pace = Pace(world.now, world.sleep, world.random_bits)
        limits = Limits(kept=LARGEST, read=LARGEST)
        async with self._connect() as client:
            return await deliver_once(request, policy, client, pace, limits)

    def _client(self) -> "AbstractAsyncContextManager[Engine]":
        from webhookctl.delivery.client import Client

        return Client(self._world.monotonic)

    def _kept(self, source: KeySource) -> tuple[Secret | None, bool]:
        """Return the key that was kept, if it is one, and whether it is fresh."""
        try:
            with self._place(source).open("rb") as file:
                content = file.read(LARGEST + 1)
            age = self._world.now() - self._place(source).stat().st_mtime
        except OSError:
            return None, False
        if len(content) > LARGEST or not is_certificate(content):
            return None, False
        return _named(source, content), 0 <= age < FRESH

    def _keep(self, source: KeySource, key: Secret) -> None:
        """Keep a key for later runs; a folder that cannot be written only costs them time."""
        import os
        from contextlib import suppress

        place = self._place(source)
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(key.value)
            os.utime(draft, (self._world.now(),) * 2)
            draft.replace(place)

    def _place(self, source: KeySource) -> Path:
        return self._folder / f"{sha256(source.url.encode()).hexdigest()}.pem"


def _key_in(source: KeySource, attempt: "Attempt") -> Secret | NoKey:
    answer = attempt.answer
    if answer is None:
        return NoKey(attempt.failure.message if attempt.failure else "no answer")
    host = urlsplit(source.url).hostname
    if answer.status != _OK:
        return NoKey(f"{host} answers {answer.status}")
    if not is_certificate(answer.body):
        return NoKey(f"what {host} answers is no certificate")
    return _named(source, answer.body)


def _named(source: KeySource, key: bytes) -> Secret:
    return Secret(source.url, key)
