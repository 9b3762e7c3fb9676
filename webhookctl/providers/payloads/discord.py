"""Discord's webhook events, and the interactions that come to the same kind of endpoint.

Shapes: https://docs.discord.com/developers/events/webhook-events and
https://docs.discord.com/developers/interactions/receiving-and-responding. Interactions have a
number for a type: they are called `interaction.` and its name in the documentation here.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, microseconds

APPLICATION = "1100000000000000001"
COMMAND = "1100000000000000002"
SKU = "1100000000000000003"

_EPOCH = 1_420_070_400
"""The first second of 2015, from which Discord's ids count milliseconds (Unix seconds)."""

_PERMISSIONS = "2248473465835073"


def snowflake(facts: Facts, offset: float = 0) -> str:
    """Return an id that was made `offset` seconds from now, as its upper 42 bits tell."""
    milliseconds = int((facts.now + offset - _EPOCH) * 1_000)
    return str(milliseconds << 22 | facts.below(1 << 22))


def _old_snowflake(facts: Facts) -> str:
    return snowflake(facts, -facts.between(30 * DAY, 900 * DAY))


def _user(facts: Facts) -> JsonObject:
    return {
        "id": _old_snowflake(facts),
        "username": "robin.example",
        "discriminator": "0",
        "global_name": "Robin Example",
        "avatar": facts.hex(32),
        "avatar_decoration_data": None,
        "collectibles": None,
        "public_flags": 0,
        "clan": None,
        "primary_guild": None,
    }


def _ping(_facts: Facts) -> JsonObject:
    return {"version": 1, "application_id": APPLICATION, "type": 0}


def _event(kind: str, summary: str, data: Callable[[Facts], JsonObject]) -> EventTemplate:
    """Return the template of a webhook event, in the envelope of type 1."""

    def payload(facts: Facts) -> JsonObject:
        timestamp = microseconds(facts)[:-1]
        event: JsonObject = {"type": kind, "timestamp": timestamp, "data": data(facts)}
        return {"version": 1, "application_id": APPLICATION, "type": 1, "event": event}

    return EventTemplate(kind, summary, payload)


def _guild(facts: Facts) -> JsonObject:
    return {
        "id": _old_snowflake(facts),
        "name": "Acme Shop",
        "icon": facts.hex(32),
        "features": ["COMMUNITY", "NEWS"],
        "locale": "en-GB",
    }


def _authorized(facts: Facts) -> JsonObject:
    user = _user(facts)
    more: JsonObject = {
        "description": None,
        "owner_id": user["id"],
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "roles": [],
        "emojis": [],
        "stickers": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": _old_snowflake(facts),
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "banner": None,
        "premium_tier": 0,
        "preferred_locale": "en-GB",
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "safety_alerts_channel_id": None,
        "splash": None,
        "discovery_splash": None,
    }
    return {
        "integration_type": 0,
        "user": user,
        "scopes": ["applications.commands", "bot"],
        "guild": {**_guild(facts), **more},
    }


def _deauthorized(facts: Facts) -> JsonObject:
    return {"user": _user(facts)}


def _entitlement(facts: Facts, **changed: Json) -> JsonObject:
    """Return the right of a user who subscribed to the app for a month."""
    return {
        "id": snowflake(facts, -2),
        "sku_id": SKU,
        "application_id": APPLICATION,
        "user_id": _old_snowflake(facts),
        "promotion_id": None,
        "type": 8,
        "deleted": False,
        "gift_code_flags": 0,
        "consumed": False,
        "starts_at": microseconds(facts, -2).replace("Z", "+00:00"),
        "ends_at": microseconds(facts, 30 * DAY).replace("Z", "+00:00"),
        "subscription_id": snowflake(facts, -3),
        **changed,
    }


def _renewed(facts: Facts) -> JsonObject:
    started = microseconds(facts, -30 * DAY).replace("Z", "+00:00")
    return _entitlement(facts, id=snowflake(facts, -30 * DAY), starts_at=started)


def _ended(facts: Facts) -> JsonObject:
    now = microseconds(facts).replace("Z", "+00:00")
    return _entitlement(facts, starts_at=None, ends_at=now, type=1, deleted=True)


def _enrolled(_facts: Facts) -> JsonObject:
    """Return nothing: Discord documents no field of it, and sends it to nobody at present."""
    return {}


def _lobby_message(facts: Facts, offset: float = 0) -> JsonObject:
    return {
        "id": snowflake(facts, offset),
        "type": 0,
        "content": "welcome to the shop",
        "lobby_id": _old_snowflake(facts),
        "channel_id": _old_snowflake(facts),
        "author": _user(facts),
        "flags": 0,
        "application_id": APPLICATION,
    }


def _lobby_message_edited(facts: Facts) -> JsonObject:
    times: JsonObject = {
        "timestamp": microseconds(facts, -40).replace("Z", "+00:00"),
        "edited_timestamp": microseconds(facts).replace("Z", "+00:00"),
    }
    return {**_lobby_message(facts, -40), **times}


def _lobby_message_deleted(facts: Facts) -> JsonObject:
    return {"id": snowflake(facts, -40), "lobby_id": _old_snowflake(facts)}


def _interaction(
    kind: str, summary: str, number: int, more: Callable[[Facts], JsonObject]
) -> EventTemplate:
    """Return the template of an interaction, whose `type` is a number."""

    def payload(facts: Facts) -> JsonObject:
        return {
            "version": 1,
            "type": number,
            "token": facts.letters(218),
            "id": snowflake(facts),
            "application_id": APPLICATION,
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": 10_485_760,
            **more(facts),
        }

    return EventTemplate(f"interaction.{kind}", summary, payload)


