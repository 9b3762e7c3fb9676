"""Products and coupons."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads._cast import DAY
from webhookctl.providers.payloads.woocommerce.shop import (
    SHOP,
    dates,
    identity,
    links,
    local_time,
    money,
    topics,
)

_AGES = {"created": 0, "updated": 30 * DAY, "deleted": 30 * DAY, "restored": 30 * DAY}


def product(facts: Facts, id_: int, created_ago: float) -> JsonObject:
    """Return a simple product that is on sale."""
    regular = facts.between(1_500, 4_900)
    sale = regular - 300
    picture = identity(facts)
    return {
        "id": id_,
        "name": "Green tea",
        "slug": "green-tea",
        "permalink": f"{SHOP}/product/green-tea/",
        **dates(facts, created_ago),
        "type": "simple",
        "status": "publish",
        "featured": False,
        "catalog_visibility": "visible",
        "description": "<p>Loose leaves, picked in spring.</p>\n",
        "short_description": "<p>Loose leaves.</p>\n",
        "sku": f"TEA-{facts.digits(6)}",
        "global_unique_id": "",
        "price": money(sale),
        "regular_price": money(regular),
        "sale_price": money(sale),
        "date_on_sale_from": None,
        "date_on_sale_from_gmt": None,
        "date_on_sale_to": None,
        "date_on_sale_to_gmt": None,
        "on_sale": True,
        "purchasable": True,
        "total_sales": facts.between(0, 900),
        "virtual": False,
        "downloadable": False,
        "downloads": [],
        "download_limit": -1,
        "download_expiry": -1,
        "external_url": "",
        "button_text": "",
        "tax_status": "taxable",
        "tax_class": "",
        "manage_stock": True,
        "stock_quantity": facts.between(1, 200),
        "backorders": "no",
        "backorders_allowed": False,
        "backordered": False,
        "low_stock_amount": None,
        "sold_individually": False,
        "weight": "0.1",
        "dimensions": {"length": "10", "width": "8", "height": "4"},
        "shipping_required": True,
        "shipping_taxable": True,
        "shipping_class": "",
        "shipping_class_id": 0,
        "reviews_allowed": True,
        "average_rating": "4.50",
        "rating_count": 2,
        "upsell_ids": [],
        "cross_sell_ids": [],
        "parent_id": 0,
        "purchase_note": "",
        "categories": [{"id": 15, "name": "Tea", "slug": "tea"}],
        "brands": [],
        "tags": [{"id": 21, "name": "Green", "slug": "green"}],
        "images": [
            {
                "id": picture,
                **dates(facts, created_ago),
                "src": f"{SHOP}/wp-content/uploads/green-tea.jpg",
                "name": "green-tea.jpg",
                "alt": "A cup of green tea",
            }
        ],
        "attributes": [
            {
                "id": 0,
                "name": "Weight",
                "slug": "Weight",
                "position": 0,
                "visible": True,
                "variation": False,
                "options": ["100 g"],
            }
        ],
        "default_attributes": [],
        "variations": [],
        "grouped_products": [],
        "menu_order": 0,
        "price_html": f"<del>${money(regular)}</del> <ins>${money(sale)}</ins>",
        "related_ids": [],
        "meta_data": [],
        "stock_status": "instock",
        "has_options": False,
        "post_password": "",
        "_links": links("products", id_),
    }


def coupon(facts: Facts, id_: int, created_ago: float) -> JsonObject:
    """Return a coupon of ten per cent for a month."""
    end = local_time(facts, 30 * DAY)
    return {
        "id": id_,
        "code": f"spring-{facts.digits(4)}",
        "amount": "10.00",
        "status": "publish",
        **dates(facts, created_ago),
        "discount_type": "percent",
        "description": "Spring sale",
        "date_expires": end,
        "date_expires_gmt": end,
        "usage_count": 0,
        "individual_use": True,
        "product_ids": [],
        "excluded_product_ids": [],
        "usage_limit": 100,
        "usage_limit_per_user": 1,
        "limit_usage_to_x_items": None,
        "free_shipping": False,
        "product_categories": [],
        "excluded_product_categories": [],
        "exclude_sale_items": False,
        "minimum_amount": "0.00",
        "maximum_amount": "0.00",
        "email_restrictions": [],
        "used_by": [],
        "meta_data": [],
        "_links": links("coupons", id_),
    }


EVENTS = (*topics("product", product, _AGES), *topics("coupon", coupon, _AGES))
