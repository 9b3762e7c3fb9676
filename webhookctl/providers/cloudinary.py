"""Cloudinary: a hash of body, timestamp and secret."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SHA1 = Scheme(
    id="cloudinary",
    title="Cloudinary notifications (SHA-1)",
    recipe=DigestRecipe(
        Bare("X-Cld-Signature"),
        message=("{body}", "{header:X-Cld-Timestamp}", "{secret}"),
        hash="sha1",
    ),
    signature_header="X-Cld-Signature",
    string_to_sign="{raw body}{X-Cld-Timestamp}{api_secret}",
    timestamp=TimestampRule("header:X-Cld-Timestamp", tolerance=7200.0, future=False),
    detection=DetectionRule(priority=50, any_header=("X-Cld-Signature",)),
    event=InJson("notification_type"),
    delivery_id=InJson("request_id"),
    secret_words="the API secret as raw text",
    pitfalls=("not an HMAC", "product environment may be set to sha256"),
    sources=("cloudinary 1.46.3 (PyPI) cloudinary/utils.py verify_notification_signature",),
    certainty="oracle",
)

SHA256 = Scheme(
    id="cloudinary_sha256",
    older="cloudinary",
    title="Cloudinary notifications (SHA-256)",
    recipe=DigestRecipe(
        Bare("X-Cld-Signature"), message=("{body}", "{header:X-Cld-Timestamp}", "{secret}")
    ),
    signature_header="X-Cld-Signature",
    string_to_sign="{raw body}{X-Cld-Timestamp}{api_secret}",
    timestamp=TimestampRule("header:X-Cld-Timestamp", tolerance=7200.0, future=False),
    detection=DetectionRule(priority=55, any_header=("X-Cld-Signature",)),
    event=InJson("notification_type"),
    delivery_id=InJson("request_id"),
    secret_words="the API secret as raw text",
    pitfalls=("tell from sha1 by digest length 64",),
    sources=("cloudinary 1.46.3 (PyPI)",),
    certainty="oracle",
)

PROVIDER = Provider(name="cloudinary", title="Cloudinary", schemes=(SHA1, SHA256))
