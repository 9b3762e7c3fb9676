"""What a provider signs and how: facts as values, behaviour as a recipe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import PLAIN, KeyForm
from webhookctl.core.locate import NOWHERE, Locator
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Verdict


class Part(StrEnum):
    """A part of a request that a signature may cover."""

    BODY = "body"
    TIMESTAMP = "timestamp"
    ID = "id"
    URL = "url"
    METHOD = "method"
    HEADERS = "headers"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """What a signature is about: one HTTP request and what else its scheme needs.

    `url` is the absolute URL as the sender saw it, None when nobody knows. `params` are the
    values a scheme takes from its user's settings (`webhook_id`, `notification_url`,
    `public_key`…).
    """

    method: str
    url: str | None
    headers: HeaderPairs
    body: bytes
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is fresh in each signature: the clock in Unix seconds, and the id of the message."""

    now: float
    id: str


@dataclass(frozen=True, slots=True)
class TimestampRule:
    """Where the signed time stands and how old it may be.

    `unit` is `s`, `ms`, `iso8601` or `http_date` (RFC 9110). `tolerance` is in seconds, None when
    the provider's own libraries do not check. `past` and `future` say in which directions it is
    checked. `repeated_in` is a header that may say the same beside it, without being signed.
    """

    source: str
    unit: str = "s"
    tolerance: float | None = 300.0
    past: bool = True
    future: bool = True
    repeated_in: str | None = None


class Recipe(Protocol):
    """How a signature is made and judged. Pure: the clock and the id come in."""

    @property
    def covers(self) -> frozenset[Part]:
        """The parts of a request that the signature protects."""
        ...

    def judge(
        self,
        scheme: "Scheme",
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; any fitting secret is enough; `now` None leaves its age unchecked."""
        ...

    def sign(
        self, scheme: "Scheme", message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message as its provider sends it. Raises UsageError where only it can."""
        ...


@dataclass(frozen=True, slots=True)
class Scheme:
    """One signature scheme of a provider. `certainty` says how well its facts are known.

    `signature_header` is what a receiver looks for, `string_to_sign`, `secret_words` and
    `rotation` are the recipe in words, `pitfalls` what receivers get wrong, `sources` where the
    facts are from. `key_form` is what new secrets look like. `algorithm`, `encoding` (words for
    what signs, and how it is written) and `parameters` (names that the message's `params` may
    have; nothing is signed without those of `needed`) are for recipes whose own fields do not
    tell. `older` is the id of the provider's weaker scheme that this one has replaced, where
    receivers should no longer take that one alone. `always_beside` is the id of the provider's
    better scheme whose signature comes with each of this one: where that is missing, somebody has
    taken it away.
    """

    id: str
    title: str
    recipe: Recipe
    signature_header: str | None
    string_to_sign: str
    detection: DetectionRule
    timestamp: TimestampRule | None = None
    event: Locator = NOWHERE
    delivery_id: Locator = NOWHERE
    secret_words: str = "raw text"  # noqa: S105 - words about a secret
    rotation: str = "none"
    pitfalls: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    certainty: str = "documented"
    key_form: KeyForm = PLAIN
    algorithm: str | None = None
    encoding: str | None = None
    parameters: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    older: str | None = None
    always_beside: str | None = None

    def judge(
        self,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
        tolerance: float | None = None,
    ) -> Verdict:
        """Say whether the signature of `message` is genuine, and why (not). Never raises."""
        scheme = self
        if tolerance is not None and self.timestamp is not None:
            scheme = replace(self, timestamp=replace(self.timestamp, tolerance=tolerance))
        return self.recipe.judge(scheme, message, secrets, now)

    def sign(self, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
        """Return `message` with a fresh signature, and timestamp and id where there are any."""
        return self.recipe.sign(self, message, secret, stamp)
