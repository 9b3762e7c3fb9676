"""GitLab's events as its project webhooks send them.

Shapes: https://docs.gitlab.com/user/project/integrations/webhook_events/. A type is the event's
`object_kind`; after a dot stands its action, or what a comment is on.
"""

from webhookctl.providers.payloads.gitlab import changes, pipelines, planning

EVENTS = (*changes.EVENTS, *planning.EVENTS, *pipelines.EVENTS)
