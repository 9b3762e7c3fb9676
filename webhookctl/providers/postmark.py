"""Postmark: a name and password."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import NamePassword
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import BasicRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="postmark",
    title="Postmark webhooks",
    recipe=BasicRecipe(),
    signature_header="Authorization",
    string_to_sign="none",
    detection=DetectionRule(priority=50, user_agent="^Postmark", body_paths=("RecordType",)),
    event=InJson("RecordType"),
    delivery_id=InJson("MessageID"),
    secret_words="`name:password`",
    pitfalls=(
        "credentials in the URL (https://user:pass@host) or configured; plus custom headers"
        " and IP allow-list; no signature",
    ),
    sources=(
        "https://postmarkapp.com/developer/webhooks/webhooks-overview",
        "hookdeck/webhook-skills postmark-webhooks/references/verification.md",
    ),
    certainty="community_code",
    key_form=NamePassword(),
)

PROVIDER = Provider(name="postmark", title="Postmark", schemes=(SCHEME,))
