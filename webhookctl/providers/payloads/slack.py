"""Slack's events in the envelope the Events API sends them in.

Shapes: https://docs.slack.dev/apis/events-api and the event pages it links. A type is the inner
event's type; `message.im` is the subscription's name for a `message` in a direct conversation.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject

TEAM = "T0EXAMPLE01"
APP = "A0EXAMPLE01"
BOT_USER = "U0EXAMPLE01"
VERIFICATION_TOKEN = "ExampleVerificationToken"  # noqa: S105 - an example; apps must not rely on it

_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_IMAGE_SIZES = ("24", "32", "48", "72", "192", "512", "1024", "original")


@dataclass(frozen=True, slots=True)
class _Inner:
    """The event inside the envelope and the channel it happened in, if any."""

    event: JsonObject
    channel: str | None = None


def _id(facts: Facts, kind: str) -> str:
    return f"{kind}0{facts.letters(9, _ID_ALPHABET)}"


def _timestamp(facts: Facts, offset: int = 0) -> str:
    return f"{facts.unix(offset)}.{facts.below(1_000_000):06d}"


def _context(kind: Json, channel: str | None) -> str:
    about = {"et": kind, "tid": TEAM, "aid": APP} | ({"cid": channel} if channel else {})
    return f"4-{b64encode(json.dumps(about, separators=(',', ':')).encode()).decode()}"


def _envelope(facts: Facts, inner: _Inner) -> JsonObject:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": inner.event,
        "type": "event_callback",
        "event_id": f"Ev0{facts.letters(9, _ID_ALPHABET)}",
        "event_time": facts.unix(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": _context(inner.event["type"], inner.channel),
    }


def _template(kind: str, summary: str, inner: Callable[[Facts], _Inner]) -> EventTemplate:
    return EventTemplate(kind, summary, lambda facts: _envelope(facts, inner(facts)))


def _rich_text(facts: Facts, *elements: JsonObject) -> list[Json]:
    section: JsonObject = {"type": "rich_text_section", "elements": [*elements]}
    return [{"type": "rich_text", "block_id": facts.letters(5), "elements": [section]}]


def _said(facts: Facts, text: str) -> JsonObject:
    """Return what a message and a mention have in common; the text is without formatting."""
    return {
        "user": _id(facts, "U"),
        "type": "message",
        "ts": _timestamp(facts),
        "client_msg_id": facts.uuid(),
        "text": text,
        "team": TEAM,
        "blocks": _rich_text(facts, {"type": "text", "text": text}),
    }


def _message(facts: Facts) -> _Inner:
    channel = _id(facts, "C")
    said = _said(facts, "The order went out this morning.")
    event: JsonObject = {
        **said,
        "thread_ts": _timestamp(facts, -600),
        "parent_user_id": _id(facts, "U"),
        "channel": channel,
        "event_ts": said["ts"],
        "channel_type": "channel",
    }
    return _Inner(event, channel)


def _direct_message(facts: Facts) -> _Inner:
    channel = _id(facts, "D")
    said = _said(facts, "Which orders are still open?")
    return _Inner(
        {**said, "channel": channel, "event_ts": said["ts"], "channel_type": "im"}, channel
    )


def _mention(facts: Facts) -> _Inner:
    channel = _id(facts, "C")
    request = " which orders are still open?"
    said = _said(facts, f"<@{BOT_USER}>{request}")
    event: JsonObject = {
        **said,
        "type": "app_mention",
        "blocks": _rich_text(
            facts, {"type": "user", "user_id": BOT_USER}, {"type": "text", "text": request}
        ),
        "channel": channel,
        "event_ts": said["ts"],
    }
    return _Inner(event, channel)


def _reaction(facts: Facts) -> _Inner:
    channel = _id(facts, "C")
    event: JsonObject = {
        "type": "reaction_added",
        "user": _id(facts, "U"),
        "reaction": "white_check_mark",
        "item": {"type": "message", "channel": channel, "ts": _timestamp(facts, -90)},
        "item_user": _id(facts, "U"),
        "event_ts": _timestamp(facts),
    }
    return _Inner(event, channel)


def _home(facts: Facts) -> _Inner:
    channel = _id(facts, "D")
    event: JsonObject = {
        "type": "app_home_opened",
        "user": _id(facts, "U"),
        "channel": channel,
        "tab": "home",
        "event_ts": _timestamp(facts),
    }
    return _Inner(event, channel)


def _member_joined(facts: Facts) -> _Inner:
    channel = _id(facts, "C")
    event: JsonObject = {
        "type": "member_joined_channel",
        "user": _id(facts, "U"),
        "channel": channel,
        "channel_type": "C",
        "team": TEAM,
        "inviter": _id(facts, "U"),
        "event_ts": _timestamp(facts),
    }
    return _Inner(event, channel)


_CHANNEL_FLAGS = {
    "is_channel": True,
    "is_group": False,
    "is_im": False,
    "is_mpim": False,
    "is_private": False,
    "is_archived": False,
    "is_frozen": False,
    "is_general": False,
    "is_shared": False,
    "is_org_shared": False,
    "is_ext_shared": False,
    "is_pending_ext_shared": False,
}


def _channel_created(facts: Facts) -> _Inner:
    name = f"orders-{facts.between(100, 999_999)}"
    event: JsonObject = {
        "type": "channel_created",
        "channel": {
            "id": _id(facts, "C"),
            "name": name,
            "name_normalized": name,
            "created": facts.unix(),
            "creator": _id(facts, "U"),
            "context_team_id": TEAM,
            **_CHANNEL_FLAGS,
        },
        "event_ts": _timestamp(facts),
    }
    return _Inner(event)


def _images(facts: Facts, avatar: str) -> JsonObject:
    day = facts.iso(-86_400)[:10]
    prefix = f"https://avatars.slack-edge.com/{day}/{facts.digits(13)}_{avatar}{facts.hex(8)}"
    return {f"image_{size}": f"{prefix}_{size}.png" for size in _IMAGE_SIZES}


def _profile(facts: Facts, status: JsonObject) -> JsonObject:
    avatar = facts.hex(12)
    return {
        "title": "Shop keeper",
        "phone": "",
        "skype": "",
        "real_name": "Robin Example",
        "real_name_normalized": "Robin Example",
        "display_name": "robin",
        "display_name_normalized": "robin",
        "fields": {},
        **status,
        "avatar_hash": avatar,
        "email": "robin@example.com",
        "huddle_state": "default_unset",
        "huddle_state_expiration_ts": 0,
        "first_name": "Robin",
        "last_name": "Example",
        **_images(facts, avatar),
        "is_custom_image": True,
        "team": TEAM,
    }


def _user(facts: Facts, status: JsonObject) -> JsonObject:
    return {
        "id": _id(facts, "U"),
        "name": "robin",
        "is_bot": False,
        "updated": facts.unix(),
        "is_app_user": False,
        "team_id": TEAM,
        "deleted": False,
        "color": facts.hex(6),
        "is_email_confirmed": True,
        "real_name": "Robin Example",
        "tz": "Europe/Amsterdam",
        "tz_label": "Central European Time",
        "tz_offset": 3_600,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "who_can_share_contact_card": "EVERYONE",
        "profile": _profile(facts, status),
        "locale": "en-GB",
    }


_EMOJI = "https://a.slack-edge.com/production-standard-emoji-assets/15.0/apple-medium"


def _status(**shown: Json) -> JsonObject:
    """Return a status: nothing but what is shown."""
    return {
        "status_text": "",
        "status_text_canonical": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        **shown,
    }


def _user_event(facts: Facts, kind: str, status: JsonObject) -> _Inner:
    event: JsonObject = {
        "type": kind,
        "user": _user(facts, status),
        "cache_ts": facts.unix(),
        "event_ts": _timestamp(facts),
    }
    return _Inner(event)


def _team_joined(facts: Facts) -> _Inner:
    return _user_event(facts, "team_join", _status())


def _user_changed(facts: Facts) -> _Inner:
    status = _status(
        status_text="At lunch",
        status_emoji=":sandwich:",
        status_emoji_display_info=[
            {"emoji_name": "sandwich", "display_url": f"{_EMOJI}/1f96a.png"}
        ],
        status_expiration=facts.unix(3_600),
    )
    return _user_event(facts, "user_change", status)


def _file_shared(facts: Facts) -> _Inner:
    channel, file = _id(facts, "C"), _id(facts, "F")
    event: JsonObject = {
        "type": "file_shared",
        "file_id": file,
        "user_id": _id(facts, "U"),
        "file": {"id": file},
        "channel_id": channel,
        "event_ts": _timestamp(facts),
    }
    return _Inner(event, channel)


def _link_shared(facts: Facts) -> _Inner:
    channel, posted = _id(facts, "C"), _timestamp(facts)
    url = f"https://shop.example.com/orders/{facts.between(1_001, 99_999)}"
    event: JsonObject = {
        "type": "link_shared",
        "user": _id(facts, "U"),
        "channel": channel,
        "message_ts": posted,
        "links": [{"url": url, "domain": "shop.example.com"}],
        "source": "conversations_history",
        "unfurl_id": f"{channel}-{posted}-{facts.hex(64)}",
        "is_bot_user_member": True,
        "event_ts": posted,
    }
    return _Inner(event, channel)


def _uninstalled(_facts: Facts) -> _Inner:
    return _Inner({"type": "app_uninstalled"})


def _tokens_revoked(facts: Facts) -> _Inner:
    return _Inner(
        {"type": "tokens_revoked", "tokens": {"oauth": [_id(facts, "U")], "bot": [BOT_USER]}}
    )


EVENTS = (
    _template("app_mention", "somebody mentioned the app in a channel", _mention),
    _template("message", "somebody answered in a channel's thread", _message),
    _template("message.im", "somebody wrote to the app directly", _direct_message),
    _template("reaction_added", "somebody reacted to a message", _reaction),
    _template("app_home_opened", "somebody opened the app's home", _home),
    _template("member_joined_channel", "somebody joined a channel", _member_joined),
    _template("channel_created", "a channel was created", _channel_created),
    _template("team_join", "somebody joined the workspace", _team_joined),
    _template("user_change", "somebody's profile changed", _user_changed),
    _template("file_shared", "a file was shared in a channel", _file_shared),
    _template("link_shared", "a link of the app's domain was posted", _link_shared),
    _template("app_uninstalled", "the app was removed from the workspace", _uninstalled),
    _template("tokens_revoked", "tokens of the app were revoked", _tokens_revoked),
)
