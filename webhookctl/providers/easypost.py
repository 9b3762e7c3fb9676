"""EasyPost: HMAC over the body, with a normalised key."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="easypost",
    title="EasyPost webhooks",
    recipe=HmacRecipe(Prefixed("X-Hmac-Signature", b"hmac-sha256-hex="), key="nfkd_utf8"),
    signature_header="X-Hmac-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Hmac-Signature",), user_agent="^EasyPost/"),
    event=InJson("description"),
    delivery_id=InJson("id"),
    secret_words="text, normalised to Unicode NFKD",
    pitfalls=(
        "secret is NFKD-normalised before use (matters for accented secrets)",
        "Python SDK looks the header up case-sensitively",
    ),
    sources=(
        "easypost 10.7.0 (PyPI) easypost/util.py validate_webhook; @easypost/api 8.9.0 (npm)",
    ),
    certainty="oracle",
)

PROVIDER = Provider(name="easypost", title="EasyPost", schemes=(SCHEME,))
