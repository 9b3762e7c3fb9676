"""Retry policies as data: when an attempt follows another, and what ends a delivery."""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Attempt


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a sender retries. All times are in seconds.

    `delays` stand before attempt 2, 3, …; each grows by up to `jitter` (a fraction of itself).
    `success` are inclusive status ranges; `final` statuses end the delivery without success.
    `redirects` is how many a sender follows (0: a 3xx is an answer like any other).
    `retry_headers` makes the headers that only a retry carries from its number (1 for the first
    retry) and the attempt before. `stop_header` is a response header that ends the retries.
    `exact` is False where the provider publishes no intervals; `note` says what is assumed
    then.
    """

    name: str
    title: str
    delays: tuple[float, ...] = ()
    jitter: float = 0.0
    connect_timeout: float | None = None
    response_timeout: float = 30.0
    success: tuple[tuple[int, int], ...] = ((200, 299),)
    final: frozenset[int] = frozenset()
    obeys_retry_after: bool = False
    redirects: int = 0
    retry_headers: Callable[[int, Attempt], HeaderPairs] | None = None
    stop_header: tuple[str, str] | None = None
    exact: bool = True
    note: str | None = None
    sources: tuple[str, ...] = ()
