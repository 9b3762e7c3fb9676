"""`webhookctl listen`: the capture server."""

import gc
import sys
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webhookctl.cli._options import SIGNATURE, Parameters, ProviderName, SecretReference, StorePath
from webhookctl.cli._parameters import parameters
from webhookctl.cli._secrets import read_secrets
from webhookctl.config import parse_size, store_path
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webhookctl.core.notice import Notice, Ready
    from webhookctl.core.reply import Reply
    from webhookctl.flows.stop_signals import Stop


_GARBAGE = 10_000
"""Objects that are made before garbage is looked for; 700 unless told."""
PLACE = "Where it listens"
ANSWER = "What it answers"


class Output(StrEnum):
    """How requests are shown."""

    COMPACT = "compact"
    PRETTY = "pretty"
    JSON = "json"
    QUIET = "quiet"


def listen(
    port: Annotated[
        int,
        typer.Option(
            "--port",
            "-p",
            min=0,
            max=65535,
            help="The port; 0 takes a free one.",
            rich_help_panel=PLACE,
        ),
    ] = 8080,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on.", rich_help_panel=PLACE)
    ] = "127.0.0.1",
    forward_to: Annotated[
        str | None,
        typer.Option(
            "--forward-to",
            metavar="URL",
            help="Pass requests on; the app there answers.",
            rich_help_panel=ANSWER,
        ),
    ] = None,
    provider: ProviderName = None,
    secret: SecretReference = None,
    param: Parameters = None,
    require_valid: Annotated[
        bool,
        typer.Option(
            "--require-valid",
            help="Refuse what has no valid signature; needs --secret.",
            rich_help_panel=SIGNATURE,
        ),
    ] = False,
    no_handshake: Annotated[
        bool,
        typer.Option(
            "--no-handshake",
            help="Leave handshakes of providers to the app.",
            rich_help_panel=ANSWER,
        ),
    ] = False,
    confirm_sns: Annotated[
        bool,
        typer.Option(
            "--confirm-sns",
            help="Confirm AWS SNS subscriptions by fetching their URL.",
            rich_help_panel=ANSWER,
        ),
    ] = False,
    respond: Annotated[
        int | None,
        typer.Option(
            "--respond",
            metavar="STATUS",
            help="Answer with this status instead of 200.",
            rich_help_panel=ANSWER,
        ),
    ] = None,
    body: Annotated[
        str | None,
        typer.Option(
            "--body",
            metavar="TEXT|@FILE",
            help="Answer with this body, or a file's.",
            rich_help_panel=ANSWER,
        ),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            metavar="'NAME: VALUE'",
            help="Answer with this header. May be repeated.",
            rich_help_panel=ANSWER,
        ),
    ] = None,
    tunnel: Annotated[
        str | None,
        typer.Option(
            "--tunnel",
            metavar="NAME",
            help="Open a public URL, e.g. with ngrok.",
            rich_help_panel=PLACE,
        ),
    ] = None,
    ngrok_path: Annotated[
        Path | None,
        typer.Option(
            "--ngrok-path", metavar="PATH", help="The ngrok agent to run.", rich_help_panel=PLACE
        ),
    ] = None,
    output: Annotated[
        Output, typer.Option("--output", "-o", help="How requests are shown.")
    ] = Output.COMPACT,
    store: StorePath = None,
    max_body: Annotated[
        str, typer.Option("--max-body", metavar="SIZE", help="Refuse larger bodies with 413.")
    ] = "25MiB",
    ready_file: Annotated[
        Path | None,
        typer.Option(
            "--ready-file", metavar="FILE", help="Write where it listens, as JSON, once it does."
        ),
    ] = None,
    public_url_file: Annotated[
        Path | None,
        typer.Option(
            "--public-url-file",
            metavar="FILE",
            help="Write the tunnel's URL, once up.",
            rich_help_panel=PLACE,
        ),
    ] = None,
) -> None:
    """Capture webhooks: store, show, verify, answer or forward every request to a port.

    Every method and path is captured, and stored before it is answered. Ctrl-C ends it.

    Handshakes are answered by themselves when their provider is named, or shows without doubt
    (Slack, Zoom, Twitch…). An app behind gets those that any 2xx answers, and all of them with
    --no-handshake. Some answers need --secret, or a token like --param hub.verify_token=TOKEN.

    Examples:

        webhookctl listen
        webhookctl listen --forward-to http://localhost:3000 --provider github --secret env:SECRET
        webhookctl listen --respond 202 --body '{"queued": true}' --header 'Retry-After: 5'
        webhookctl listen --provider meta --param hub.verify_token=my-token --tunnel ngrok
        webhookctl listen --provider stripe --secret env:STRIPE_SECRET --require-valid
        webhookctl listen --tunnel ngrok --output pretty
        webhookctl listen --port 0 --ready-file ready.json --output json
    """
    from webhookctl.flows.listen import ListenSettings
    from webhookctl.flows.listen import listen as run
    from webhookctl.flows.stop_signals import Stop
    from webhookctl.flows.world import real_world

    if tunnel is None and (ngrok_path is not None or public_url_file is not None):
        option = "--ngrok-path" if ngrok_path is not None else "--public-url-file"
        raise UsageError(f"`{option}` needs a tunnel", hint="add `--tunnel ngrok`")
    if confirm_sns and no_handshake:
        raise UsageError(
            "`--confirm-sns` and `--no-handshake` exclude each other", hint="give one of them"
        )
    settings = ListenSettings(
        store=store_path(store),
        host=host,
        port=port,
        forward_to=forward_to,
        provider=provider,
        secrets=read_secrets(secret),
        reply=_reply(respond, body, header, forwarding=forward_to is not None),
        tunnel=tunnel,
        tunnel_options={} if ngrok_path is None else {"ngrok-path": str(ngrok_path)},
        max_body=parse_size(max_body),
        params=parameters(param),
        handshakes=not no_handshake,
        confirms=confirm_sns,
        require_valid=require_valid,
    )
    stop = Stop()
    former = _former_url(settings.store, tunnel, port)
    with _display(output, stop, former, _announcer(ready_file, public_url_file)) as show:
        code = run(real_world(), settings, show, stop)
    raise typer.Exit(code)


