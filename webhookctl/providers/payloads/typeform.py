"""Typeform's one event: an answered form, with a question of each kind that is common.

Shape: https://www.typeform.com/developers/webhooks/example-payload/ and recorded deliveries.
"""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, FIRST_NAME, PHONE, ulid

FORM = "lT4Z3jXk"
TITLE = "How was your tea?"

_TOKEN_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - an alphabet


@dataclass(frozen=True, slots=True)
class _Choice:
    """One possible answer to a question."""

    id: str
    ref: str
    label: str

    def json(self) -> JsonObject:
        return {"id": self.id, "ref": self.ref, "label": self.label}


@dataclass(frozen=True, slots=True)
class _Question:
    """A question of the form: its type, its title and the answers to choose from."""

    id: str
    ref: str
    type: str
    title: str
    choices: tuple[_Choice, ...] = ()
    several: bool = False

    def field(self) -> JsonObject:
        """Return the question as the form's definition has it."""
        field: JsonObject = {
            "id": self.id,
            "ref": self.ref,
            "type": self.type,
            "title": self.title,
            "properties": {},
        }
        if self.choices:
            field["choices"] = [choice.json() for choice in self.choices]
            if self.several:
                field["allow_multiple_selections"] = True
        return field

    def answered(self, type_: str, value: Json) -> JsonObject:
        """Return an answer to it."""
        about: JsonObject = {"id": self.id, "type": self.type, "ref": self.ref}
        return {"type": type_, type_: value, "field": about}


FLAVOURS = tuple(
    _Choice(id_, ref, label)
    for id_, ref, label in (
        ("eXnU3oA141Cg", "238d1802-9921-4687-a37b-5e50f56ece8e", "Green"),
        ("aTZmZGYV6liX", "d867c542-1e72-4619-908f-aaae38cabb61", "Black"),
        ("pBVm1w4quPjA", "50a3bd14-b93f-43f6-80c1-94e39aa654ef", "Herbal"),
    )
)
NAME = _Question("JwWggjAKtOkA", "name", "short_text", "What is your first name?")
STORY = _Question("DlXFaesGBpoF", "story", "long_text", "What do you like about our tea?")
ADDRESS = _Question("SMEUb7VJz92Q", "email", "email", "Where may we write to?")
NUMBER = _Question("RUqkXSeXBXSd", "phone", "phone_number", "And where may we call?")
SINCE = _Question("KoJxDM3c6x8h", "since", "date", "Since when do you drink it?")
FAVOURITE = _Question("gFFf3xAkJKsr", "favourite", "multiple_choice", "Your favourite?", FLAVOURS)
LIKED = _Question(
    "PNe8ZKBK8C2Q", "liked", "multiple_choice", "What else do you like?", FLAVOURS, several=True
)
CUPS = _Question("Q7M2XAwY04dW", "cups", "number", "How many cups a day?")
SCORE = _Question("WOTdC00F8A3h", "score", "opinion_scale", "Would you recommend us?")
AGREED = _Question("k6TP9oLGgHjl", "again", "yes_no", "Will you come back?")
SITE = _Question("fIJE8Oz0MLYz", "site", "website", "Have you a website?")
QUESTIONS = (*(NAME, STORY, ADDRESS, NUMBER, SINCE, FAVOURITE, LIKED, CUPS, SCORE, AGREED, SITE),)

_ENDING: JsonObject = {"id": "DefaultTyScreen", "ref": "default_tys"}


def _answers(facts: Facts, score: int) -> list[Json]:
    favourite = facts.choice(FLAVOURS)
    others = [choice for choice in FLAVOURS if choice is not favourite]
    liked: JsonObject = {
        "ids": [choice.id for choice in others],
        "refs": [choice.ref for choice in others],
        "labels": [choice.label for choice in others],
    }
    return [
        NAME.answered("text", FIRST_NAME),
        STORY.answered("text", "It tastes of spring."),
        ADDRESS.answered("email", EMAIL),
        NUMBER.answered("phone_number", PHONE),
        SINCE.answered("date", facts.iso(-400 * DAY)[:10]),
        FAVOURITE.answered("choice", favourite.json()),
        LIKED.answered("choices", liked),
        CUPS.answered("number", facts.between(1, 9)),
        SCORE.answered("number", score),
        AGREED.answered("boolean", True),
        SITE.answered("url", "https://robin.example.com/"),
    ]


def _response(facts: Facts) -> Json:
    score = facts.between(7, 10)
    return {
        "event_id": ulid(facts),
        "event_type": "form_response",
        "form_response": {
            "form_id": FORM,
            "token": facts.letters(32, _TOKEN_LETTERS),
            "landed_at": facts.iso(-facts.between(60, 900)),
            "submitted_at": facts.iso(),
            "hidden": {"order_id": facts.digits(6)},
            "calculated": {"score": score},
            "variables": [
                {"key": "score", "type": "number", "number": score},
                {"key": "name", "type": "text", "text": FIRST_NAME},
            ],
            "definition": {
                "id": FORM,
                "title": TITLE,
                "fields": [question.field() for question in QUESTIONS],
                "endings": [
                    {
                        **_ENDING,
                        "title": "Thank you",
                        "type": "thankyou_screen",
                        "properties": {"share_icons": False, "show_button": False},
                    }
                ],
            },
            "answers": _answers(facts, score),
            "ending": {**_ENDING},
        },
    }


EVENTS = (EventTemplate("form_response", "somebody answered a form", _response),)
