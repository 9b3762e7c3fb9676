"""`webhookctl send`: fire a signed event at a URL, with its provider's retry behaviour."""

import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from webhookctl.cli import _send_options as option
from webhookctl.cli._context import make_context
from webhookctl.cli._options import AsJson, ProviderName, StorePath
from webhookctl.cli._send_plan import Wanted, jitter_dice, one_policy, print_plans, refuse_pace
from webhookctl.cli._sending import Report, complain, headers_of, one_secret, run_until_done
from webhookctl.cli._values import read_data
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from webhookctl.core.model import Delivery
    from webhookctl.core.retry import Step
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.send import Parcel, Schedule
    from webhookctl.flows.world import World


def send(
    event: option.EventName = None,
    to: option.Target = "",
    secret: option.SigningSecret = None,
    unsigned: option.Unsigned = False,
    data: option.Data = None,
    provider: ProviderName = None,
    set_: option.Assignments = None,
    header: option.ExtraHeaders = None,
    id_: option.MessageId = None,
    retry: option.Retries = None,
    speed: option.Speed = None,
    plan: option.Plan = False,
    outage: option.Outage = None,
    sign_time: option.SignTime = "real",
    timeout: option.Timeout = None,
    print_curl: option.PrintCurl = False,
    seed: option.Seed = None,
    json: AsJson = False,
    store: StorePath = None,
) -> None:
    """Fire a signed event at a URL, with the provider's real retry behaviour.

    Payload, headers and signature are those of the provider. One attempt is made unless --retry
    says more: `--retry stripe` waits as Stripe does, hours if need be; `--speed 60x` makes a
    minute of it a second, `--speed max` leaves no waits. Each attempt has the same id and a
    fresh timestamp and signature; time-outs, redirects, success and final statuses are the
    provider's, and so is what a Retry-After does. Signatures carry the time they are made at;
    with `--sign-time virtual` the time that the attempt would have if nothing were sped up.

    --plan sends nothing and needs no URL: it shows when each attempt would fall, of one policy or
    of several side by side, and with --outage 6h whether the event survives that.

    --set changes a field that is there (`data.object.items[0].price=5`); its value is JSON, or
    else text. Attempts are recorded in the store. Exit 0: delivered; 1: not.

    Examples:

        webhookctl send github.push --to http://localhost:3000/hooks --secret env:SECRET
        webhookctl send stripe.charge.succeeded --to http://localhost:3000 --secret env:SECRET \\
          --set data.object.amount=5 --retry stripe --speed max
        webhookctl send --data @order.json --provider standard_webhooks \\
          --to http://localhost:3000 --secret file:secret.txt
        webhookctl send slack.app_mention --to http://localhost:3000 --secret env:SECRET \\
          --print-curl
        webhookctl send --plan --retry stripe --retry svix --outage 6h
    """
    from webhookctl.core.compose import Changes
    from webhookctl.core.url import parse_url
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.policy import parse_speed, parse_timeout, policy_of
    from webhookctl.flows.send import Order, Schedule, nothing_to_send, prepare

    limit = None if timeout is None else parse_timeout(timeout)
    if plan:
        paced = speed is not None or sign_time != "real"
        print_plans(Wanted(retry or (), event, provider, limit, outage, seed, paced), json=json)
    policy_name = one_policy(retry, outage=outage)
    context = make_context(store, seed=seed)
    if event is None and data is None:
        raise nothing_to_send()
    if not to:
        raise UsageError(
            "say where to send it", hint="add the URL, like `--to http://localhost:3000/hook`"
        )
    if policy_name == "none":
        refuse_pace(speed, sign_time)
    url = parse_url(to)
    order = Order(
        to=url,
        event=event,
        data=None if data is None else read_data(data),
        provider=provider,
        secret=one_secret(secret),
        unsigned=unsigned,
        changes=Changes(tuple(set_ or ()), id_),
        headers=headers_of(header),
    )
    parcel = prepare(order, context.world)
    own = parcel.provider.retry if parcel.provider else None
    policy = policy_of(policy_name, own, limit)
    pace = 1.0 if speed is None else parse_speed(speed)
    schedule = Schedule(policy, pace, jitter_dice(seed), sign_time == "virtual")
    if print_curl:
        _print_curl(parcel, context.world, json=json)
    with Ledger(lambda: context.store(create=True), complain) as ledger:
        _send(parcel, schedule, context.world, ledger, json=json)


def _send(
    parcel: "Parcel", schedule: "Schedule", world: "World", ledger: "Ledger", *, json: bool
) -> NoReturn:
    from webhookctl.flows.send import send as run
    from webhookctl.output.attempts import (
        Sending,
        next_step_hint,
        sending_line,
        sent_fields,
        sent_line,
        step_fields,
        step_lines,
    )
    from webhookctl.output.policy import failed_notes

    policy, speed = schedule.policy, schedule.speed
    report = Report(json=json)
    delivery = parcel.delivery(world.new_id())
    last: Step | None = None

    def on_step(step: "Step", so_far: "Delivery") -> None:
        nonlocal delivery, last
        delivery, last = so_far, step
        ledger.record(so_far)
        report.tell(lambda screen: step_lines(step, screen, speed), lambda: step_fields(step))

    sending = Sending(
        str(parcel.to), delivery.provider, delivery.event, parcel.event.id, policy, speed
    )
    report.say(lambda screen: sending_line(sending, screen))
    finished = run_until_done(run(parcel, delivery, schedule, world, on_step))
    report.tell(
        lambda screen: sent_line(last, screen),
        lambda: sent_fields(delivery, policy, recorded=ledger.works, interrupted=not finished),
    )
    if not finished:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if last is not None and not delivery.accepted:
        own = parcel.provider.retry if parcel.provider else None
        report.say(lambda _: next_step_hint(last, own) + failed_notes(policy, last))
    raise typer.Exit(ExitCode.OK if delivery.accepted else ExitCode.FAILED)


def _print_curl(parcel: "Parcel", world: "World", *, json: bool) -> NoReturn:
    from webhookctl.core.curl import curl_command
    from webhookctl.output.console import screen_of, write

    if json:
        raise UsageError("`--print-curl` and `--json` exclude each other", hint="choose one")
    command = curl_command(parcel.request(world.now()))
    write(sys.stdout, [screen_of(sys.stdout).encode(f"{command}\n")])
    scheme = parcel.signing.scheme if parcel.signing else None
    if scheme is not None and scheme.timestamp is not None and scheme.timestamp.tolerance:
        minutes = scheme.timestamp.tolerance / 60
        sys.stderr.write(f"note: receivers refuse this signature after {minutes:g} min\n")
    raise typer.Exit
