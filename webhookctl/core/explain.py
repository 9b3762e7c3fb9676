"""Why a signature does not fit: what it would fit is tried, and the verdict says so.

Never on the capture path. The work is bounded: at most `BUDGET` bytes are hashed for each kind of
variation and secret, JSON is written anew up to `json_text.LARGEST` bytes, and every scheme is
tried once.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from webhookctl.core.headers import HeaderPairs, first, text
from webhookctl.core.locate import MAX_PARSED, parsed
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import FITS
from webhookctl.core.scheme import Part, Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.signature import shown, with_header
from webhookctl.core.span import span
from webhookctl.core.variation import (
    altered_bodies,
    key_forms,
    rewritten_bodies,
    secret_variations,
    url_variations,
)
from webhookctl.core.verdict import Reason, Verdict

BUDGET = 64 * 1024 * 1024
"""Bytes of body that are hashed at most to find one kind of variation that fits."""

SKEW = 3600.0
"""Timestamps this many seconds off are put down to a clock, older ones to an old request."""

_RAW_BYTES = "verify the bytes as they arrive, before anything reads, decodes or formats them"
_REFERENCE = re.compile(rb"\$[A-Za-z_{]|(?:env|file)[:=.\s]", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,18}")
_TOKENS = (
    (re.compile(rb"[srp]k_(live|test)_"), "a Stripe API key"),
    (re.compile(rb"xox[a-z]-|xapp-"), "a Slack token"),
    (re.compile(rb"shp(at|ca|pa|ua)_"), "a Shopify access token"),
    (re.compile(rb"gh[opsur]_|github_pat_"), "a GitHub token"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A failed judgement: the provider and scheme it was judged by, and the rest."""

    provider: Provider
    scheme: Scheme
    message: SignedMessage
    secrets: Sequence[Secret]
    schemes: Mapping[str, tuple[Provider, Scheme]]
    verdict: Verdict

    def says(self, reason: Reason, message: str, hint: str | None, **facts: str) -> Verdict:
        """Return the verdict with a better reason."""
        known = {**self.verdict.facts, **facts}
        return replace(self.verdict, reason=reason, message=message, hint=hint, facts=known)


def explain(
    verdict: Verdict,
    message: SignedMessage,
    secrets: Sequence[Secret],
    schemes: Mapping[str, tuple[Provider, Scheme]],
) -> Verdict:
    """Return the verdict with the reason that can be found out, and what to do about it.

    `schemes` is every scheme by its id, with its provider. A valid verdict comes back as it is.
    """
    known = schemes.get(verdict.scheme)
    if known is None:
        return _of_another(verdict, message, secrets, schemes, None) or verdict
    case = Case(*known, message, secrets, schemes, verdict)
    for step in _STEPS.get(verdict.reason, ()):
        found = step(case)
        if found is not None:
            return found
    return verdict


def _about_time(case: Case) -> Verdict:
    verdict = case.verdict
    age = verdict.age or 0.0
    off = span(abs(age))
    if verdict.reason is Reason.FUTURE_TIMESTAMP:
        hint = f"the sender's clock is ahead or this one behind, by {off}: compare both"
    elif age <= SKEW:
        hint = f"compare the clocks of sender and receiver, or find where it waited for {off}"
    else:
        hint = (
            "an old request: judge it by the time it was received with `--at captured`, or give it "
            "a fresh signature with `webhookctl replay --resign`"
        )
    return replace(verdict, hint=hint)


def _about_secret(case: Case) -> Verdict | None:
    """Find a secret that fits once it is decoded, stripped or taken as it is."""
    for secret in case.secrets:
        named = [
            Secret(name, form)
            for name, key in secret_variations(secret.value)
            for form in key_forms(key)
        ]
        fit = case.scheme.judge(case.message, _affordable(named, case.message.body), None)
        if fit.valid:
            message = f"the signature fits the secret `{secret.name}` {fit.secret}"
            hint = f"{case.scheme.title} takes {case.scheme.secret_words}"
            found = case.says(Reason.SECRET_ENCODING, message, hint, fits=str(fit.secret))
            return replace(found, secret=secret.name)
    return None


