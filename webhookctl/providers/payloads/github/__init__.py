"""GitHub's events as its webhooks send them.

Shapes: https://docs.github.com/en/webhooks/webhook-events-and-payloads. A type after a dot is the
action: `pull_request.closed` is the event `pull_request` with the action `closed`.
"""

from webhookctl.providers.payloads.github import changes, checks, installation, issues, pulls, runs

EVENTS = (
    *changes.EVENTS,
    *pulls.EVENTS,
    *issues.EVENTS,
    *runs.EVENTS,
    *checks.EVENTS,
    *installation.EVENTS,
)
