"""`webhookctl show`: everything about one capture or delivery, or its exact bytes."""

import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from webhookctl.cli._context import make_context
from webhookctl.cli._options import AsJson, CaptureReference, StorePath
from webhookctl.cli._show_delivery import print_delivery, request_of
from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.model import Delivery
    from webhookctl.flows.history import Entry


def show(
    capture_id: CaptureReference,
    raw: Annotated[
        bool, typer.Option("--raw", help="The exact HTTP message: request line, headers, body.")
    ] = False,
    body: Annotated[bool, typer.Option("--body", help="The exact bytes of the body.")] = False,
    json: AsJson = False,
    show_secrets: Annotated[
        bool, typer.Option("--show-secrets", help="Show secret headers and fields, too.")
    ] = False,
    store: StorePath = None,
) -> None:
    """Show a captured request: headers, decoded body, verdict, and what became of it.

    Or show what was sent, by an id of `list --sent`: the request and each attempt with its
    answer; --raw and --body are of the last one. Secrets are masked, unless in --raw, --body and
    --json, which are exact.

    Examples:

        webhookctl show last
        webhookctl show 0ygr3a --body > body.json
    """
    if raw + body + json > 1:
        raise UsageError(
            "`--raw`, `--body` and `--json` exclude each other", hint="give one of them"
        )
    with closing(make_context(store).store()) as opened:
        from webhookctl.flows.history import Entry, look_up_any

        found = look_up_any(opened, capture_id)
        if raw or body:
            _write_message(found, raw=raw)
        elif not isinstance(found, Entry):
            print_delivery(found, json=json, show_secrets=show_secrets)
        elif json:
            _write_json(found)
        else:
            _write_for_people(found, show_secrets=show_secrets)


def _write_message(found: "Entry | Delivery", *, raw: bool) -> None:
    from webhookctl.core.export import raw_http
    from webhookctl.flows.history import Entry

    if isinstance(found, Entry):
        request, id_ = found.capture.request, found.capture.id
    else:
        request, id_ = request_of(found), found.id
    if raw:
        _write_exact(lambda: raw_http(request), "--raw", id_)
    else:
        _write_exact(request.body.chunks, "--body", id_)


def _write_exact(chunks: Callable[[], Iterable[bytes]], option: str, capture_id: str) -> None:
    """Write exact bytes, but none that a terminal would obey. Raises UsageError for those."""
    from webhookctl.output.console import write
    from webhookctl.output.safe import is_harmless

    if sys.stdout.isatty() and not is_harmless(chunks()):
        raise UsageError(
            "it holds bytes that are no text, or that a terminal would obey",
            hint=f"send them elsewhere, `webhookctl show {capture_id} {option} > FILE`, "
            f"or leave out `{option}` to see them in a safe form",
        )
    write(sys.stdout, chunks())


def _write_json(entry: "Entry") -> None:
    from webhookctl.flows.senders import senders_of
    from webhookctl.output.console import write
    from webhookctl.output.jsonl import capture_pieces

    candidates = senders_of(entry.capture)
    write(sys.stdout, capture_pieces(entry.capture, entry.deliveries, candidates))


def _write_for_people(entry: "Entry", *, show_secrets: bool) -> None:
    from webhookctl.flows.senders import senders_of
    from webhookctl.output.capture import capture_lines
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.mask import MASK

    screen = screen_of(sys.stdout)
    lines = capture_lines(
        entry.capture,
        entry.deliveries,
        screen,
        candidates=senders_of(entry.capture),
        show_secrets=show_secrets,
    )
    text = "\n".join([*lines, ""])
    write(sys.stdout, [screen.encode(text)])
    if MASK in text:
        sys.stderr.write("secrets are masked; `--show-secrets` shows them\n")
