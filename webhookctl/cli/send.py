"""`webhookctl send`: fire a signed event at a URL, with its provider's retry behaviour."""

from contextlib import closing
from typing import TYPE_CHECKING

import typer

from webhookctl.cli import _send_options as option
from webhookctl.cli._context import make_context
from webhookctl.cli._options import (
    AsJson,
    Authorities,
    ClientCertificate,
    ClientKey,
    Insecure,
    Parameters,
    ProviderName,
    StorePath,
    UnixSocket,
)
from webhookctl.cli._parameters import parameters
from webhookctl.cli._send_many import Amount, send_many
from webhookctl.cli._send_plan import (
    Wanted,
    delivery_policy,
    jitter_dice,
    one_policy,
    print_plans,
    refuse_pace,
)
from webhookctl.cli._send_preview import preview
from webhookctl.cli._send_run import Sent, send_copies, send_one
from webhookctl.cli._send_scenario import send_scenario
from webhookctl.cli._sending import Report, complain, headers_of, one_secret, target_of
from webhookctl.cli._values import body_of, event_name
from webhookctl.cli._wire import connection_of, manner_of

if TYPE_CHECKING:
    from webhookctl.core.ports import Store
    from webhookctl.flows.send import Order


def send(
    typed: typer.Context,
    event: option.EventName = None,
    to: option.Target = "",
    scenario: option.ScenarioName = None,
    secret: option.SigningSecret = None,
    unsigned: option.Unsigned = False,
    data: option.Data = None,
    data_raw: option.DataRaw = None,
    from_capture: option.FromCapture = None,
    content_type: option.ContentType = None,
    provider: ProviderName = None,
    param: Parameters = None,
    set_: option.Assignments = None,
    set_new: option.Additions = None,
    unset: option.Removals = None,
    header: option.ExtraHeaders = None,
    id_: option.MessageId = None,
    retry: option.Retries = None,
    speed: option.Speed = None,
    timeout: option.Timeout = None,
    sign_time: option.SignTime = "real",
    plan: option.Plan = False,
    outage: option.Outage = None,
    tamper: option.Tamper = None,
    gzip: option.Gzip = False,
    chunked: option.Chunked = False,
    slow_body: option.SlowBody = None,
    drop_connection: option.DropConnection = False,
    count: option.Count = None,
    concurrency: option.Concurrency = None,
    rate: option.Rate = None,
    duration: option.Duration = None,
    shuffle: option.Shuffle = False,
    duplicate: option.Duplicate = None,
    concurrent: option.Concurrent = False,
    insecure: Insecure = False,
    cacert: Authorities = None,
    cert: ClientCertificate = None,
    key: ClientKey = None,
    unix_socket: UnixSocket = None,
    dry_run: option.DryRun = False,
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

    --drop-connection closes the connection after half of the body, as a sender does that dies:
    the receiver must not act on half an event. That attempt counts as failed, and with --retry
    the next ones are whole: the receiver should recover. Without, exit 0 says that it was cut.
    --slow-body does not count towards --timeout; an answer before its end is taken. --gzip signs
    the compressed bytes that are sent, unless the provider signs what is in them.

    --scenario sends the events of a story one after the other, with its waits between them
    (--speed shortens these, too): one of those built in, or a `[[scenario.NAME]]` of
    webhookctl.toml. A step waits until the one before is done with its attempts, and is sent
    whatever became of it, as a provider would. Exit 0: all were accepted. --shuffle sends them in
    another order, what is in them stays; with --seed it is the same again.

    --set changes a field that is there (`data.object.items[0].price=5`), --set-new also makes it
    (`items[+].price=5` appends), --unset leaves one out, in this order; a value is JSON, or else
    text. --from-capture takes what was captured, to be changed and signed anew. --param gives what
    a scheme needs beside its secret, like PayPal's webhook_id; `providers show NAME` names it.
    --tamper sends what must be refused: a 4xx is what it wants, a 2xx means that a forged event
    was taken. --duplicate sends an event several times with the same id. Attempts are recorded in
    the store.

    --count sends many events, each with its own id and payload, told in one summary: outcomes,
    percentiles, a histogram. --concurrency sends several at a time, --rate begins so many a
    second whether or not the last ones have ended, --duration ends it; what is under way is
    finished. --shuffle mixes up what is ready, copies as well.

    Exit 0: delivered, or refused where it is tampered with; 1: not, or ended by SIGTERM; 130: by
    Ctrl-C. Either signal ends it at once, with the summary of what was done.

    Examples:

        webhookctl send github.push --to http://localhost:3000/hooks --secret env:SECRET
        webhookctl send stripe.charge.succeeded --to http://localhost:3000 --secret env:SECRET \\
          --set data.object.amount=5 --retry stripe --speed max
        webhookctl send --data @order.json --provider standard_webhooks \\
          --to http://localhost:3000 --secret file:secret.txt
        webhookctl send --from-capture last --to http://localhost:3000 --secret env:SECRET \\
          --unset data.object.customer --dry-run
        webhookctl send github.push --to http://localhost:3000 --secret env:SECRET --tamper body
        webhookctl send github.push --to http://localhost:3000/hooks --secret env:SECRET \\
          --count 1000 --concurrency 16
        webhookctl send --plan --retry stripe --retry svix --outage 6h
        webhookctl send --scenario shop-order --to http://localhost:3000 --secret env:SECRET
    """
    from webhookctl.core.compose import Changes
    from webhookctl.flows.catalogue import nothing_to_send
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.policy import parse_speed, parse_timeout
    from webhookctl.flows.send import Order, Schedule, prepare
    from webhookctl.flows.tamper import parse_kind

    if scenario is not None:
        send_scenario(typed)
    amount = Amount(count, concurrency, rate, duration, shuffle, duplicate, concurrent)
    load = amount.load(
        plan=plan, id=id_ is not None, **{"dry-run": dry_run, "print-curl": print_curl}
    )
    limit = None if timeout is None else parse_timeout(timeout)
    event = event_name(event)
    if plan:
        paced = speed is not None or sign_time != "real"
        print_plans(Wanted(retry or (), event, provider, limit, outage, seed, paced), json=json)
    policy_name = one_policy(retry, outage=outage)
    context = make_context(store, seed=seed)
    body = body_of(data, data_raw, from_capture)
    if event is None and body is None and from_capture is None:
        raise nothing_to_send()
    if policy_name == "none":
        refuse_pace(speed, sign_time)
    url = target_of(to)
    order = Order(
        to=url,
        event=event,
        data=body,
        provider=provider,
        secret=one_secret(secret),
        unsigned=unsigned,
        changes=Changes(
            tuple(set_ or ()),
            id_,
            tuple(set_new or ()),
            tuple(unset or ()),
            _media_type(content_type),
        ),
        headers=headers_of(header),
        params=parameters(param),
        connection=connection_of(
            url, insecure=insecure, cacert=cacert, cert=cert, key=key, unix_socket=unix_socket
        ),
        gzip=gzip,
        manner=manner_of(chunked=chunked, slow_body=slow_body, drop_connection=drop_connection),
        tamper=None if tamper is None else parse_kind(tamper),
    )
    if from_capture is not None:
        order = _with_capture(order, context.store(), from_capture)
    parcel = prepare(order, context.world)
    policy = delivery_policy(parcel, policy_name, limit)
    if print_curl or dry_run:
        preview(parcel, context.world, dry_run=dry_run, print_curl=print_curl, json=json)
    pace = 1.0 if speed is None else parse_speed(speed)
    schedule = Schedule(policy, pace, jitter_dice(seed), sign_time == "virtual")
    with Ledger(lambda: context.store(create=True), complain) as ledger:
        sent = Sent(parcel, schedule, ledger, Report(json=json))
        if load is not None:
            send_many(sent, order, load, context.world, seed)
        if duplicate is None:
            send_one(sent, context.world)
        send_copies(sent, context.world, duplicate, concurrent=concurrent)


def _media_type(text: str | None) -> str | None:
    from webhookctl.core.compose import check_content_type

    if text is not None:
        check_content_type(text)
    return text


def _with_capture(order: "Order", store: "Store", reference: str) -> "Order":
    from webhookctl.flows.from_capture import order_of_capture

    with closing(store):
        return order_of_capture(order, store, reference)
