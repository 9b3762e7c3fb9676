"""Gogs: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="gogs",
    title="Gogs webhooks",
    recipe=HmacRecipe(Bare("X-Gogs-Signature")),
    signature_header="X-Gogs-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=30, any_header=("X-Gogs-Event",), not_header=("X-Gitea-Event",)
    ),
    event=InHeader("X-Gogs-Event"),
    delivery_id=InHeader("X-Gogs-Delivery"),
    sources=("go-gitea/gitea services/webhook/deliver.go (compat headers)",),
    certainty="docs_read",
)

PROVIDER = Provider(name="gogs", title="Gogs", schemes=(SCHEME,))
