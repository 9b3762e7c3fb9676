"""Payloads against the fields that their providers document, read by hand into `data/shapes`."""

import pytest

from tests.providers.payloads.samples import EVERY, PROVIDERS, facts, made
from tests.providers.payloads.shapes import problems_of, table
from webhookctl.core.event import EventTemplate

READ_BY_HAND = [
    "activecampaign",
    "brevo",
    "calendly",
    "hubspot",
    "klaviyo",
    "linear",
    "lemon_squeezy",
    "mailchimp",
    "mailgun",
    "sendgrid",
    "typeform",
    "woocommerce",
]
SAMPLES = [
    pytest.param(*pair, id=f"{pair[0]}.{pair[1].type}") for pair in EVERY if pair[0] in READ_BY_HAND
]


@pytest.mark.parametrize(("provider", "template"), SAMPLES)
def test_payload_has_the_documented_fields_and_no_others(
    provider: str, template: EventTemplate
) -> None:
    for seed in range(5):
        assert problems_of(provider, template.type, made(template, facts(seed))) == []


@pytest.mark.parametrize("provider", READ_BY_HAND)
def test_the_table_knows_no_event_that_we_do_not_make(provider: str) -> None:
    assert table(provider)["events"].keys() == {one.type for one in PROVIDERS[provider]}
