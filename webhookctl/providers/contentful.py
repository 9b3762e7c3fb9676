"""Contentful: HMAC over method, path, the headers that it lists, and the body."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote, unquote_to_bytes

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs, every, first
from webhookctl.core.locate import InHeader
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import conclude, stamp_text, to_bytes
from webhookctl.core.recipe_own import FaultError, Mac, OwnRecipe, header, moment_of, settle
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, with_header
from webhookctl.core.signed_url import signed_url
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256")
_SIGNATURE = "x-contentful-signature"
_LIST = "x-contentful-signed-headers"
_STAMP = "x-contentful-timestamp"
_RULE = TimestampRule(f"header:{_STAMP}", unit="ms", tolerance=30.0, future=False)
_ALWAYS = frozenset({_LIST.encode(), _STAMP.encode()})
_OURS = b"x-contentful-"

_URI = ";,/?:@&=+$-_.!~*'()#"
_COMPONENT = "-_.!~*'()"
"""What JavaScript's encodeURI and querystring.escape leave as it is, beside letters and digits."""


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    signature = _MAC.read(header(message, _SIGNATURE), f"{_SIGNATURE} header")
    listed = frozenset(name.strip().lower() for name in header(message, _LIST).split(b","))
    stamp = first(message.headers, _STAMP)
    moment = moment_of(stamp, "ms", f"{_STAMP} header")
    if isinstance(moment, Fault):
        return moment.verdict(scheme.id)
    signed = _strings_to_sign(message, listed | _ALWAYS)

    def fits(secret: Secret) -> bool | None:
        found = [_MAC.fits(secret, text, signature) for text in signed]
        return None if None in found else any(found)

    verdict = settle(scheme, secrets, fits, now, moment)
    tolerance = scheme.timestamp.tolerance if scheme.timestamp else None
    if verdict.valid and tolerance and verdict.age == tolerance:
        # the SDK refuses what is exactly as old as it may be
        strict = replace(scheme, timestamp=replace(_RULE, tolerance=tolerance - 0.001))
        return conclude(strict, moment, verdict.secret, now)
    return verdict


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    """Return the message signed with the headers it lists, or all `x-contentful-…` it has."""
    headers = with_header(message.headers, _STAMP, stamp_text("ms", stamp.now))
    names = _names(headers) | _ALWAYS
    headers = with_header(headers, _LIST, b",".join(sorted(names)))
    fresh = replace(message, headers=headers)
    signature = _MAC.sign(scheme, secret, _strings_to_sign(fresh, names)[0])
    return replace(message, headers=with_header(headers, _SIGNATURE, signature))


def _names(headers: HeaderPairs) -> frozenset[bytes]:
    listed = first(headers, _LIST)
    if listed is not None:
        names = frozenset(name.strip().lower() for name in listed.split(b","))
        return names & {name.lower() for name, _ in headers}
    there = (name.lower() for name, _ in headers)
    return frozenset(name for name in there if name.startswith(_OURS)) - {_SIGNATURE.encode()}


def _strings_to_sign(message: SignedMessage, names: Iterable[bytes]) -> list[bytes]:
    """Return what may have been signed: the path as the SDK encodes it, or as it was sent."""
    listed = sorted(names)
    pairs = b";".join(name + b":" + _value(message, name, listed) for name in listed)
    rest = b"\n" + pairs + b"\n" + message.body
    return [to_bytes(message.method.upper()) + b"\n" + path + rest for path in _paths(message)]


def _value(message: SignedMessage, name: bytes, listed: Sequence[bytes]) -> bytes:
    if name == _LIST.encode():
        return b",".join(listed)
    values = every(message.headers, name.decode("latin-1"))
    if not values:
        text = f"the request has no {name.decode('latin-1')} header, which the signature covers"
        raise FaultError(Fault(Reason.MISSING_HEADER, text))
    return b", ".join(value.strip() for value in values)


def _paths(message: SignedMessage) -> list[bytes]:
    """Return path and query as they may have been signed.

    The SDK is given a path before it is encoded by the sender and as it arrives by a receiver,
    and encodes either.
    """
    url = signed_url(message)
    paths, queries = (_forms(to_bytes(part)) for part in (url.path or "/", url.query or ""))
    ends = [
        quote(f"?{quote(query, safe=_COMPONENT)}" if query else "", safe=_URI) for query in queries
    ]
    encoded = [quote(path, safe=_URI) + end for path in paths for end in ends]
    return [to_bytes(text) for text in dict.fromkeys([*encoded, url.origin_form])]


def _forms(text: bytes) -> list[bytes]:
    """Return a part of a URL as it is, and before it was encoded."""
    return list(dict.fromkeys((text, unquote_to_bytes(text))))


SCHEME = Scheme(
    id="contentful",
    title="Contentful request verification",
    recipe=OwnRecipe(
        frozenset({Part.BODY, Part.METHOD, Part.URL, Part.HEADERS, Part.TIMESTAMP}), _judge, _sign
    ),
    signature_header=_SIGNATURE,
    string_to_sign=(
        "{METHOD}\\n{path?query, encoded}\\n{k:v;k:v of signed headers, sorted, lower-case}\\n"
        "{raw body}"
    ),
    timestamp=_RULE,
    detection=DetectionRule(priority=50, any_header=(_SIGNATURE, "x-contentful-topic")),
    event=InHeader("x-contentful-topic"),
    delivery_id=InHeader("x-contentful-idempotency-key"),
    secret_words="the signing secret of 64 characters as raw text",
    pitfalls=(
        "30 s TTL, boundary exclusive",
        "the signed-headers list itself is a signed header",
        "query string is escaped twice by the SDK (querystring.escape then encodeURI)",
    ),
    sources=("@contentful/node-apps-toolkit 3.16.1 (npm) lib/requests",),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="hex",
)

RETRY = RetryPolicy(
    name="contentful",
    title="Contentful",
    delays=(30.0, 30.0),
    note="the default; a policy of your own may make up to 99 retries",
    sources=("https://contentful.com/developers/docs/webhooks/retry-policy",),
)

PROVIDER = Provider(
    name="contentful",
    title="Contentful",
    schemes=(SCHEME,),
    retry=RETRY,
)
