"""Genuine requests to spoil, and what is said of them then."""

from collections.abc import Sequence

from tests.core.messages import NOW, SECRET, a_message, a_scheme
from webhookctl.core.explain import explain
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Verdict
from webhookctl.providers import all_schemes, find

URL_SCHEME = a_scheme(message=("{method}", "{url}", "{body}"))
ACME = Provider("acme", "Acme", (URL_SCHEME,))
BY_ID = {scheme.id: (owner, scheme) for owner, scheme in all_schemes().values()}
BY_ID["acme"] = (ACME, URL_SCHEME)

WHSEC = Secret("env:WHSEC", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
JSON_BODY = '{"id":"evt_1","type":"a.b","note":"é/","n":1.0}'.encode()


def scheme_of(name: str) -> Scheme:
    return find(name)[1][0]


def signed(
    name: str, *headers: tuple[str, str], body: bytes = JSON_BODY, secret: Secret = SECRET
) -> SignedMessage:
    message = a_message(*headers, body=body, url="https://x.test/hook")
    return scheme_of(name).sign(message, secret, Stamp(NOW, "msg_1"))


def explained(
    message: SignedMessage,
    name: str | Scheme,
    secrets: Sequence[Secret] = (SECRET,),
    now: float | None = NOW,
) -> Verdict:
    schemes = (name,) if isinstance(name, Scheme) else find(name)[1]
    return explain(judge(message, [schemes], secrets, now), message, secrets, BY_ID)
