"""What the secrets of a scheme look like, and how new ones are made for tests."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from webhookctl.core.event import Facts


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One file of new keys. `ending` follows the provider's name, `role` says what it holds.

    `content` is the file to the byte. A `private` one is for its owner alone, and never shown.
    """

    role: str
    ending: str
    content: bytes = field(repr=False)
    private: bool = False


@dataclass(frozen=True, slots=True)
class NewKeys:
    """New keys: `kind` in words, and their files.

    `judging` is None where one secret both signs and judges; `more` is what a receiver may need
    beside them.
    """

    kind: str
    signing: KeyFile
    judging: KeyFile | None = None
    more: tuple[KeyFile, ...] = ()

    @property
    def files(self) -> tuple[KeyFile, ...]:
        """All files, the one to sign with first."""
        return (self.signing, *((self.judging,) if self.judging else ()), *self.more)


class KeyForm(Protocol):
    """What the secrets of a scheme look like. Pure, but that RSA keys come from the library."""

    @property
    def is_pair(self) -> bool:
        """Whether only the provider can sign: receivers hold the public half."""
        ...

    def make(self, facts: Facts) -> NewKeys:
        """Return new keys, good for tests only."""
        ...


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """One secret for both sides: `prefix` and `size` random bytes in an encoding.

    `encoding` is `hex`, `base64`, or `letters` (letters and digits, `size` of them).
    """

    prefix: str = ""
    size: int = 32
    encoding: str = "hex"

    @property
    def is_pair(self) -> bool:
        """No: whoever can judge can sign."""
        return False

    def make(self, facts: Facts) -> NewKeys:
        """Return a new secret."""
        text = self.prefix + _ENCODERS[self.encoding](facts, self.size)
        return NewKeys("secret", _secret(text))


@dataclass(frozen=True, slots=True)
class NamePassword:
    """A name and password, with a colon between them."""

    @property
    def is_pair(self) -> bool:
        """No: whoever can judge can sign."""
        return False

    def make(self, facts: Facts) -> NewKeys:
        """Return a name with a new password."""
        return NewKeys("name and password", _secret(f"webhook:{facts.letters(32)}"))


def _secret(text: str) -> KeyFile:
    return KeyFile("secret", "secret.txt", text.encode("ascii"), private=True)


def _bytes(facts: Facts, size: int) -> bytes:
    return facts.random_bits(size * 8).to_bytes(size, "big")


def _hex(facts: Facts, size: int) -> str:
    return _bytes(facts, size).hex()


def _base64(facts: Facts, size: int) -> str:
    return base64.b64encode(_bytes(facts, size)).decode("ascii")


def _letters(facts: Facts, size: int) -> str:
    return facts.letters(size)


_ENCODERS: Mapping[str, Callable[[Facts, int], str]] = {
    "hex": _hex,
    "base64": _base64,
    "letters": _letters,
}

PLAIN = SharedSecret()
"""What fits wherever any text does: 64 hexadecimal digits."""

WHSEC = SharedSecret("whsec_", 32, "base64")
"""Secrets of Standard Webhooks (its specification wants 24 to 64 random bytes)."""
