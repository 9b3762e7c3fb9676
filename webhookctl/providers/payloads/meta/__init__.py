"""Meta's events as its webhooks send them: WhatsApp, Pages (Messenger, lead ads), Instagram.

Shapes: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components and
https://developers.facebook.com/docs/graph-api/webhooks/reference. A type is the field that was
subscribed to; for a page or an Instagram account its object stands before it. What comes after
`messages.` and `statuses.` is the type of the message and its status.
"""

from webhookctl.providers.payloads.meta import pages, whatsapp

EVENTS = (*whatsapp.EVENTS, *pages.EVENTS)
