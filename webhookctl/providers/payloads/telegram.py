"""Telegram's updates: an id and one key, which is the type.

Shapes: https://core.telegram.org/bots/api#update and the objects it links (Bot API 10.3).
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject

BOT: JsonObject = {
    "id": 7_000_000_001,
    "is_bot": True,
    "first_name": "Acme Shop",
    "username": "acme_example_bot",
}
TEXT = "/order 2 teapots, see https://shop.example.com/teapots"


def _template(
    kind: str, summary: str, content: Callable[[Facts], JsonObject], suffix: str = ""
) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {"update_id": facts.between(100_000_000, 999_999_999), kind: content(facts)}

    return EventTemplate(kind + suffix, summary, payload)


def _user(facts: Facts) -> JsonObject:
    return {
        "id": facts.between(5_000_000_000, 6_999_999_999),
        "is_bot": False,
        "first_name": "Robin",
        "last_name": "Example",
        "username": "robin_example",
        "language_code": "en",
    }


def _private_chat(user: JsonObject) -> JsonObject:
    """Return the chat between a user and the bot, which has the user's id."""
    named = ("id", "first_name", "last_name", "username")
    return {**{name: user[name] for name in named}, "type": "private"}


def _group(facts: Facts) -> JsonObject:
    return {
        "id": -facts.between(1_001_000_000_000, 1_003_999_999_999),
        "title": "Acme Shop support",
        "type": "supergroup",
    }


def _channel(facts: Facts) -> JsonObject:
    return {
        "id": -facts.between(1_001_000_000_000, 1_003_999_999_999),
        "title": "Acme Shop news",
        "username": "acme_example_news",
        "type": "channel",
    }


def _message_id(facts: Facts) -> int:
    return facts.between(100, 99_999)


def _entity(kind: str, text: str, part: str) -> JsonObject:
    """Return where a part of a text is; the texts here are ASCII: one UTF-16 unit a character."""
    return {"offset": text.index(part), "length": len(part), "type": kind}


def _said(text: str) -> JsonObject:
    parts = (("bot_command", "/order"), ("url", "https://shop.example.com/teapots"))
    found = [_entity(kind, text, part) for kind, part in parts if part in text]
    return {"text": text, "entities": [*found]} if found else {"text": text}


def _message(facts: Facts) -> JsonObject:
    user = _user(facts)
    return {
        "message_id": _message_id(facts),
        "from": user,
        "chat": _private_chat(user),
        "date": facts.unix(),
        **_said(TEXT),
    }


def _photo(facts: Facts) -> JsonObject:
    user = _user(facts)
    return {
        "message_id": _message_id(facts),
        "from": user,
        "chat": _private_chat(user),
        "date": facts.unix(),
        "photo": [
            {
                "file_id": f"AgACAgIAAxkBAAI{facts.letters(60)}",
                "file_unique_id": f"AQAD{facts.letters(12)}",
                "file_size": size,
                "width": width,
                "height": width * 3 // 4,
            }
            for width, size in ((90, 1_326), (320, 18_402), (800, 78_120), (1_280, 142_071))
        ],
        "caption": "The handle is broken",
    }


def _edited(facts: Facts) -> JsonObject:
    message = _message(facts)
    return {**message, "date": facts.unix(-60), "edit_date": facts.unix()}


def _post(facts: Facts) -> JsonObject:
    """Return a post of a channel that shows who writes."""
    channel = _channel(facts)
    return {
        "message_id": _message_id(facts),
        "author_signature": "Robin Example",
        "from": _user(facts),
        "sender_chat": {**channel},
        "chat": channel,
        "date": facts.unix(),
        **_said("New teapots are there: https://shop.example.com/teapots"),
    }


