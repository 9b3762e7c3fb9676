"""eBay notifications: the challenge, known from memory only; their signature is not judged."""

import hashlib

from webhookctl.core.challenge import Computed, json_reply
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.locate import InJson, InQuery
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.reply import Reply
from webhookctl.core.scheme import Scheme
from webhookctl.core.verdict import Reason

DOCS = "https://developer.ebay.com/marketplace-account-deletion"

SCHEME = Scheme(
    id="ebay",
    title="eBay notifications",
    recipe=UnsignedRecipe(
        claim="are not judged: the key of their X-EBAY-SIGNATURE is only to be had from eBay's API",
        reason=Reason.KEY_UNAVAILABLE,
        instead="verify X-EBAY-SIGNATURE in your app with eBay's event notification SDK",
    ),
    signature_header=None,
    string_to_sign="not known here",
    detection=DetectionRule(
        priority=50, any_header=("X-EBAY-SIGNATURE",), body_paths=("metadata.topic",)
    ),
    event=InJson("metadata.topic"),
    delivery_id=InJson("notification.notificationId"),
    secret_words="nothing",
    sources=(DOCS,),
    certainty="recall",
)


def _hashed(asked: Asked) -> Reply:
    """Return the SHA-256 of challenge code, verification token and endpoint, in this order."""
    code = asked.challenge(InQuery("challenge_code"))
    token = asked.param("verification_token", "the verification token that eBay was given")
    endpoint = asked.params.get("endpoint") or _registered((asked.url or "").partition("?")[0])
    made = hashlib.sha256(f"{code}{token}{endpoint}".encode())
    return json_reply({"challengeResponse": made.hexdigest()})


def _registered(url: str) -> str:
    """Return the URL as eBay has it: it takes https only, though a proxy may pass http on."""
    return f"https://{url.removeprefix('http://')}" if url.startswith("http://") else url


CHALLENGE = Handshake(
    id="ebay_challenge",
    title="marketplace account deletion challenge",
    opening=Opening("GET", ((InQuery("challenge_code"), None),)),
    responder=Computed(
        "the SHA-256 of challenge code, verification token and endpoint URL, hex, in JSON", _hashed
    ),
    evidence=Evidence.RECALL,
    when="saving the endpoint",
    sources=(DOCS,),
)

PROVIDER = Provider(name="ebay", title="eBay", schemes=(SCHEME,), handshakes=(CHALLENGE,))
