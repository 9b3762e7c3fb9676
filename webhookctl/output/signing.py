"""What `sign` says: the headers a signature is in, and what else became of the request."""

from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING

from webhookctl.core.export import headers_json
from webhookctl.output.jsonl import Fields
from webhookctl.output.safe import safe_line, safe_line_bytes

if TYPE_CHECKING:
    from webhookctl.core.headers import HeaderPairs
    from webhookctl.core.provider import Provider
    from webhookctl.core.scheme import Scheme, SignedMessage


def header_lines(headers: "HeaderPairs") -> str:
    """Return headers as `Name: value` lines that a terminal can be given."""
    return "".join(f"{safe_line_bytes(b'%b: %b' % pair)}\n" for pair in headers)


def signed_fields(
    provider: "Provider", scheme: "Scheme", after: "SignedMessage", at: float
) -> Fields:
    """Return a signed request as JSON, in the form all commands share.

    `url` is `/` where none was given; `signed_at` is in Unix seconds.
    """
    return {
        "provider": provider.name,
        "scheme": scheme.id,
        "signed_at": at,
        "method": after.method,
        "url": after.url or "/",
        "http_version": "1.1",
        "headers": headers_json(after.headers),
        "body_b64": b64encode(after.body).decode("ascii"),
    }


def change_notes(before: "SignedMessage", after: "SignedMessage") -> Iterator[str]:
    """Yield what of a request, beside its headers, became another one by signing it."""
    if after.url != before.url:
        yield f"the URL carries a part of it, send to {safe_line(after.url or '')}"
    if after.body != before.body:
        yield "the body carries it and is another one now: `--json` and `--curl` have it"
