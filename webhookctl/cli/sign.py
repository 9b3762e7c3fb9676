"""`webhookctl sign`: the signature headers of a request, as its provider would send them."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from webhookctl.cli._context import make_context
from webhookctl.cli._options import AsJson, Parameters
from webhookctl.cli._parameters import parameters
from webhookctl.cli._sending import headers_of, one_secret
from webhookctl.cli._values import read_data
from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.secret import Secret
    from webhookctl.flows.sign import Signed


def sign(
    provider: Annotated[
        str | None,
        typer.Option(
            "--provider", metavar="NAME", help="Whose signature: a provider or one of its schemes."
        ),
    ] = None,
    secret: Annotated[
        str | None,
        typer.Option(
            "--secret", metavar="REF", help="What signs: env:NAME, file:PATH or the secret itself."
        ),
    ] = None,
    data: Annotated[
        str,
        typer.Option(
            "--data",
            metavar="DATA",
            help="The body: @FILE, - for stdin, or text; empty unless given.",
        ),
    ] = "",
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="URL",
            help="The absolute URL, for --curl and for schemes that sign it.",
        ),
    ] = None,
    method: Annotated[
        str,
        typer.Option("--method", metavar="METHOD", help="For --curl and for schemes that sign it."),
    ] = "POST",
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header", metavar="'N: V'", help="A header of the request. May be repeated."
        ),
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="The message id, fresh unless told.")
    ] = None,
    timestamp: Annotated[
        str | None,
        typer.Option("--timestamp", metavar="TIME", help="When it is signed, now unless told."),
    ] = None,
    param: Parameters = None,
    curl: Annotated[
        bool, typer.Option("--curl", help="Print a curl command that sends it.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Print the signature headers for a body, as its provider would send them.

    The body is signed byte for byte. Of a provider with several schemes the first one signs;
    `webhookctl providers show NAME` lists them. Where the signature is not in headers but in body
    or URL, --json (the whole request, as all commands read it) and --curl have the changed ones.
    With --id and --timestamp (Unix seconds, or 2026-01-31T12:00:00Z) the outcome is the same at
    each run.

    Examples:

        webhookctl sign --provider github --secret env:SECRET --data @push.json
        webhookctl sign --provider stripe --secret env:SECRET --data - --json < event.json
        webhookctl sign --provider discord --secret file:discord-private.pem --data '{"type":1}' \\
          --url http://localhost:3000/discord --curl
    """
    from webhookctl.flows.sign import Draft
    from webhookctl.flows.sign import sign as run

    if json and curl:
        raise UsageError("`--curl` and `--json` exclude each other", hint="choose one")
    if provider is None:
        raise UsageError(
            "say whose signature it is, with `--provider NAME`",
            hint="like `--provider github`; `webhookctl providers list` names them all",
        )
    key = _key(provider, secret)
    draft = Draft(
        body=read_data(data),
        method=method,
        url=None if url is None else _url(url, for_curl=curl),
        headers=headers_of(header),
        id=id_,
        at=None if timestamp is None else _moment(timestamp),
        params=parameters(param),
    )
    signed = run(provider, key, draft, make_context().world)
    _write(_text(signed, json=json, curl=curl))
    _say(_notes(signed, json=json, curl=curl))


def _key(provider: str, reference: str | None) -> "Secret":
    from webhookctl.flows.sign import scheme_to_sign

    owner, scheme = scheme_to_sign(provider)
    secret = one_secret(reference)
    if secret is not None:
        return secret
    way = "give it with `--secret env:NAME` or `--secret file:PATH`"
    if scheme.key_form.is_pair:
        way = f"only {owner.title} has the real one; `webhookctl keys new {scheme.id}` makes yours"
        raise UsageError(f"{scheme.title} are signed with a private key", hint=way)
    raise UsageError("a signature is made with a secret, and none was given", hint=way)


def _url(text: str, *, for_curl: bool) -> str:
    """Return the URL as it is signed: as it is typed, or as curl will ask for it."""
    from webhookctl.core.url import parse_url

    if for_curl:
        return str(parse_url(text))
    if "://" not in text:
        raise UsageError(
            f"`{text}` is no absolute URL", hint="write it like `https://example.com/path`"
        )
    return text


def _moment(text: str) -> float:
    from webhookctl.flows.verify import parse_time

    hint = "write it as Unix seconds or like `2026-01-31T12:00:00Z`"
    try:
        moment = parse_time(text)
    except UsageError as error:
        raise UsageError(error.message, hint=hint) from error
    if moment < 0:
        raise UsageError(f"`{text}` is before 1970", hint=hint)
    return moment


def _text(signed: "Signed", *, json: bool, curl: bool) -> str:
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.signing import header_lines, signed_fields

    if curl:
        from webhookctl.core.curl import curl_command

        return f"{curl_command(signed.request)}\n"
    if json:
        fields = signed_fields(signed.provider, signed.scheme, signed.after, signed.at)
        return dumped(fields)
    return header_lines(signed.fresh_headers)


def _notes(signed: "Signed", *, json: bool, curl: bool) -> Iterable[str]:
    from webhookctl.flows.sign import may_be_public
    from webhookctl.output.attempts import pause
    from webhookctl.output.signing import change_notes

    if not (json or curl):
        yield from change_notes(signed.before, signed.after)
    rule = signed.scheme.timestamp
    if curl and rule is not None and rule.tolerance:
        yield f"receivers refuse this signature after {pause(rule.tolerance)}"
    if signed.doubt is None:
        return
    if may_be_public(signed):
        yield (
            f"this signature is worth nothing if the secret is the public key that "
            f"{signed.provider.title} shows: the two halves look alike; "
            f"`webhookctl keys new {signed.scheme.id}` makes a pair that is told apart"
        )
    else:
        hint = f" ({signed.doubt.hint})" if signed.doubt.hint else ""
        yield f"receivers will refuse it: {signed.doubt.message}{hint}"


def _write(text: str) -> None:
    from webhookctl.output.console import screen_of, write

    write(sys.stdout, [screen_of(sys.stdout).encode(text)])


def _say(notes: Iterable[str]) -> None:
    from webhookctl.output.safe import safe_line

    for note in notes:
        sys.stderr.write(f"note: {safe_line(note)}\n")
