from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.explanation.cases import BY_ID, explained, signed
from tests.core.messages import NOW, SECRET, a_message, a_scheme
from webhookctl.core.explain import explain
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Prefixed
from webhookctl.core.verdict import Reason


def test_genuine_signature_needs_no_explanation() -> None:
    verdict = explained(signed("stripe"), "stripe")

    assert verdict.valid
    assert verdict.hint is None


def test_scheme_without_a_signature_header_can_be_explained() -> None:
    scheme = replace(a_scheme(Prefixed("X-S", b"v1=")), signature_header=None)
    schemes = {"acme": (Provider("acme", "Acme", (scheme,)), scheme)}
    message = a_message()

    verdict = explain(scheme.judge(message, [SECRET], NOW), message, [SECRET], schemes)

    assert verdict.reason is Reason.MISSING_HEADER


@settings(deadline=None)
@given(
    name=st.sampled_from(["github", "stripe", "slack", "standard_webhooks"]),
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                (
                    b"X-Hub-Signature-256 Stripe-Signature webhook-signature webhook-id "
                    b"Content-Type Content-Length Content-Encoding X-Slack-Signature"
                ).split()
            ),
            st.one_of(
                st.binary(max_size=30),
                st.sampled_from(
                    [b"sha256=" + b"0" * 64, b"t=1,v1=" + b"0" * 64, b"application/json", b"gzip"]
                ),
            ),
        ),
        max_size=8,
    ).map(tuple),
    body=st.one_of(st.binary(max_size=40), st.sampled_from([b'{"a":1}', b"a=1&b=2"])),
    secret=st.binary(max_size=20),
)
def test_no_bytes_make_it_fail(
    name: str, headers: tuple[tuple[bytes, bytes], ...], body: bytes, secret: bytes
) -> None:
    message = SignedMessage("POST", "http://x/", headers, body)

    verdict = explained(message, name, [Secret("s", secret)])

    assert not verdict.valid
    assert verdict.message


def test_request_of_nobody_stays_unexplained_but_for_its_headers() -> None:
    message = a_message(("Host", "x"))
    verdict = judge(message, [], [SECRET], NOW)

    found = explain(verdict, message, [SECRET], BY_ID)

    assert found == replace(verdict, facts={**verdict.facts, "headers": "Host"})
