"""Secrets in another form than their scheme takes, or that are plainly something else."""

import re
from collections.abc import Sequence
from dataclasses import replace

from webhookctl.core.explanation.case import BUDGET, Case, cost_of
from webhookctl.core.secret import Secret
from webhookctl.core.variation import key_forms, secret_variations
from webhookctl.core.verdict import Reason, Verdict

_REFERENCE = re.compile(rb"\$[A-Za-z_{]|(?:env|file)[:=.\s]", re.IGNORECASE)
_TOKENS = (
    (re.compile(rb"[srp]k_(live|test)_"), "a Stripe API key"),
    (re.compile(rb"xox[a-z]-|xapp-"), "a Slack token"),
    (re.compile(rb"shp(at|ca|pa|ua)_"), "a Shopify access token"),
    (re.compile(rb"gh[opsur]_|github_pat_"), "a GitHub token"),
)


def about_secret(case: Case) -> Verdict | None:
    """Find a secret that fits once it is decoded, stripped or taken as it is."""
    for secret in case.secrets:
        named = [
            Secret(name, form)
            for name, key in secret_variations(secret.value)
            for form in key_forms(key)
        ]
        fit = case.scheme.judge(case.message, _affordable(named, case), None)
        if fit.valid:
            message = f"the signature fits the secret `{secret.name}` {fit.secret}"
            hint = f"a secret of {case.scheme.title} is {case.scheme.secret_words}"
            found = case.says(Reason.SECRET_ENCODING, message, hint, fits=str(fit.secret))
            return replace(found, secret=secret.name)
    return None


def about_wrong_secret(case: Case) -> Verdict | None:
    """Say when a secret is plainly something else."""
    for secret in case.secrets:
        value = secret.value.strip()
        kind = next((what for pattern, what in _TOKENS if pattern.match(value)), None)
        hint = "signing secrets are shown where the webhook is set up"
        if secret.name.startswith("literal") and _REFERENCE.match(value):
            kind, hint = "a reference to a secret", "write `env:NAME` or `file:PATH`"
        if kind is not None:
            message = f"the signature does not match: the secret `{secret.name}` looks like {kind}"
            found = case.says(Reason.WRONG_SECRET, message, hint)
            return replace(found, secret=secret.name)
    return None


def _affordable(secrets: Sequence[Secret], case: Case) -> Sequence[Secret]:
    return secrets[: max(1, BUDGET // max(1, cost_of(case.scheme, case.message)))]
