"""Gitea: HMAC over the body, or over the JSON in a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, RequestView
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare
from webhookctl.core.verdict import Reason, Verdict

_RECIPE = HmacRecipe(Bare("X-Gitea-Signature"))


@dataclass(frozen=True, slots=True)
class _JsonOfForm:
    """Signs the JSON, also where it travels in the field `payload` of a form."""

    @property
    def covers(self) -> frozenset[Part]:
        return _RECIPE.covers

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        verdict = _RECIPE.judge(scheme, message, secrets, now)
        inner = _inner(message)
        if verdict.reason is Reason.MISMATCH and inner is not message:
            return _RECIPE.judge(scheme, inner, secrets, now)
        return verdict

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        signed = _RECIPE.sign(scheme, _inner(message), secret, stamp)
        return replace(signed, body=message.body)


def _inner(message: SignedMessage) -> SignedMessage:
    payload = RequestView(message.headers, message.body).form.get("payload")
    if payload is None:
        return message
    return replace(message, body=payload.encode("utf-8", "surrogatepass"))


SCHEME = Scheme(
    id="gitea",
    title="Gitea and Forgejo webhooks",
    recipe=_JsonOfForm(),
    signature_header="X-Gitea-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=20, any_header=("X-Gitea-Event", "X-Forgejo-Event")),
    event=InHeader("X-Gitea-Event"),
    delivery_id=InHeader("X-Gitea-Delivery"),
    pitfalls=(
        "Gitea also sends X-GitHub-Event, X-Gogs-Event and X-Hub-Signature(-256)",
        "of a form it signs the JSON in `payload`, not the encoded body (unlike GitHub)",
        "Forgejo adds X-Forgejo-* headers with the same value",
        "the signature header is there, but empty, when no secret is set",
    ),
    sources=("go-gitea/gitea services/webhook/deliver.go",),
    certainty="docs_read",
    algorithm="HMAC-SHA256",
    encoding="hex",
)

PROVIDER = Provider(name="gitea", title="Gitea", schemes=(SCHEME,), aliases=("forgejo",))
