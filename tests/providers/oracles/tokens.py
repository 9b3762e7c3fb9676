"""Those who send a JSON Web Token, with hashes of what they sign among its claims."""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from typing import Any

from tests.providers.messages import having
from tests.providers.oracles.oracle import ANY_TEXT, Library, Oracle, Sent
from webhookctl.core.headers import first
from webhookctl.core.scheme import SignedMessage

API_KEY = "APIkey"


def livekit(library: Library, sent: Sent) -> None:
    receiver = library.WebhookReceiver(library.TokenVerifier(API_KEY, sent.secret))
    receiver.receive(sent.text, sent["Authorization"])


def livekit_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    token = library.AccessToken(API_KEY, sent.secret).with_sha256(_base64(sent.body))
    return {"Authorization": token.to_jwt()}


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


def atlassian_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    token = library.encode_token("POST", "/hook?a=1", "client-key", sent.secret)
    return {"Authorization": f"JWT {token}"}


def monday(library: Library, sent: Sent) -> object:
    token = library.decode(sent["Authorization"], *_key(sent))
    return token.claims["aud"] == sent.url


def monday_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"Authorization": _encoded(library, sent, aud=sent.url, exp=now + 60)}


def plaid_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    token = _encoded(library, sent, iat=now, request_body_sha256=_hex(sent.body))
    return {"Plaid-Verification": token}


def netlify_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    token = _encoded(library, sent, iss="netlify", sha256=_hex(sent.body))
    return {"X-Webhook-Signature": token}


def fusionauth_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    token = _encoded(library, sent, request_body_sha256=_base64(sent.body))
    return {"X-FusionAuth-Signature-JWT": token}


def _encoded(library: Library, sent: Sent, **claims: object) -> str:
    key, algorithms = _key(sent)
    token: str = library.encode({"alg": algorithms[0]}, claims, key, algorithms=algorithms)
    return token


def _key(sent: Sent) -> tuple[Any, list[str]]:
    """Return the secret as joserfc wants it, and the algorithms that it is good for."""
    is_json = sent.secret.startswith("{")
    content = json.loads(sent.secret) if is_json else sent.secret
    key = import_module("joserfc.jwk").import_key(content, "EC" if is_json else "oct")
    return key, ["ES256" if is_json else "HS256"]


def _joserfc(
    header: str, hash_claim: str, digest: Callable[[bytes], str]
) -> Callable[[Library, Sent], object]:
    """Return what a receiver does by the documentation: the token, then the hash of the body."""

    def judge(library: Library, sent: Sent) -> object:
        token = library.decode(sent[header], *_key(sent))
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
        sign=livekit_signs,
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
        sign=atlassian_signs,
        refusals=("jwt:InvalidSignatureError",),
        bodies=ANY_TEXT[:1],
        change=token_changed,
    ),
    Oracle(
        "plaid",
        "joserfc",
        "joserfc.jwt",
        _joserfc("Plaid-Verification", "request_body_sha256", _hex),
        sign=plaid_signs,
        refusals=_BAD,
        is_official=False,
    ),
    Oracle(
        "netlify",
        "joserfc",
        "joserfc.jwt",
        _joserfc("X-Webhook-Signature", "sha256", _hex),
        sign=netlify_signs,
        refusals=_BAD,
        is_official=False,
    ),
    Oracle(
        "fusionauth",
        "joserfc",
        "joserfc.jwt",
        _joserfc("X-FusionAuth-Signature-JWT", "request_body_sha256", _base64),
        sign=fusionauth_signs,
        refusals=_BAD,
        is_official=False,
    ),
    Oracle(
        "monday",
        "joserfc",
        "joserfc.jwt",
        monday,
        sign=monday_signs,
        refusals=_BAD,
        bodies=ANY_TEXT[:1],
        change=token_changed,
        is_official=False,
    ),
)
