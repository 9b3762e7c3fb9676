"""Those who sign the body and nothing else."""

from collections.abc import Callable
from typing import Any

from tests.providers.oracles.oracle import ANY_TEXT, JSON_TEXT, Library, Oracle, Sent


def razorpay(library: Library, sent: Sent) -> object:
    client = library.Client(auth=("id", "secret"))
    signature = sent["X-Razorpay-Signature"]
    return client.utility.verify_webhook_signature(sent.text, signature, sent.secret)


def gocardless(library: Library, sent: Sent) -> None:
    library.parse(sent.text, sent.secret, sent["Webhook-Signature"])


def onfido(library: Library, sent: Sent) -> None:
    library.WebhookEventVerifier(sent.secret).read_payload(sent.text, sent["X-SHA2-Signature"])


def modern_treasury(library: Library, sent: Sent) -> object:
    client = _modern_treasury(library, sent)
    return client.webhooks.validate_signature(sent.text, sent.headers)


def modern_treasury_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    client = _modern_treasury(library, sent)
    return {"X-Signature": client.webhooks.get_signature(sent.text)}


def _modern_treasury(library: Library, sent: Sent) -> Any:
    return library.ModernTreasury(api_key="k", organization_id="o", webhook_key=sent.secret)


def easypost(library: Library, sent: Sent) -> None:
    library.validate_webhook(sent.body, sent.headers, sent.secret)


def line(library: Library, sent: Sent) -> object:
    return library.SignatureValidator(sent.secret).validate(sent.text, sent["x-line-signature"])


def airtable(library: Library, sent: Sent) -> None:
    header = sent["X-Airtable-Content-MAC"]
    library.WebhookNotification.from_request(sent.text, header, sent.secret)


def smartcar(library: Library, sent: Sent) -> object:
    return library.verify_payload(sent.secret, sent["SC-Signature"], sent.text)


def smartcar_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"SC-Signature": library.hash_challenge(sent.secret, sent.text)}


def stream(library: Library, sent: Sent) -> object:
    return library.verify_signature(sent.body, sent["X-Signature"], sent.secret)


def github(header: str) -> Callable[[Library, Sent], None]:
    def judge(library: Library, sent: Sent) -> None:
        library.validate_event(sent.body, signature=sent[header], secret=sent.secret)

    return judge


def meta(library: Library, sent: Sent) -> object:
    return library.webhook_updates_validator(sent.secret, sent.body, sent["X-Hub-Signature-256"])


def _gidgethub(scheme: str, header: str) -> Oracle:
    return Oracle(
        scheme,
        "gidgethub",
        "gidgethub.sansio",
        github(header),
        refusals=("gidgethub:ValidationFailure",),
        is_official=False,
    )


_NOTIFICATION = '{"base":{"id":"app1"},"webhook":{"id":"ach1"},"timestamp":"2026-01-01T00:00:00Z"}'
_GOCARDLESS = (
    '{"events":[]}',
    '{"events":[], "meta":{"webhook_id":"WB123"},"é":"\\u00e9"}',
    '{\r\n"events":[],"z":"日本 🎉"}',
)
_ONFIDO = (
    '{"payload":{"resource_type":"check","action":"check.completed"}}',
    '{"payload": {"resource_type":"check","action":"check.completed","object":{"id":"日本"}}}',
)

ORACLES = (
    Oracle(
        "razorpay",
        "razorpay",
        "razorpay",
        razorpay,
        refusals=("razorpay.errors:SignatureVerificationError",),
    ),
    Oracle(
        "gocardless",
        "gocardless-pro",
        "gocardless_pro.webhooks",
        gocardless,
        refusals=("gocardless_pro.errors:InvalidSignatureError",),
        bodies=_GOCARDLESS,
    ),
    Oracle(
        "onfido",
        "onfido-python",
        "onfido",
        onfido,
        refusals=("onfido:OnfidoInvalidSignatureError",),
        bodies=_ONFIDO,
    ),
    Oracle(
        "modern_treasury",
        "modern-treasury",
        "modern_treasury",
        modern_treasury,
        sign=modern_treasury_signs,
    ),
    Oracle(
        "easypost",
        "easypost",
        "easypost.util",
        easypost,
        refusals=("easypost.errors:SignatureVerificationError",),
        bodies=JSON_TEXT,
    ),
    Oracle("line", "line-bot-sdk", "linebot.v3.webhook", line),
    Oracle(
        "airtable",
        "pyairtable",
        "pyairtable.models.webhook",
        airtable,
        refusals=("builtins:ValueError",),
        refusal_says="failed validation",
        bodies=(_NOTIFICATION, _NOTIFICATION + "\r\n"),
        is_official=False,
    ),
    Oracle("smartcar", "smartcar", "smartcar", smartcar, sign=smartcar_signs),
    Oracle("getstream", "stream-chat", "stream_chat.webhook", stream),
    Oracle("getstream", "getstream", "getstream.webhook", stream),
    _gidgethub("github_sha256", "X-Hub-Signature-256"),
    _gidgethub("github_sha1", "X-Hub-Signature"),
    Oracle("meta", "pywa", "pywa.utils", meta, bodies=ANY_TEXT, is_official=False),
)
