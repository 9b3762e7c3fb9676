"""The shop itself and its stock."""

from webhookctl.core.event import EventTemplate, Facts, Json
from webhookctl.providers.payloads.shopify.stage import (
    CURRENCY,
    DAY,
    LOCATION_ID,
    NAME,
    PHONE,
    SHOP_DOMAIN,
    SHOP_ID,
    SHOP_NAME,
    global_id,
    long_identity,
    timestamp,
)

_MONEY = "${{amount}}"


def _uninstalled(facts: Facts) -> Json:
    return {
        "id": SHOP_ID,
        "name": SHOP_NAME,
        "email": "shop@example.com",
        "domain": "shop.example.com",
        "province": "Arizona",
        "country": "US",
        "address1": "1 Warehouse Road",
        "zip": "85001",
        "city": "Phoenix",
        "source": None,
        "phone": PHONE,
        "latitude": 33.4484,
        "longitude": -112.074,
        "primary_locale": "en",
        "address2": None,
        "created_at": timestamp(facts, -400 * DAY),
        "updated_at": timestamp(facts, -DAY),
        "country_code": "US",
        "country_name": "United States",
        "currency": CURRENCY,
        "customer_email": "hello@example.com",
        "timezone": "(GMT-07:00) Arizona",
        "iana_timezone": "America/Phoenix",
        "shop_owner": NAME,
        "money_format": _MONEY,
        "money_with_currency_format": f"{_MONEY} {CURRENCY}",
        "weight_unit": "kg",
        "province_code": "AZ",
        "taxes_included": False,
        "auto_configure_tax_inclusivity": False,
        "tax_shipping": False,
        "county_taxes": True,
        "plan_display_name": "Basic",
        "plan_name": "basic",
        "has_discounts": True,
        "has_gift_cards": False,
        "myshopify_domain": SHOP_DOMAIN,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "money_in_emails_format": _MONEY,
        "money_with_currency_in_emails_format": f"{_MONEY} {CURRENCY}",
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "password_enabled": False,
        "has_storefront": True,
        "finances": True,
        "primary_location_id": LOCATION_ID,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "enabled_presentment_currencies": [CURRENCY],
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
    }


def _stock_changed(facts: Facts) -> Json:
    item = long_identity(facts)
    level = global_id("InventoryLevel", LOCATION_ID)
    return {
        "inventory_item_id": item,
        "location_id": LOCATION_ID,
        "available": facts.between(0, 120),
        "updated_at": timestamp(facts),
        "admin_graphql_api_id": f"{level}?inventory_item_id={item}",
    }


EVENTS = (
    EventTemplate("inventory_levels/update", "the stock of a variant changed", _stock_changed),
    EventTemplate("app/uninstalled", "a shop removed the app", _uninstalled),
)
