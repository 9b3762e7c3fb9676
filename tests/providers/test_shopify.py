from tests.providers.fixed import fixed_facts
from webhookctl.core.event import Json
from webhookctl.core.headers import text
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Outline
from webhookctl.providers.shopify import EVENTS_SCHEME, PROVIDER

FACTS = fixed_facts()


def test_topic_shop_and_ids_are_in_the_headers() -> None:
    headers = PROVIDER.dress(Outline("orders/create", "webhook-id", {}, FACTS))

    assert text(headers, "X-Shopify-Topic") == "orders/create"
    assert text(headers, "X-Shopify-Webhook-Id") == "webhook-id"
    assert text(headers, "X-Shopify-Shop-Domain") == "test.myshopify.com"
    assert text(headers, "X-Shopify-Triggered-At") == "2026-01-01T00:00:00.000000000Z"


def test_shop_is_the_one_in_the_payload() -> None:
    payload: Json = {"myshopify_domain": "mine.myshopify.com"}

    headers = PROVIDER.dress(Outline("shop/update", "id", payload, FACTS))

    assert text(headers, "X-Shopify-Shop-Domain") == "mine.myshopify.com"


def test_new_format_tells_topic_and_action() -> None:
    headers = ((b"shopify-topic", b"Product"), (b"shopify-action", b"update"))

    assert EVENTS_SCHEME.event.find(RequestView(headers, b"{}")) == "Product.update"


def test_eight_retries_fill_four_hours() -> None:
    policy = PROVIDER.retry

    assert policy is not None
    assert (len(policy.delays), sum(policy.delays)) == (8, 14_400.0)
    assert (policy.connect_timeout, policy.response_timeout) == (1.0, 5.0)
    assert not policy.exact
