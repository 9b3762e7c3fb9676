"""A failed judgement, and how far it is looked into."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from webhookctl.core.provider import Provider
from webhookctl.core.recipe_own import ComputedRecipe, OwnRecipe
from webhookctl.core.recognise import FITS
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict

BUDGET = 64 * 1024 * 1024
"""Bytes of body that are hashed at most to find one kind of variation that fits."""

_READING = 32
"""As how many hashed bytes one counts that is read as a form or JSON before it is judged."""

RAW_BYTES = "verify the bytes as they arrive, before anything reads, decodes or formats them"
"""What to do when a body is not the one that was signed."""

SchemesById = Mapping[str, tuple[Provider, Scheme]]
"""Every scheme by its id, with its provider."""


@dataclass(frozen=True, slots=True)
class Case:
    """A failed judgement: the provider and scheme it was judged by, and the rest."""

    provider: Provider
    scheme: Scheme
    message: SignedMessage
    secrets: Sequence[Secret]
    schemes: SchemesById
    verdict: Verdict

    def says(
        self,
        reason: Reason,
        message: str,
        hint: str | None,
        fit: Verdict | None = None,
        **facts: str,
    ) -> Verdict:
        """Return the verdict with a better reason; the secret that fitted is that of `fit`."""
        known = {**self.verdict.facts, **facts}
        secret = self.verdict.secret if fit is None else fit.secret
        return replace(
            self.verdict, reason=reason, message=message, hint=hint, secret=secret, facts=known
        )

    def fitting(
        self, variations: Iterable[tuple[str, SignedMessage]]
    ) -> tuple[str, Verdict] | None:
        """Return the name of the first variation that fits, and its verdict, within the budget."""
        tried = ((name, self.scheme, message) for name, message in variations)
        return first_fit(tried, self.secrets)


def first_fit(
    tried: Iterable[tuple[str, Scheme, SignedMessage]], secrets: Sequence[Secret]
) -> tuple[str, Verdict] | None:
    """Return the name and the verdict of the first that fits, within the budget."""
    spent = 0
    for name, scheme, message in tried:
        spent += cost_of(scheme, message)
        if spent > BUDGET:
            return None
        verdict = fit_of(scheme, message, secrets)
        if verdict is not None:
            return name, verdict
    return None


def cost_of(scheme: Scheme, message: SignedMessage) -> int:
    """Return what judging a message costs, in bytes that are hashed."""
    reads = isinstance(scheme.recipe, OwnRecipe | ComputedRecipe)
    return len(message.body) * (_READING if reads else 1)


def fit_of(scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret]) -> Verdict | None:
    """Return the verdict on a signature that was made with a secret for this message, or None."""
    verdict = scheme.judge(message, secrets, None)
    return verdict if verdict.reason in FITS else None
