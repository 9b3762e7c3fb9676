"""The display of a running listener: a queue, and a thread that turns what is in it into output.

Whoever has something to tell only appends to the queue. A terminal that is slow or stopped blocks
this thread and nothing else. Then people miss lines: they are counted, and the requests are
stored. Scripts (`json`) miss none: their lines wait in memory, without bodies once 64 MiB of those
wait; a line tells of its missing body, and `webhookctl show ID --body` has it.
"""

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self, TextIO

from webhookctl.core.body import MEMORY_LIMIT
from webhookctl.core.notice import Captured, Notice, Refused
from webhookctl.output import talk
from webhookctl.output.lines import Localtime
from webhookctl.output.outlet import Outlet
from webhookctl.output.views import Batch, PeopleView, ScriptView, View, without_body

TICK = 0.05
"""Seconds between two looks at the queue, so that a flood is turned into few writes."""

MOST_WAITING = 250
"""Requests that wait for people's eyes; what is more is counted."""

MOST_BODIES = 8 * 1024 * 1024
"""Bytes of bodies that wait for people's eyes."""

MOST_SCRIPT_BODIES = 64 * 1024 * 1024
"""Bytes of bodies that wait for a script; what comes then waits without its body."""

_REQUESTS = (Captured, Refused)

PATIENCE = 0.5
"""Seconds that the end waits for a reader that takes nothing."""


class Mode(StrEnum):
    """How a listener shows what comes in (`--output`)."""

    COMPACT = "compact"
    PRETTY = "pretty"
    JSON = "json"
    QUIET = "quiet"


class LiveDisplay:
    """Shows notices: requests on stdout, all else on stderr; `json` puts everything on stdout.

    A context manager: entering starts its thread, leaving shows what is left. When stdout can no
    longer be written to, people are told and listening goes on; in `json`, where nobody would
    ever know of a request, `on_broken` is called instead, once, from the display's thread.
    """

    def __init__(
        self,
        mode: Mode,
        stdout: TextIO,
        stderr: TextIO,
        *,
        on_broken: Callable[[], None] | None = None,
        local: Localtime = time.localtime,
        script_bodies: int = MOST_SCRIPT_BODIES,
    ) -> None:
        self._for_script = mode is Mode.JSON
        self._data, self._talk = Outlet(stdout), Outlet(stderr)
        self._view: View
        if self._for_script:
            self._view = ScriptView(self._data)
        else:
            self._view = PeopleView(
                self._data,
                self._talk,
                pretty=mode is Mode.PRETTY,
                quiet=mode is Mode.QUIET,
                local=local,
            )
        self._on_broken = on_broken
        self._script_bodies = script_bodies
        self._lock = threading.Lock()
        self._waiting: list[Notice] = []
        self._body_bytes = 0
        self._missed = self._missed_refused = 0
        self._told_broken = False
        self._something = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="display", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def show(self, notice: Notice) -> None:
        """Have a notice shown. Never waits; may be called from any thread."""
        with self._lock:
            self._keep(notice)
        if not self._something.is_set():
            self._something.set()

    def close(self, patience: float = PATIENCE) -> None:
        """Show what is left and end; give up on a reader that takes nothing for `patience` s."""
        self._closing.set()
        self._something.set()
        written = -1
        while self._thread.is_alive() and written != self._data.written:
            written = self._data.written
            self._thread.join(patience)

    def _keep(self, notice: Notice) -> None:
        is_full = len(self._waiting) >= MOST_WAITING
        if is_full and not self._for_script and isinstance(notice, _REQUESTS):
            self._miss(notice)
            return
        size = _body_in_memory(notice)
        if self._for_script and self._body_bytes + size > self._script_bodies:
            notice, size = _lightened(notice), 0
        elif not self._for_script and self._body_bytes + size > MOST_BODIES:
            self._miss(notice)
            return
        self._waiting.append(notice)
        self._body_bytes += size

    def _miss(self, notice: Notice) -> None:
        self._missed += isinstance(notice, Captured)
        self._missed_refused += isinstance(notice, Refused)

    def _take(self, *, ending: bool) -> Batch:
        with self._lock:
            notices, self._waiting, self._body_bytes = self._waiting, [], 0
            missed, self._missed = self._missed, 0
            missed_refused, self._missed_refused = self._missed_refused, 0
        return Batch(notices, time.monotonic(), missed, missed_refused, ending)

    def _run(self) -> None:
        ending = False
        while not ending:
            self._something.wait(TICK if self._view.restless else None)
            self._something.clear()
            ending = self._closing.is_set()
            self._view.present(self._take(ending=ending))
            if self._data.broken is not None and not self._told_broken:
                self._tell_broken(self._data.broken)
            self._closing.wait(TICK)

    def _tell_broken(self, error: OSError) -> None:
        self._told_broken = True
        screen = self._talk.screen()
        self._talk.write(screen.encode(talk.output_broken(error, ends=self._for_script)))
        if self._for_script and self._on_broken is not None:
            self._on_broken()


def _body_in_memory(notice: Notice) -> int:
    size = notice.capture.request.body.size if isinstance(notice, Captured) else 0
    return size if size <= MEMORY_LIMIT else 0


def _lightened(notice: Notice) -> Notice:
    return without_body(notice) if isinstance(notice, Captured) else notice