def _reply(
    status: int | None, body: str | None, headers: list[str] | None, *, forwarding: bool
) -> "Reply":
    from webhookctl.core.reply import fixed_reply

    given = {"--respond": status, "--body": body, "--header": headers}
    used = [option for option, value in given.items() if value is not None]
    if forwarding and used:
        raise UsageError(
            f"`{used[0]}` and `--forward-to` exclude each other",
            hint="with `--forward-to` the app's own answer goes back to the sender",
        )
    return fixed_reply(status, headers or (), None if body is None else _content(body))


def _content(text: str) -> bytes:
    if not text.startswith("@"):
        return text.encode("utf-8", "surrogateescape")
    try:
        return Path(text[1:]).expanduser().read_bytes()
    except OSError as exc:
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(
            f"cannot read the file `{text[1:]}` of `--body`: {reason}",
            hint="check the path after `@`; a text that starts with `@` has to come from a file",
        ) from exc


def _announcer(ready_file: Path | None, public_url_file: Path | None) -> "Callable[[Ready], None]":
    """Return what writes the files that scripts wait for. Raises as `ready_file.clear`."""
    from webhookctl.flows.ready_file import clear, write_whole
    from webhookctl.output.jsonl import dumped, notice_fields

    for path in filter(None, (ready_file, public_url_file)):
        clear(path)

    def announce(ready: "Ready") -> None:
        if public_url_file is not None:
            write_whole(public_url_file, f"{ready.public_url}\n")
        if ready_file is not None:
            write_whole(ready_file, dumped(notice_fields(ready)))

    return announce


def _former_url(store: Path, tunnel: str | None, port: int) -> "Callable[[str | None], str | None]":
    """Return what tells, for the public URL that there is, another one of the last run."""

    def former(url: str | None) -> str | None:
        from webhookctl.flows.last_public_url import former_url

        return former_url(store, tunnel, port, url) if tunnel and url else None

    return former


@contextmanager
def _display(
    output: Output,
    stop: "Stop",
    former: "Callable[[str | None], str | None]",
    announce: "Callable[[Ready], None]",
) -> "Iterator[Callable[[Notice], None]]":
    """Give what shows notices while the block runs."""
    from webhookctl.core.notice import Captured, Ready
    from webhookctl.core.repeats import Repeats
    from webhookctl.output.live import LiveDisplay, Mode

    repeats = Repeats()

    def end() -> None:
        stop.ask(ExitCode.FAILED)

    with LiveDisplay(Mode(output), sys.stdout, sys.stderr, on_broken=end) as display:

        def show(notice: "Notice") -> None:
            if isinstance(notice, Captured):
                if notice.note is None and (note := repeats.note(notice)):
                    notice = replace(notice, note=note)
                display.show(notice)
                return
            if not isinstance(notice, Ready):
                display.show(notice)
                return
            _warn_of_open_host(notice.host)
            _tell_of_new_url(former(notice.public_url))
            display.show(notice)
            announce(notice)
            _look_less_for_garbage()

        yield show


def _look_less_for_garbage() -> None:
    """Leave alone what is loaded by now, which stays, and look for the rest less often.

    What a request is made into goes with its answer: there is next to no garbage to be found, and
    a busy listener would look for it a thousand times a second.
    """
    gc.freeze()
    gc.set_threshold(_GARBAGE)


def _tell_of_new_url(former: str | None) -> None:
    if former is not None:
        from webhookctl.output.safe import safe_line

        sys.stderr.write(
            f"warning: the public URL is not the one of the last run, {safe_line(former)}: "
            "give the new one to whoever sends here\n"
        )


def _warn_of_open_host(host: str) -> None:
    if not ip_address(host.partition("%")[0]).is_loopback:
        sys.stderr.write(
            "warning: others on the network can send requests here;"
            " `--host 127.0.0.1` keeps them out\n"
        )
