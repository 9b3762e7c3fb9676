"""What a listener's notices look like: to people, at a pace they can follow, and to scripts."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeGuard

from webhookctl.core.notice import (
    Captured,
    Confirmed,
    Notice,
    Ready,
    Refused,
    Stopped,
    TunnelLost,
)
from webhookctl.errors import WebhookctlError
from webhookctl.output import talk
from webhookctl.output.console import DIM, Screen
from webhookctl.output.cut_body import CutBody
from webhookctl.output.jsonl import Fields, dumped, notice_fields
from webhookctl.output.lines import Localtime, refused_line, request_line
from webhookctl.output.outlet import Outlet
from webhookctl.output.pace import Pace
from webhookctl.output.pretty import request_block
from webhookctl.output.safe import safe_line

_ERROR = 400

_WRITE_SIZE = 64 * 1024
"""Bytes of JSON that are handed to a stream at once, about."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What has come since the last look: notices, and how many there was no room to keep.

    `now` is in seconds of a monotonic clock. `missed` counts captured requests, `missed_refused`
    refused ones. `ending` marks the last batch.
    """

    notices: Sequence[Notice]
    now: float
    missed: int = 0
    missed_refused: int = 0
    ending: bool = False


class View(Protocol):
    """Turns batches of notices into output, in the display's own thread."""

    @property
    def restless(self) -> bool:
        """Whether it has to be asked again soon even if nothing comes."""
        ...

    def present(self, batch: Batch) -> None:
        """Write what is to be seen of a batch; takes as long as the reader makes it."""
        ...


class PeopleView:
    """Lines, or blocks when `pretty`, on `data`; talk on `talk_to`; a count of what is too much.

    `quiet` leaves only what went wrong, on `talk_to`.
    """

    def __init__(
        self,
        data: Outlet,
        talk_to: Outlet,
        *,
        pretty: bool = False,
        quiet: bool = False,
        local: Localtime = time.localtime,
    ) -> None:
        self._data = talk_to if quiet else data
        self._talk = talk_to
        self._quiet = quiet
        self._local = local
        self._pace = Pace(blocks=pretty)
        self._hidden_refused = 0
        self._said = ""
        self._noted: str | None = None

    @property
    def restless(self) -> bool:
        """Whether a count has to be told soon."""
        return self._pace.hiding

    def present(self, batch: Batch) -> None:
        """Write a batch in its order; what is more than the pace allows is only counted."""
        screen = self._data.screen()
        share = self._pace.share(batch.now, sum(map(self._is_line, batch.notices)))
        blocks, shown = share.blocks, share.blocks + share.lines
        for notice in batch.notices:
            if self._is_line(notice):
                if shown:
                    self._write_request(notice, screen, as_block=blocks > 0)
                    blocks, shown = blocks - 1, shown - 1
                else:
                    self._hidden_refused += isinstance(notice, Refused)
            else:
                self._say(notice, batch)
        self._pace.hide(batch.now, batch.missed + batch.missed_refused)
        self._hidden_refused += batch.missed_refused
        self._write_count(batch, ending=batch.ending)

    def _is_line(self, notice: Notice) -> TypeGuard[Captured | Refused]:
        return isinstance(notice, Refused if self._quiet else Captured | Refused)

    def _write_request(self, notice: Captured | Refused, screen: Screen, *, as_block: bool) -> None:
        if isinstance(notice, Captured):
            draw = _block if as_block else request_line
            self._data.write(screen.encode(f"{draw(notice, screen, self._local)}\n"))
            self._say_rest(notice)
        else:
            self._data.write(screen.encode(f"{refused_line(notice, screen, self._local)}\n"))
            self._say_once(f"hint: {safe_line(notice.hint)}\n" if notice.hint else "")

    def _say(self, notice: Notice, batch: Batch) -> None:
        screen = self._talk.screen()
        match notice:
            case Ready() if not self._quiet:
                self._talk.write(screen.encode(talk.banner(notice, screen)))
            case TunnelLost():
                self._talk.write(screen.encode(talk.tunnel_lost(notice, screen)))
            case Stopped() if not self._quiet:
                self._write_count(batch, ending=True)
                self._talk.write(screen.encode(talk.summary(notice, screen)))
            case Confirmed() if notice.delivery.attempts:
                last = notice.delivery.attempts[-1]
                self._talk.write(screen.encode(talk.confirmed(last, screen)))
            case Captured():
                self._say_rest(notice)
            case _:
                pass

    def _say_rest(self, seen: Captured) -> None:
        """Say what is to be known of a request; why the app behind could not be reached only once,
        until it was reached again.
        """
        worth_it = seen.note is not None and (not self._quiet or (seen.status or 0) >= _ERROR)
        if worth_it and seen.note != self._noted:
            self._talk.write(self._talk.screen().encode(talk.noted(seen.note or "")))
        self._noted = seen.note
        if seen.delivery is not None and seen.delivery.attempts:
            screen = self._talk.screen()
            last, asked = seen.delivery.attempts[-1], seen.capture.request.target
            said = talk.forward_failed(last, screen) or talk.wrong_path(asked, last, screen)
            self._say_once(said)

    def _say_once(self, text: str) -> None:
        if text and text != self._said:
            self._talk.write(self._talk.screen().encode(text))
        self._said = text

    def _write_count(self, batch: Batch, *, ending: bool) -> None:
        count = self._pace.due(batch.now, ending=ending)
        if not count:
            return
        refused, self._hidden_refused = self._hidden_refused, 0
        captured = count - refused
        parts = [f"{captured:,} more, all stored"] if captured else []
        parts += [f"{refused:,} more refused"] if refused else []
        screen = self._data.screen()
        self._data.write(screen.encode(screen.paint(DIM, f"… {', '.join(parts)}") + "\n"))


class ScriptView:
    """One JSON object a line on `data`, for every notice; never a summary."""

    restless = False

    def __init__(self, data: Outlet) -> None:
        self._data = data

    def present(self, batch: Batch) -> None:
        """Write a line for each notice."""
        for piece in _joined(map(_json_line, batch.notices)):
            self._data.write(piece)


def without_body(seen: Captured) -> Captured:
    """Return a notice that holds no body, only its size."""
    request = seen.capture.request
    bare = replace(request, body=CutBody(true_size=request.body.size))
    return replace(seen, capture=replace(seen.capture, request=bare))


def _block(seen: Captured, screen: Screen, local: Localtime) -> str:
    try:
        return request_block(seen, screen, local)
    except Exception:  # noqa: BLE001 - no body, whatever is in it, may end the display
        return request_line(seen, screen, local)


def _json_line(notice: Notice) -> bytes:
    fields = _captured_fields(notice) if isinstance(notice, Captured) else notice_fields(notice)
    return dumped(fields).encode("ascii")


def _captured_fields(seen: Captured) -> Fields:
    try:
        return notice_fields(seen)
    except (OSError, WebhookctlError):  # the body cannot be read back
        return notice_fields(without_body(seen))


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= _WRITE_SIZE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)
