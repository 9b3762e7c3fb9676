"""`list --provider`: the name that the store has for the provider that was typed."""

from collections.abc import Callable, Iterable


def stored_name(typed: str | None, stored: Callable[[str], Iterable[object]]) -> str | None:
    """Return the name of a provider as the store has it, None for None.

    `stored` yields what the store has of a provider by its name; one thing is looked at. What is
    there (also of a recipe that is gone) counts as it is; else it is any name that a provider goes
    by. Raises UsageError that names the nearest.
    """
    if typed is None or any(True for _ in stored(typed)):
        return typed
    from webhookctl.config.known import find

    provider, _ = find(typed)
    return provider.name
