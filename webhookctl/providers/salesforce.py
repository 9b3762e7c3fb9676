"""Salesforce outbound messages: no signature. All of it is known from memory only."""

from webhookctl.core.challenge import Fixed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InHeader
from webhookctl.core.opening import InText, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

DOCS = (
    "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/"
    "sforce_api_om_outboundmessaging.htm"
)

SCHEME = Scheme(
    id="salesforce_outbound_message",
    title="Salesforce outbound messages",
    recipe=UnsignedRecipe("accept only Salesforce's addresses, or its client certificate"),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(priority=60),
    secret_words="nothing",
    pitfalls=("a message counts as delivered only when the answer says so in SOAP",),
    sources=(DOCS,),
    certainty="recall",
)

ACKNOWLEDGEMENT = Handshake(
    id="salesforce_ack",
    title="SOAP acknowledgement",
    opening=Opening("POST", ((InHeader("SOAPAction"), None), (InText("<notifications"), None))),
    responder=Fixed(
        "text/xml",
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
        '<soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound">'
        "<Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>",
    ),
    evidence=Evidence.RECALL,
    when="every message; without it, it is sent again for 24 hours",
    every=True,
    sources=(DOCS,),
)

PROVIDER = Provider(
    name="salesforce",
    title="Salesforce outbound messages",
    schemes=(SCHEME,),
    handshakes=(ACKNOWLEDGEMENT,),
)
