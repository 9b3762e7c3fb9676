"""Events become requests: the payload, the provider's dress, a signature for each attempt."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from webhookctl import __version__
from webhookctl.core.body import MemoryBody
from webhookctl.core.event import Event, Facts, Json
from webhookctl.core.form import fields_of, is_url_encoded, write_url_encoded
from webhookctl.core.headers import HeaderPairs, first, replaced, without
from webhookctl.core.locate import RequestView
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.newpath import assign_new
from webhookctl.core.payload_json import read_json, write_json
from webhookctl.core.provider import Outline, Provider, dressed
from webhookctl.core.recipe import URL_PARAMETER
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.setpath import assign, parse_path, replace_at, unset, value_at
from webhookctl.core.url import Url, parse_url
from webhookctl.errors import UsageError

USER_AGENT = f"webhookctl/{__version__}".encode()
"""What a request says it comes from where its provider says nothing."""

_METHOD = b"POST"
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~\w-]+/[!#$%&'*+.^_`|~\w-]+(?:[ \t]*;[ -~]*)?", re.ASCII)
_FORM = re.compile(rb"[A-Za-z0-9%+._~*[\]-]+=[^\s&=]+(?:&[^\s&=]+=[^\s&=]*)*")
_PROBE = "webhookctl"
_LONGEST_NUMBER = 19
"""As many digits as 64 bits hold."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the user wants other than the provider makes it.

    `assignments` are `--set`, `additions` `--set-new`, `removals` `--unset`, made in this order.
    """

    assignments: tuple[str, ...] = ()
    id: str | None = None
    additions: tuple[str, ...] = ()
    removals: tuple[str, ...] = ()
    content_type: str | None = None

    @property
    def option(self) -> str | None:
        """The first option that changes the payload, None when nothing does."""
        wanted = {
            "--set": self.assignments,
            "--set-new": self.additions,
            "--unset": self.removals,
        }
        return next((option for option, texts in wanted.items() if texts), None)

    def made(self, payload: Json) -> Json:
        """Return the payload with all changes made. Raises UsageError for one that does not fit."""
        payload = assign_new(assign(payload, self.assignments), self.additions)
        return unset(payload, self.removals)

    def typed(self, headers: HeaderPairs) -> HeaderPairs:
        """Return the headers with the Content-Type that is wanted, if one is."""
        if self.content_type is None:
            return headers
        return replaced(headers, ((b"Content-Type", self.content_type.encode("latin-1")),))


@dataclass(frozen=True, slots=True)
class Signing:
    """Which scheme signs, with what; `params` are what it needs beside the secret."""

    scheme: Scheme
    secret: Secret
    params: Mapping[str, str] = field(default_factory=dict)


def provider_event(
    provider: Provider, type_: str, payload: Json, facts: Facts, changes: Changes
) -> Event:
    """Return the event of a provider with that payload, changed as the user wants.

    Its id is the user's, else the one in the payload, else a fresh one. Its body is a form where
    the Content-Type says so, the provider's or the user's, else JSON. Raises UsageError for a
    change that does not fit the payload.
    """
    payload = _changed(payload, provider.id_path, changes)
    id_ = changes.id or _id_in(payload, provider.id_path) or provider.new_id(facts)
    headers = changes.typed(dressed(provider, Outline(type_, id_, payload, facts)))
    return Event(provider.name, type_, id_, _written(payload, headers), headers)


def own_event(
    provider: Provider | None, type_: str | None, body: bytes, facts: Facts, changes: Changes
) -> Event:
    """Return an event whose body is the user's own, byte for byte unless changes are wanted.

    Raises UsageError for changes to a body that is no JSON, and where a provider names the type
    in a header and nobody gave it.
    """
    payload = read_json(body)
    if provider is None:
        if changes.option:
            body = write_json(changes.made(_must_be_json(payload, changes.option)))
        kind = changes.typed(((b"Content-Type", content_type_of(body)),))
        return Event(None, type_, changes.id or facts.uuid(), body, kind)
    if changes.option or (changes.id and _id_in(payload, provider.id_path)):
        payload = _must_be_json(payload, changes.option or "--id")
        payload = _changed(payload, provider.id_path, changes)
        body = write_json(payload)
    id_ = changes.id or _id_in(payload, provider.id_path) or provider.new_id(facts)
    type_ = type_ or _type_in(provider, body, payload, facts)
    headers = dressed(provider, Outline(type_ or "", id_, payload, facts))
    if (payload is None) is not is_url_encoded(headers):
        headers = replaced(headers, ((b"Content-Type", content_type_of(body)),))
    return Event(provider.name, type_, id_, body, changes.typed(headers))


def compose(
    event: Event, url: Url, signing: Signing | None, now: float, own: HeaderPairs = ()
) -> OutgoingRequest:
    """Return the request that brings an event to a URL, signed at `now` (Unix seconds).

    `own` are headers of the user and of this attempt: they stand in place of those made here, the
    signature's included. Body and query are those that were signed, where signing changes them.
    Raises UsageError where the secret or the scheme does not allow to sign.
    """
    headers: HeaderPairs = ((b"Host", url.authority.encode("ascii")), *event.headers)
    if first(headers, "user-agent") is None:
        headers += ((b"User-Agent", USER_AGENT),)
    headers, body, target = replaced(headers, own), event.body, url.target
    if signing is not None:
        message = SignedMessage(_METHOD.decode(), str(url), headers, body, signing.params)
        signed = signing.scheme.sign(message, signing.secret, Stamp(now, event.id))
        if signed.body != body:  # it may be of another kind now
            own = without(own, ("content-type",))
        headers, body = replaced(signed.headers, own), signed.body
        target = _signed_target(target, message, signed)
    framed = first(headers, "content-length") or first(headers, "transfer-encoding")
    if framed is None:
        headers += ((b"Content-Length", b"%d" % len(body)),)
    return OutgoingRequest(_METHOD, url.origin, target, headers, MemoryBody(body))


def resign(
    request: OutgoingRequest, signing: Signing, now: float, id_: str = ""
) -> OutgoingRequest:
    """Return a request with a fresh signature and timestamp in place of its own.

    An empty id leaves the message's id as it is. Body and query become those that were signed,
    where signing changes them. Raises UsageError where it cannot be signed. The body is held in
    memory.
    """
    method, body = request.method.decode("latin-1"), request.body.read()
    message = SignedMessage(method, request.url, request.headers, body, signing.params)
    signed = signing.scheme.sign(message, signing.secret, Stamp(now, id_))
    target = _signed_target(request.target, message, signed)
    request = replace(request, target=target, headers=signed.headers)
    if signed.body == message.body:
        return request
    length = ((b"Content-Length", b"%d" % len(signed.body)),)
    headers = replaced(signed.headers, length)
    return replace(request, headers=headers, body=MemoryBody(signed.body))


def _signed_target(target: bytes, before: SignedMessage, signed: SignedMessage) -> bytes:
    """Return the request target with the query that was signed, where signing changed the URL.

    Its path stays, and so does a query of its own beside what signing added: a URL from the
    user's settings may have others than the receiver.
    """
    if signed.url is None or signed.url == before.url:
        return target
    path, _, own = target.partition(b"?")
    query = parse_url(signed.url).query
    registered = before.params.get(URL_PARAMETER)
    if registered and own:
        query = _with_added(own, parse_url(registered).query, query)
    return path + b"?" + query


def _with_added(query: bytes, before: bytes, after: bytes) -> bytes:
    """Return a query with the fields that `after` has and `before` has not, in place of its own."""
    there = before.split(b"&")
    added = [field for field in after.split(b"&") if field not in there]
    names = {field.partition(b"=")[0] for field in added}
    kept = [field for field in query.split(b"&") if field.partition(b"=")[0] not in names]
    return b"&".join(kept + added)


def check_message_id(id_: str) -> None:
    """Raise UsageError for a message id that no header can carry as one word."""
    if not (id_ and id_.isascii() and id_.isprintable() and " " not in id_):
        raise UsageError(f"`{id_}` is not a message id", hint="use visible ASCII without spaces")


def check_event_type(provider: Provider, type_: str) -> None:
    """Raise UsageError for an event type that no header can carry on one line."""
    if not type_.isprintable():
        raise UsageError(
            "an event type has no line breaks or control characters",
            hint=f"write it like `{provider.name}.TYPE`",
        )


def check_content_type(text: str) -> None:
    """Raise UsageError for what no Content-Type header can say (RFC 9110 section 8.3.1)."""
    if not _MEDIA_TYPE.fullmatch(text):
        raise UsageError(
            f"`{text}` is not a content type",
            hint="write it like `application/json` or `text/plain; charset=utf-8`; "
            "`--header 'Content-Type: …'` sends any text",
        )


def parse_headers(texts: Iterable[str]) -> HeaderPairs:
    """Return the headers of `Name: value` texts, values as UTF-8. Raises UsageError."""
    return tuple(_parse_header(text) for text in texts)


def _parse_header(text: str) -> tuple[bytes, bytes]:
    match = _HEADER.fullmatch(text)
    if match is None or set(match[2]) & set("\r\n\0"):
        raise UsageError(
            f"`{text}` is not a header",
            hint="write it like `--header 'X-Name: value'`, on one line",
        )
    return match[1].encode("ascii"), match[2].encode("utf-8", "surrogateescape")


def _written(payload: Json, headers: HeaderPairs) -> bytes:
    """Return a payload as the body that the Content-Type announces."""
    if is_url_encoded(headers):
        return write_url_encoded(fields_of(payload))
    return write_json(payload)


def _changed(payload: Json, id_path: str | None, changes: Changes) -> Json:
    payload = changes.made(payload)
    if changes.id is not None and id_path is not None and _id_in(payload, id_path) is not None:
        path = parse_path(id_path)
        return replace_at(payload, path, _as_kind_of(value_at(payload, path), id_path, changes.id))
    return payload


def _as_kind_of(old: Json, id_path: str, new: str) -> Json:
    """Return the new id as a number where the old one is one. Raises UsageError if it is none."""
    if not isinstance(old, int):
        return new
    if not (new.isascii() and new.isdecimal() and len(new) <= _LONGEST_NUMBER):
        raise UsageError(
            f"`--id {new}` is no number, which `{id_path}` is in the payload",
            hint=f"use digits, like `--id {old}`",
        )
    return int(new)


def _id_in(payload: Json, id_path: str | None) -> str | None:
    if id_path is None:
        return None
    try:
        found = value_at(payload, parse_path(id_path))
    except KeyError:
        return None
    return str(found) if isinstance(found, str | int) and found != "" else None


def _type_in(provider: Provider, body: bytes, payload: Json, facts: Facts) -> str | None:
    """Return the type that a body tells; it must be given where it travels in a header."""
    locator = provider.schemes[0].event
    probe = provider.dress(Outline(_PROBE, _PROBE, payload, facts))
    found = locator.find(RequestView(probe, body))
    if found is not None and found.startswith(_PROBE):
        raise UsageError(
            f"the event type is missing: {provider.title} names it in a header",
            hint=f"give it before `--data`, like `webhookctl send {provider.name}.TYPE --data …`",
        )
    return found


def _must_be_json(payload: Json, option: str) -> Json:
    if payload is None:
        raise UsageError(
            f"`{option}` changes JSON, and the data is none", hint="change the data itself instead"
        )
    return payload


def content_type_of(body: bytes) -> bytes:
    """Return the Content-Type of a body that nobody said it of: JSON, form, text, or just bytes."""
    if _FORM.fullmatch(body):
        return b"application/x-www-form-urlencoded"
    return _content_type(body, read_json(body))


def _content_type(body: bytes, payload: Json) -> bytes:
    if payload is not None:
        return b"application/json"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return b"application/octet-stream"
    return b"text/plain; charset=utf-8"
