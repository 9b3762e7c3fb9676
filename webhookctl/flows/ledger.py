"""Keeps what is sent in the store as long as there is one, and is never in the way of sending."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from webhookctl.core.model import Delivery
from webhookctl.core.ports import Store, StoreError


class Ledger:
    """Records deliveries; the first trouble with the store is told once, and the last.

    `open_store` is called when there is something to record first. Use it as a context manager.
    """

    def __init__(
        self, open_store: Callable[[], Store], complain: Callable[[StoreError], None]
    ) -> None:
        self._open_store = open_store
        self._complain = complain
        self._store: Store | None = None
        self.works = True

    def record(self, delivery: Delivery) -> None:
        """Keep a delivery, in place of what was recorded under its id before."""
        if not self.works:
            return
        try:
            if self._store is None:
                self._store = self._open_store()
            self._store.record(delivery)
        except StoreError as error:
            self.works = False
            self._complain(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._store is not None:
            self._store.close()
