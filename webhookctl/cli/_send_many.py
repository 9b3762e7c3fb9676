"""`send --count`, `--rate`, `--duration`: many events, told in one summary."""

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import typer

from webhookctl.cli._send_run import Sent
from webhookctl.cli._sending import end_stopped
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from webhookctl.core.load import Load
    from webhookctl.core.model import Delivery
    from webhookctl.core.retry import Step
    from webhookctl.core.tally import Tally
    from webhookctl.flows.many import Item
    from webhookctl.flows.send import Order
    from webhookctl.flows.world import World
    from webhookctl.output.many import Told
    from webhookctl.output.progress import Bar


@dataclass(frozen=True, slots=True)
class Amount:
    """The options about how much is sent, as they are typed; None is what was not."""

    count: int | None = None
    concurrency: int | None = None
    rate: str | None = None
    duration: str | None = None
    shuffle: bool = False
    duplicate: int | None = None
    concurrent: bool = False

    def load(self, **alone: bool) -> "Load | None":
        """Return the load, None where one event is sent. Raises UsageError.

        `alone` are options that are about one event, by name, and whether they are there.
        """
        option = self._option
        if option is None:
            if self.concurrent and self.duplicate is None:
                raise UsageError(
                    "`--concurrent` is for several copies, and there is only one",
                    hint="add `--duplicate N`",
                )
            return None
        self._check(option, alone)
        return self._load()

    @property
    def _option(self) -> str | None:
        """The first option that makes it many, None where there is none."""
        there = {
            "--count": self.count is not None,
            "--duration": self.duration is not None,
            "--rate": self.rate is not None,
            "--concurrency": self.concurrency is not None,
            "--shuffle": self.shuffle,
        }
        return next((option for option, given in there.items() if given), None)

    def _check(self, option: str, alone: dict[str, bool]) -> None:
        if self.count is None and self.duration is None:
            raise UsageError(
                f"`{option}` is for many events, and nothing says how many",
                hint="add `--count N` or `--duration 30s`"
                + (", or `--scenario NAME`" if option == "--shuffle" else ""),
            )
        if self.concurrent:
            raise UsageError(
                f"`--concurrent` is for the copies of one event, not for `{option}`",
                hint="say how many at a time with `--concurrency N`",
            )
        for name, given in alone.items():
            if given:
                raise UsageError(
                    f"`{option}` does not go with `--{name}`: {_WHY[name]}",
                    hint=f"leave `{option}` or `--{name}` out",
                )

    def _load(self) -> "Load":
        from webhookctl.core.load import Load
        from webhookctl.flows.many import (
            AT_ONCE_BY_RATE,
            allow_connections,
            parse_length,
            parse_rate,
        )

        rate = None if self.rate is None else parse_rate(self.rate)
        concurrency = self.concurrency or (1 if rate is None else AT_ONCE_BY_RATE)
        allow_connections(concurrency)
        return Load(
            count=self.count,
            concurrency=concurrency,
            rate=rate,
            duration=None if self.duration is None else parse_length(self.duration),
            copies=self.duplicate or 1,
            shuffled=self.shuffle,
        )


_WHY = {
    "plan": "it sends nothing",
    "dry-run": "it shows one request",
    "print-curl": "it shows one request",
    "id": "each event has an id of its own (`--duplicate N` sends one several times)",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """What is told of a run while it goes on."""

    sent: Sent
    tally: "Tally"
    bar: "Bar | None"

    def tell(self, item: "Item", step: "Step", delivery: "Delivery") -> None:
        """Tell an attempt: as a line of JSON, and by the bar."""
        from webhookctl.output.many import item_fields

        if self.sent.report.json:
            more = item_fields(delivery, item.number, item.copy)
            self.sent.report.tell(lambda _: "", lambda: {**self.sent.fields(step), **more})
        if self.bar is not None:
            self.bar.show(self.tally)


def send_many(
    sent: Sent, order: "Order", load: "Load", world: "World", seed: int | None
) -> NoReturn:
    """Send many events and exit: 0 when each was accepted (or refused), 1, or as stopped."""
    from webhookctl.core.tally import Tally
    from webhookctl.flows.many import Batch, run_many
    from webhookctl.flows.world import real_world
    from webhookctl.output.many import Told, many_line

    tally = Tally()
    event = sent.parcel.event
    told = Told(str(order.to), event.provider, event.type, sent.schedule.policy, sent.kind)
    batch = Batch(order, sent.parcel, sent.schedule, load, real_world(seed).random_bits)
    sent.report.say(lambda screen: many_line(told, load, screen))
    with _bar(sent, load, world) as bar:
        run = _Run(sent, tally, bar)
        stopped = run_many(batch, world, sent.ledger, tally, run.tell)
    sent.ledger.close()
    _summarise(sent, tally, told, load, finished=stopped is None)
    if stopped is not None:
        end_stopped(sent.report, stopped)
    raise typer.Exit(ExitCode.OK if tally.went_well else ExitCode.FAILED)


def _bar(sent: Sent, load: "Load", world: "World") -> "AbstractContextManager[Bar | None]":
    """Return a bar where stderr is a terminal that the report does not go to as well."""
    if not sys.stderr.isatty() or (sent.report.json and sys.stdout.isatty()):
        return nullcontext()
    from webhookctl.output.progress import error_bar

    return error_bar(load, world.monotonic)


def _summarise(sent: Sent, tally: "Tally", told: "Told", load: "Load", *, finished: bool) -> None:
    from webhookctl.output.many import many_fields, many_hints, many_text

    sent.report.tell(
        lambda screen: many_text(tally, sent.kind, screen),
        lambda: many_fields(
            tally, told, load, recorded=sent.ledger.recorded, interrupted=not finished
        ),
    )
    sent.report.say(lambda _: many_hints(tally))
