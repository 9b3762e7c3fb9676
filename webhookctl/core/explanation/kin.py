"""Signatures of another kind: of the same provider, or of another one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from webhookctl.core.explanation.case import Case, SchemesById, fit_of
from webhookctl.core.headers import first
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.signature import with_header
from webhookctl.core.verdict import Reason, Verdict

FITS_SCHEME = "fits_scheme"
"""The fact that names the scheme which fits instead."""


def about_siblings(case: Case) -> Verdict | None:
    """Find another scheme of the same provider that fits, in its own header or in this one."""
    for sibling in case.provider.schemes:
        if sibling.id == case.scheme.id:
            continue
        for message in _as_of(sibling, case):
            fit = fit_of(sibling, message, case.secrets)
            if fit is not None:
                return _of_sibling(case, sibling, fit, beside=message is case.message)
    return None


def about_providers(case: Case) -> Verdict | None:
    """Find a scheme of another provider that fits."""
    return of_another(
        case.verdict, case.message, case.secrets, case.schemes, own=case.provider.name
    )


def of_another(
    verdict: Verdict,
    message: SignedMessage,
    secrets: Sequence[Secret],
    schemes: SchemesById,
    own: str | None = None,
) -> Verdict | None:
    """Return the verdict that names a scheme which fits, of any provider but `own`."""
    for provider, scheme in schemes.values():
        fit = None if provider.name == own else fit_of(scheme, message, secrets)
        if fit is None:
            continue
        said = verdict.message.partition(";")[0]
        return replace(
            verdict,
            message=f"{said}; it is a genuine {scheme.title} signature",
            hint=f"judge it with `--provider {scheme.id}`",
            secret=fit.secret,
            facts={**verdict.facts, FITS_SCHEME: scheme.id},
        )
    return None


def _as_of(sibling: Scheme, case: Case) -> Iterator[SignedMessage]:
    """Yield the message as it is, and with its signature in the header of a sibling."""
    yield case.message
    header = case.scheme.signature_header
    value = first(case.message.headers, header) if header else None
    if value is not None and sibling.signature_header:
        headers = with_header(case.message.headers, sibling.signature_header, value)
        yield replace(case.message, headers=headers)


def _of_sibling(case: Case, sibling: Scheme, fit: Verdict, *, beside: bool) -> Verdict:
    """Return the verdict; `beside` says that it fits in a header of its own, beside the other."""
    own, other = case.scheme.signature_header, sibling.signature_header
    there = own is not None and first(case.message.headers, own) is not None
    if beside and there and other is not None and other.lower() != (own or "").lower():
        message = (
            f"the signature in the {own} header does not fit, while that in {other} does "
            f"({sibling.title}): secret and body are right"
        )
        hint = f"something changed the {own} header, or it was made in another way"
        return case.says(case.verdict.reason, message, hint, fit, **{FITS_SCHEME: sibling.id})
    message = f"the signature is a genuine one of another kind: {sibling.title}"
    hint = f"judge it with `--provider {sibling.id}`, or expect {case.scheme.title}"
    return case.says(Reason.WRONG_ALGORITHM, message, hint, fit, **{FITS_SCHEME: sibling.id})
