"""Secrets from `--secret` references, with a word of warning about those typed as they are."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from webhookctl.config import is_literal, read_secret

if TYPE_CHECKING:
    from webhookctl.core.secret import Secret

WARNING = (
    "warning: a secret typed on the command line stays in the shell's history and is seen by other"
    " programs; use `--secret env:NAME` or `--secret file:PATH`\n"
)


def read_secrets(references: Iterable[str] | None) -> "tuple[Secret, ...]":
    """Return the secrets behind the references, in order; none for None.

    Warns once on stderr when any of them is the secret itself. Several literal ones are told
    apart by their place among the references (`literal 2`). Raises UsageError.
    """
    given = tuple(references or ())
    literal = [is_literal(reference) for reference in given]
    secrets = [read_secret(reference) for reference in given]
    if any(literal):
        sys.stderr.write(WARNING)
    if sum(literal) > 1:
        secrets = [
            replace(secret, name=f"literal {number}") if bare else secret
            for number, (secret, bare) in enumerate(zip(secrets, literal, strict=True), start=1)
        ]
    return tuple(secrets)
