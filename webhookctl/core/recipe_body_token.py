"""Requests without a signature whose JSON body holds the shared secret itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any

from webhookctl.core.recipe import mismatch
from webhookctl.core.recipe_own import FaultError, json_object, text_of, with_json
from webhookctl.core.recipe_template import cannot_sign, unusable_secret
from webhookctl.core.recipe_token import accepted
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault
from webhookctl.core.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class BodyTokenRecipe:
    """The secret itself, in the body. It protects nothing of the request.

    `name` is what the provider calls it, `body` what the body is. `read` returns all values of a
    body (None for one that is absent) and `write` puts the secret into a body; both may raise
    FaultError.
    """

    name: str
    body: str
    read: Callable[[dict[str, Any]], Sequence[object]]
    write: Callable[[dict[str, Any], str], None]

    @property
    def covers(self) -> frozenset[Part]:
        """Nothing."""
        return frozenset()

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,  # noqa: ARG002 - a secret has no age
    ) -> Verdict:
        """Say whether every value in the body is one of the secrets."""
        try:
            values = [self._present(one) for one in self.read(json_object(message.body, self.body))]
        except FaultError as found:
            return found.fault.verdict(scheme.id)
        usable = [secret for secret in secrets if secret.value]
        fitting = [_fitting(value, usable) for value in values]
        if fitting[0] is not None and None not in fitting:
            return accepted(scheme, self.name, fitting[0])
        unusable = [secret.name for secret in secrets if not secret.value]
        verdict = mismatch(scheme, unusable, len(usable))
        if verdict.reason is not Reason.MISMATCH:
            return verdict
        which = "" if len(values) == 1 else " of every item"
        message_text = f"the {self.name}{which} fits no secret: the sender was given another one"
        return replace(verdict, message=message_text)

    def sign(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secret: Secret,
        stamp: Stamp,  # noqa: ARG002 - nothing is fresh in a secret
    ) -> SignedMessage:
        """Return the message with the secret in its body.

        Raises UsageError for a secret that is no text, and for any other body.
        """
        try:
            text = secret.value.decode()
        except UnicodeDecodeError:
            text = ""
        if not text:
            raise unusable_secret(scheme, secret)
        try:
            body = json_object(message.body, self.body)
            self.write(body, text)
        except FaultError as found:
            raise cannot_sign(scheme, found.fault) from None
        return with_json(message, body)

    def _present(self, value: object) -> bytes:
        if value is None:
            text = f"the body holds no {self.name}"
            hint = f"was a {self.name} set where the webhook was made?"
            raise FaultError(Fault(Reason.MISSING_SIGNATURE, text, hint))
        if value == "":
            raise FaultError(Fault(Reason.EMPTY_SIGNATURE, f"the {self.name} is empty"))
        return text_of(value)


def _fitting(value: bytes, secrets: Sequence[Secret]) -> Secret | None:
    return next((one for one in secrets if compare_digest(value, one.value)), None)