def _about_body(case: Case) -> Verdict | None:
    """Find a body that fits: what was received may have been changed on the way in a usual way."""
    headers, body = case.message.headers, case.message.body
    for reason, verb, variations in (
        (Reason.BODY_CHANGED, "changed", altered_bodies),
        (Reason.BODY_RESERIALISED, "re-serialised", rewritten_bodies),
    ):
        name = _fitting(
            case, ((n, replace(case.message, body=b)) for n, b in variations(headers, body))
        )
        if name is not None:
            message = f"the body was {verb} on its way: the signature fits it {name}"
            return case.says(reason, message, _RAW_BYTES, fits=name)
    return None


def _about_url(case: Case) -> Verdict | None:
    """Find a URL that fits, where the signature covers it."""
    if case.message.url is None or Part.URL not in case.scheme.recipe.covers:
        return None
    variations = url_variations(case.message.url, case.message.headers)
    name = _fitting(case, ((n, replace(case.message, url=u)) for n, u in variations))
    if name is None:
        return None
    message = f"the URL is not the one that was signed: the signature fits it {name}"
    return case.says(Reason.URL_DIFFERS, message, "give that address with `--url`", fits=name)


def _about_siblings(case: Case) -> Verdict | None:
    """Find another scheme of the same provider that fits, in its own header or in this one."""
    header = case.scheme.signature_header
    value = first(case.message.headers, header) if header else None
    for sibling in case.provider.schemes:
        if sibling.id == case.scheme.id:
            continue
        moved = None
        if value is not None and sibling.signature_header:
            headers = with_header(case.message.headers, sibling.signature_header, value)
            moved = replace(case.message, headers=headers)
        if any(one and _fit(sibling, one, case.secrets) for one in (case.message, moved)):
            message = f"the signature is a genuine one of another kind: {sibling.title}"
            hint = f"judge it with `--provider {sibling.id}`, or expect {case.scheme.title}"
            return case.says(Reason.WRONG_ALGORITHM, message, hint, fits_scheme=sibling.id)
    return None


def _about_providers(case: Case) -> Verdict | None:
    """Find a scheme of another provider that fits."""
    own = case.provider.name
    return _of_another(case.verdict, case.message, case.secrets, case.schemes, own)


def _of_another(
    verdict: Verdict,
    message: SignedMessage,
    secrets: Sequence[Secret],
    schemes: Mapping[str, tuple[Provider, Scheme]],
    own: str | None,
) -> Verdict | None:
    for provider, scheme in schemes.values():
        if provider.name == own or not _fit(scheme, message, secrets):
            continue
        said = verdict.message.partition(";")[0]
        return replace(
            verdict,
            message=f"{said}; it is a genuine {scheme.title} signature",
            hint=f"judge it with `--provider {provider.name}`",
            facts={**verdict.facts, "fits_scheme": scheme.id},
        )
    return None


def _about_names(case: Case) -> Verdict | None:
    """Find a header whose name looks like the one that is missing."""
    wanted = case.scheme.signature_header
    if wanted is None or first(case.message.headers, wanted) is not None:
        return None
    names = {_plain(shown(name, 80)): shown(name, 80) for name, _ in case.message.headers}
    near = get_close_matches(_plain(wanted), names, n=1, cutoff=0.85)
    if not near:
        return None
    message = f"the request has no {wanted} header, but one called {names[near[0]]}"
    hint = "something between the sender and you renames headers"
    return case.says(case.verdict.reason, message, hint, similar_header=names[near[0]])


def _about_evidence(case: Case) -> Verdict | None:
    """Say what the request itself tells of a body that is not whole."""
    damage = _damage(case.message.headers, case.message.body)
    if damage is None:
        return None
    message = f"the signature does not match, and the body is not as it was sent: {damage}"
    return case.says(Reason.BODY_CHANGED, message, _RAW_BYTES, evidence=damage)


