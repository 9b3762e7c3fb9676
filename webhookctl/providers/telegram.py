"""Telegram Bot API: a token that you chose."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, InJsonKey
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
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

PROVIDER = Provider(
    name="telegram",
    title="Telegram Bot API",
    schemes=(SCHEME,),
    id_path="update_id",
)
