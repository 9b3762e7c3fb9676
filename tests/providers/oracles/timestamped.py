"""Those who sign a timestamp with the body."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from tests.providers.oracles.oracle import JSON_TEXT, Library, Oracle, Sent
from webhookctl.core.scheme import SignedMessage


def stripe(library: Library, sent: Sent) -> None:
    header = sent["Stripe-Signature"]
    library.WebhookSignature.verify_header(sent.body, header, sent.secret, 300)


def stripe_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    sign = library.WebhookSignature.generate_signature_header
    return {"Stripe-Signature": sign(sent.text, sent.secret, now)}


def slack(library: Library, sent: Sent) -> object:
    return library.SignatureVerifier(sent.secret).is_valid_request(sent.body, sent.headers)


def slack_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    verifier = library.SignatureVerifier(sent.secret)
    signature = verifier.generate_signature(timestamp=str(now), body=sent.text)
    return {"X-Slack-Request-Timestamp": str(now), "X-Slack-Signature": str(signature)}


def paddle(library: Library, sent: Sent) -> object:
    request = SimpleNamespace(headers=sent.headers, body=sent.body)
    return library.Verifier().verify(request, library.Secret(sent.secret))


def workos(library: Library, sent: Sent) -> None:
    library.verify_header(
        event_body=sent.body, event_signature=sent["WorkOS-Signature"], secret=sent.secret
    )


def elevenlabs(library: Library, sent: Sent) -> None:
    client = library.ElevenLabs(api_key="test")
    client.webhooks.construct_event(sent.text, sent["ElevenLabs-Signature"], sent.secret)


def retell(library: Library, sent: Sent) -> object:
    return library.verify(sent.text, sent.secret, sent["X-Retell-Signature"])


def retell_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    made = library.symmetric["sign"](sent.text, sent.secret, now * 1000)
    return {"X-Retell-Signature": made}


def pusher(library: Library, sent: Sent) -> object:
    client = library.Pusher(app_id="1", key=sent["X-Pusher-Key"], secret=sent.secret)
    found = client.validate_webhook(sent["X-Pusher-Key"], sent["X-Pusher-Signature"], sent.text)
    return found is not None


def pusher_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"X-Pusher-Signature": library.signature.sign(sent.secret, sent.text)}


def box(library: Library, sent: Sent) -> object:
    primary, _, secondary = sent.secret.partition("|")
    return library.WebhooksManager.validate_message(
        sent.text, sent.lower_headers, primary, secondary_key=secondary or None
    )


def cloudinary(library: Library, sent: Sent) -> object:
    return _cloudinary(library, sent, "sha1")


def cloudinary_sha256(library: Library, sent: Sent) -> object:
    return _cloudinary(library, sent, "sha256")


def _cloudinary(library: Library, sent: Sent, algorithm: str) -> object:
    library.config(api_secret=sent.secret)
    stamp, signature = sent["X-Cld-Timestamp"], sent["X-Cld-Signature"]
    return library.utils.verify_notification_signature(
        sent.text, stamp, signature, algorithm=algorithm
    )


def inngest(library: Library, sent: Sent) -> None:
    outcome = library.net.validate_request_sig(
        body=sent.body,
        headers=sent.lower_headers,
        mode=library.server_lib.ServerKind.CLOUD,
        signing_key=sent.secret,
        signing_key_fallback=None,
    )
    if isinstance(outcome, Exception):
        raise outcome


def step_renamed(message: SignedMessage) -> SignedMessage:
    """Return a forged message that still is JSON: the library reads it before it judges it."""
    return replace(message, body=message.body.replace(b"steps", b"stepz"))


def inngest_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"X-Inngest-Signature": library.net.sign_request(sent.body, sent.secret, now)}


def sinch_numbers(library: Library, sent: Sent) -> object:
    return library.validate_signature_header(sent.secret, sent.headers, sent.text)


def sinch_numbers_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"X-Sinch-Signature": library.compute_hmac_signature(sent.text, sent.secret)}


def sinch_conversation(library: Library, sent: Sent) -> object:
    return library.validate_sinch_event_signature_with_nonce(sent.secret, sent.headers, sent.text)


def sinch_conversation_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    signed = library.compute_signed_data(sent.text, "nonce-1", str(now))
    return {
        "x-sinch-webhook-signature": library.calculate_sinch_event_signature(signed, sent.secret),
        "x-sinch-webhook-signature-algorithm": "HmacSHA256",
        "x-sinch-webhook-signature-nonce": "nonce-1",
        "x-sinch-webhook-signature-timestamp": str(now),
    }


def twitch(library: Library, sent: Sent) -> object:
    async def text() -> str:
        return sent.text

    request = SimpleNamespace(headers=sent.headers, text=text)
    receiver: Any = SimpleNamespace(secret=sent.secret)
    return asyncio.run(library.EventSubWebhook._verify_signature(receiver, request))


_SINCH = "sinch.domains.authentication.sinch_events.v1.authentication_validation"
_ESCAPES = (
    "ignore:invalid escape sequence:DeprecationWarning",
    "ignore:invalid escape sequence:SyntaxWarning",
)

ORACLES = (
    Oracle(
        "stripe",
        "stripe",
        "stripe",
        stripe,
        refusals=("stripe:SignatureVerificationError",),
        sign=stripe_signs,
        tolerance=300,
    ),
    Oracle("slack", "slack-sdk", "slack_sdk.signature", slack, sign=slack_signs, tolerance=300),
    Oracle(
        "paddle",
        "paddle-python-sdk",
        "paddle_billing.Notifications",
        paddle,
        tolerance=5,
    ),
    Oracle(
        "workos",
        "workos",
        "workos.webhooks._verification",
        workos,
        refusals=("builtins:ValueError",),
        refusal_says="does not match|outside the tolerance",
        tolerance=180,
    ),
    Oracle(
        "elevenlabs",
        "elevenlabs",
        "elevenlabs.client",
        elevenlabs,
        refusals=("elevenlabs:BadRequestError",),
        refusal_says="does not match|outside the tolerance",
        tolerance=1800,
        bodies=JSON_TEXT,
    ),
    Oracle(
        "retell",
        "retell-sdk",
        "retell.lib.webhook_auth",
        retell,
        sign=retell_signs,
        tolerance=300,
    ),
    Oracle(
        "pusher",
        "pusher",
        "pusher",
        pusher,
        sign=pusher_signs,
        bodies=('{"time_ms":NOW_MS,"events":[]}', '{ "time_ms": NOW_MS,\r\n"é":"\\u00e9 🎉"}'),
        headers={"X-Pusher-Key": "app-key"},
        tolerance=300,
    ),
    Oracle(
        "box",
        "boxsdk",
        "box_sdk_gen.managers.webhooks",
        box,
        tolerance=600,
        secret="primary_key|secondary_key",  # noqa: S106 - of nobody
    ),
    Oracle("cloudinary", "cloudinary", "cloudinary", cloudinary, tolerance=7200),
    Oracle("cloudinary_sha256", "cloudinary", "cloudinary", cloudinary_sha256, tolerance=7200),
    Oracle(
        "inngest",
        "inngest",
        "inngest._internal",
        inngest,
        refusals=("inngest._internal.errors:SigVerificationFailedError",),
        sign=inngest_signs,
        change=step_renamed,
        bodies=(
            '{"ctx":{"n":0.5},"steps":{}}',
            '{"steps": {}, "é":"\\u00e9 🎉", "ctx": {"n": 0.50}}',
        ),
    ),
    Oracle(
        "sinch_numbers", "sinch", _SINCH, sinch_numbers, sign=sinch_numbers_signs, warnings=_ESCAPES
    ),
    Oracle(
        "sinch_conversation",
        "sinch",
        _SINCH,
        sinch_conversation,
        sign=sinch_conversation_signs,
        warnings=_ESCAPES,
    ),
    Oracle("twitch", "twitchAPI", "twitchAPI.eventsub.webhook", twitch, is_official=False),
)
