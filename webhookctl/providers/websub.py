"""WebSub (W3C): HMAC over the body, by any of four hashes."""

from webhookctl.core.challenge import TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InQuery
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed


def _scheme(algorithm: str) -> Scheme:
    return Scheme(
        id=f"websub_{algorithm}",
        title=f"WebSub authenticated content distribution ({algorithm})",
        recipe=HmacRecipe(Prefixed("X-Hub-Signature", f"{algorithm}=".encode()), hash=algorithm),
        signature_header="X-Hub-Signature",
        string_to_sign="{raw body}",
        # The header is WebSub's own: others who use it give themselves away by more than that.
        detection=DetectionRule(
            priority=30,
            all_header=("X-Hub-Signature", "Link"),
            not_header=("X-GitHub-Event", "X-Hub-Signature-256"),
        ),
        secret_words="hub.secret as raw text",
        pitfalls=("bad signature must be acknowledged with 2xx and discarded silently",),
        sources=("https://www.w3.org/TR/websub/#signing-content",),
        certainty="recall",
        older=None if algorithm == "sha1" else "websub_sha1",
    )


INTENT = Handshake(
    id="websub_challenge",
    title="verification of the subscriber's intent",
    opening=Opening(
        "GET",
        (
            (InQuery("hub.mode"), "subscribe|unsubscribe"),
            (InQuery("hub.topic"), None),
            (InQuery("hub.challenge"), None),
        ),
    ),
    responder=TextEcho(InQuery("hub.challenge")),
    evidence=Evidence.RECALL,
    when="subscribing and unsubscribing",
    alone=True,
    sources=("https://www.w3.org/TR/websub/#hub-verifies-intent",),
)

PROVIDER = Provider(
    name="websub",
    title="WebSub (W3C)",
    schemes=tuple(map(_scheme, ("sha256", "sha1", "sha384", "sha512"))),
    handshakes=(INTENT,),
    refusal_status=202,  # w3.org/TR/websub section 7.1.2: ignored, and acknowledged
)
