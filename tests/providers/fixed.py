"""Facts that are the same in every run."""

from random import Random

from webhookctl.core.event import Facts

NOW = 1_767_225_600.0
"""2026-01-01T00:00:00Z."""


def fixed_facts() -> Facts:
    """Return facts of `NOW` whose randomness repeats itself."""
    return Facts(NOW, Random(7).getrandbits)  # noqa: S311 - no secret is made of it
