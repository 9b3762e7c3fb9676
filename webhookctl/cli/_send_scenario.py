"""`send --scenario`: the events of a story, one after the other."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from webhookctl.cli._context import Context, make_context
from webhookctl.cli._parameters import parameters
from webhookctl.cli._send_plan import delivery_policy, jitter_dice, one_policy, refuse_pace
from webhookctl.cli._send_preview import WHOLE, say_if_masked
from webhookctl.cli._send_run import Sent
from webhookctl.cli._sending import (
    Report,
    complain,
    end_stopped,
    headers_of,
    one_secret,
    run_until_done,
    target_of,
)
from webhookctl.cli._wire import connection_of, manner_of
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from webhookctl.core.model import Delivery
    from webhookctl.core.retry import Step as RetryStep
    from webhookctl.core.scenario import Scenario, Step
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.scenario import Chapter
    from webhookctl.flows.send import Order, Schedule
    from webhookctl.flows.world import World

_TYPED = "COMMANDLINE"
_NOT_BEGUN = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be said beside `--scenario`, by the names that `send` has for it, as Click has it.

    Click leaves paths texts, which Typer makes paths of only for the command itself.
    """

    scenario: str | None
    shuffle: bool
    to: str
    secret: str | None
    unsigned: bool
    param: list[str] | None
    header: list[str] | None
    retry: list[str] | None
    speed: str | None
    sign_time: str
    timeout: str | None
    insecure: bool
    cacert: str | None
    cert: str | None
    key: str | None
    unix_socket: str | None
    gzip: bool
    chunked: bool
    slow_body: str | None
    drop_connection: bool
    dry_run: bool
    seed: int | None
    json: bool
    store: str | None


def send_scenario(typed: typer.Context) -> NoReturn:
    """Send a scenario and exit: 0 when each step was accepted, 1, or as stopped. UsageError."""
    from webhookctl.config.known import all_scenarios
    from webhookctl.core.scenario import look_up
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.policy import parse_speed
    from webhookctl.flows.scenario import compose_story

    asked = _asked(typed)
    scenario = look_up(all_scenarios(), asked.scenario or "")
    if one_policy(asked.retry, outage=None) == "none":
        refuse_pace(None, asked.sign_time)
    common = _common(asked)
    store = None if asked.store is None else Path(asked.store)
    context = make_context(store, seed=asked.seed)
    speed = 1.0 if asked.speed is None else parse_speed(asked.speed)
    chapters = compose_story(scenario, common, context.world, speed=speed, shuffle=asked.shuffle)
    if asked.dry_run:
        _preview(chapters, context, json=asked.json)
    schedules = [_schedule(chapter, asked, speed) for chapter in chapters]
    deliveries = [chapter.parcel.delivery(_NOT_BEGUN) for chapter in chapters]
    with Ledger(lambda: context.store(create=True), complain) as ledger:
        report = Report(json=asked.json)
        _Telling(scenario, chapters, schedules, deliveries, ledger, report).send(context.world)


def _asked(typed: typer.Context) -> Asked:
    """Return what was typed. Raises UsageError for an option that is not for a scenario."""
    known = [field.name for field in fields(Asked)]
    for parameter in typed.command.params:
        source = typed.get_parameter_source(parameter.name or "")
        if parameter.name not in known and source is not None and source.name == _TYPED:
            option = parameter.opts[-1]
            what = f"`{option}`" if option.startswith("-") else "an event"
            raise UsageError(
                f"`--scenario` and {what} exclude each other: the scenario says what is sent",
                hint="leave one of them out, or write the step into a `[[scenario.NAME]]` of yours",
            )
    return Asked(**{name: typed.params[name] for name in known})


def _common(asked: Asked) -> "Order":
    """Return what the orders of all steps have in common. Raises UsageError."""
    from webhookctl.flows.send import Order, check_secret_or_unsigned

    url = target_of(asked.to)
    secret = one_secret(asked.secret)
    check_secret_or_unsigned(secret, unsigned=asked.unsigned)
    return Order(
        to=url,
        secret=secret,
        unsigned=asked.unsigned,
        headers=headers_of(asked.header),
        params=parameters(asked.param),
        connection=connection_of(
            url,
            insecure=asked.insecure,
            cacert=asked.cacert,
            cert=asked.cert,
            key=asked.key,
            unix_socket=asked.unix_socket,
        ),
        gzip=asked.gzip,
        manner=manner_of(
            chunked=asked.chunked,
            slow_body=asked.slow_body,
            drop_connection=asked.drop_connection,
        ),
    )


