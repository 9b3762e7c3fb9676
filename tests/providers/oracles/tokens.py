"""Those who send a JSON Web Token, with hashes of what they sign among its claims."""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module

from tests.providers.messages import having
from tests.providers.oracles.oracle import ANY_TEXT, Library, Oracle, Sent
from webhookctl.core.headers import first
from webhookctl.core.scheme import SignedMessage

API_KEY = "APIkey"


def livekit(library: Library, sent: Sent) -> None:
    receiver = library.WebhookReceiver(library.TokenVerifier(API_KEY, sent.secret))
    receiver.receive(sent.text, sent["Authorization"])


def qstash(library: Library, sent: Sent) -> None:
    receiver = library.Receiver(current_signing_key="x" * 32, next_signing_key=sent.secret)
    receiver.verify(signature=sent["Upstash-Signature"], body=sent.text, url=sent.url)


def messagebird(library: Library, sent: Sent) -> None:
    validator = library.RequestValidator(sent.secret)
    validator.validate_signature(sent["MessageBird-Signature-JWT"], sent.url, sent.body)


def vonage(library: Library, sent: Sent) -> object:
    token = sent["Authorization"].removeprefix("Bearer ")
    return library.verify_signature(token, sent.secret)


def atlassian(library: Library, sent: Sent) -> None:
    class Authenticator(library.Authenticator):  # type: ignore[misc]
        def get_shared_secret(self, client_key: str) -> str:  # noqa: ARG002 - the library asks
            return sent.secret

    Authenticator().authenticate("POST", "/hook?a=1", sent.headers)


def monday(library: Library, sent: Sent) -> object:
    key = import_module("joserfc.jwk").import_key(sent.secret, "oct")
    token = library.decode(sent["Authorization"], key, algorithms=["HS256"])
    return token.claims["aud"] == sent.url


def _joserfc(
    header: str, hash_claim: str, digest: Callable[[bytes], str]
) -> Callable[[Library, Sent], object]:
    """Return what a receiver does by the documentation: the token, then the hash of the body."""

    def judge(library: Library, sent: Sent) -> object:
        is_json = sent.secret.startswith("{")
        content = json.loads(sent.secret) if is_json else sent.secret
        key = import_module("joserfc.jwk").import_key(content, "EC" if is_json else "oct")
        token = library.decode(sent[header], key, algorithms=["ES256" if is_json else "HS256"])
        return token.claims[hash_claim] == digest(sent.body)

    return judge


def _hex(body: bytes) -> str:
    return sha256(body).hexdigest()


def _base64(body: bytes) -> str:
    return b64encode(sha256(body).digest()).decode()


_BAD = ("joserfc.errors:BadSignatureError",)


def token_changed(message: SignedMessage) -> SignedMessage:
    """Return the message with another signature: these tokens do not cover the body."""
    token = first(message.headers, "Authorization") or b""
    other = b"B" if token[-10:-9] == b"A" else b"A"
    return having(message, "Authorization", token[:-10] + other + token[-9:])


ORACLES = (
    Oracle(
        "livekit",
        "livekit-api",
        "livekit.api",
        livekit,
        refusals=("builtins:Exception",),
        refusal_says="^hash mismatch$|expired",
        bodies=('{"event":"room_started"}', '{"event": "room_started", "id":"é 日本"}\n'),
        params={"api_key": API_KEY},
    ),
    Oracle(
        "upstash_qstash",
        "qstash",
        "qstash",
        qstash,
        refusals=("qstash.errors:SignatureError",),
        refusal_says="^Invalid body hash",
    ),
    Oracle(
        "messagebird",
        "messagebird",
        "messagebird.request_validator",
        messagebird,
        refusals=("messagebird.error:ValidationError",),
        refusal_says="payload_hash",
    ),
    Oracle(
        "vonage_jwt",
        "vonage-jwt",
        "vonage_jwt",
        vonage,
        bodies=ANY_TEXT[:1],
        change=token_changed,
    ),
    Oracle(
        "atlassian_connect",
        "atlassian-jwt",
        "atlassian_jwt",
        atlassian,
        refusals=("jwt:InvalidSignatureError",),
        bodies=ANY_TEXT[:1],
        change=token_changed,
    ),
    Oracle(
        "plaid",
        "joserfc",
        "joserfc.jwt",
        _joserfc("Plaid-Verification", "request_body_sha256", _hex),
        refusals=_BAD,
        is_official=False,
    ),
    Oracle(
        "netlify",
        "joserfc",
        "joserfc.jwt",
        _joserfc("X-Webhook-Signature", "sha256", _hex),
        refusals=_BAD,
        is_official=False,
    ),
    Oracle(
        "fusionauth",
        "joserfc",
        "joserfc.jwt",
        _joserfc("X-FusionAuth-Signature-JWT", "request_body_sha256", _base64),
        refusals=_BAD,
        is_official=False,
    ),
    Oracle(
        "monday",
        "joserfc",
        "joserfc.jwt",
        monday,
        refusals=_BAD,
        bodies=ANY_TEXT[:1],
        change=token_changed,
        is_official=False,
    ),
)
