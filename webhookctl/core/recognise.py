"""Whose request it is, by which schemes it is judged, and what it tells of itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from webhookctl.core.detect import Candidate, Detector, Trait
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.locate import RequestView
from webhookctl.core.lookup import SchemesByName
from webhookctl.core.model import UNKNOWN, Recognition
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import Recipe, Scheme, SignedMessage, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Prefixed, PrefixedList, shown
from webhookctl.core.verdict import Reason, Verdict

MAX_PROVIDERS = 8
"""How many of the likeliest providers are tried when none is named."""

NO_SCHEME = "unknown"
"""The scheme of a verdict on a request that shows no known one."""

BETTER_SCHEME = "better_scheme"
"""The fact that names the scheme whose signature should have come with the one that fits."""

FITS = frozenset({Reason.VALID, Reason.STALE_TIMESTAMP, Reason.FUTURE_TIMESTAMP})
"""The reasons of verdicts on signatures that were made with the secret for this very request."""

_OTHER_KINDS = frozenset(
    {
        Reason.WRONG_VERSION,
        Reason.WRONG_ALGORITHM,
        Reason.MISSING_HEADER,
        Reason.MISSING_SIGNATURE,
        Reason.MISSING_PARAMETER,
    }
)
_MAX_NAME = 200
_SIGNATURE_LIKE = re.compile(rb"sign|hmac|digest|\bmac\b|authorization|token", re.IGNORECASE)


class Recogniser:
    """Knows all schemes; built once for many requests."""

    def __init__(self, schemes: SchemesByName) -> None:
        self.schemes: Mapping[str, tuple[Provider, Scheme]] = {
            scheme.id: (provider, scheme) for provider, scheme in schemes.values()
        }
        self._detector = Detector(
            Trait(
                provider.name, scheme.id, scheme.signature_header, scheme.detection, _prefix(scheme)
            )
            for provider, scheme in self.schemes.values()
        )

    def candidates(self, view: RequestView) -> tuple[Candidate, ...]:
        """Return whose request it may be, the likeliest first."""
        return self._detector.candidates(view)

    def likely(self, candidates: Sequence[Candidate]) -> tuple[tuple[Scheme, ...], ...]:
        """Return the schemes of the likeliest providers, each in its provider's own order.

        Of those that sign in the same way (Standard Webhooks) only the likeliest is tried. With a
        scheme comes the better one that it is always beside.
        """
        found: dict[str, set[str]] = {}
        known: set[tuple[Recipe, TimestampRule | None]] = set()
        for candidate in candidates:
            scheme = self.schemes[candidate.scheme][1]
            how = (scheme.recipe, scheme.timestamp)
            if how not in known:
                known.add(how)
                ids = {scheme.id, scheme.always_beside or scheme.id}
                found.setdefault(candidate.provider, set()).update(ids)
        likely = []
        for ids in list(found.values())[:MAX_PROVIDERS]:
            provider = self.schemes[next(iter(ids))][0]
            likely.append(tuple(scheme for scheme in provider.schemes if scheme.id in ids))
        return tuple(likely)

    def recognise(
        self,
        view: RequestView,
        candidates: Sequence[Candidate],
        verdict: Verdict | None,
        named: str | None,
    ) -> Recognition:
        """Return what a request tells: a signature that fits settles whose it is.

        Without one it is the likeliest candidate; the provider called `named` before others.
        """
        if verdict is not None and settled(verdict):
            return self._told(view, verdict.scheme)
        if not candidates:
            return UNKNOWN
        certain = [candidate for candidate in candidates if candidate.certain]
        own = [candidate for candidate in certain if candidate.provider == named]
        best = (own or certain)[:1]
        return self._told(view, best[0].scheme) if best else UNKNOWN

    def _told(self, view: RequestView, scheme_id: str) -> Recognition:
        provider, scheme = self.schemes[scheme_id]
        event, delivery = scheme.event.find(view), scheme.delivery_id.find(view)
        return Recognition(provider.name, scheme.id, _name(event), _name(delivery))


def judge(
    message: SignedMessage,
    schemes: Iterable[Sequence[Scheme]],
    secrets: Sequence[Secret],
    now: float | None,
    tolerance: float | None = None,
) -> Verdict:
    """Judge a message by the schemes of one or more providers; the first that fits settles it.

    Each group of `schemes` is of one provider. `now` None leaves the age unchecked; `tolerance`
    (seconds) replaces that of the schemes.
    """
    failed: list[Verdict] = []
    unsigned: list[Verdict] = []
    for group in schemes:
        for scheme in applicable(group, message.headers):
            verdict = scheme.judge(message, secrets, now, tolerance)
            if verdict.reason in FITS:
                return _told_if_alone(verdict, scheme, group)
            missing = verdict.reason is Reason.MISSING_HEADER and not signed(scheme, message)
            (unsigned if missing else failed).append(verdict)
    return _furthest(failed) if failed else _unsigned(unsigned, message.headers)


def _told_if_alone(verdict: Verdict, scheme: Scheme, group: Sequence[Scheme]) -> Verdict:
    """Return a verdict that fits; of a signature that a better one always comes with, it says so.

    That one was looked for first: it is not there.
    """
    better = next((one for one in group if one.id == scheme.always_beside), None)
    if better is None:
        return verdict
    header = better.signature_header
    return replace(
        verdict,
        message=f"{verdict.message}, but it is the old one alone: no {header} header, which "
        "always comes with it",
        hint=f"check that nothing removes the {header} header, and have your app judge by that; "
        f"`--provider {scheme.id}` is content with the old one",
        facts={**verdict.facts, BETTER_SCHEME: better.id},
    )


def _furthest(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the first verdict that is about a signature of the right kind, or else the first."""
    return next((one for one in verdicts if one.reason not in _OTHER_KINDS), verdicts[0])


