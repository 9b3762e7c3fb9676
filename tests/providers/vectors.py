"""Signed requests made by providers, their SDKs, or from their documentation."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret

FOLDER = Path(__file__).parent.parent / "data" / "vectors"


@dataclass(frozen=True)
class Vector:
    """A request with its secret, the clock to judge it by, and the verdict others gave."""

    id: str
    scheme: str
    message: SignedMessage
    secret: Secret
    now: float
    valid: bool
    reason: str | None
    disputed: bool


def vectors() -> Iterator[Vector]:
    for path in sorted(FOLDER.glob("*.json")):
        for row in json.loads(path.read_text("utf-8")):
            yield _vector(path.stem, row)


def vector(name: str) -> Vector:
    return next(one for one in vectors() if one.id == name)


def _vector(scheme: str, row: Mapping[str, Any]) -> Vector:
    request = row["request"]
    headers = tuple((name.encode(), value.encode()) for name, value in request["headers"])
    message = SignedMessage(
        request["method"], request["url"], headers, _body(request), row.get("config", {})
    )
    return Vector(
        id=row["id"],
        scheme=scheme,
        message=message,
        secret=Secret("vector", row["secret"].encode()),
        now=row["now"],
        valid=row["valid"],
        reason=row["reason"],
        disputed=bool(row.get("ambiguous") or row.get("policy_dependent")),
    )


def _body(request: Mapping[str, Any]) -> bytes:
    if "body_b64" in request:
        return b64decode(request["body_b64"])
    recipe = request["body_recipe"]
    start, piece, end = (
        b64decode(recipe[part]) for part in ("prefix_b64", "repeat_b64", "suffix_b64")
    )
    return start + piece * int(recipe["times"]) + end
