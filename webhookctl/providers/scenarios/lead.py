"""A lead: a form on a landing page, then a contact of the CRM that becomes a customer.

HubSpot tells of a new contact without its fields, and of each field that gets a value; the stages
are its own names for them: https://developers.hubspot.com/docs/api/webhooks.
"""

from webhookctl.core.scenario import Assignments, Scenario, Step

_CONTACT: Assignments = (("[0].objectId", "{contact[0].objectId}"),)

SCENARIO = Scenario(
    "lead",
    (
        Step(
            "captured",
            "typeform.form_response",
            set=(
                ("form_response.definition.title", "Taste our tea"),
                ("form_response.hidden", {"utm_source": "landing-page"}),
            ),
        ),
        Step(
            "contact",
            "hubspot.batch",
            after=2.0,
            unset=("[3]", "[2]"),
            set=(("[1].propertyValue", "{captured.form_response.answers[2].email}"),),
        ),
        Step(
            "qualified",
            "hubspot.contact.propertyChange",
            after=3.0,
            set=(
                *_CONTACT,
                ("[0].propertyName", "lifecyclestage"),
                ("[0].propertyValue", "salesqualifiedlead"),
            ),
        ),
        Step(
            "customer",
            "hubspot.contact.propertyChange",
            after=3.0,
            set=(
                *_CONTACT,
                ("[0].subscriptionId", "{qualified[0].subscriptionId}"),
                ("[0].propertyName", "lifecyclestage"),
                ("[0].propertyValue", "customer"),
            ),
        ),
    ),
    "a Typeform answer becomes a HubSpot contact, and a customer",
)
