"""The answers that handshakes have in common: small values, put into a provider's file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webhookctl.core.handshake import Asked
from webhookctl.core.locate import InHeader, Locator
from webhookctl.core.reply import Reply

_NO_SNIFFING = (b"X-Content-Type-Options", b"nosniff")
"""Keeps browsers from taking a stranger's text for HTML (WHATWG Fetch, section 3.6)."""


def typed_reply(content_type: str, body: str) -> Reply:
    """Return an answer with exactly that type, and never taken for HTML."""
    headers = ((b"Content-Type", content_type.encode("ascii")), _NO_SNIFFING)
    return Reply(200, headers, body.encode())


def text_challenge_reply(text: str) -> Reply:
    """Return a text as it is."""
    return typed_reply("text/plain", text)


def json_reply(fields: Mapping[str, str]) -> Reply:
    """Return an object as JSON, as `json.dumps` writes it."""
    return typed_reply("application/json", json.dumps(fields))


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty answer: the status is all that counts."""

    status: int = 200

    def answer(self, asked: Asked) -> Reply:  # noqa: ARG002 - the protocol's shape
        """Return the status."""
        return Reply(self.status)

    def describe(self) -> str:
        """Name the status."""
        return f"{self.status} without a body"


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same answer each time."""

    content_type: str
    body: str

    def answer(self, asked: Asked) -> Reply:  # noqa: ARG002 - the protocol's shape
        """Return it."""
        return typed_reply(self.content_type, self.body)

    def describe(self) -> str:
        """Quote it."""
        return f"{self.content_type} {self.body}"


@dataclass(frozen=True, slots=True)
class TextEcho:
    """The challenge as it is, as plain text."""

    challenge: Locator

    def answer(self, asked: Asked) -> Reply:
        """Return it. Raises HandshakeError for one that cannot be given back."""
        return text_challenge_reply(asked.challenge(self.challenge))

    def describe(self) -> str:
        """Name the challenge."""
        return f"{self.challenge.describe()} as plain text"


@dataclass(frozen=True, slots=True)
class JsonEcho:
    """The challenge in a JSON object, under a name. `compact`: without a space after the colon."""

    name: str
    challenge: Locator
    compact: bool = False

    def answer(self, asked: Asked) -> Reply:
        """Return it. Raises HandshakeError for one that cannot be given back."""
        fields = {self.name: asked.challenge(self.challenge)}
        if self.compact:
            return typed_reply("application/json", json.dumps(fields, separators=(",", ":")))
        return json_reply(fields)

    def describe(self) -> str:
        """Name the challenge and where it goes."""
        return f"{self.challenge.describe()} as `{self.name}` in JSON"


@dataclass(frozen=True, slots=True)
class HeaderEcho:
    """A header of the request, as it came; no body."""

    name: str

    def answer(self, asked: Asked) -> Reply:
        """Return it. Raises HandshakeError for one that cannot be given back."""
        value = asked.challenge(InHeader(self.name))
        return Reply(200, ((self.name.encode("ascii"), value.encode("latin-1")),))

    def describe(self) -> str:
        """Name the header."""
        return f"the header {self.name} as it came"


@dataclass(frozen=True, slots=True)
class Computed:
    """An answer that a function of the provider's file makes. `words` say how."""

    words: str
    make: Callable[[Asked], Reply]

    def answer(self, asked: Asked) -> Reply:
        """Return what the function makes. Raises HandshakeError."""
        return self.make(asked)

    def describe(self) -> str:
        """Say how."""
        return self.words
