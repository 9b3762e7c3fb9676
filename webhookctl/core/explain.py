"""Why a signature does not fit: what it would fit is tried, and the verdict says so.

Never on the capture path. The work is bounded: at most `BUDGET` bytes are hashed for each kind of
variation and secret, JSON is written anew up to `json_text.LARGEST` bytes, and every scheme is
tried once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from webhookctl.core.explanation.body import about_body, about_evidence
from webhookctl.core.explanation.case import Case, SchemesById
from webhookctl.core.explanation.clock import about_time
from webhookctl.core.explanation.key import about_secret, about_wrong_secret
from webhookctl.core.explanation.kin import (
    about_beside,
    about_providers,
    about_siblings,
    of_another,
)
from webhookctl.core.explanation.names import about_names, with_names
from webhookctl.core.explanation.rest import about_nothing
from webhookctl.core.explanation.url import about_url
from webhookctl.core.explanation.writing import about_hash, about_writing
from webhookctl.core.next_step import MEANINGS
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict


def explain(
    verdict: Verdict,
    message: SignedMessage,
    secrets: Sequence[Secret],
    schemes: SchemesById,
) -> Verdict:
    """Return the verdict with the reason that can be found out, and what to do about it.

    A valid verdict comes back as it is.
    """
    if verdict.valid:
        return verdict
    found = _found(verdict, message, secrets, schemes) or with_names(verdict, message.headers)
    return replace(found, hint=found.hint or MEANINGS[found.reason].next_step)


def _found(
    verdict: Verdict,
    message: SignedMessage,
    secrets: Sequence[Secret],
    schemes: SchemesById,
) -> Verdict | None:
    known = schemes.get(verdict.scheme)
    if known is None:
        return of_another(verdict, message, secrets, schemes)
    case = Case(*known, message, secrets, schemes, verdict)
    answers = (step(case) for step in _STEPS.get(verdict.reason, ()))
    return next((answer for answer in answers if answer is not None), None)


_MISMATCH_STEPS: tuple[Callable[[Case], Verdict | None], ...] = (
    about_secret,
    about_body,
    about_url,
    about_writing,
    about_siblings,
    about_hash,
    about_beside,
    about_providers,
    about_evidence,
    about_wrong_secret,
    about_nothing,
)

_FORM_STEPS = (about_writing, about_siblings, about_hash, about_beside, about_providers)

_STEPS: Mapping[Reason, tuple[Callable[[Case], Verdict | None], ...]] = {
    Reason.STALE_TIMESTAMP: (about_time,),
    Reason.FUTURE_TIMESTAMP: (about_time,),
    Reason.MISMATCH: _MISMATCH_STEPS,
    Reason.BODY_CHANGED: (about_body,),
    Reason.URL_DIFFERS: (about_url,),
    Reason.MALFORMED_SECRET: (about_secret, about_wrong_secret),
    Reason.MISSING_HEADER: (about_siblings, about_providers, about_names),
    Reason.MISSING_SIGNATURE: _FORM_STEPS,
    Reason.MISSING_TIMESTAMP: _FORM_STEPS,
    Reason.WRONG_VERSION: _FORM_STEPS,
    Reason.MALFORMED_SIGNATURE: _FORM_STEPS,
    Reason.TRUNCATED_SIGNATURE: _FORM_STEPS,
}
