"""Events to send: templates that are filled with fresh facts, and what comes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeAlias, TypeVar

from webhookctl.core.headers import HeaderPairs

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]

T = TypeVar("T")

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is fresh in a payload: the time (Unix seconds) and random bits; both are handed in."""

    now: float
    random_bits: Callable[[int], int]

    def below(self, limit: int) -> int:
        """Return an integer from 0 up to, not including, `limit`."""
        return self.random_bits(48) % limit

    def between(self, low: int, high: int) -> int:
        """Return an integer from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def hex(self, length: int) -> str:
        """Return that many hexadecimal digits."""
        return f"{self.random_bits(length * 4):0{length}x}"

    def digits(self, length: int) -> str:
        """Return that many decimal digits, the first not 0."""
        return str(self.between(10 ** (length - 1), 10**length - 1))

    def letters(self, length: int, alphabet: str = _LETTERS) -> str:
        """Return that many characters of the alphabet (letters and digits unless told)."""
        drawn = self.random_bits(8 * length).to_bytes(length, "big")
        return drawn.translate(_characters(alphabet)).decode("ascii")

    def uuid(self) -> str:
        """Return a version 4 UUID (RFC 9562 section 5.4)."""
        bits = self.random_bits(128)
        bits = bits & ~(0xF << 76) | 4 << 76
        bits = bits & ~(0x3 << 62) | 2 << 62
        digits = f"{bits:032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def unix(self, offset: float = 0) -> int:
        """Return the time `offset` seconds from now as Unix seconds."""
        return int(self.now + offset)

    def iso(self, offset: float = 0, *, milliseconds: bool = False) -> str:
        """Return the time `offset` seconds from now as `2026-01-01T00:00:00Z`."""
        moment = datetime.fromtimestamp(self.now + offset, UTC)
        timespec = "milliseconds" if milliseconds else "seconds"
        return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """One event type of a provider and how its payload is made, complete and plausible.

    `type` is the name a user types after `provider.`; `summary` one line for lists of events.
    """

    type: str
    summary: str
    payload: Callable[[Facts], Json]


@dataclass(frozen=True, slots=True)
class Event:
    """An event that is ready to be signed and sent: the same for all attempts.

    `id` is the message id a receiver removes duplicates by. `headers` are the provider's own
    delivery headers without the signature ones.
    """

    provider: str | None
    type: str | None
    id: str
    body: bytes
    headers: HeaderPairs


@cache
def _characters(alphabet: str) -> bytes:
    """Return the character for each byte; that the first are a little likelier does no harm here."""
    return (alphabet * 256)[:256].encode("ascii")
