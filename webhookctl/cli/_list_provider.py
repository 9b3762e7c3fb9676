"""`list --provider`: the name that the store has for the provider that was typed."""

from collections.abc import Callable


def stored_name(typed: str | None, is_stored: Callable[[str], bool]) -> str | None:
    """Return the name of a provider as the store has it, None for None.

    What the store has (also of a recipe that is gone) counts as it is; else it is any name that a
    provider goes by. Raises UsageError that names the nearest.
    """
    if typed is None or is_stored(typed):
        return typed
    from webhookctl.config.known import find

    provider, _ = find(typed)
    return provider.name
