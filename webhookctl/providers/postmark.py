"""Postmark: a name and password."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import NamePassword
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import BasicRecipe
from webhookctl.core.retry import RetryPolicy
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

RETRY = RetryPolicy(
    name="postmark-inbound",
    title="Postmark inbound and bounce webhooks",
    delays=(60.0, 300.0, 600.0, 600.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 21600.0),
    success=((200, 200),),
    final=frozenset({403}),
    disable_rule="after the last retry the message is marked as an inbound error; nothing is "
    "disabled",
    note="webhooks of clicks, opens and deliveries are said to be retried only 3 "
    "times, after 1, 5 and 15 min; its time-out is not published: 30 s are "
    "assumed",
    sources=(
        "https://postmarkapp.com/support/article/understanding-inbound-webhook-retries-in-postmark",
    ),
)

PROVIDER = Provider(
    name="postmark",
    title="Postmark",
    schemes=(SCHEME,),
    retry=RETRY,
)
