"""What a token must claim of the request it came with, and when it was made."""

import hashlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from webhookctl.core.recipe import Piece, missing_part, to_bytes
from webhookctl.core.scheme import Part, SignedMessage
from webhookctl.core.signature import Fault, shown
from webhookctl.core.verdict import Reason

TIMES = frozenset({"iat", "exp", "nbf"})
"""Claims that are times (RFC 7519 section 4.1)."""

_MOMENT = frozenset({Part.TIMESTAMP})


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a token, and what it must be.

    That is `literal`, the value of the parameter `param` (any, while that is not known: then
    `otherwise` is what we write), or what `equals` computes: `sha256_hex(body)`,
    `sha256_b64(body)`, `sha256_b64url(body)`, `sha256_hex(url)`, `url`, or `atlassian_qsh`. With
    none of these it only must be there, as a time, whose bounds the scheme's timestamp rule
    tells. An `optional` one may be absent; `only_with_body` is there exactly when the body is not
    empty.
    """

    name: str
    equals: str | None = None
    literal: str | None = None
    param: str | None = None
    otherwise: str | None = None
    optional: bool = False
    only_with_body: bool = False

    @property
    def covers(self) -> frozenset[Part]:
        """The parts of a request that the claim binds to the token."""
        if self.name in TIMES:
            return _MOMENT
        return _COVERED.get(self.equals or "", frozenset())

    def expected(self, message: SignedMessage) -> str | Fault | None:
        """Return what the claim must be, None when anything will do, or what is missing for it."""
        if self.equals is None:
            return message.params.get(self.param) if self.param is not None else self.literal
        if message.url is None and Part.URL in self.covers:
            return missing_part(Piece("url", "", b""))
        return _COMPUTED[self.equals](message)

    def check(self, claims: Mapping[str, Any], message: SignedMessage) -> Fault | None:
        """Return what is wrong with this claim of a genuine token, if anything is."""
        if self.name not in claims:
            return self._absent(message)
        if self.only_with_body and not message.body:
            text = f"the token has a `{self.name}`, but there is no body"
            return Fault(Reason.BODY_CHANGED, text)
        expected = self.expected(message)
        if expected is None or isinstance(expected, Fault):
            return expected
        said = claims[self.name]
        values = said if isinstance(said, list) else [said]
        padded = "_b64" in (self.equals or "")
        if any(_same(value, expected, padded) for value in values):
            return None
        return self._differs(said, expected)

    def _absent(self, message: SignedMessage) -> Fault | None:
        if self.optional or (self.only_with_body and not message.body):
            return None
        reason = Reason.MISSING_TIMESTAMP if self.name in TIMES else Reason.CLAIM_MISMATCH
        return Fault(reason, f"the token has no `{self.name}`, which it must have")

    def _differs(self, said: object, expected: str) -> Fault:
        what = shown(str(said).encode("utf-8", "backslashreplace"), 80)
        if Part.BODY in self.covers:
            return Fault(
                Reason.BODY_CHANGED,
                f"the token is genuine, but was made for another body (its `{self.name}`)",
                "verify the bytes as they arrive, before anything reads, decodes or formats them",
            )
        if self.equals == "url":
            return Fault(
                Reason.URL_DIFFERS,
                f"the token was made for `{what}`, not for `{shown(to_bytes(expected), 80)}`",
                "give the address the sender used with `--url`",
            )
        if Part.URL in self.covers:
            return Fault(
                Reason.URL_DIFFERS,
                f"the token is genuine, but was made for another URL (its `{self.name}`)",
                "give the address the sender used with `--url`",
            )
        return Fault(
            Reason.CLAIM_MISMATCH,
            f"the token's `{self.name}` is `{what}`, not `{shown(to_bytes(expected), 80)}`",
        )


def canonical_request(message: SignedMessage) -> str:
    """Return method, path and sorted query as Atlassian Connect hashes them.

    The path is relative to the parameter `base_url`, where it is known (atlassian-jwt 2.0.3).
    Empty for a URL that is none.
    """
    try:
        parts = urlsplit(message.url or "")
        base = urlsplit(message.params.get("base_url", "")).path.rstrip("/")
    except ValueError:  # a Host header of any bytes
        return ""
    path = "/" + parts.path.removeprefix(base).strip("/")
    query = parse_qs(parts.query, keep_blank_values=True)
    pairs = (
        f"{_percent(name)}={','.join(_percent(value) for value in sorted(values))}"
        for name, values in sorted(query.items())
        if name != "jwt"
    )
    return "&".join((message.method.upper(), path.replace("&", "%26"), "&".join(pairs)))


def _percent(text: str) -> str:
    return quote(text, safe="-_.~")


def _same(said: object, expected: str, padded: bool) -> bool:
    """Compare in constant time; the padding of base64 does not count."""
    if not isinstance(said, str):
        return False
    texts = (text.rstrip("=") if padded else text for text in (said, expected))
    return compare_digest(*(text.encode("utf-8", "surrogatepass") for text in texts))


def _body_hash(message: SignedMessage) -> bytes:
    return hashlib.sha256(message.body).digest()


def _hex_of(text: str) -> str:
    return hashlib.sha256(to_bytes(text)).hexdigest()


_COMPUTED: Mapping[str, Callable[[SignedMessage], str]] = {
    "sha256_hex(body)": lambda message: _body_hash(message).hex(),
    "sha256_b64(body)": lambda message: b64encode(_body_hash(message)).decode(),
    "sha256_b64url(body)": lambda message: urlsafe_b64encode(_body_hash(message)).decode(),
    "sha256_hex(url)": lambda message: _hex_of(message.url or ""),
    "url": lambda message: message.url or "",
    "atlassian_qsh": lambda message: _hex_of(canonical_request(message)),
}
_COVERED: Mapping[str, frozenset[Part]] = {
    "sha256_hex(body)": frozenset({Part.BODY}),
    "sha256_b64(body)": frozenset({Part.BODY}),
    "sha256_b64url(body)": frozenset({Part.BODY}),
    "sha256_hex(url)": frozenset({Part.URL}),
    "url": frozenset({Part.URL}),
    "atlassian_qsh": frozenset({Part.URL, Part.METHOD}),
}