def settled(verdict: Verdict | None) -> bool:
    """Say whether a signature that fits has settled whose request it is."""
    return verdict is not None and verdict.reason in FITS


def signed(scheme: Scheme, message: SignedMessage) -> bool:
    """Say whether the scheme's signature header is there at all (or it has none of its own)."""
    return bool(_with_signature((scheme,), message.headers))


def applicable(schemes: Sequence[Scheme], headers: HeaderPairs) -> tuple[Scheme, ...]:
    """Return the schemes of one provider that a request is judged by; never none.

    The first whose signature header is there decides, with those that read the same header:
    beside a sha256 signature, a weaker one in a header of its own counts for nothing. Those whose
    signature is not in a header come last.
    """
    there = _with_signature(schemes, headers)
    in_body = tuple(one for one in there if one.signature_header is None)
    named = [(one, one.signature_header.lower()) for one in there if one.signature_header]
    in_header = tuple(one for one, header in named if header == named[0][1])
    return (in_header + in_body) or (schemes[0],)


def url_of(target: bytes, headers: HeaderPairs, origin: str | None) -> str | None:
    """Return the absolute URL of a request as its sender saw it, as well as it can be told.

    That is the known origin and the raw target; without one, what the hops before say of it
    (X-Forwarded-Proto and -Host), or Host.
    """
    path = target.decode("latin-1")
    if not path.startswith("/"):
        return path if "://" in path else None
    if origin is not None:
        return origin.rstrip("/") + path
    host = _nearest_client(headers, "x-forwarded-host") or text(headers, "host")
    if not host:
        return None
    return f"{_nearest_client(headers, 'x-forwarded-proto') or 'http'}://{host}{path}"


def signature_like(headers: HeaderPairs) -> tuple[str, ...]:
    """Return the names of headers that may hold a signature, as spelled; eight at most."""
    names = (name for name, _ in headers if _SIGNATURE_LIKE.search(name))
    return tuple(dict.fromkeys(shown(name) for name in names))[:8]


def _nearest_client(headers: HeaderPairs, name: str) -> str:
    """Return what the hop nearest to the client said: the first of a list."""
    return (text(headers, name) or "").partition(",")[0].strip()


def _prefix(scheme: Scheme) -> bytes:
    """Return what the signatures of a scheme begin with, nothing where they begin at once."""
    layout = getattr(scheme.recipe, "signature", None)
    return layout.prefix if isinstance(layout, Prefixed | PrefixedList) else b""


def _with_signature(schemes: Sequence[Scheme], headers: HeaderPairs) -> list[Scheme]:
    names = {name.lower() for name, _ in headers}
    return [
        scheme
        for scheme in schemes
        if scheme.signature_header is None
        or scheme.signature_header.lower().encode("latin-1") in names
    ]


def _unsigned(verdicts: Sequence[Verdict], headers: HeaderPairs) -> Verdict:
    there = signature_like(headers)
    message, scheme = "the request carries no signature of a known provider", NO_SCHEME
    if verdicts:
        message, scheme = verdicts[0].message, verdicts[0].scheme
    rest = f"there is {', '.join(there)}" if there else "no header looks like a signature"
    return Verdict(
        valid=False,
        reason=Reason.MISSING_HEADER,
        message=f"{message}; {rest}",
        scheme=scheme,
        hint="was a secret set at the sender, and is this the right provider?",
        facts={"signature_headers": ", ".join(there)},
    )


def _name(found: str | None) -> str | None:
    """Return a name from outside as text that can be stored: short, and without surrogates."""
    if found is None:
        return None
    return found[:_MAX_NAME].encode("utf-8", "backslashreplace").decode()
