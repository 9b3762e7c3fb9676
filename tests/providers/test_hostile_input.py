"""Nothing that comes from the network makes a judge, the detector or a locator fail."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.providers.examples import PARAMS
from tests.providers.fixed import NOW
from tests.providers.vectors import Vector, vectors
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import RequestView
from webhookctl.core.recognise import Recogniser, judge
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Verdict
from webhookctl.providers import all_schemes

SCHEMES = all_schemes()
BY_ID = {scheme.id: scheme for _, scheme in SCHEMES.values()}
RECOGNISER = Recogniser(SCHEMES)
VECTORS = [one for one in vectors() if one.scheme in BY_ID and len(one.message.body) < 10_000]
NAMES = sorted({name for one in VECTORS for name, _ in one.message.headers})
SECRETS = sorted({one.secret.value for one in VECTORS})

SETTINGS = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

bodies = st.binary(max_size=80) | st.sampled_from([one.message.body for one in VECTORS])
values = st.binary(max_size=60) | st.sampled_from(
    [value for one in VECTORS for _, value in one.message.headers]
)
headers = st.lists(st.tuples(st.sampled_from(NAMES) | st.binary(max_size=9), values), max_size=8)
secrets = st.binary(max_size=60) | st.sampled_from(SECRETS)
urls = st.none() | st.text(max_size=30) | st.just("https://hooks.example.test/h?a=1")
times = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.just(NOW)


def judged_by_all(message: SignedMessage, secret: bytes, now: float | None) -> None:
    for scheme in BY_ID.values():
        verdict = scheme.judge(message, [Secret("s", secret)], now)
        assert isinstance(verdict, Verdict)
        assert verdict.scheme == scheme.id
        assert verdict.message


@SETTINGS
@given(st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=8), bodies, secrets, urls)
@example([(b"Authorization", b"JWT e30.e30.e30")], b"", b"s", "http://[x/")
def test_no_request_makes_a_judge_fail(
    pairs: list[tuple[bytes, bytes]], body: bytes, secret: bytes, url: str | None
) -> None:
    judged_by_all(SignedMessage("POST", url, tuple(pairs), body, PARAMS), secret, NOW)


@SETTINGS
@given(st.sampled_from(VECTORS), st.data())
def test_no_change_of_a_genuine_request_makes_a_judge_fail(
    one: Vector, data: st.DataObject
) -> None:
    names = [name for name, _ in one.message.headers]
    changed = data.draw(st.sampled_from(names)) if names else b""
    pairs: HeaderPairs = tuple(
        (name, data.draw(values) if name == changed else value)
        for name, value in one.message.headers
    )
    message = SignedMessage(
        one.message.method, data.draw(urls), pairs, data.draw(bodies), one.message.params
    )

    verdict = BY_ID[one.scheme].judge(message, [Secret("s", data.draw(secrets))], data.draw(times))

    assert verdict.message


@SETTINGS
@given(headers, bodies, st.binary(max_size=40))
def test_no_request_makes_the_detector_or_a_locator_fail(
    pairs: list[tuple[bytes, bytes]], body: bytes, target: bytes
) -> None:
    view = RequestView(tuple(pairs), body, target)
    candidates = RECOGNISER.candidates(view)
    message = SignedMessage("POST", None, tuple(pairs), body)

    verdict = judge(message, RECOGNISER.likely(candidates), [Secret("s", b"x")], NOW)
    told = RECOGNISER.recognise(view, candidates, verdict, None)

    assert told.provider is None or told.scheme in BY_ID
    for scheme in BY_ID.values():
        assert scheme.event.find(view) is None or scheme.event.find(view)
        assert scheme.delivery_id.find(view) is None or scheme.delivery_id.find(view)
