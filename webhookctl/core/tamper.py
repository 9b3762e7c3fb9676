"""Requests that a receiver must refuse: what is changed, and when, for each kind of tampering.

Nothing here knows a provider: where a signature stands is seen by comparing a request with the
same one signed by a stranger, and each result is judged before it is handed out.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from webhookctl.core.compose import Signing
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.scheme import Part, Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.signature_place import (
    Place,
    is_letter,
    other_letter,
    places,
    put,
    with_body,
    without_field,
)
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError

BEYOND = 60.0
"""Seconds by which a time is out of its tolerance."""

_DAY = 86_400.0
_OUT_OF_TIME = (Reason.STALE_TIMESTAMP, Reason.FUTURE_TIMESTAMP)
_GARBAGE = {
    Part.HEADERS: b"\xc3\xa9\xff\xfe" * 512,
    Part.BODY: "é\u2028".encode() * 512,
}
_MANY_TRIES, _FEW_TRIES = 4_000, 16
_LARGE = 64 * 1024

Build = Callable[[Signing | None, float], OutgoingRequest]
"""Makes the request of an event, signed (or not, None) at a time in Unix seconds."""


class Kind(StrEnum):
    """What is wrong with a request."""

    BODY = "body"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    STALE = "stale"
    FUTURE = "future"
    MISSING = "missing"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    WRONG_SECRET = "wrong-secret"  # noqa: S105 - a kind of tampering
    OLD_ALGORITHM = "old-algorithm"
    GARBAGE = "garbage"


WORDS = {
    Kind.BODY: "its body was changed after it was signed",
    Kind.SIGNATURE: "a character of its signature was changed",
    Kind.TIMESTAMP: "its timestamp was changed after it was signed",
    Kind.STALE: "its timestamp is too old",
    Kind.FUTURE: "its timestamp is in the future",
    Kind.MISSING: "it has no signature",
    Kind.TRUNCATED: "half of its signature is missing",
    Kind.EMPTY: "its signature is empty",
    Kind.WRONG_SECRET: "it was signed with another secret",
    Kind.OLD_ALGORITHM: "it was signed by the older scheme only",
    Kind.GARBAGE: "its signature is garbage",
}
"""What is wrong with a request, in words that follow `although`."""


@dataclass(frozen=True, slots=True)
class Forgery:
    """One way to tamper with the requests of an event.

    `stranger` is a secret of the same form that the receiver does not know, `older` the scheme
    that the one of `signing` has replaced.
    """

    kind: Kind
    signing: Signing
    stranger: Secret
    older: Scheme | None = None

    def request(self, build: Build, now: float) -> OutgoingRequest:
        """Return the request as it leaves at `now`, tampered with.

        It is one that the scheme refuses with the right secret at that time. Raises UsageError for
        a kind that its scheme does not have, naming those it has.
        """
        verdict = _judged(build(self.signing, now), self.signing, now)
        if not verdict.valid:
            raise UsageError(
                f"a request that is not genuine cannot be tampered with: {verdict.message}",
                hint=verdict.hint or "leave out `--tamper`",
            )
        forged = _forged(self, build, now)
        if isinstance(forged, OutgoingRequest):
            return forged
        kinds = ", ".join(self.kinds(build, now))
        raise UsageError(
            f"`--tamper {self.kind}` is nothing that {self.signing.scheme.title} could refuse: "
            f"{forged}",
            hint=f"it has: {kinds}",
        )

    def kinds(self, build: Build, now: float) -> tuple[Kind, ...]:
        """Return the kinds of tampering that the scheme refuses."""
        return tuple(
            kind
            for kind in Kind
            if isinstance(_forged(replace(self, kind=kind), build, now), OutgoingRequest)
        )


def _forged(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    """Return the tampered request, or why it cannot be one that is refused."""
    forged = _MAKERS[forgery.kind](forgery, build, now)
    if isinstance(forged, str):
        return forged
    verdict = _judged(forged, forgery.signing, now)
    return _HARMLESS[forgery.kind] if verdict.valid else forged


_HARMLESS = {
    Kind.BODY: "its signature does not cover the body",
    Kind.TIMESTAMP: "its signature covers no time",
    Kind.STALE: "it checks no age",
    Kind.FUTURE: "it checks no age",
    Kind.OLD_ALGORITHM: "the older scheme is taken as well",
}
_HARMLESS |= {kind: "it judges no signature" for kind in Kind if kind not in _HARMLESS}


def _body(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    genuine = build(forgery.signing, now)
    if Part.BODY not in forgery.signing.scheme.recipe.covers:
        return _HARMLESS[Kind.BODY]
    data = genuine.body.read()
    if not data:
        return "the body is empty"
    tries = _FEW_TRIES if len(data) > _LARGE else _MANY_TRIES
    for changed, _ in zip(_changed_bodies(data), range(tries), strict=False):
        forged = with_body(genuine, changed)
        if not _judged(forged, forgery.signing, now).valid:
            return forged
    return _HARMLESS[Kind.BODY]


def _changed_bodies(data: bytes) -> Iterator[bytes]:
    """Yield the body with one byte changed, from its end on; JSON stays JSON, text stays text."""
    is_json = _is_json(data)
    for at in range(len(data) - 1, -1, -1):
        if is_letter(data[at]):
            changed = put(data, at, at + 1, other_letter(data[at]))
            if not is_json or _is_json(changed):
                yield changed
    if not is_json:
        yield data[:-1] + bytes((data[-1] ^ 1,))


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _signature(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    def change(request: OutgoingRequest, place: Place) -> OutgoingRequest:
        text = place.text(request)
        middle = len(text) // 2
        return place.with_text(request, put(text, middle, middle + 1, other_letter(text[middle])))

    return _in_each_place(forgery, build, now, change)


def _truncated(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    def change(request: OutgoingRequest, place: Place) -> OutgoingRequest:
        text = place.text(request)
        return place.with_text(request, text[: (len(text) + 1) // 2])

    return _in_each_place(forgery, build, now, change)


def _empty(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    return _in_each_place(forgery, build, now, lambda one, place: place.with_value(one, b""))


def _garbage(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    def change(request: OutgoingRequest, place: Place) -> OutgoingRequest:
        return place.with_value(request, _GARBAGE[place.part])

    return _in_each_place(forgery, build, now, change)


def _missing(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    genuine = build(forgery.signing, now)
    found = _places(genuine, forgery, build, now)
    names = {place.header for place in found if place.part is Part.HEADERS}
    kept = tuple(pair for pair in genuine.headers if pair[0].lower() not in names)
    forged = replace(genuine, headers=kept)
    for place in found:
        if place.part is Part.BODY:
            body = without_field(genuine.body.read(), place.text(genuine))
            if body is None:
                return "its signature is a part of the body that cannot be taken out"
            forged = with_body(forged, body)
    return forged


def _timestamp(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    """Put the signature of now on a request of a second ago."""
    genuine, earlier = build(forgery.signing, now), build(forgery.signing, now - 1)
    if forgery.signing.scheme.timestamp is None or earlier == genuine:
        return _HARMLESS[Kind.TIMESTAMP]
    signatures = [place.text(genuine) for place in _places(genuine, forgery, build, now)]
    there = _places(earlier, forgery, build, now - 1)
    for place, text in zip(reversed(there), reversed(signatures), strict=False):
        earlier = place.with_text(earlier, text)
    return earlier


def _stale(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    return _signed_at(forgery, build, now, -1)


def _future(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    return _signed_at(forgery, build, now, 1)


def _signed_at(forgery: Forgery, build: Build, now: float, direction: int) -> OutgoingRequest | str:
    """Return the request, signed so long before or after now that it is refused.

    Tokens say themselves how long they are good, and it is longer than their tolerance.
    """
    rule = forgery.signing.scheme.timestamp
    tolerance = rule.tolerance if rule and rule.tolerance is not None else 0.0
    for distance in (tolerance + BEYOND, _DAY):
        forged = build(forgery.signing, now + direction * distance)
        if _judged(forged, forgery.signing, now).reason in _OUT_OF_TIME:
            return forged
    if rule is None:
        return "its signature covers no time"
    if forgery.kind is Kind.FUTURE and rule.tolerance is not None:
        return "it takes a time that is ahead"
    return _HARMLESS[forgery.kind]


def _wrong_secret(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    return build(replace(forgery.signing, secret=forgery.stranger), now)


def _old_algorithm(forgery: Forgery, build: Build, now: float) -> OutgoingRequest | str:
    if forgery.older is None:
        return "it has no older scheme"
    return build(replace(forgery.signing, scheme=forgery.older), now)


_MAKERS: dict[Kind, Callable[[Forgery, Build, float], OutgoingRequest | str]] = {
    Kind.BODY: _body,
    Kind.SIGNATURE: _signature,
    Kind.TIMESTAMP: _timestamp,
    Kind.STALE: _stale,
    Kind.FUTURE: _future,
    Kind.MISSING: _missing,
    Kind.TRUNCATED: _truncated,
    Kind.EMPTY: _empty,
    Kind.WRONG_SECRET: _wrong_secret,
    Kind.OLD_ALGORITHM: _old_algorithm,
    Kind.GARBAGE: _garbage,
}


def _places(
    genuine: OutgoingRequest, forgery: Forgery, build: Build, now: float
) -> tuple[Place, ...]:
    """Return where the signature stands in the genuine request of that moment."""
    stranger = replace(forgery.signing, secret=forgery.stranger)
    return places(genuine, build(stranger, now))


def _in_each_place(
    forgery: Forgery,
    build: Build,
    now: float,
    change: Callable[[OutgoingRequest, Place], OutgoingRequest],
) -> OutgoingRequest | str:
    genuine = build(forgery.signing, now)
    forged = genuine
    for place in reversed(_places(genuine, forgery, build, now)):
        forged = change(forged, place)
    return forged


def _judged(request: OutgoingRequest, signing: Signing, now: float) -> Verdict:
    message = SignedMessage(
        request.method.decode("latin-1"),
        request.url,
        request.headers,
        request.body.read(),
        signing.params,
    )
    return signing.scheme.judge(message, [signing.secret], now)
