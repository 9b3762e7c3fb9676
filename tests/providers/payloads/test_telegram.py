"""The oracle is aiogram, a library that has every object of the Bot API as a model."""

from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, told
from webhookctl.core.compose import Changes

EVENTS = [name for name in NAMES if name.startswith("telegram.")]


def unknown_fields(model: Any, path: str = "") -> list[str]:
    """Return the fields of an update that the library does not declare, at any depth."""
    found = [f"{path}.{name}" for name in model.model_extra or {}]
    for name in type(model).model_fields:
        value = getattr(model, name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "model_extra"):
                found += unknown_fields(one, f"{path}.{name}")
    return found


@pytest.mark.parametrize("name", EVENTS)
def test_library_knows_the_update_and_all_its_fields(name: str) -> None:
    update = pytest.importorskip("aiogram.types").Update

    for seed in range(5):
        payload = sample(name, facts(seed))
        read = update.model_validate(payload)
        assert unknown_fields(read) == []
        assert read.event_type == told(name) == [*payload][1]


@pytest.mark.parametrize("name", EVENTS)
def test_private_chats_have_the_id_of_the_person(name: str) -> None:
    content = [*sample(name).values()][1]
    chat, person = content.get("chat", {}), content.get("from", {})

    if chat.get("type") == "private" and not person.get("is_bot"):
        assert chat["id"] == person["id"]
    elif chat:
        assert str(chat["id"]).startswith("-100")


@pytest.mark.parametrize("name", ["telegram.message", "telegram.edited_message"])
def test_entities_are_where_they_say(name: str) -> None:
    content = [*sample(name).values()][1]
    parts = {
        one["type"]: content["text"][one["offset"] : one["offset"] + one["length"]]
        for one in content["entities"]
    }

    assert parts == {"bot_command": "/order", "url": "https://shop.example.com/teapots"}


def test_button_is_the_one_under_the_message() -> None:
    query = sample("telegram.callback_query")["callback_query"]

    ((button,),) = query["message"]["reply_markup"]["inline_keyboard"]
    assert query["data"] == button["callback_data"]
    assert query["message"]["date"] < facts().unix()
    assert query["data"].split(":")[1] in query["message"]["text"]


def test_given_id_is_the_number_of_the_update() -> None:
    sent = event("telegram.message", changes=Changes(id="42"))

    assert sent.id == "42"
    assert sent.body.startswith(b'{"update_id":42,')
