"""Gitea: HMAC over the body, or over the JSON in a form."""

from dataclasses import replace

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, RequestView
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.signature import Bare


def _json_of_form(message: SignedMessage) -> SignedMessage | None:
    """Return the message with the JSON in its field `payload` as the body."""
    payload = RequestView(message.headers, message.body).form.get("payload")
    if payload is None:
        return None
    return replace(message, body=payload.encode("utf-8", "surrogatepass"))


SCHEME = Scheme(
    id="gitea",
    title="Gitea and Forgejo webhooks",
    recipe=EitherForm(HmacRecipe(Bare("X-Gitea-Signature")), _json_of_form),
    signature_header="X-Gitea-Signature",
    string_to_sign="{raw body}; of a form the JSON in its `payload`",
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
)

PROVIDER = Provider(name="gitea", title="Gitea", schemes=(SCHEME,), aliases=("forgejo",))
