"""Telegram Bot API: a token that you chose."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, InJsonKey
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.schedule import DAY, growing
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="telegram",
    title="Telegram Bot API webhooks",
    recipe=TokenRecipe("X-Telegram-Bot-Api-Secret-Token"),
    signature_header="X-Telegram-Bot-Api-Secret-Token",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(
        priority=50, any_header=("X-Telegram-Bot-Api-Secret-Token",), body_paths=("update_id",)
    ),
    event=InJsonKey(r"(?!update_id$).*"),
    delivery_id=InJson("update_id"),
    secret_words="the secret_token given to setWebhook (1 to 256 of A-Z, a-z, 0-9, _ and -)",
    pitfalls=("header absent unless secret_token was set",),
    sources=(
        "tdlib/telegram-bot-api (setWebhook secret_token)",
        "python-telegram-bot 22.8 ext/_utils/webhookhandler.py",
    ),
    certainty="docs_read",
)

RETRY = RetryPolicy(
    name="telegram",
    title="Telegram Bot API",
    delays=(0.0, *growing(2.0, longest=128.0, retries=1446)),
    ceiling=(60.0, 120.0),
    window=DAY,
    retry_after=RetryAfter(most=3600.0, replaces=True, free=True),
    disable_rule="a webhook that answers 410 for 23 hours is closed",
    note="from its source: the longest wait is drawn anew each time, between 60 and "
    "120 s; its time-out is not published: 30 s are assumed",
    sources=(
        "github.com/tdlib/telegram-bot-api telegram-bot-api/WebhookActor.cpp "
        "on_update_error/handle @01a3679",
    ),
)

PROVIDER = Provider(
    name="telegram",
    title="Telegram Bot API",
    schemes=(SCHEME,),
    id_path="update_id",
    retry=RETRY,
)
