"""What a judge says about a signature, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Machine-readable reasons; the text beside them may change, these do not."""

    VALID = "valid"
    NOT_SIGNED = "not_signed"
    MISSING_HEADER = "missing_header"
    MISSING_SIGNATURE = "missing_signature"
    EMPTY_SIGNATURE = "empty_signature"
    MALFORMED_SIGNATURE = "malformed_signature"
    TRUNCATED_SIGNATURE = "truncated_signature"
    WRONG_VERSION = "wrong_scheme_version"
    WRONG_ALGORITHM = "wrong_algorithm"
    MISSING_TIMESTAMP = "missing_timestamp"
    MALFORMED_TIMESTAMP = "malformed_timestamp"
    STALE_TIMESTAMP = "stale_timestamp"
    FUTURE_TIMESTAMP = "future_timestamp"
    MISMATCH = "signature_mismatch"
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - a reason code, not a secret
    SECRET_ENCODING = "secret_encoding"  # noqa: S105 - a reason code, not a secret
    MALFORMED_SECRET = "malformed_secret"  # noqa: S105 - a reason code, not a secret
    BODY_RESERIALISED = "body_reserialised"
    BODY_CHANGED = "body_changed"
    URL_DIFFERS = "url_differs"
    MISSING_PARAMETER = "missing_parameter"
    CLAIM_MISMATCH = "claim_mismatch"
    UNTRUSTED_KEY = "untrusted_key"
    KEY_UNAVAILABLE = "key_unavailable"
    MALFORMED_BODY = "malformed_body"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Valid or not, the reason, and what a person needs to act on it.

    `message` is one sentence; `hint` the next step. `age` is the signature's age in seconds at the
    clock it was judged by (negative: from the future). `secret` names the secret that fitted, never
    its value. `facts` holds more for `--json`: names to plain values.
    """

    valid: bool
    reason: Reason
    message: str
    scheme: str
    hint: str | None = None
    age: float | None = None
    secret: str | None = None
    facts: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
