"""What is to be written, and who wants to know."""

import threading
from collections.abc import Callable, Iterable

from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import Capture, Delivery
from webhookctl.core.ports import Done

_FLAT = 2048
"""Bytes that an item weighs beside its bodies: headers, target, names."""


class Job:
    """Something to write, and who wants to know; `at_once` is told in the writing thread.

    `weight` is the bytes of memory it holds, about, `size` those it adds to the log. `is_small`
    says that none of its bodies is copied in pieces.
    """

    __slots__ = ("at_once", "done", "is_small", "item", "size", "weight")

    def __init__(self, item: Capture | Delivery, done: Done, at_once: bool = False) -> None:
        self.item = item
        self.done = done
        self.at_once = at_once
        if isinstance(item, Capture):
            body = item.request.body
            self.size = _FLAT + body.size
            self.weight = self.size if isinstance(body, MemoryBody) else _FLAT
            self.is_small = body.size <= MEMORY_LIMIT
        else:
            answers = (attempt.answer for attempt in item.attempts)
            sizes = (_FLAT + len(answer.body) for answer in answers if answer is not None)
            self.size = self.weight = _FLAT + sum(sizes)
            bodies = (attempt.request.body for attempt in item.attempts)
            self.is_small = all(body.size <= MEMORY_LIMIT for body in bodies)

    @property
    def takes_long(self) -> bool:
        """Whether others should not have to wait for it: it is a capture that is not small."""
        return not self.is_small and isinstance(self.item, Capture)


def call_all(calls: Iterable[Callable[[], None]]) -> None:
    """Call each; what one raises is reported as Python does it for a thread."""
    for call in calls:
        try:
            call()
        except Exception as exc:  # noqa: BLE001 - one caller's mistake must not cost the others
            report(exc)


def report(exc: Exception) -> None:
    """Say what went wrong in a callback."""
    threading.excepthook(
        threading.ExceptHookArgs((type(exc), exc, exc.__traceback__, threading.current_thread()))
    )
