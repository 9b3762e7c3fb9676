"""Pages and Instagram accounts: messages, comments and leads."""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import NAME

PAGE = "100000000000003"
INSTAGRAM = "17841400000000004"


def _milliseconds(facts: Facts, offset: float = 0) -> int:
    return int((facts.now + offset) * 1_000)


def _person(facts: Facts) -> str:
    """Return somebody's id, which each page has another of."""
    return facts.digits(16)


def _message_id(facts: Facts) -> str:
    return f"m_{facts.letters(76)}"


def _messaging(
    object_: str, account: str, content: Callable[[Facts], JsonObject]
) -> Callable[[Facts], Json]:
    """Return what makes an event of a conversation with the account."""

    def payload(facts: Facts) -> Json:
        moment = _milliseconds(facts)
        happening: JsonObject = {
            "sender": {"id": _person(facts)},
            "recipient": {"id": account},
            "timestamp": moment,
            **content(facts),
        }
        entry: JsonObject = {"time": moment, "id": account, "messaging": [happening]}
        return {"object": object_, "entry": [entry]}

    return payload


def _changed(
    object_: str, account: str, field: str, value: Callable[[Facts], JsonObject]
) -> Callable[[Facts], Json]:
    """Return what makes a change of a field of the account."""

    def payload(facts: Facts) -> Json:
        change: JsonObject = {"value": value(facts), "field": field}
        entry: JsonObject = {"id": account, "time": facts.unix(), "changes": [change]}
        return {"object": object_, "entry": [entry]}

    return payload


def _said(facts: Facts) -> JsonObject:
    return {"message": {"mid": _message_id(facts), "text": "Where is my order?"}}


def _postback(facts: Facts) -> JsonObject:
    payload = f"order:{facts.between(1_001, 99_999)}:track"
    return {"postback": {"title": "Track my order", "payload": payload, "mid": _message_id(facts)}}


def _delivered(facts: Facts) -> JsonObject:
    return {"delivery": {"mids": [_message_id(facts)], "watermark": _milliseconds(facts, -1)}}


def _read(facts: Facts) -> JsonObject:
    return {"read": {"watermark": _milliseconds(facts, -1)}}


def _commented(facts: Facts) -> JsonObject:
    post = f"{PAGE}_{facts.digits(15)}"
    return {
        "from": {"id": _person(facts), "name": NAME},
        "post": {
            "status_type": "mobile_status_update",
            "is_published": True,
            "updated_time": facts.iso().replace("Z", "+0000"),
            "permalink_url": f"https://www.facebook.com/{post}",
            "promotion_status": "ineligible",
            "id": post,
        },
        "message": "Do they come in green as well?",
        "post_id": post,
        "comment_id": f"{post.partition('_')[2]}_{facts.digits(15)}",
        "created_time": facts.unix(),
        "item": "comment",
        "parent_id": post,
        "verb": "add",
    }


def _lead(facts: Facts) -> JsonObject:
    return {
        "leadgen_id": facts.digits(16),
        "page_id": PAGE,
        "form_id": facts.digits(15),
        "adgroup_id": facts.digits(17),
        "ad_id": facts.digits(17),
        "created_time": facts.unix(),
    }


def _instagram_comment(facts: Facts) -> JsonObject:
    return {
        "from": {"id": _person(facts), "username": "robin.example"},
        "media": {"id": f"1{facts.digits(16)}", "media_product_type": "FEED"},
        "id": f"1{facts.digits(16)}",
        "text": "Do they come in green as well?",
    }


def _instagram_mention(facts: Facts) -> JsonObject:
    return {"media_id": f"1{facts.digits(16)}", "comment_id": f"1{facts.digits(16)}"}


_EVENTS: tuple[tuple[str, str, Callable[[Facts], Json]], ...] = (
    ("page.messages", "somebody wrote to a page", _messaging("page", PAGE, _said)),
    (
        "page.messaging_postbacks",
        "somebody pressed a button in Messenger",
        _messaging("page", PAGE, _postback),
    ),
    (
        "page.message_deliveries",
        "a message of a page was delivered",
        _messaging("page", PAGE, _delivered),
    ),
    ("page.message_reads", "a message of a page was read", _messaging("page", PAGE, _read)),
    ("page.feed", "somebody commented on a post", _changed("page", PAGE, "feed", _commented)),
    ("page.leadgen", "somebody filled in a lead ad", _changed("page", PAGE, "leadgen", _lead)),
    (
        "instagram.messages",
        "somebody wrote on Instagram",
        _messaging("instagram", INSTAGRAM, _said),
    ),
    (
        "instagram.comments",
        "somebody commented on a picture",
        _changed("instagram", INSTAGRAM, "comments", _instagram_comment),
    ),
    (
        "instagram.mentions",
        "somebody mentioned the account",
        _changed("instagram", INSTAGRAM, "mentions", _instagram_mention),
    ),
)
EVENTS = tuple(EventTemplate(*one) for one in _EVENTS)
