"""Sends what a receiver must refuse, and counts a refusal as success."""

from dataclasses import replace
from difflib import get_close_matches
from http import HTTPStatus

from webhookctl.core.compose import Signing
from webhookctl.core.event import Facts
from webhookctl.core.provider import Provider
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.secret import Secret
from webhookctl.core.tamper import Forgery, Kind
from webhookctl.errors import UsageError

_REFUSED = (400, 499)
_TAKEN = range(200, 300)


def parse_kind(text: str) -> Kind:
    """Return the kind of tampering that is called so. Raises UsageError that names the nearest."""
    try:
        return Kind(text.strip().lower().replace("_", "-"))
    except ValueError:
        near = get_close_matches(text.lower(), list(Kind), n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"choose from {', '.join(Kind)}"
        raise UsageError(f"`{text}` is no kind of tampering", hint=hint) from None


def forgery_of(
    kind: Kind | None, provider: Provider | None, signing: Signing | None, facts: Facts
) -> Forgery | None:
    """Return how to tamper with what is signed so, None where nobody wants to.

    Raises UsageError where nothing is signed.
    """
    if kind is None:
        return None
    if signing is None or provider is None:
        raise UsageError(
            "nothing is signed, so there is nothing to tamper with",
            hint="give the receiver's secret with `--secret env:NAME`",
        )
    keys = signing.scheme.key_form.make(facts)
    stranger = Secret("a stranger's", keys.signing.content)
    older = next((one for one in provider.schemes if one.id == signing.scheme.older), None)
    return Forgery(kind, signing, stranger, older)


def refusal_policy(policy: RetryPolicy, provider: Provider | None) -> RetryPolicy:
    """Return the policy by which a refusal is success, and a forged event that is taken the end.

    A refusal is a 4xx, or the status with which the provider wants to be refused. Anything else,
    an error of the receiver or no answer, says nothing.
    """
    wanted = HTTPStatus.UNAUTHORIZED if provider is None else provider.refusal_status
    taken = frozenset(_TAKEN) - {wanted}
    return replace(policy, success=(_REFUSED, (wanted, wanted)), final=taken, stop_header=None)
