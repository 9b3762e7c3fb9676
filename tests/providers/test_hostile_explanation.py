"""Nothing that comes from the network makes an explanation fail, or act on a screen."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.output.samples import PLAIN
from tests.providers.examples import PARAMS
from tests.providers.vectors import Vector, vectors
from webhookctl.core.explain import explain
from webhookctl.core.finding import Finding
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.recognise import NO_SCHEME
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.output.jsonl import dumped
from webhookctl.output.verdict import finding_fields, finding_text
from webhookctl.providers import all_schemes

BY_ID = {scheme.id: (provider, scheme) for provider, scheme in all_schemes().values()}
VECTORS = [one for one in vectors() if one.scheme in BY_ID and len(one.message.body) < 10_000]
SECRETS = sorted({one.secret.value for one in VECTORS})
FORWARDING = (
    b"Host Forwarded X-Forwarded-Host X-Forwarded-Port X-Forwarded-Proto X-Forwarded-Prefix "
    b"X-Original-URL X-Forwarded-Uri Content-Type Content-Length Content-Encoding"
).split()

SETTINGS = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

values = st.binary(max_size=60) | st.sampled_from(
    [
        *sorted({value for one in VECTORS for _, value in one.message.headers}),
        *(b"[::1", b"host=[;proto=", b"evil.test:99999", b"gzip", b"application/json", b"\xff:0"),
    ]
)
pairs = st.lists(st.tuples(st.sampled_from(FORWARDING) | st.binary(max_size=9), values), max_size=6)
bodies = st.binary(max_size=80) | st.sampled_from([one.message.body for one in VECTORS])
secrets = st.binary(max_size=60) | st.sampled_from(SECRETS)
urls = (
    st.none()
    | st.text(max_size=30)
    | st.sampled_from(
        [
            "https://hooks.example.test/h?a=1",
            "http://[::1/",
            "http://x:99999/?" + "a&" * 50,
            "\ud800",
        ]
    )
)


def explained(message: SignedMessage, scheme: str, *held: bytes) -> Verdict:
    """Return what is said of a message, once that is seen to be fit for screen and script."""
    provider, judge = BY_ID[scheme]
    named = [Secret(f"s{number}", secret) for number, secret in enumerate(held)]
    verdict = explain(judge.judge(message, named, None), message, named, BY_ID)
    assert isinstance(verdict, Verdict)
    assert verdict.valid or verdict.hint
    finding = Finding(verdict, provider.name, judge.title, 0.0)
    shown = finding_text(finding, PLAIN)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown) < 20_000
    assert dumped(finding_fields(finding)).isascii()
    return verdict


@SETTINGS
@given(st.sampled_from(VECTORS), st.data())
def test_no_change_of_a_genuine_request_makes_an_explanation_fail(
    one: Vector, data: st.DataObject
) -> None:
    message = one.message
    names = [name for name, _ in message.headers]
    changed = data.draw(st.sampled_from(names)) if names else b""
    headers: HeaderPairs = tuple(
        (name, data.draw(values) if name == changed else value) for name, value in message.headers
    )
    message = replace(message, headers=(*headers, *data.draw(pairs)))
    if data.draw(st.booleans()):
        message = replace(message, body=data.draw(bodies), url=data.draw(urls))

    explained(message, one.scheme, data.draw(secrets), one.secret.value)


@SETTINGS
@given(st.sampled_from(sorted(BY_ID)), pairs, bodies, secrets, urls)
def test_no_request_makes_an_explanation_fail(
    scheme: str,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    secret: bytes,
    url: str | None,
) -> None:
    signature = BY_ID[scheme][1].signature_header or "X"
    values = tuple((signature.encode(), value) for _, value in headers[:2])
    message = SignedMessage("POST", url, (*values, *headers), body, PARAMS)

    explained(message, scheme, secret)


@SETTINGS
@given(pairs, bodies, urls, st.sampled_from(Reason))
def test_no_verdict_on_a_request_of_nobody_makes_it_fail(
    headers: list[tuple[bytes, bytes]], body: bytes, url: str | None, reason: Reason
) -> None:
    message = SignedMessage("POST", url, tuple(headers), body)
    verdict = Verdict(False, reason, "words", NO_SCHEME)

    assert explain(verdict, message, [Secret("s", b"x")], BY_ID).message
