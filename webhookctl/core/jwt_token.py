"""JSON Web Tokens (RFC 7519, RFC 7515): taken apart, checked and made; nothing of them is shown."""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from webhookctl.core.headers import first
from webhookctl.core.locate import RequestView, parsed
from webhookctl.core.public_key import private_key_of, public_key_of
from webhookctl.core.signature import Fault, shown
from webhookctl.core.verdict import Reason

if TYPE_CHECKING:
    from jwt.algorithms import Algorithm

JWK = "jwk"
"""How public keys of tokens are given: a JSON Web Key (RFC 7517), a set of them, or PEM."""

_PARTS = ("header", "claims", "signature")
_SEGMENT = re.compile(rb"[A-Za-z0-9_-]+")
_START = b"eyJ"
_SIZES = {"HS256": 32, "HS384": 48, "HS512": 64, "ES256": 64}
_CUT = "something between the sender and you shortens the header"


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart: what was signed, by which algorithm, and what it claims."""

    algorithm: str
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class InToken:
    """A text claim of a token in a header, whoever signed it: a `Locator`."""

    header: str
    claim: str

    def find(self, view: RequestView) -> str | None:
        """Return what the token claims."""
        segments = (first(view.headers, self.header) or b"").split(b".")
        if len(segments) != len(_PARTS) or not _SEGMENT.fullmatch(segments[1]):
            return None
        claims = parsed(_decoded(segments[1]))
        found = claims.get(self.claim) if isinstance(claims, dict) else None
        return found if isinstance(found, str) and found else None

    def describe(self) -> str:
        """Name the header and the claim."""
        return f"header {self.header}, claim {self.claim}"


def take_apart(text: bytes, algorithms: Sequence[str], header: str) -> Token | Fault:
    """Return the token of a header's value, or what is wrong with it before any key is tried.

    Its `alg` must be one of `algorithms`: never `none`, never what the token would like best.
    """
    segments = text.split(b".")
    if len(segments) != len(_PARTS):
        return _no_token(text, header)
    head, claims, signature = segments
    if not (_SEGMENT.fullmatch(head) and _SEGMENT.fullmatch(claims)):
        return _no_token(text, header)
    about, said = parsed(_decoded(head)), parsed(_decoded(claims))
    if not isinstance(about, dict) or not isinstance(said, dict) or "crit" in about:
        return _malformed(header)
    algorithm = about.get("alg")
    if algorithm not in algorithms:
        return Fault(
            Reason.WRONG_ALGORITHM,
            f"the token in the {header} header is signed by `{shown(_name(algorithm), 20)}`",
            f"only {', '.join(algorithms)} is accepted",
        )
    if fault := _misshapen(signature, _SIZES.get(str(algorithm)), header):
        return fault
    return Token(str(algorithm), said, head + b"." + claims, _decoded(signature))


def is_genuine(token: Token, encoding: str, secret: bytes) -> bool | None:
    """Say whether a token was signed with a secret; None when that is no key for it."""
    keys = _public_keys(secret) if encoding == JWK else [secret] if secret else []
    made = _algorithms()[token.algorithm]
    prepared = [key for key in (_prepared(made, one) for one in keys) if key is not None]
    if not prepared:
        return None
    return any(made.verify(token.signed, key, token.signature) for key in prepared)


def put_together(
    claims: Mapping[str, Any], algorithm: str, encoding: str, secret: bytes
) -> bytes | None:
    """Return a signed token with those claims, or None when the secret cannot sign it."""
    key, key_id = _private_key(secret) if encoding == JWK else (secret or None, None)
    made = _algorithms()[algorithm]
    prepared = None if key is None else _prepared(made, key)
    if prepared is None:
        return None
    about = {"alg": algorithm, "typ": "JWT"} | ({"kid": key_id} if key_id else {})
    signed = b".".join(
        _encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (about, claims)
    )
    return signed + b"." + _encoded(made.sign(signed, prepared))


def _no_token(text: bytes, header: str) -> Fault:
    if text.startswith(_START) and text.count(b".") < len(_PARTS) - 1:
        return Fault(
            Reason.TRUNCATED_SIGNATURE, f"the token in the {header} header is cut short", _CUT
        )
    return _malformed(header)


def _malformed(header: str) -> Fault:
    return Fault(
        Reason.MALFORMED_SIGNATURE,
        f"the {header} header holds no JSON Web Token",
        "expected three parts of base64url with full stops between them",
    )


def _misshapen(signature: bytes, size: int | None, header: str) -> Fault | None:
    """Return what is wrong with the text of a signature of `size` bytes (None: any)."""
    length = len(signature) if size is None else -(-size * 8 // 6)
    legal = _SEGMENT.fullmatch(signature) is not None
    if len(signature) < length and (legal or not signature):
        message = f"the signature of the token in the {header} header is cut short"
        return Fault(Reason.TRUNCATED_SIGNATURE, message, _CUT)
    # bits behind the last byte would make it another text of the same signature
    if not legal or len(signature) > length or _encoded(_decoded(signature)) != signature:
        return _malformed(header)
    return None


def _name(algorithm: object) -> bytes:
    return str(algorithm).encode("utf-8", "backslashreplace")


def _decoded(segment: bytes) -> bytes:
    """Return the bytes of a segment (RFC 7515 section 2); none for an impossible length."""
    if len(segment) % 4 == 1:
        return b""
    return base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@cache
def _algorithms() -> "Mapping[str, Algorithm]":
    from jwt.algorithms import get_default_algorithms

    return get_default_algorithms()


def _prepared(algorithm: "Algorithm", key: object) -> Any:
    """Return a key in the algorithm's own form, or None when it is of another kind."""
    from jwt.exceptions import InvalidKeyError

    try:
        return algorithm.prepare_key(key)
    except (InvalidKeyError, TypeError, ValueError):
        return None


def _public_keys(secret: bytes) -> list[object]:
    keys = _json_web_keys(secret)
    if keys is None:
        return [key for key in (public_key_of("pem", secret),) if key is not None]
    return [key.public_key() if hasattr(key, "public_key") else key for key, _ in keys]


def _private_key(secret: bytes) -> tuple[object, str | None]:
    keys = _json_web_keys(secret)
    if keys is None:
        return private_key_of("pem", secret), None
    return next(((key, id_) for key, id_ in keys if hasattr(key, "public_key")), (None, None))


def _json_web_keys(secret: bytes) -> list[tuple[Any, str | None]] | None:
    """Return the keys of JSON and their names: one, a set, or what Plaid answers around one."""
    found = parsed(secret)
    if not isinstance(found, dict):
        return None
    rows = found["keys"] if isinstance(found.get("keys"), list) else [found.get("key", found)]
    keys = ((_json_web_key(row), row.get("kid")) for row in rows if isinstance(row, dict))
    return [(key, id_ if isinstance(id_, str) else None) for key, id_ in keys if key is not None]


def _json_web_key(row: Mapping[str, Any]) -> Any:
    from jwt.algorithms import ECAlgorithm, RSAAlgorithm
    from jwt.exceptions import InvalidKeyError

    readers: Mapping[str, Callable[[dict[str, Any]], Any]]
    readers = {"EC": ECAlgorithm.from_jwk, "RSA": RSAAlgorithm.from_jwk}
    reader = readers.get(str(row.get("kty")))
    try:
        return None if reader is None else reader(dict(row))
    except (InvalidKeyError, ValueError, TypeError, KeyError):
        return None
