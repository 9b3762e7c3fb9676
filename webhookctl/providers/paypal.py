"""PayPal: an RSA signature over id, time, webhook id and a checksum of the body."""

import zlib
from dataclasses import replace
from datetime import UTC, datetime

from webhookctl.core.certified_pair import CertifiedPair
from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.key_source import UrlRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe import to_bytes
from webhookctl.core.recipe_certificate import TRUSTED, CertificateRecipe, Certified, certified
from webhookctl.core.recipe_own import FaultError, header, parameter
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import HOUR, MINUTE, growing
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shown, with_header
from webhookctl.core.verdict import Reason

_SIGNATURE = "PAYPAL-TRANSMISSION-SIG"
_ID, _TIME = "PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME"
_URL, _ALGORITHM = "PAYPAL-CERT-URL", "PAYPAL-AUTH-ALGO"
_EVENT_ID = "WH-"
_HASHES = {b"SHA256withRSA": "sha256", b"SHA1withRSA": "sha1"}
_SENT = (
    (_URL, b"https://api.sandbox.paypal.com/v1/notifications/certs/CERT-test"),
    (_ALGORITHM, b"SHA256withRSA"),
    ("PAYPAL-AUTH-VERSION", b"v2"),
)
"""Headers that are not signed, as we send them where a message has none."""


def _read(message: SignedMessage) -> Certified:
    signature = header(message, _SIGNATURE)
    if not signature.strip():
        text_ = f"the signature in the {_SIGNATURE} header is empty"
        raise FaultError(Fault(Reason.EMPTY_SIGNATURE, text_))
    algorithm = header(message, _ALGORITHM)
    hash_name = _HASHES.get(algorithm)
    if hash_name is None:
        text_ = f"the {_ALGORITHM} header names `{shown(algorithm)}`"
        raise FaultError(Fault(Reason.WRONG_VERSION, text_, "SHA256withRSA is what PayPal sends"))
    signed = _string_to_sign(message)
    return Certified(signed, signature, f"signature in the {_SIGNATURE} header", hash_name)


def _string_to_sign(message: SignedMessage) -> bytes:
    id_, time = header(message, _ID), header(message, _TIME)
    webhook_id = parameter(message, "webhook_id").encode("utf-8", "surrogatepass")
    return b"|".join((id_, time, webhook_id, str(zlib.crc32(message.body)).encode()))


def _url(message: SignedMessage) -> str | None:
    return header(message, _URL).decode("latin-1")


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    headers = message.headers
    is_known = first(headers, _ID) is not None and stamp.id.startswith(_EVENT_ID)
    if stamp.id and not is_known:  # an event's id is not that of its transmission
        headers = with_header(headers, _ID, to_bytes(stamp.id))
    time = datetime.fromtimestamp(int(stamp.now), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = with_header(headers, _TIME, time.encode())
    for name, value in _SENT:
        if first(headers, name) is None:
            headers = with_header(headers, name, value)
    fresh = replace(message, headers=headers)
    hash_name = _HASHES.get(header(fresh, _ALGORITHM), "sha256")
    signature = certified(scheme, secret, _string_to_sign(fresh), hash_name)
    return replace(message, headers=with_header(headers, _SIGNATURE, signature))


SCHEME = Scheme(
    id="paypal",
    title="PayPal webhooks",
    recipe=CertificateRecipe(
        covers=frozenset({Part.BODY, Part.ID, Part.TIMESTAMP}),
        read=_read,
        url=_url,
        rule=UrlRule(hosts=r"(?:[a-z0-9-]+\.)*paypal\.com", words="`https://….paypal.com/…`"),
        signing=_sign,
        name_end=".paypal.com",
        fetched_from=UrlRule(
            hosts=r"api(?:-m)?(?:\.sandbox)?\.paypal\.com", words="`https://api.paypal.com/…`"
        ),
        caution="but covers the body by a checksum only (CRC32), which can be forged",
    ),
    signature_header=_SIGNATURE,
    string_to_sign=(
        "{PAYPAL-TRANSMISSION-ID}|{PAYPAL-TRANSMISSION-TIME}|{webhook id}|{CRC32 of raw body, "
        "unsigned decimal}"
    ),
    detection=DetectionRule(priority=50, any_header=(_SIGNATURE,)),
    event=InJson("event_type"),
    delivery_id=InJson("id"),
    secret_words="the certificate of PAYPAL-CERT-URL, as PEM (beside it your `webhook_id`)",
    pitfalls=(
        "body is only covered through CRC32: not collision resistant, so certificate + webhook id "
        "matter",
        "verify the chain, CN *.paypal.com and that the URL is on paypal.com before fetching (the "
        "SDK does not check the URL)",
        "webhook id is per app/URL; 'WEBHOOK_ID' literal for simulator events",
        "SDK needs pyOpenSSL < 24 (OpenSSL.crypto.verify was removed)",
    ),
    sources=(
        "paypalrestsdk 1.13.3 (PyPI, archived) notifications.py",
        "https://developer.paypal.com/api/rest/webhooks/rest/#verify-webhook-notifications",
    ),
    certainty="oracle",
    key_form=CertifiedPair("messageverificationcerts.paypal.com", "webhookctl test authority"),
    algorithm="RSA SHA-256",
    encoding="base64",
    parameters=("webhook_id", TRUSTED),
    needed=("webhook_id",),
)

RETRY = RetryPolicy(
    name="paypal",
    title="PayPal",
    delays=growing(MINUTE, longest=3 * HOUR, retries=25),
    exact=False,
    note="up to 25 retries within 3 days, recalled from its documentation; intervals "
    "are not published: these double from a minute to 3 hours; its time-out is "
    "not published: 30 s are assumed",
    sources=(
        "github.com/paypal/paypal-rest-api-specifications "
        "openapi/notifications_webhooks_v1.json @ec4d8f3 (event + resend API)",
        "hookdeck.com guide-to-paypal-webhooks",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"PayPal/AUHR-214.0-52392296"),
        (b"correlation-id", outline.facts.hex(13).encode()),
        (_ID.encode(), outline.facts.uuid().encode()),
    )


def _new_id(facts: Facts) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return f"{_EVENT_ID}{facts.letters(17, alphabet)}-{facts.letters(17, alphabet)}"


PROVIDER = Provider(
    name="paypal",
    title="PayPal",
    schemes=(SCHEME,),
    retry=RETRY,
    dress=_dress,
    new_id=_new_id,
    id_path="id",
)
