"""Schemes that sign in simple ways, so that what is made of them can be worked out by hand."""

import hashlib
import hmac

from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts
from webhookctl.core.locate import InForm, InHeader, InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import with_header
from webhookctl.core.url import parse_url

FACTS = Facts(1_767_225_600.0, lambda bits: (1 << bits) // 3)
SECRET = Secret("env:TEST", b"very secret")
URL = parse_url("http://app.test:3000/hook?a=1")


class Signer:
    """Signs time, id and body, as Standard Webhooks does; puts a note in front of a list."""

    covers: frozenset[str] = frozenset()

    def judge(self, *arguments: object) -> object:
        raise AssertionError(f"nobody asked for a verdict on {arguments}")

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,
        stamp: Stamp,
    ) -> SignedMessage:
        moment = str(int(stamp.now)).encode()
        text = b".".join((stamp.id.encode(), moment, message.body))
        digest = hmac.new(secret.value, text, hashlib.sha256).hexdigest().encode()
        own = ((b"X-Time", moment), (b"X-Signature", digest))
        kept = tuple(pair for pair in message.headers if pair[0] not in (b"X-Time", b"X-Signature"))
        return SignedMessage(message.method, message.url, kept + own, message.body)


class Wrapper(Signer):
    """Changes the body as well: the signature is a field of it."""

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,  # noqa: ARG002
        stamp: Stamp,  # noqa: ARG002
    ) -> SignedMessage:
        body = b"signed:" + message.body
        headers = with_header(message.headers, "Content-Type", b"text/signed")
        return SignedMessage(message.method, message.url, headers, body)


class UrlSigner(Signer):
    """Puts the length of the body into the URL, as Twilio does with its hash."""

    def sign(
        self,
        scheme: Scheme,  # noqa: ARG002 - the protocol's shape
        message: SignedMessage,
        secret: Secret,  # noqa: ARG002
        stamp: Stamp,  # noqa: ARG002
    ) -> SignedMessage:
        url = f"{(message.url or '').partition('&size')[0]}&size={len(message.body)}"
        return SignedMessage(message.method, url, message.headers, message.body)


def scheme(recipe: Signer, event: InForm | InHeader | InJson | Joined) -> Scheme:
    return Scheme(
        id="test",
        title="Test",
        recipe=recipe,  # type: ignore[arg-type]
        signature_header="X-Signature",
        string_to_sign="",
        detection=DetectionRule(),
        event=event,
    )


IN_BODY = Provider("inbody", "In Body", (scheme(Signer(), InJson("type")),), id_path="data.id")
