from datetime import UTC, datetime
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import CapturedRequest
from webhookctl.core.opening import Knock

EVENTS = [name for name in NAMES if name.startswith("discord.")]
INTERACTIONS = [name for name in EVENTS if ".interaction." in name]
WEBHOOK_EVENTS = [name for name in EVENTS if name not in (*INTERACTIONS, "discord.PING")]

# https://docs.discord.com/developers/interactions/receiving-and-responding, "Interaction Type"
NUMBERS = {
    "PING": 1,
    "APPLICATION_COMMAND": 2,
    "MESSAGE_COMPONENT": 3,
    "APPLICATION_COMMAND_AUTOCOMPLETE": 4,
    "MODAL_SUBMIT": 5,
}


def moment_of(snowflake: str) -> float:
    """Return when an id was made (Unix seconds), by Discord's reference on snowflakes."""
    return ((int(snowflake) >> 22) + 1_420_070_400_000) / 1_000


@pytest.mark.parametrize("name", INTERACTIONS)
def test_interaction_has_the_number_of_its_name(name: str) -> None:
    assert sample(name)["type"] == NUMBERS[name.split(".")[2]]


@pytest.mark.parametrize("name", WEBHOOK_EVENTS)
def test_receiver_finds_the_type(name: str) -> None:
    assert told(name) == name.removeprefix("discord.")
    assert sample(name)["type"] == 1


@pytest.mark.parametrize("name", EVENTS)
def test_no_id_is_of_the_future_and_interactions_are_of_now(name: str) -> None:
    payload, now = sample(name), facts().now
    ids = [
        (path, node)
        for path, node in nodes(payload)
        if isinstance(node, str) and node.isdecimal() and len(node) == 19
    ]

    assert all(moment_of(one) <= now + 0.001 for _, one in ids), ids
    if name in INTERACTIONS:
        assert abs(moment_of(payload["id"]) - now) < 0.01


@pytest.mark.parametrize("name", INTERACTIONS)
def test_place_is_the_same_everywhere(name: str) -> None:
    payload: Any = sample(name)

    if "guild" in payload:
        guild, channel = payload["guild_id"], payload["channel_id"]
        assert payload["guild"]["id"] == payload["channel"]["guild_id"] == guild
        assert payload["authorizing_integration_owners"] == {"0": guild}
        assert payload["channel"]["id"] == channel
        assert payload.get("message", {}).get("channel_id", channel) == channel
    assert ("member" in payload) != ("user" in payload)


@pytest.mark.parametrize("kind", ["CREATE", "UPDATE", "DELETE"])
def test_entitlement_ends_after_it_starts(kind: str) -> None:
    data = sample(f"discord.ENTITLEMENT_{kind}")["event"]["data"]
    started = moment_of(data["id"]) if data["starts_at"] is None else _unix(data["starts_at"])

    assert started < _unix(data["ends_at"])
    assert data["deleted"] is (kind == "DELETE")


def test_button_is_the_one_in_the_message() -> None:
    payload = sample("discord.interaction.MESSAGE_COMPONENT")
    ((button,),) = [row["components"] for row in payload["message"]["components"]]

    assert button["custom_id"] == payload["data"]["custom_id"]
    assert moment_of(payload["message"]["id"]) < moment_of(payload["id"])


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("discord.PING", "discord_webhook_event_ping"),
        ("discord.interaction.PING", "discord_ping"),
        ("discord.ENTITLEMENT_CREATE", None),
    ],
)
def test_pings_open_the_handshakes_of_their_endpoint(name: str, fits: str | None) -> None:
    sent = event(name)
    signed = ((b"X-Signature-Ed25519", b"00"), *sent.headers)
    body = MemoryBody(sent.body)
    knock = Knock(CapturedRequest(b"POST", b"/", "1.1", signed, body, "p:1", 1.0, 2.0))
    fitting = [one.id for one in provider("discord").handshakes if one.opening.fits(knock)]

    assert fitting == ([fits] if fits else [])


def test_interactions_come_from_an_agent_of_their_own() -> None:
    agent = header(event("discord.interaction.PING"), "user-agent")

    assert agent == "Discord-Interactions/1.0 (+https://discord.com)"
    assert header(event("discord.PING"), "user-agent") is None


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()
