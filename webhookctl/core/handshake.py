"""Handshakes: what a provider asks of a URL before it sends events there, and the exact answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest
from http import HTTPStatus
from typing import Protocol

from webhookctl.core.locate import Locator, RequestView
from webhookctl.core.opening import Opening
from webhookctl.core.reply import Reply
from webhookctl.core.secret import Secret
from webhookctl.errors import WebhookctlError

MAX_CHALLENGE = 4096
"""Characters of a challenge that are given back at most; a longer one is refused."""


class Evidence(StrEnum):
    """How well it is known that a handshake looks like this, the best first."""

    SDK = "sdk"
    DOCS = "docs"
    COMMUNITY = "community"
    RECALL = "recall"


class HandshakeError(WebhookctlError):
    """The provider cannot be given the answer it wants. `status` is what it gets instead.

    503 when something is missing on our side, another when its request is not in order.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        status: int = HTTPStatus.SERVICE_UNAVAILABLE,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status

    @property
    def refuses(self) -> bool:
        """Whether the request is at fault, and not what we know."""
        return self.status < HTTPStatus.INTERNAL_SERVER_ERROR


@dataclass(frozen=True, slots=True)
class Asked:
    """A handshake's request, and what its answer may be made from.

    `url` is the absolute URL as the sender sees it. Of `secrets` the one that fits comes first.
    """

    view: RequestView
    url: str | None = None
    secrets: tuple[Secret, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)

    def challenge(self, place: Locator, alphabet: str | None = None) -> str:
        """Return the text that is to be given back; it is UTF-8 and not too long.

        `alphabet` is a regular expression for all of it, where the provider keeps to one. Raises
        HandshakeError.
        """
        found = place.find(self.view)
        if found is None:
            raise _malformed(f"{place.describe()} has no challenge")
        if len(found) > MAX_CHALLENGE:
            raise _malformed(f"the challenge has more than {MAX_CHALLENGE} characters")
        if alphabet is not None and not re.fullmatch(alphabet, found):
            raise _malformed("the challenge has characters that this provider never sends")
        try:
            found.encode()
        except UnicodeEncodeError:
            raise _malformed("the challenge is no text") from None
        return found

    def secret(self, words: str) -> bytes:
        """Return the secret; `words` say which one it is. Raises HandshakeError without one."""
        if not self.secrets:
            raise HandshakeError(
                f"its answer is made with {words}",
                hint="give it with `--secret env:NAME` or `--secret file:PATH`",
            )
        return self.secrets[0].value

    def param(self, name: str, words: str) -> str:
        """Return a parameter; `words` say what it is. Raises HandshakeError without it."""
        if not self.params.get(name):
            raise HandshakeError(
                f"its answer is made with {words}", hint=f"give it with `--param {name}=VALUE`"
            )
        return self.params[name]


def _malformed(message: str) -> HandshakeError:
    return HandshakeError(message, status=HTTPStatus.BAD_REQUEST)


class Responder(Protocol):
    """Makes the answer of a handshake."""

    def answer(self, asked: Asked) -> Reply:
        """Return what the provider wants to hear. Raises HandshakeError."""
        ...

    def describe(self) -> str:
        """Say what the answer is, for people."""
        ...


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A URL that has to be fetched after the answer, when the user wants it (`option`).

    `url` returns it for a request, and raises HandshakeError when it leads anywhere but to the
    provider.
    """

    option: str
    url: Callable[[RequestView], str]


@dataclass(frozen=True, slots=True)
class Handshake:
    """One handshake of a provider. `when` says on what occasion, `timeout` is in seconds.

    `signed`: its request is judged like an event, when a secret is known, and refused when it is
    forged and its answer would tell something. `alone`: its request shows by itself whose it is.
    `passes`: any 2xx will do and tells nothing, so that an app behind may answer. `every`: no
    handshake, but what the provider wants to hear after every event. `token` is where its request
    repeats what the user chose, and the parameter that says what that was. `note` is what the user
    has to do next (`{id}` is the capture's), `without_secret` what to know without a secret.
    """

    id: str
    title: str
    opening: Opening
    responder: Responder
    evidence: Evidence
    when: str
    timeout: float | None = None
    signed: bool = False
    alone: bool = False
    passes: bool = False
    every: bool = False
    token: tuple[Locator, str] | None = None
    confirmation: Confirmation | None = None
    note: str | None = None
    without_secret: str | None = None
    sources: tuple[str, ...] = ()

    def answer(self, asked: Asked) -> Reply:
        """Return the answer. Raises HandshakeError, also for a token that is not the user's."""
        if self.token is not None:
            place, name = self.token
            ours, sent = asked.params.get(name), place.find(asked.view) or ""
            if ours is not None and not compare_digest(ours.encode(), _bytes(sent)):
                raise HandshakeError(
                    f"{place.describe()} is not what `--param {name}` says",
                    hint="enter the same token at the provider and here",
                    status=HTTPStatus.FORBIDDEN,
                )
        return self.responder.answer(asked)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
