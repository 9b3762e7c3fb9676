"""Products with their variants and pictures."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.shopify.stage import (
    DAY,
    VENDOR,
    global_id,
    identity,
    long_identity,
    money,
    timestamp,
)

_SIZES = (("Small", "TEAPOT-BLUE-S", 3_495, 600), ("Large", "TEAPOT-BLUE-L", 4_495, 900))
"""Name, stock keeping unit, price in cents, weight in grams."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product: its ids and how many seconds ago it was made."""

    id: int
    variants: tuple[int, ...]
    picture: int
    media: int
    created_ago: int


def _fresh_product(facts: Facts, created_ago: int) -> Product:
    return Product(
        id=identity(facts),
        variants=tuple(long_identity(facts) for _ in _SIZES),
        picture=long_identity(facts),
        media=long_identity(facts),
        created_ago=created_ago,
    )


def _variant(facts: Facts, product: Product, position: int) -> JsonObject:
    number = product.variants[position - 1]
    size, sku, price, _grams = _SIZES[position - 1]
    stock = facts.between(5, 80)
    return {
        "admin_graphql_api_id": global_id("ProductVariant", number),
        "barcode": facts.digits(13),
        "compare_at_price": money(price + 500),
        "created_at": timestamp(facts, -product.created_ago),
        "id": number,
        "inventory_policy": "deny",
        "position": position,
        "price": money(price),
        "product_id": product.id,
        "sku": sku,
        "taxable": True,
        "title": size,
        "updated_at": timestamp(facts),
        "option1": size,
        "option2": None,
        "option3": None,
        "image_id": product.picture,
        "inventory_item_id": long_identity(facts),
        "inventory_quantity": stock,
        "old_inventory_quantity": stock,
    }


def _source(facts: Facts) -> JsonObject:
    version = facts.unix(-DAY)
    return {
        "width": 1_200,
        "height": 900,
        "src": f"https://cdn.shopify.com/s/files/1/0700/0000/0001/files/teapot.jpg?v={version}",
    }


def _picture(facts: Facts, product: Product) -> JsonObject:
    return {
        "id": product.picture,
        "product_id": product.id,
        "position": 1,
        "created_at": timestamp(facts, -product.created_ago),
        "updated_at": timestamp(facts, -product.created_ago),
        "alt": "A blue teapot",
        **_source(facts),
        "variant_ids": [*product.variants],
        "admin_graphql_api_id": global_id("ProductImage", product.picture),
    }


def _media(facts: Facts, product: Product) -> JsonObject:
    return {
        "id": product.media,
        "product_id": product.id,
        "position": 1,
        "created_at": timestamp(facts, -product.created_ago),
        "updated_at": timestamp(facts, -product.created_ago),
        "alt": "A blue teapot",
        "status": "READY",
        "media_content_type": "IMAGE",
        "preview_image": {**_source(facts), "status": "READY"},
        "variant_ids": [],
        "admin_graphql_api_id": global_id("MediaImage", product.media),
    }


def _options(facts: Facts, product: Product) -> list[Json]:
    return [
        {
            "name": "Size",
            "id": long_identity(facts),
            "product_id": product.id,
            "position": 1,
            "values": [size for size, *_ in _SIZES],
        }
    ]


def _product(facts: Facts, product: Product) -> JsonObject:
    positions = range(1, len(_SIZES) + 1)
    return {
        "admin_graphql_api_id": global_id("Product", product.id),
        "body_html": "<p>A blue teapot for <strong>example</strong> purposes.</p>",
        "created_at": timestamp(facts, -product.created_ago),
        "handle": f"blue-teapot-{product.id % 10_000}",
        "id": product.id,
        "product_type": "Teapots",
        "published_at": timestamp(facts, -product.created_ago),
        "template_suffix": None,
        "title": "Blue Teapot",
        "updated_at": timestamp(facts),
        "vendor": VENDOR,
        "status": "active",
        "published_scope": "global",
        "tags": "blue, example, teapot",
        "variants": [_variant(facts, product, position) for position in positions],
        "options": _options(facts, product),
        "images": [_picture(facts, product)],
        "image": _picture(facts, product),
        "media": [_media(facts, product)],
        "variant_gids": [
            {
                "admin_graphql_api_id": global_id("ProductVariant", number),
                "updated_at": facts.iso(milliseconds=True),
            }
            for number in product.variants
        ],
        "has_variants_that_requires_components": False,
        "category": {
            "admin_graphql_api_id": "gid://shopify/TaxonomyCategory/hg-11-10-9-4",
            "name": "Teapots",
            "full_name": "Home & Garden > Kitchen & Dining > Tableware > Teapots",
        },
    }


def _created(facts: Facts) -> Json:
    return _product(facts, _fresh_product(facts, 0))


def _updated(facts: Facts) -> Json:
    return _product(facts, _fresh_product(facts, 30 * DAY))


def _deleted(facts: Facts) -> Json:
    return {"id": identity(facts)}


EVENTS = (
    EventTemplate("products/create", "a product was created", _created),
    EventTemplate("products/update", "a product changed", _updated),
    EventTemplate("products/delete", "a product was deleted", _deleted),
)