def _about_wrong_secret(case: Case) -> Verdict | None:
    """Say when a secret is plainly something else."""
    for secret in case.secrets:
        value = secret.value.strip()
        kind = next((what for pattern, what in _TOKENS if pattern.match(value)), None)
        hint = "signing secrets are shown where the webhook is set up"
        if secret.name.startswith("literal") and _REFERENCE.match(value):
            kind, hint = "a reference to a secret", "write `env:NAME` or `file:PATH`"
        if kind is not None:
            message = f"the signature does not match: the secret `{secret.name}` looks like {kind}"
            found = case.says(Reason.WRONG_SECRET, message, hint)
            return replace(found, secret=secret.name)
    return None


def _about_nothing(case: Case) -> Verdict:
    """Say what is left when no variation fits: likely the secret, since the body looks whole."""
    count = len(case.secrets)
    which = f"any of the {count} secrets" if count > 1 else "the secret"
    message = f"the signature does not fit {which}, nor a usual variation of it or of the body"
    hint = (
        "most likely it was made with another secret (of another endpoint, app or mode: test, "
        "live); otherwise the request was changed on its way"
    )
    return case.says(case.verdict.reason, message, hint, likely=Reason.WRONG_SECRET.value)


_MISMATCH_STEPS: tuple[Callable[[Case], Verdict | None], ...] = (
    _about_secret,
    _about_body,
    _about_url,
    _about_siblings,
    _about_providers,
    _about_evidence,
    _about_wrong_secret,
    _about_nothing,
)

_FORM_STEPS = (_about_siblings, _about_providers)

_STEPS: Mapping[Reason, tuple[Callable[[Case], Verdict | None], ...]] = {
    Reason.STALE_TIMESTAMP: (_about_time,),
    Reason.FUTURE_TIMESTAMP: (_about_time,),
    Reason.MISMATCH: _MISMATCH_STEPS,
    Reason.BODY_CHANGED: (_about_body,),
    Reason.URL_DIFFERS: (_about_url,),
    Reason.MALFORMED_SECRET: (_about_secret, _about_wrong_secret),
    Reason.MISSING_HEADER: (*_FORM_STEPS, _about_names),
    Reason.MISSING_SIGNATURE: _FORM_STEPS,
    Reason.MISSING_TIMESTAMP: _FORM_STEPS,
    Reason.WRONG_VERSION: _FORM_STEPS,
    Reason.MALFORMED_SIGNATURE: _FORM_STEPS,
    Reason.TRUNCATED_SIGNATURE: _FORM_STEPS,
}


def _fit(scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret]) -> bool:
    return scheme.judge(message, secrets, None).reason in FITS


def _fitting(case: Case, variations: Iterable[tuple[str, SignedMessage]]) -> str | None:
    """Return the name of the first variation that fits, within the budget."""
    spent = 0
    for name, message in variations:
        spent += len(message.body)
        if spent > BUDGET:
            return None
        if _fit(case.scheme, message, case.secrets):
            return name
    return None


def _affordable(secrets: Sequence[Secret], body: bytes) -> Sequence[Secret]:
    return secrets[: max(1, BUDGET // max(1, len(body)))]


def _damage(headers: HeaderPairs, body: bytes) -> str | None:
    length = (text(headers, "content-length") or "").strip()
    if _LENGTH.fullmatch(length) and int(length) != len(body):
        return f"it has {len(body)} bytes, but Content-Length says {int(length)}"
    kind = shown((first(headers, "content-type") or b"").lower())
    if "json" not in kind or len(body) > MAX_PARSED or text(headers, "content-encoding"):
        return None
    if not body:
        return f"it is empty, but Content-Type says {kind}"
    if parsed(body) is None and body.strip() != b"null":
        return "it is not the JSON that Content-Type says"
    return None


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
