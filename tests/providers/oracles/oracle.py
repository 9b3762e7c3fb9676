"""A library that is not ours, and how it judges (and makes) the signatures of one scheme."""

import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeAlias

import pytest

from tests.providers.keyring import judging_secret, new_keys, signing_secret
from tests.providers.messages import JSON
from webhookctl.core.headers import first
from webhookctl.core.key_form import NewKeys
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.providers import all_schemes

Library: TypeAlias = Any

URL = "https://hooks.example.test/hook?a=1"
ANY_TEXT = ('{"a":1}', '{"é":"\\u00e9"}', "", "a=1&b=%20+", "{\r\n}\n", "日本 🎉", "\x00")
SOME_TEXT = tuple(body for body in ANY_TEXT if body)
JSON_TEXT = ('{"a":1}', '{"é":"\\u00e9","n":1.0}', '{\r\n "z": "日本 🎉 <>/", "a": [] }\n')


@dataclass(frozen=True)
class Sent:
    """A request as a library gets to see it: exact text, no bytes it could not decode."""

    message: SignedMessage
    secret: str

    def __getitem__(self, header: str) -> str:
        value = first(self.message.headers, header)
        assert value is not None, f"we send no {header} header"
        return value.decode()

    @property
    def body(self) -> bytes:
        return self.message.body

    @property
    def text(self) -> str:
        return self.message.body.decode()

    @property
    def url(self) -> str:
        return self.message.url or ""

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.message.headers}

    @property
    def lower_headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}


def one_byte_changed(message: SignedMessage) -> SignedMessage:
    """Return the message with another last byte (or its first), still UTF-8 if it was."""
    body = message.body
    return replace(message, body=body[:-1] + bytes([body[-1] ^ 1]) if body else b" ")


@dataclass(frozen=True)
class Oracle:
    """A library and how it judges requests of one scheme.

    `package` is its name on PyPI, `module` what is imported of it. `judge` gets the module and a
    request: it returns False, or raises one of `refusals` (dotted names) whose text holds the
    pattern `refusal_says`, where the library takes the request for forged. `sign` gets the
    module, a request and a time, and returns what the library adds to the headers. `tolerance`
    is the age in seconds up to which the library takes a request, None where it has no clock or
    is not asked. `change` makes a forged request of a genuine one. `warnings` are filters for
    what the library warns of when it is imported.
    """

    scheme: str
    package: str
    module: str
    judge: Callable[[Library, Sent], object]
    refusals: tuple[str, ...] = ()
    refusal_says: str = ""
    sign: Callable[[Library, Sent, int], Mapping[str, str]] | None = None
    tolerance: float | None = None
    bodies: tuple[str, ...] = ANY_TEXT
    secret: str | None = None
    url: str = URL
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[SignedMessage], SignedMessage] = one_byte_changed
    is_official: bool = True
    warnings: tuple[str, ...] = ()

    def load(self) -> Library:
        """Return the library's module; skips the test where it is not installed."""
        return pytest.importorskip(self.module, reason=f"{self.package} is not installed")

    @property
    def ours(self) -> Scheme:
        return all_schemes()[self.scheme][1]

    @property
    def signing(self) -> Secret:
        return self._own or signing_secret(_keys(self.scheme))

    @property
    def judging(self) -> Secret:
        return self._own or judging_secret(_keys(self.scheme))

    @property
    def _own(self) -> Secret | None:
        return Secret("own", self.secret.encode()) if self.secret else None

    @property
    def other(self) -> Secret:
        """A secret of the right form that signed nothing."""
        return Secret("other", judging_secret(_keys(self.scheme, seed=8)).value)

    def unsigned(self, body: str) -> SignedMessage:
        headers = {"Content-Type": self.content_type, **self.headers}
        pairs = tuple((name.encode(), value.encode()) for name, value in headers.items())
        return SignedMessage("POST", self.url, pairs, body.encode(), self.params)

    def sent(self, message: SignedMessage) -> Sent:
        """Return the request as its receiver, who has the judging secret, sees it."""
        return Sent(message, self.judging.value.decode())

    def to_sign(self, message: SignedMessage) -> Sent:
        """Return the request as its sender, who has the signing secret, sees it."""
        return Sent(message, self.signing.value.decode())

    def signed(self, body: str, now: float) -> SignedMessage:
        return self.ours.sign(self.unsigned(body), self.signing, Stamp(now, "msg_1"))

    def takes(self, library: Library, message: SignedMessage) -> bool:
        """Say whether the library takes the request for genuine."""
        refusals = tuple(_exception(name) for name in self.refusals)
        try:
            return self.judge(library, self.sent(message)) is not False
        except refusals as refusal:
            if re.search(self.refusal_says, str(refusal)):
                return False
            raise


@cache
def _keys(scheme: str, seed: int = 7) -> NewKeys:
    """Return keys of a scheme, the same each time: an RSA key costs time, and is another each."""
    return new_keys(all_schemes()[scheme][1], seed)


def _exception(name: str) -> type[Exception]:
    found = pkgutil.resolve_name(name)
    assert isinstance(found, type)
    assert issubclass(found, Exception)
    return found