def _pressed(facts: Facts) -> JsonObject:
    user = _user(facts)
    order = facts.between(1_001, 99_999)
    button: JsonObject = {"text": "Confirm", "callback_data": f"order:{order}:confirm"}
    return {
        "id": facts.digits(18),
        "from": user,
        "message": {
            "message_id": _message_id(facts),
            "from": {**BOT},
            "chat": _private_chat(user),
            "date": facts.unix(-30),
            "text": f"Order {order}: 2 teapots. Is that right?",
            "reply_markup": {"inline_keyboard": [[button]]},
        },
        "chat_instance": f"-{facts.digits(18)}",
        "data": button["callback_data"],
    }


def _asked(facts: Facts) -> JsonObject:
    return {
        "id": facts.digits(18),
        "from": _user(facts),
        "chat_type": "sender",
        "query": "teapot",
        "offset": "",
    }


def _chosen(facts: Facts) -> JsonObject:
    return {"result_id": facts.hex(16), "from": _user(facts), "query": "teapot"}


def _blocked(facts: Facts) -> JsonObject:
    user = _user(facts)
    return {
        "chat": _private_chat(user),
        "from": user,
        "date": facts.unix(),
        "old_chat_member": {"user": {**BOT}, "status": "member"},
        "new_chat_member": {"user": {**BOT}, "status": "kicked", "until_date": 0},
    }


def _joined(facts: Facts) -> JsonObject:
    user = _user(facts)
    return {
        "chat": _group(facts),
        "from": user,
        "date": facts.unix(),
        "old_chat_member": {"user": {**user}, "status": "left"},
        "new_chat_member": {"user": {**user}, "status": "member"},
    }


def _price(facts: Facts) -> JsonObject:
    """Return what an invoice is about; the amount is in the smallest unit of the currency."""
    return {
        "currency": "EUR",
        "total_amount": facts.between(10, 99) * 100,
        "invoice_payload": f"order-{facts.between(1_001, 99_999)}",
        "order_info": {
            "name": "Robin Example",
            "phone_number": "15555550100",
            "email": "robin@example.com",
        },
    }


def _checking_out(facts: Facts) -> JsonObject:
    return {"id": facts.digits(18), "from": _user(facts), **_price(facts)}


def _paid(facts: Facts) -> JsonObject:
    user = _user(facts)
    charges: JsonObject = {
        "telegram_payment_charge_id": f"{facts.hex(8)}_{user['id']}_{facts.letters(12)}",
        "provider_payment_charge_id": f"ch_{facts.letters(24)}",
    }
    return {
        "message_id": _message_id(facts),
        "from": user,
        "chat": _private_chat(user),
        "date": facts.unix(),
        "successful_payment": {**_price(facts), **charges},
    }


def _voted(facts: Facts) -> JsonObject:
    return {
        "poll_id": facts.digits(19),
        "user": _user(facts),
        "option_ids": [facts.below(3)],
        "option_persistent_ids": [facts.digits(19)],
    }


def _reacted(facts: Facts) -> JsonObject:
    thumb: list[Json] = [{"type": "emoji", "emoji": "👍"}]
    return {
        "chat": _group(facts),
        "message_id": _message_id(facts),
        "user": _user(facts),
        "date": facts.unix(),
        "old_reaction": [],
        "new_reaction": thumb,
    }


EVENTS = (
    _template("message", "somebody wrote to the bot", _message),
    _template("message", "somebody sent the bot a picture", _photo, ".photo"),
    _template("message", "somebody paid an invoice", _paid, ".successful_payment"),
    _template("edited_message", "somebody edited a message", _edited),
    _template("channel_post", "a channel has a new post", _post),
    _template("callback_query", "somebody pressed a button under a message", _pressed),
    _template("inline_query", "somebody typed a query to the bot in a chat", _asked),
    _template("chosen_inline_result", "somebody chose a result of a query", _chosen),
    _template("my_chat_member", "somebody blocked the bot", _blocked),
    _template("chat_member", "somebody joined a group", _joined),
    _template("pre_checkout_query", "somebody is about to pay an invoice", _checking_out),
    _template("poll_answer", "somebody voted in a poll", _voted),
    _template("message_reaction", "somebody reacted to a message", _reacted),
)
