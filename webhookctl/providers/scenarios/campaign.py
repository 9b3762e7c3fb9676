"""One e-mail of a campaign, as Mailgun tells what becomes of it.

Fields: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads.
"""

from webhookctl.core.scenario import Assignments, Scenario, Step

_MAIL: Assignments = tuple(
    (f"event-data.{path}", f"{{delivered.event-data.{path}}}")
    for path in ("message.headers.message-id", "recipient", "user-variables")
)
_TAGS: Assignments = (("event-data.tags", "{delivered.event-data.tags}"),)
_SENT: Assignments = (("event-data.delivered-at", "{delivered.event-data.timestamp:integer}"),)
_READER: Assignments = tuple(
    (f"event-data.{path}", f"{{opened.event-data.{path}}}")
    for path in ("ip", "client-info", "geolocation")
)

SCENARIO = Scenario(
    "campaign",
    (
        Step(
            "delivered",
            "mailgun.delivered",
            set=(
                ("event-data.tags", ["spring-sale"]),
                ("event-data.message.headers.subject", "Spring is here, and so is fresh tea"),
                (
                    "event-data.user-variables",
                    {"campaign_id": "{fresh.event-data.user-variables.order_id}"},
                ),
            ),
        ),
        Step("opened", "mailgun.opened", after=3.0, set=(*_MAIL, *_TAGS, *_SENT)),
        Step(
            "clicked",
            "mailgun.clicked",
            after=2.0,
            set=(
                *_MAIL,
                *_TAGS,
                *_SENT,
                *_READER,
                (
                    "event-data.url",
                    "https://shop.example.com/spring-sale"
                    "?campaign={delivered.event-data.user-variables.campaign_id}",
                ),
            ),
        ),
        Step("unsubscribed", "mailgun.unsubscribed", after=3.0, set=(*_MAIL, *_READER)),
    ),
    "an e-mail that Mailgun sent",
)
