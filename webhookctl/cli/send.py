"""`webhookctl send`: fire a signed event at a URL, with its provider's retry behaviour."""

import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from webhookctl.cli import _send_options as option
from webhookctl.cli._context import make_context
from webhookctl.cli._options import (
    AsJson,
    Authorities,
    ClientCertificate,
    ClientKey,
    Insecure,
    ProviderName,
    StorePath,
    UnixSocket,
)
from webhookctl.cli._sending import Report, complain, headers_of, one_secret, run_until_done
from webhookctl.cli._values import read_data
from webhookctl.cli._wire import connection_of, manner_of
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
    retry: option.Retry = "none",
    speed: option.Speed = None,
    timeout: option.Timeout = None,
    insecure: Insecure = False,
    cacert: Authorities = None,
    cert: ClientCertificate = None,
    key: ClientKey = None,
    unix_socket: UnixSocket = None,
    gzip: option.Gzip = False,
    chunked: option.Chunked = False,
    slow_body: option.SlowBody = None,
    drop_connection: option.DropConnection = False,
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
    provider's. A Retry-After is obeyed where the provider does, up to a day.

    --drop-connection closes the connection after half of the body, as a sender does that dies:
    the receiver must not act on half an event. That attempt counts as failed, and with --retry
    the next ones are whole: the receiver should recover. Without, exit 0 says that it was cut.
    --slow-body does not count towards --timeout; an answer before its end is taken. --gzip signs
    the compressed bytes that are sent, unless the provider signs what is in them.

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
    """
    from webhookctl.core.compose import Changes
    from webhookctl.core.url import parse_url
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.policy import parse_speed, parse_timeout, policy_of
    from webhookctl.flows.send import Order, Schedule, nothing_to_send, prepare

    context = make_context(store, seed=seed)
    if event is None and data is None:
        raise nothing_to_send()
    if not to:
        raise UsageError(
            "say where to send it", hint="add the URL, like `--to http://localhost:3000/hook`"
        )
    if speed is not None and retry == "none":
        raise UsageError(
            "`--speed` shortens the waits between attempts, and there is only one attempt",
            hint="add `--retry PROVIDER` or `--retry 1s,5s`, or leave `--speed` out",
        )
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
        connection=connection_of(
            url, insecure=insecure, cacert=cacert, cert=cert, key=key, unix_socket=unix_socket
        ),
        gzip=gzip,
        manner=manner_of(chunked=chunked, slow_body=slow_body, drop_connection=drop_connection),
    )
    parcel = prepare(order, context.world)
    own = parcel.provider.retry if parcel.provider else None
    limit = None if timeout is None else parse_timeout(timeout)
    policy = policy_of(retry, own, limit)
    schedule = Schedule(policy, 1.0 if speed is None else parse_speed(speed))
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
        report.say(lambda _: next_step_hint(last, own))
    done = delivery.accepted or (last is not None and last.attempt.was_cut)
    raise typer.Exit(ExitCode.OK if done else ExitCode.FAILED)


def _print_curl(parcel: "Parcel", world: "World", *, json: bool) -> NoReturn:
    from webhookctl.core.curl import curl_command
    from webhookctl.output.console import screen_of, write

    if json:
        raise UsageError("`--print-curl` and `--json` exclude each other", hint="choose one")
    if parcel.manner.slow or parcel.manner.cut:
        raise UsageError(
            "curl cannot be told to send slowly, or half of a body",
            hint="leave `--slow-body` and `--drop-connection` out",
        )
    command = curl_command(parcel.request(world.now()), parcel.connection)
    write(sys.stdout, [screen_of(sys.stdout).encode(f"{command}\n")])
    scheme = parcel.signing.scheme if parcel.signing else None
    if scheme is not None and scheme.timestamp is not None and scheme.timestamp.tolerance:
        minutes = scheme.timestamp.tolerance / 60
        sys.stderr.write(f"note: receivers refuse this signature after {minutes:g} min\n")
    raise typer.Exit
