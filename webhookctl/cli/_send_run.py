"""`send` at work: attempts are told as they end and recorded, then comes the verdict."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from webhookctl.cli._sending import Report, end_stopped, run_until_done
from webhookctl.errors import ExitCode

if TYPE_CHECKING:
    from webhookctl.core.model import Delivery
    from webhookctl.core.retry import Step
    from webhookctl.core.tamper import Kind
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.send import Parcel, Schedule
    from webhookctl.flows.world import World
    from webhookctl.output.console import Screen


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent, by which schedule, and who is told of it."""

    parcel: "Parcel"
    schedule: "Schedule"
    ledger: "Ledger"
    report: Report

    @property
    def kind(self) -> "Kind | None":
        """How it is tampered with, if it is."""
        return self.parcel.forgery.kind if self.parcel.forgery else None

    def lines(self, step: "Step", screen: "Screen", label: str | None = None) -> str:
        """Return an attempt for people."""
        from webhookctl.output.attempts import step_lines
        from webhookctl.output.refusals import refusal_mark

        ended = refusal_mark(step.attempt) if self.kind else None
        return step_lines(step, screen, self.schedule.speed, label=label, ended=ended)

    def fields(self, step: "Step") -> dict[str, Any]:
        """Return an attempt for scripts."""
        from webhookctl.output.attempts import step_fields
        from webhookctl.output.refusals import refusal_fields

        return step_fields(step) if self.kind is None else refusal_fields(step, self.kind)

    def begin(self) -> None:
        """Say what is sent where."""
        from webhookctl.output.attempts import Sending, sending_line

        event, policy, speed = self.parcel.event, self.schedule.policy, self.schedule.speed
        to = str(self.parcel.to)
        sending = Sending(to, event.provider, event.type, event.id, policy, speed)
        self.report.say(lambda screen: sending_line(sending, screen))


def send_one(sent: Sent, world: "World") -> NoReturn:
    """Send an event and exit: 0 delivered (refused, where forged), 1 not, or as stopped."""
    from webhookctl.flows.send import send

    delivery = sent.parcel.delivery(world.new_id())
    last: Step | None = None

    def on_step(step: "Step", so_far: "Delivery") -> None:
        nonlocal delivery, last
        delivery, last = so_far, step
        sent.ledger.record(so_far)
        sent.report.tell(lambda screen: sent.lines(step, screen), lambda: sent.fields(step))

    sent.begin()
    stopped = run_until_done(send(sent.parcel, delivery, sent.schedule, world, on_step))
    _tell_verdict(sent, delivery, last, finished=stopped is None)
    if stopped is not None:
        end_stopped(sent.report, stopped)
    _advise(sent, delivery, last)
    done = delivery.accepted or (last is not None and last.attempt.was_cut)
    raise typer.Exit(ExitCode.OK if done else ExitCode.FAILED)


def send_copies(sent: Sent, world: "World", copies: int, *, concurrent: bool) -> NoReturn:
    """Send copies of an event and exit: 0 each was accepted (refused), 1, or as stopped."""
    from webhookctl.flows.copies import send_copies as run
    from webhookctl.output.attempts import failure_hints
    from webhookctl.output.copies import copies_fields, copies_line, copy_label

    deliveries = [sent.parcel.delivery(world.new_id()) for _ in range(copies)]

    def on_step(number: int, step: "Step", so_far: "Delivery") -> None:
        deliveries[number] = so_far
        sent.ledger.record(so_far)
        label = copy_label(number, copies, step)
        sent.report.tell(
            lambda screen: sent.lines(step, screen, label),
            lambda: {**sent.fields(step), "copy": number + 1},
        )

    sent.begin()
    work = run(sent.parcel, tuple(deliveries), sent.schedule, world, on_step, concurrent=concurrent)
    stopped = run_until_done(work)
    sent.report.tell(
        lambda screen: copies_line(deliveries, sent.kind, screen),
        lambda: copies_fields(
            deliveries,
            sent.kind,
            sent.schedule.policy,
            recorded=sent.ledger.recorded,
            interrupted=stopped is not None,
        ),
    )
    if stopped is not None:
        end_stopped(sent.report, stopped)
    sent.report.say(lambda _: failure_hints(one.attempts[-1] for one in deliveries))
    accepted = all(one.accepted or one.attempts[-1].was_cut for one in deliveries)
    raise typer.Exit(ExitCode.OK if accepted else ExitCode.FAILED)


def _tell_verdict(sent: Sent, delivery: "Delivery", last: "Step | None", *, finished: bool) -> None:
    from webhookctl.output.attempts import sent_fields, sent_line
    from webhookctl.output.refusals import refused_fields, refused_line

    kind, policy = sent.kind, sent.schedule.policy
    how = {"recorded": sent.ledger.recorded, "interrupted": not finished}
    if kind is None:
        sent.report.tell(
            lambda screen: sent_line(last, screen), lambda: sent_fields(delivery, policy, **how)
        )
    else:
        sent.report.tell(
            lambda screen: refused_line(last.attempt if last else None, kind, screen),
            lambda: refused_fields(delivery, kind, policy, **how),
        )


def _advise(sent: Sent, delivery: "Delivery", last: "Step | None") -> None:
    from webhookctl.output.attempts import next_step_hint
    from webhookctl.output.policy import failed_notes
    from webhookctl.output.refusals import refusal_hint

    if last is None:
        return
    if sent.kind is not None:
        sent.report.say(lambda _: refusal_hint(last.attempt))
    elif not delivery.accepted:
        own = sent.parcel.provider.retry if sent.parcel.provider else None
        notes = failed_notes(sent.schedule.policy, last)
        sent.report.say(lambda _: next_step_hint(last, own) + notes)
