"""What a listener's settings mean for each request: who answers it, and what is refused."""

from typing import TYPE_CHECKING

from webhookctl.config.known import all_providers, find
from webhookctl.core.admission import Admission
from webhookctl.core.greet import Greeter
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.reply import ACCEPTED
from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.flows.listen import ListenSettings


def make_admission(settings: "ListenSettings") -> tuple[Greeter, Admission]:
    """Return what answers handshakes, and what decides on requests.

    Raises UsageError for an unknown provider, when every request would be refused, and when there
    would never be anything to confirm.
    """
    providers = all_providers().values()
    named = None if settings.provider is None else find(settings.provider)[0]
    if settings.require_valid:
        _check_judge(settings, named)
    if settings.confirms and named and not any(one.confirmation for one in named.handshakes):
        raise UsageError(
            f"{named.title} has no subscriptions to confirm",
            hint="leave out `--confirm-sns`, or `--provider`",
        )
    greeter = Greeter(
        providers, named, settings.secrets, settings.params, confirms=settings.confirms
    )
    admission = Admission(
        providers,
        greeter if settings.handshakes else None,
        named,
        require_valid=settings.require_valid,
        has_answer=settings.reply != ACCEPTED,
        forwards=settings.forward_to is not None,
    )
    return greeter, admission


def _check_judge(settings: "ListenSettings", named: Provider | None) -> None:
    schemes = () if named is None else named.schemes
    if named and all(isinstance(scheme.recipe, UnsignedRecipe) for scheme in schemes):
        raise UsageError(
            f"`--require-valid` would refuse everything: "
            f"{named.title} has no signature that can be judged",
            hint="leave out `--require-valid`",
        )
    if not settings.secrets:
        raise UsageError(
            "`--require-valid` needs a secret to judge signatures by",
            hint="add `--secret env:NAME` or `--secret file:PATH`",
        )
