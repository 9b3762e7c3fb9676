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
    from webhookctl.flows.verify import Line, Question


def verify(
    reference: Annotated[
        str | None,
        typer.Argument(metavar="[ID|-]", help="A capture, last, last~N, or - for stdin."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="PATH", help="Requests: raw HTTP, HAR, a curl command or JSON."
        ),
    ] = None,
    entry: Annotated[
        int | None,
        typer.Option("--entry", metavar="N", min=1, help="Only this entry of a HAR file, from 1."),
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
    was, as a HAR file does. Several requests, as lines of JSON or as entries of a HAR file, give
    one line of JSON each; what a line says of provider, secret, at and params goes before the
    options. Exit 0: genuine; 1: not.

    Without --secret, the certificate that a message of Amazon SNS or PayPal names is fetched, from
    hosts of AWS or PayPal only, and kept in your cache folder.

    Examples:

        webhookctl verify last --secret env:STRIPE_SECRET
        webhookctl verify --file request.http --provider github --secret file:secret.txt --json
        webhookctl verify --file browser.har --entry 3 --secret env:SECRET
        webhookctl verify - --provider slack --secret env:SLACK_SECRET < requests.ndjson
    """
    context = make_context(store)
    question = _question(context, provider, secret, url, at, tolerance, param)
    if file is not None and reference is not None:
        raise UsageError("give either a capture or `--file`, not both")
    if reference == "-" or file == Path("-"):
        _from_stdin(context, sys.stdin.buffer, question, entry, json=json)
    elif file is not None:
        _from_data(context, _read(file), question, entry, json=json)
    elif reference is not None:
        if entry is not None:
            raise _no_entries()
        if not reference.isalnum() and Path(reference).is_file():
            raise UsageError(
                f"`{reference}` is a file, not a capture",
                hint=f"did you mean `--file {reference}`?",
            )
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
    from webhookctl.config import key_folder
    from webhookctl.config.known import find
    from webhookctl.flows.fetch import KeyFinder
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
        find_key=KeyFinder(key_folder(), context.world),
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


def _from_stdin(
    context: Context, stream: BinaryIO, question: "Question", entry: int | None, *, json: bool
) -> None:
    from webhookctl.core.request_input import is_line, json_object
    from webhookctl.flows.verify import verify_lines

    first = stream.readline()
    if is_line(first) and entry is None:
        _answer_all(verify_lines(chain([first], stream), question, context.world.now()), "line")
    data = first + stream.read()
    is_broken = data.lstrip().startswith(b"{") and json_object(data) is None
    if is_broken and len(data.strip().splitlines()) == 1 and entry is None:
        _answer_all(verify_lines([data], question, context.world.now()), "line")
    _from_data(context, data, question, entry, json=json)


def _from_data(
    context: Context, data: bytes, question: "Question", entry: int | None, *, json: bool
) -> NoReturn:
    from webhookctl.core.har import entry_request
    from webhookctl.core.request_input import Kind, input_of, one_request
    from webhookctl.flows.verify import verify_entries, verify_lines, verify_request

    now, found = context.world.now(), input_of(data)
    if found.kind is Kind.HAR:
        if entry is None and len(found.entries) > 1:
            _answer_all(verify_entries(found.entries, question, now), "entry")
        request = entry_request(found.entries, entry or 1)
    elif entry is not None:
        raise _no_entries()
    elif found.kind is Kind.LINES:
        _answer_all(verify_lines(data.splitlines(), question, now), "line")
    else:
        request = one_request(data)
    _answer(verify_request(request, question, now), json=json)


def _no_entries() -> UsageError:
    return UsageError("`--entry` is for a HAR file, and this is none", hint="leave it out")


def _answer(finding: "Finding", *, json: bool) -> NoReturn:
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.verdict import finding_fields, finding_text

    screen = screen_of(sys.stdout)
    text = dumped(finding_fields(finding)) if json else finding_text(finding, screen)
    write(sys.stdout, [screen.encode(text)])
    raise typer.Exit(ExitCode.OK if finding.verdict.valid else ExitCode.FAILED)


def _answer_all(lines: "Iterable[Line]", unit: str) -> NoReturn:
    """Print one line for each of many; `unit` is what they are numbered by."""
    from webhookctl.output.console import write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.verdict import error_fields, finding_fields

    failed = False
    for line in lines:
        if isinstance(line.outcome, UsageError):
            fields, failed = error_fields(line.outcome), True
        else:
            fields = finding_fields(line.outcome)
            failed = failed or not line.outcome.verdict.valid
        write(sys.stdout, [dumped({unit: line.number, **fields}).encode()])
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.OK)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(f"cannot read `{path}`: {reason}", hint="check the path") from exc
