"""Box: HMAC over body and timestamp, once with each of an app's two keys."""

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import floor

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs, first, without
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.model import Attempt
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import conclude, stamp_text
from webhookctl.core.recipe_own import FaultError, Mac, OwnRecipe, header, moment_of, settle
from webhookctl.core.recipe_template import unusable_secret
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import growing
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shown, with_header
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256", encoding="base64")
_PRIMARY, _SECONDARY = "BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY"
_TIMESTAMP = TimestampRule("header:BOX-DELIVERY-TIMESTAMP", unit="iso8601", tolerance=600.0)
_STAMP = "BOX-DELIVERY-TIMESTAMP"
_BETWEEN = b"|"
"""What stands between the primary and the secondary key in a secret that holds both."""

_FIXED = (("BOX-SIGNATURE-VERSION", b"1"), ("BOX-SIGNATURE-ALGORITHM", b"HmacSHA256"))
_UNESCAPED = re.compile(r"[^ -~]")
_BACKSLASH = re.compile(r"\\(?!/)")


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    signatures = _signatures(message)
    for name, wanted in _FIXED:
        if (value := header(message, name)) != wanted:
            text = f"{name} is `{shown(value)}`, not `{wanted.decode()}`"
            raise FaultError(Fault(Reason.WRONG_VERSION, text))
    stamp = first(message.headers, _STAMP)
    moment = moment_of(stamp, "iso8601", f"{_STAMP} header")
    if isinstance(moment, Fault):
        return moment.verdict(scheme.id)
    signed = [body + (stamp or b"") for body in _bodies(message.body)]

    def fits(secret: Secret) -> bool | None:
        keys = _keys(secret)
        if keys is None:
            return None
        pairs = [(keys[name], one) for name, one in signatures.items() if keys[name].value]
        return any(_MAC.fits(key, text, one) for key, one in pairs for text in signed)

    verdict = settle(scheme, secrets, fits, now, moment)
    if verdict.valid and now is not None and floor(moment) > floor(now):
        # the SDKs refuse any time that is ahead, in whole seconds
        strict = replace(scheme, timestamp=replace(_TIMESTAMP, tolerance=0.0))
        return conclude(strict, moment, verdict.secret, now)
    return verdict


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    """Return the message signed with the keys of the secret: with one key, as the primary."""
    keys = _keys(secret)
    if keys is None:
        raise unusable_secret(scheme, secret)
    headers = without(message.headers, [_PRIMARY, _SECONDARY])
    for name, value in _FIXED:
        headers = with_header(headers, name, value)
    if stamp.id:
        headers = with_header(headers, "BOX-DELIVERY-ID", stamp.id.encode())
    moment = stamp_text("iso8601", stamp.now)
    headers = with_header(headers, _STAMP, moment)
    for name in (_PRIMARY, _SECONDARY) if _BETWEEN in secret.value else (_PRIMARY,):
        if keys[name].value:
            signature = _MAC.sign(scheme, keys[name], message.body + moment)
            headers = with_header(headers, name, signature)
    return replace(message, headers=headers)


def _signatures(message: SignedMessage) -> dict[str, bytes]:
    """Return the well-formed signatures by their header; FaultError when there is none."""
    found: dict[str, bytes] = {}
    faults: list[FaultError] = []
    for name in (_PRIMARY, _SECONDARY):
        value = first(message.headers, name)
        if value is None:
            continue
        try:
            found[name] = _MAC.read(value, f"{name} header")
        except FaultError as fault:
            faults.append(fault)
    if found:
        return found
    if faults:
        raise faults[0]
    text = f"the request has neither a {_PRIMARY} nor a {_SECONDARY} header"
    raise FaultError(Fault(Reason.MISSING_HEADER, text, "are signature keys set up for the app?"))


def _keys(secret: Secret) -> Mapping[str, Secret] | None:
    """Return the key for each header, the same for both when there is one; None when empty."""
    if not secret.value.strip(_BETWEEN):
        return None
    primary, between, secondary = secret.value.partition(_BETWEEN)
    return {
        _PRIMARY: Secret(secret.name, primary),
        _SECONDARY: Secret(secret.name, secondary if between else primary),
    }


def _bodies(body: bytes) -> tuple[bytes, ...]:
    """Return the body, and as the SDKs escape it when it does not fit as it is."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return (body,)
    escaped = _UNESCAPED.sub(_escape, _BACKSLASH.sub(r"\\\\", text)).encode()
    return (body,) if escaped == body else (body, escaped)


def _escape(match: re.Match[str]) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(match[0])
    units = match[0].encode("utf-16-be")
    return short or "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


SCHEME = Scheme(
    id="box",
    title="Box webhooks v2",
    recipe=OwnRecipe(frozenset({Part.BODY, Part.TIMESTAMP}), _judge, _sign),
    signature_header=_PRIMARY,
    string_to_sign="{raw body}{BOX-DELIVERY-TIMESTAMP}",
    timestamp=_TIMESTAMP,
    detection=DetectionRule(priority=50, any_header=(_PRIMARY, _SECONDARY)),
    event=InJson("trigger"),
    delivery_id=InHeader("BOX-DELIVERY-ID"),
    secret_words="the primary and the secondary signature key as `primary|secondary`, or one",
    rotation="two headers, two keys; either match is enough, each key only against its own header",
    pitfalls=(
        "any future timestamp (even 1 s) is rejected by the SDKs",
        "SDKs retry with non-ASCII escaped as \\uXXXX",
        "the Python sample in the docs has the expiry test inverted",
    ),
    sources=(
        "boxsdk 10.18.0 (PyPI) box_sdk_gen/managers/webhooks.py; box-node-sdk 10.12.0 (npm)",
        "box/developer.box.com content/guides/webhooks/v2/signatures-v2.md",
    ),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="base64",
)


def _retry_headers(number: int, previous: Attempt) -> HeaderPairs:
    """Return a delivery id of its own for each retry: only the id in the body stays."""
    digest = hashlib.sha256(b"%d:" % number + previous.request.body.read()).digest()
    return ((b"BOX-DELIVERY-ID", str(uuid.UUID(bytes=digest[:16], version=4)).encode()),)


RETRY = RetryPolicy(
    name="box-v2",
    title="Box webhooks V2",
    delays=growing(300.0, 1.1, retries=12),
    retry_headers=_retry_headers,
    exact=False,
    note="12 retries within 2 hours, the first after 5 min; the other intervals are "
    "not published: these grow by a tenth each",
    sources=(
        "github.com/box/developer.box.com content/guides/webhooks/v2/index.md @eee1aa6",
        "box.dev/en/guides/webhooks/handle/retries (old: 10 times, first after 5 min)",
    ),
)

PROVIDER = Provider(
    name="box",
    title="Box",
    schemes=(SCHEME,),
    retry=RETRY,
)