def _opened(facts: Facts) -> JsonObject:
    return {"app_permissions": _PERMISSIONS, "user": _user(facts)}


def _channel(facts: Facts, guild: str) -> JsonObject:
    return {
        "id": _old_snowflake(facts),
        "type": 0,
        "name": "orders",
        "guild_id": guild,
        "position": 2,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": snowflake(facts, -600),
        "flags": 0,
        "permissions": _PERMISSIONS,
    }


def _in_guild(facts: Facts, data: JsonObject) -> JsonObject:
    """Return an interaction of a member in a channel of a guild."""
    small = {name: value for name, value in _guild(facts).items() if name in _SMALL_GUILD}
    guild = str(small["id"])
    channel = _channel(facts, guild)
    return {
        "data": data,
        "guild_id": guild,
        "guild": small,
        "guild_locale": "en-GB",
        "channel_id": channel["id"],
        "channel": channel,
        "locale": "en-GB",
        "app_permissions": _PERMISSIONS,
        "authorizing_integration_owners": {"0": guild},
        "context": 0,
        "member": {
            "user": _user(facts),
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": [_old_snowflake(facts)],
            "joined_at": microseconds(facts, -90 * DAY).replace("Z", "+00:00"),
            "premium_since": None,
            "communication_disabled_until": None,
            "unusual_dm_activity_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "permissions": _PERMISSIONS,
        },
    }


_SMALL_GUILD = ("id", "features", "locale")


def _named(*options: Json) -> JsonObject:
    return {"id": COMMAND, "name": "order", "type": 1, "options": [*options]}


def _number(facts: Facts) -> JsonObject:
    return {"name": "number", "type": 4, "value": facts.between(1_001, 99_999)}


def _command(facts: Facts) -> JsonObject:
    return _in_guild(facts, _named(_number(facts)))


def _direct_command(facts: Facts) -> JsonObject:
    user = _user(facts)
    channel = _old_snowflake(facts)
    partner: JsonObject = {
        "id": channel,
        "type": 1,
        "last_message_id": snowflake(facts, -600),
        "flags": 0,
        "recipients": [{**user}],
    }
    return {
        "data": _named(_number(facts)),
        "channel_id": channel,
        "channel": partner,
        "locale": "en-GB",
        "app_permissions": _PERMISSIONS,
        "authorizing_integration_owners": {"1": user["id"]},
        "context": 1,
        "user": user,
    }


def _completing(facts: Facts) -> JsonObject:
    typed: JsonObject = {"name": "product", "type": 3, "value": "tea", "focused": True}
    return _in_guild(facts, _named(typed))


_AUTHOR: JsonObject = {
    "id": APPLICATION,
    "username": "Acme Shop",
    "discriminator": "0042",
    "global_name": None,
    "avatar": None,
    "bot": True,
    "public_flags": 524_288,
}


def _pressed(facts: Facts) -> JsonObject:
    order = facts.between(1_001, 99_999)
    name = f"order:{order}:confirm"
    button: JsonObject = {"type": 2, "id": 2, "style": 3, "label": "Confirm", "custom_id": name}
    interaction = _in_guild(facts, {"component_type": 2, "id": 2, "custom_id": name})
    message: JsonObject = {
        "id": snowflake(facts, -30),
        "type": 0,
        "channel_id": interaction["channel_id"],
        "author": {**_AUTHOR},
        "content": f"Order {order}: 2 teapots. Is that right?",
        "timestamp": microseconds(facts, -30).replace("Z", "+00:00"),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": 0,
        "components": [{"type": 1, "id": 1, "components": [button]}],
    }
    return {**interaction, "message": message}


def _submitted(facts: Facts) -> JsonObject:
    entered: JsonObject = {
        "type": 4,
        "id": 2,
        "custom_id": "address",
        "value": "1 Example Street, Exampleville",
    }
    label: JsonObject = {"type": 18, "id": 1, "component": entered}
    name = f"order:{facts.between(1_001, 99_999)}:address"
    return _in_guild(facts, {"custom_id": name, "components": [label]})


EVENTS = (
    EventTemplate("PING", "Discord checks the webhook events URL", _ping),
    _event("APPLICATION_AUTHORIZED", "somebody added the app to a server", _authorized),
    _event("APPLICATION_DEAUTHORIZED", "somebody removed the app", _deauthorized),
    _event("ENTITLEMENT_CREATE", "somebody subscribed to the app", _entitlement),
    _event("ENTITLEMENT_UPDATE", "a subscription was renewed", _renewed),
    _event("ENTITLEMENT_DELETE", "an entitlement was taken back", _ended),
    _event("LOBBY_MESSAGE_CREATE", "somebody wrote in a lobby", _lobby_message),
    _event("LOBBY_MESSAGE_UPDATE", "somebody edited a message in a lobby", _lobby_message_edited),
    _event("LOBBY_MESSAGE_DELETE", "a message in a lobby was deleted", _lobby_message_deleted),
    _event("QUEST_USER_ENROLLMENT", "somebody joined a quest", _enrolled),
    _interaction("PING", "Discord checks the interactions URL", 1, _opened),
    _interaction("APPLICATION_COMMAND", "somebody gave a slash command", 2, _command),
    _interaction(
        "APPLICATION_COMMAND.direct", "somebody gave the command directly", 2, _direct_command
    ),
    _interaction("MESSAGE_COMPONENT", "somebody pressed a button", 3, _pressed),
    _interaction("APPLICATION_COMMAND_AUTOCOMPLETE", "somebody types an option", 4, _completing),
    _interaction("MODAL_SUBMIT", "somebody filled in a form", 5, _submitted),
)
