"""The running event loop as a store sees it: where it tells, and has itself called again."""

import asyncio
from collections.abc import Callable, Sequence


class LoopDesk:
    """The desk (see `store.writer.Desk`) of the event loop that runs where it is made.

    A loop that has been closed is told nothing more.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    def tell(self, calls: Sequence[Callable[[], None]]) -> None:
        """Have these called in the loop's thread; may be called in any thread."""
        try:
            self._loop.call_soon_threadsafe(self.call, calls)
        except RuntimeError:
            if not self._loop.is_closed():
                raise

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call this in so many seconds, after what is ready by then; return what cancels it."""
        if seconds <= 0:
            return self._loop.call_soon(call).cancel
        return self._loop.call_later(seconds, call).cancel

    def call(self, calls: Sequence[Callable[[], None]]) -> None:
        """Call these; what one raises is told to the loop's exception handler."""
        for call in calls:
            try:
                call()
            except Exception as exc:  # noqa: BLE001 - one sender's trouble must not be the others'
                context = {"message": "a stored request", "exception": exc}
                self._loop.call_exception_handler(context)


def desk_here() -> LoopDesk | None:
    """Return the desk of the event loop that is running, None where none is."""
    try:
        return LoopDesk()
    except RuntimeError:
        return None
