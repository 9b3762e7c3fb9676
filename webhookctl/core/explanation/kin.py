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
    """Find another scheme of the same provider that this signature is of."""
    for sibling in _siblings(case):
        for message in _as_of(sibling, case):
            fit = fit_of(sibling, message, case.secrets)
            if fit is not None:
                text = f"the signature is a genuine one of another kind: {sibling.title}"
                hint = f"judge it with `--provider {sibling.id}`, or expect {case.scheme.title}"
                facts = {FITS_SCHEME: sibling.id}
                return case.says(Reason.WRONG_ALGORITHM, text, hint, fit, **facts)
    return None


def about_beside(case: Case) -> Verdict | None:
    """Find a second signature, of another scheme of the provider, that fits."""
    own = case.scheme.signature_header
    for sibling in _siblings(case):
        fit = fit_of(sibling, case.message, case.secrets)
        if fit is not None:
            message = (
                f"the signature in the {own} header does not fit, while that of "
                f"{sibling.title} does: secret and body are right"
            )
            hint = f"something changed the {own} header, or it was made in another way"
            facts = {FITS_SCHEME: sibling.id}
            return case.says(case.verdict.reason, message, hint, fit, **facts)
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


def _siblings(case: Case) -> Iterator[Scheme]:
    return (one for one in case.provider.schemes if one.id != case.scheme.id)


def _as_of(sibling: Scheme, case: Case) -> Iterator[SignedMessage]:
    """Yield the message with the signature it was judged by where a sibling looks for it.

    Without one it is the message as it is.
    """
    header, other = case.scheme.signature_header, sibling.signature_header
    value = first(case.message.headers, header) if header else None
    if value is None or other is None:
        yield case.message
    else:
        yield replace(case.message, headers=with_header(case.message.headers, other, value))
