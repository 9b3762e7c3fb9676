"""No body makes a scheme fail that looks into it, neither to judge it nor to sign it."""

import json
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.certificates import private_pem
from tests.providers.messages import FORM, JSON, URL, a_request, having, judged, signed
from webhookctl.core.recipe_token import BasicRecipe, UnsignedRecipe
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.verdict import Verdict
from webhookctl.errors import UsageError
from webhookctl.providers import all_schemes

BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
LOOKING = [
    scheme
    for id_, scheme in BY_ID.items()
    if not isinstance(scheme.recipe, UnsignedRecipe | BasicRecipe)
    and (scheme.signature_header is None or id_.startswith(("twilio", "mandrill", "plivo")))
]
NAMES = [
    "Type SignatureVersion Signature SigningCertURL Message MessageId Timestamp TopicArn Subject",
    "notificationItems NotificationRequestItem additionalData hmacSignature amount value success",
    "signature timestamp token event-data event event_time event_type event_hash json sig",
    "bt_signature bt_payload passcode clientState value bodySHA256 mandrill_events",
]
WORDS = ["1", "2", "Notification", "https://sns.a-b.amazonaws.com/x.pem", "0" * 64, "0" * 40]
SECRETS = [b"s", b"00" * 16, b"a|b", private_pem(2)]
HEADERS = [
    "X-Twilio-Signature",
    "X-Mandrill-Signature",
    "X-Plivo-Signature-V3",
    "X-Plivo-Signature-V2",
]

SETTINGS = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

names = st.sampled_from(" ".join(NAMES).split()) | st.text(max_size=3)
texts = st.sampled_from(WORDS) | st.text(max_size=8)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=9),
    max_leaves=20,
)
objects = st.dictionaries(names, values, max_size=9)
fields = st.lists(st.tuples(names, texts | objects.map(json.dumps)), max_size=6)


def parts(pairs: list[tuple[str, str]]) -> bytes:
    head = 'Content-Disposition: form-data; name="'
    return "".join(f'--x\r\n{head}{name}"\r\n\r\n{value}\r\n' for name, value in pairs).encode()


bodies = (
    st.tuples(objects.map(json.dumps).map(str.encode), st.sampled_from([JSON, "text/plain"]))
    | st.tuples(fields.map(urlencode).map(str.encode), st.just(FORM))
    | st.tuples(fields.map(parts), st.just("multipart/form-data; boundary=x"))
    | st.tuples(st.binary(max_size=40), st.sampled_from([JSON, FORM]))
)
"""Bodies and what they are said to be."""


@SETTINGS
@given(
    bodies, st.sampled_from(SECRETS), st.booleans(), st.sampled_from(["", "&sig=", "&bodySHA256="])
)
def test_no_body_makes_a_scheme_fail(
    body: tuple[bytes, str], secret: bytes, has_headers: bool, query: str
) -> None:
    message = a_request(
        body[0], body[1], url=URL + query + quote("0" * 64), public_key="k", key="k"
    )
    for name in HEADERS if has_headers else []:
        message = having(message, name, "A" * 27 + "=")

    for scheme in LOOKING:
        verdict = judged(scheme, message, secret)
        assert isinstance(verdict, Verdict)
        assert verdict.message
        again = signed_or_none(scheme, message, secret)
        if again is not None:
            verdict = judged(scheme, again, secret)
            assert verdict.valid, (scheme.id, again, verdict.message)


def signed_or_none(scheme: Scheme, message: SignedMessage, secret: bytes) -> SignedMessage | None:
    try:
        return signed(scheme, message, secret)
    except UsageError:
        return None
