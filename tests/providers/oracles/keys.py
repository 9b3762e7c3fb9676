"""Those who sign with a private key."""

from base64 import b64decode, b64encode
from importlib import import_module
from types import SimpleNamespace

from tests.providers.oracles.oracle import ANY_TEXT, JSON_TEXT, Library, Oracle, Sent


def discord(library: Library, sent: Sent) -> object:
    return library.verify_key(
        sent.body, sent["X-Signature-Ed25519"], sent["X-Signature-Timestamp"], sent.secret
    )


def discord_by_nacl(library: Library, sent: Sent) -> None:
    signed = sent["X-Signature-Timestamp"].encode() + sent.body
    library.VerifyKey(bytes.fromhex(sent.secret)).verify(
        signed, bytes.fromhex(sent["X-Signature-Ed25519"])
    )


def discord_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    serialization = import_module("cryptography.hazmat.primitives.serialization")
    private = serialization.load_pem_private_key(sent.secret.encode(), None)
    made = library.SigningKey(private.private_bytes_raw()).sign(str(now).encode() + sent.body)
    return {"X-Signature-Ed25519": made.signature.hex(), "X-Signature-Timestamp": str(now)}


def standard_webhooks(library: Library, sent: Sent) -> None:
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + sent.body
    version, signature = sent["webhook-signature"].split(",")
    assert version == "v1a"
    key = b64decode(sent.secret.removeprefix("whpk_"))
    library.VerifyKey(key).verify(signed, b64decode(signature))


def standard_webhooks_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    seed = b64decode(sent.secret.removeprefix("whsk_"))[:32]
    made = library.SigningKey(seed).sign(f"msg_1.{now}.".encode() + sent.body)
    signature = b64encode(made.signature).decode()
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1a,{signature}",
    }


def telnyx(library: Library, sent: Sent) -> None:
    library.verify_webhook_signature(sent.body, sent.headers, sent.secret)


def sendgrid(library: Library, sent: Sent) -> object:
    key = "".join(line for line in sent.secret.splitlines() if not line.startswith("-"))
    return library.EventWebhook(key).verify_signature(
        sent.text,
        sent["X-Twilio-Email-Event-Webhook-Signature"],
        sent["X-Twilio-Email-Event-Webhook-Timestamp"],
    )


def message_signatures(library: Library, sent: Sent) -> None:
    key = import_module("cryptography.hazmat.primitives.serialization")
    public = key.load_pem_public_key(sent.secret.encode())
    verifier = library.HTTPMessageVerifier(
        signature_algorithm=library.algorithms.ED25519,
        key_resolver=library.MappingKeyResolver(private_keys={}, public_keys={"k1": public}),
    )
    request = SimpleNamespace(method="POST", url=sent.url, headers=sent.headers)
    verifier.verify(request, body=sent.body)


_FORGED = ("nacl.exceptions:BadSignatureError",)

ORACLES = (
    Oracle("discord", "discord-interactions", "discord_interactions", discord),
    Oracle(
        "discord",
        "PyNaCl",
        "nacl.signing",
        discord_by_nacl,
        sign=discord_signs,
        refusals=_FORGED,
        is_official=False,
    ),
    Oracle(
        "standard_webhooks_v1a",
        "PyNaCl",
        "nacl.signing",
        standard_webhooks,
        sign=standard_webhooks_signs,
        refusals=_FORGED,
        is_official=False,
    ),
    Oracle(
        "telnyx",
        "telnyx",
        "telnyx.lib.webhook_verification",
        telnyx,
        refusals=("telnyx.lib.webhook_verification:WebhookVerificationError",),
        refusal_says="[Ss]ignature|too old",
        tolerance=300,
        bodies=JSON_TEXT,
    ),
    Oracle(
        "http_message_signatures",
        "http-message-signatures",
        "http_message_signatures",
        message_signatures,
        refusals=("http_message_signatures:HTTPMessageSignaturesException",),
        refusal_says="[Dd]igest|InvalidSignature",
        params={"keyid": "k1"},
        is_official=False,
    ),
    Oracle("sendgrid", "sendgrid", "sendgrid.helpers.eventwebhook", sendgrid, bodies=ANY_TEXT),
)
