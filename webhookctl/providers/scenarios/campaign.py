"""One e-mail of a campaign, as Mailgun tells what becomes of it.

Fields: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads.
"""

from webhookctl.core.scenario import Assignments, Scenario, Step

_MAIL: Assignments = tuple(
    (f"event-data.{path}", f"{{delivered.event-data.{path}}}")
    for path in ("message.headers.message-id", "recipient", "user-variables")
)
_READER: Assignments = tuple(
    (f"event-data.{path}", f"{{opened.event-data.{path}}}")
    for path in ("ip", "client-info", "geolocation")
)
_SENT: Assignments = (("event-data.delivered-at", "{delivered.event-data.timestamp:integer}"),)

SCENARIO = Scenario(
    "campaign",
    (
        Step("delivered", "mailgun.delivered"),
        Step("opened", "mailgun.opened", after=3.0, set=(*_MAIL, *_SENT)),
        Step(
            "clicked",
            "mailgun.clicked",
            after=2.0,
            set=(
                *_MAIL,
                *_SENT,
                *_READER,
                (
                    "event-data.url",
                    "https://shop.example.com/orders/"
                    "{delivered.event-data.user-variables.order_id}",
                ),
            ),
        ),
        Step("unsubscribed", "mailgun.unsubscribed", after=3.0, set=(*_MAIL, *_READER)),
    ),
    "an e-mail that Mailgun sent",
)