def _schedule(chapter: "Chapter", asked: Asked, speed: float) -> "Schedule":
    from webhookctl.flows.policy import parse_timeout
    from webhookctl.flows.send import Schedule

    limit = None if asked.timeout is None else parse_timeout(asked.timeout)
    policy = delivery_policy(chapter.parcel, one_policy(asked.retry, outage=None), limit)
    return Schedule(policy, speed, jitter_dice(asked.seed), asked.sign_time == "virtual")


def _preview(chapters: "Sequence[Chapter]", context: Context, *, json: bool) -> NoReturn:
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.scenario import preview_fields, preview_lines

    screen = screen_of(sys.stdout)
    texts: list[str] = []
    for chapter in chapters:
        step, wait, parcel = chapter.step, chapter.wait, chapter.parcel
        now = context.world.now()
        request = parcel.request(now)
        if json:
            texts.append(dumped(preview_fields(step, wait, request, parcel.event)))
        else:
            lines = preview_lines(step, wait, parcel.shown(request, now), screen, whole=WHOLE)
            texts.append("".join(f"{line}\n" for line in lines))
    write(sys.stdout, map(screen.encode, texts))
    if not json:
        say_if_masked("".join(texts), "`--json` is exact")
    raise typer.Exit


@dataclass(frozen=True, slots=True)
class _Telling:
    """A scenario under way: what leaves by which schedule, what became of it, who is told."""

    scenario: "Scenario"
    chapters: "Sequence[Chapter]"
    schedules: "Sequence[Schedule]"
    deliveries: "list[Delivery]"
    ledger: "Ledger"
    report: Report

    @property
    def steps(self) -> "list[Step]":
        """The steps in the order they leave."""
        return [chapter.step for chapter in self.chapters]

    def send(self, world: "World") -> NoReturn:
        """Send all and exit."""
        from webhookctl.flows.scenario import send_story
        from webhookctl.output.scenario import course_line

        self.report.say(lambda screen: course_line(self.scenario, self.steps, screen))
        pairs = list(zip(self.chapters, self.schedules, strict=True))

        def begin(number: int) -> "Delivery":
            self.tell_event(number)
            return self.chapters[number].parcel.delivery(world.new_id())

        self.end(run_until_done(send_story(pairs, world, self.on_wait, begin, self.on_step)))

    def sent(self, number: int) -> Sent:
        """Return how a chapter (from 0) is told."""
        parcel, schedule = self.chapters[number].parcel, self.schedules[number]
        return Sent(parcel, schedule, self.ledger, self.report)

    def on_wait(self, number: int) -> None:
        """Say what is waited for before a chapter."""
        from webhookctl.output.scenario import wait_line

        chapter, speed = self.chapters[number], self.schedules[number].speed
        self.report.say(lambda _: wait_line(chapter.step, chapter.wait, speed))

    def tell_event(self, number: int) -> None:
        """Say what a chapter sends where; what there is to say of a policy is said once."""
        sent, policy = self.sent(number), self.schedules[number].policy
        if policy in (schedule.policy for schedule in self.schedules[:number]):
            silent = replace(policy, exact=True, note=None)
            sent = replace(sent, schedule=replace(sent.schedule, policy=silent))
        sent.begin()

    def on_step(self, number: int, attempt: "RetryStep", so_far: "Delivery") -> None:
        """Record and tell an attempt of a chapter."""
        from webhookctl.output.scenario import step_label

        self.deliveries[number] = so_far
        self.ledger.record(so_far)
        sent, step = self.sent(number), self.steps[number]
        label = step_label(step, self.steps, attempt)
        self.report.tell(
            lambda screen: sent.lines(attempt, screen, label),
            lambda: {**sent.fields(attempt), "step": step.id},
        )

    def end(self, stopped: ExitCode | None) -> NoReturn:
        """Tell what came of it and exit; `stopped` is the exit code of a signal."""
        from webhookctl.output.attempts import failure_hints
        from webhookctl.output.scenario import story_fields, story_line

        how = {"recorded": self.ledger.recorded, "interrupted": stopped is not None}
        self.report.tell(
            lambda screen: story_line(self.deliveries, screen),
            lambda: story_fields(self.scenario, self.steps, self.deliveries, **how),
        )
        if stopped is not None:
            end_stopped(self.report, stopped)
        last = [one.attempts[-1] for one in self.deliveries]
        self.report.say(lambda _: failure_hints(last))
        done = all(one.accepted or one.attempts[-1].was_cut for one in self.deliveries)
        raise typer.Exit(ExitCode.OK if done else ExitCode.FAILED)
