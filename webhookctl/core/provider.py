"""A provider: its schemes, how it dresses a delivery, how it retries."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from webhookctl.core.event import Facts, Json
from webhookctl.core.handshake import Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import FirstOf, InHeader, Joined, Locator
from webhookctl.core.mode import ModeRule
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Outline:
    """What a provider's delivery headers are made from."""

    type: str
    id: str
    payload: Json
    facts: Facts


def _json_headers(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - the default ignores the event
    return ((b"Content-Type", b"application/json"),)


def _uuid(facts: Facts) -> str:
    return facts.uuid()


@dataclass(frozen=True, slots=True)
class Provider:
    """Everything known of a provider, as values. The first scheme is the one used by default.

    `dress` makes the headers of a delivery (see `dressed`), `new_id` a fresh message id;
    `id_path` is where the payload repeats that id (dotted), None where only a header has it.
    `any_event` makes a payload for a type without a template, where the provider allows any.
    `handshakes` are answered in their order: the first that fits. `mode` is where its events say
    whether they are of test or live mode, where these have different secrets. `refusal_status` is
    what the provider expects of a receiver that does not take a signature; 401 unless it documents
    another.
    """

    name: str
    title: str
    schemes: tuple[Scheme, ...]
    aliases: tuple[str, ...] = ()
    dress: Callable[[Outline], HeaderPairs] = _json_headers
    new_id: Callable[[Facts], str] = _uuid
    id_path: str | None = None
    any_event: Callable[[str, Facts], Json] | None = None
    retry: RetryPolicy | None = None
    handshakes: tuple[Handshake, ...] = ()
    mode: ModeRule | None = None
    refusal_status: int = HTTPStatus.UNAUTHORIZED


def dressed(provider: Provider, outline: Outline) -> HeaderPairs:
    """Return the headers of a delivery without its signature.

    Of a provider without a `dress` of its own, they tell type and id where its first scheme has
    them in headers; a type that is not known is not told.
    """
    headers = provider.dress(outline)
    if provider.dress is not _json_headers:
        return headers
    scheme = provider.schemes[0]
    type_ = _told(scheme.event, outline.type)
    id_ = _told(scheme.delivery_id, outline.id) if isinstance(scheme.delivery_id, InHeader) else ()
    return headers + type_ + id_


def _told(place: Locator, value: str) -> HeaderPairs:
    """Return the header that tells a value, none where it is told elsewhere or not known."""
    if isinstance(place, FirstOf):
        return _told(place.places[0], value)
    if isinstance(place, Joined):
        return _told(place.places[0], value.partition(place.separator)[0])
    if not isinstance(place, InHeader) or not value:
        return ()
    return ((place.name.encode(), value.encode()),)
