"""GitHub: HMAC over the body, sha256 today and sha1 beside it for old receivers."""

from collections.abc import Sequence
from dataclasses import dataclass

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import FirstOf, InFormJson, InHeader, InJson, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Prefixed
from webhookctl.core.verdict import Verdict

DOCS = "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"
HEADERS_DOCS = "https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers"

_SHA256 = HmacRecipe(Prefixed("X-Hub-Signature-256", b"sha256="))
_SHA1 = HmacRecipe(Prefixed("X-Hub-Signature", b"sha1="), hash="sha1")

_EVENT = Joined(
    (InHeader("X-GitHub-Event"), FirstOf((InJson("action"), InFormJson("payload", "action"))))
)


@dataclass(frozen=True, slots=True)
class _BothHashes:
    """Judges the sha256 signature; signs with both hashes, as GitHub does."""

    recipe: HmacRecipe = _SHA256

    @property
    def covers(self) -> frozenset[Part]:
        return self.recipe.covers

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        return self.recipe.judge(scheme, message, secrets, now)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        return self.recipe.sign(scheme, _SHA1.sign(scheme, message, secret, stamp), secret, stamp)


SHA256 = Scheme(
    id="github_sha256",
    older="github_sha1",
    title="GitHub webhooks (sha256)",
    recipe=_BothHashes(),
    signature_header="X-Hub-Signature-256",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=40,
        any_header=("X-GitHub-Event",),
        not_header=("X-Gitea-Event", "X-Gogs-Event", "X-Forgejo-Event"),
        user_agent="^GitHub-Hookshot/",
    ),
    event=_EVENT,
    delivery_id=InHeader("X-GitHub-Delivery"),
    pitfalls=(
        "verify the raw body bytes; never re-serialised JSON",
        "content type form: the urlencoded raw body (payload=…) is signed, not the JSON in it",
        "sha256 and sha1 headers are sent together when a secret is set; none without a secret",
        "Octokit's verify() refuses an empty body and decodes the body as UTF-8",
    ),
    sources=("@octokit/webhooks-methods 6.0.0 (npm), dist-src/node/verify.js", DOCS),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="`sha256=` and hex; beside it the one of github_sha1",
)

SHA1 = Scheme(
    id="github_sha1",
    always_beside="github_sha256",
    title="GitHub webhooks (legacy sha1)",
    recipe=_SHA1,
    signature_header="X-Hub-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=45,
        any_header=("X-GitHub-Event",),
        not_header=("X-Gitea-Event", "X-Gogs-Event", "X-Forgejo-Event"),
        user_agent="^GitHub-Hookshot/",
    ),
    event=_EVENT,
    delivery_id=InHeader("X-GitHub-Delivery"),
    pitfalls=(
        "legacy: prefer X-Hub-Signature-256",
        "X-Hub-Signature is shared by Intercom (sha1), Bitbucket and Jira (sha256), WebSub and "
        "Meta: look at the prefix, never assume sha1",
    ),
    sources=("@octokit/webhooks-methods 4.1.0 (npm)", HEADERS_DOCS),
    certainty="oracle",
)

RETRY = RetryPolicy(
    name="github",
    title="GitHub",
    response_timeout=10.0,
    note="GitHub does not redeliver by itself; a person can, with the same delivery id",
    sources=(
        "github/docs: content/webhooks/using-webhooks/handling-failed-webhook-deliveries.md",
        "github/docs: content/webhooks/using-webhooks/best-practices-for-using-webhooks.md",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    """Return GitHub's delivery headers; `pull_request.opened` is the event `pull_request`."""
    kind, target = _installation(outline)
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"User-Agent", f"GitHub-Hookshot/{outline.facts.hex(7)}".encode()),
        (b"X-GitHub-Delivery", outline.id.encode()),
        (b"X-GitHub-Event", outline.type.partition(".")[0].encode()),
        (b"X-GitHub-Hook-ID", outline.facts.digits(9).encode()),
        (b"X-GitHub-Hook-Installation-Target-ID", target.encode()),
        (b"X-GitHub-Hook-Installation-Target-Type", kind.encode()),
    )


def _installation(outline: Outline) -> tuple[str, str]:
    """Return what the hook is installed on and its id, as the payload has it."""
    payload = outline.payload if isinstance(outline.payload, dict) else {}
    for kind in ("repository", "organization"):
        target = payload.get(kind)
        if isinstance(target, dict) and isinstance(target.get("id"), int):
            return kind, str(target["id"])
    return "repository", outline.facts.digits(9)


PING = Handshake(
    id="github_ping",
    title="ping event",
    opening=Opening("POST", ((InHeader("X-GitHub-Event"), "ping"),)),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="creating the webhook",
    signed=True,
    passes=True,
    sources=("https://docs.github.com/en/webhooks/webhook-events-and-payloads#ping",),
)

PROVIDER = Provider(
    name="github",
    title="GitHub",
    schemes=(SHA256, SHA1),
    aliases=("gh",),
    dress=_dress,
    retry=RETRY,
    handshakes=(PING,),
)
