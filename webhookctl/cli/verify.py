"""`webhookctl verify`: is the signature of a request genuine, and if not, why."""

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn

import typer

from webhookctl.cli._context import Context, make_context
from webhookctl.cli._options import AsJson, Parameters, ProviderName, SecretReference, StorePath
from webhookctl.cli._parameters import parameters
from webhookctl.cli._secrets import read_secrets
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from webhookctl.core.finding import Finding
    from webhookctl.flows.verify import Question


def verify(
    reference: Annotated[
        str | None,
        typer.Argument(metavar="[ID|-]", help="A capture, last, last~N, or - for stdin."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="PATH", help="A request: raw HTTP or its JSON form."),
    ] = None,
    provider: ProviderName = None,
    secret: SecretReference = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="The absolute URL that the sender signed."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="The clock to judge by: a time, captured, now."),
    ] = None,
    tolerance: Annotated[
        str | None,
        typer.Option("--tolerance", metavar="TIME", help="How old it may be: 300, 5m or none."),
    ] = None,
    param: Parameters = None,
    json: AsJson = False,
    store: StorePath = None,
) -> None:
    """Judge the signature of a request and say why it fits or not.

    A capture is judged by the time it was received, and a file by now unless it knows when that
    was. Requests as lines of JSON on stdin give one line of JSON each; what a line says of
    provider, secret, at and params goes before the options. Exit 0: genuine; 1: not.

    Examples:

        webhookctl verify last --secret env:STRIPE_SECRET
        webhookctl verify --file request.http --provider github --secret file:secret.txt --json
        webhookctl verify - --provider slack --secret env:SLACK_SECRET < requests.ndjson
    """
    context = make_context(store)
    question = _question(context, provider, secret, url, at, tolerance, param)
    if file is not None and reference is not None:
        raise UsageError("give either a capture or `--file`, not both")
    if reference == "-" or file == Path("-"):
        _from_stdin(context, sys.stdin.buffer, question, json=json)
    elif file is not None:
        _from_data(context, _read(file), question, json=json)
    elif reference is not None:
        _answer(_from_store(context, reference, question), json=json)
    else:
        raise UsageError(
            "there is nothing to verify", hint="give a capture like `last`, `--file PATH` or `-`"
        )


def _question(
    context: Context,
    provider: str | None,
    secret: list[str] | None,
    url: str | None,
    at: str | None,
    tolerance: str | None,
    param: list[str] | None,
) -> "Question":
    from webhookctl.config.known import find
    from webhookctl.flows.verify import Question, parse_tolerance

    if provider is not None:
        find(provider)
    if url is not None and "://" not in url:
        raise UsageError(
            f"`{url}` is no absolute URL", hint="write it like `https://example.com/path`"
        )
    question = Question(
        provider,
        read_secrets(secret),
        url,
        tolerance=None if tolerance is None else parse_tolerance(tolerance),
        params=parameters(param),
    )
    return question if at is None else question.judged_at(at, context.world.now())


def _from_store(context: Context, reference: str, question: "Question") -> "Finding":
    from webhookctl.flows.verify import verify_capture

    store = context.store()
    try:
        capture = store.get(store.resolve(reference))
        return verify_capture(capture, question, context.world.now())
    finally:
        store.close()


def _from_stdin(context: Context, stream: BinaryIO, question: "Question", *, json: bool) -> None:
    first = stream.readline()
    if _is_object(first):
        _answer_lines(context, chain([first], stream), question)
    data = first + stream.read()
    if len(data.strip().splitlines()) == 1 and data.lstrip().startswith(b"{"):
        _answer_lines(context, [data], question)
    _from_data(context, data, question, json=json)


def _from_data(context: Context, data: bytes, question: "Question", *, json: bool) -> NoReturn:
    from webhookctl.core.requestfile import read_request
    from webhookctl.flows.verify import verify_request

    if _is_batch(data):
        _answer_lines(context, data.splitlines(), question)
    _answer(verify_request(read_request(data), question, context.world.now()), json=json)


def _is_object(text: bytes) -> bool:
    """Say whether the text is one whole JSON object."""
    from json import loads

    try:
        return text.lstrip().startswith(b"{") and isinstance(loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_batch(data: bytes) -> bool:
    """Say whether several lines of JSON are meant, although the first may be broken."""
    from webhookctl.core.requestfile import is_http

    if is_http(data) or _is_object(data):
        return False
    return any(map(_is_object, data.splitlines()))


def _answer(finding: "Finding", *, json: bool) -> NoReturn:
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.verdict import finding_fields, finding_text

    screen = screen_of(sys.stdout)
    text = dumped(finding_fields(finding)) if json else finding_text(finding, screen)
    write(sys.stdout, [screen.encode(text)])
    raise typer.Exit(ExitCode.OK if finding.verdict.valid else ExitCode.FAILED)


def _answer_lines(context: Context, lines: Iterable[bytes], question: "Question") -> NoReturn:
    from webhookctl.flows.verify import verify_lines
    from webhookctl.output.console import write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.verdict import error_fields, finding_fields

    failed = False
    for line in verify_lines(lines, question, context.world.now()):
        if isinstance(line.outcome, UsageError):
            fields, failed = error_fields(line.outcome), True
        else:
            fields = finding_fields(line.outcome)
            failed = failed or not line.outcome.verdict.valid
        write(sys.stdout, [dumped({"line": line.number, **fields}).encode()])
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.OK)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise UsageError(f"cannot read `{path}`: {reason}", hint="check the path") from exc
