"""Providers that may have signed another form of a request than the one that travels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from webhookctl.core.scheme import Part, Recipe, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class EitherForm:
    """Judges a message as it is and, when that does not fit, in its `other` form.

    `other` returns that form, or None where a message has none. It is the one that is signed.
    """

    recipe: Recipe
    other: Callable[[SignedMessage], SignedMessage | None]

    @property
    def covers(self) -> frozenset[Part]:
        """The parts of a request that the signature protects."""
        return self.recipe.covers

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; any fitting secret and either form is enough."""
        verdict = self.recipe.judge(scheme, message, secrets, now)
        other = self.other(message) if verdict.reason is Reason.MISMATCH else None
        return verdict if other is None else self.recipe.judge(scheme, other, secrets, now)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message, in the form it has, with a signature of its other form.

        Raises UsageError where the message cannot be signed.
        """
        other = self.other(message) or message
        signed = self.recipe.sign(scheme, other, secret, stamp)
        return replace(signed, url=message.url, body=message.body)
