"""Any captures and deliveries that can be, for property tests."""

from hypothesis import strategies as st

from tests.store.samples import START
from webhookctl.core.body import MemoryBody
from webhookctl.core.ids import encode_id
from webhookctl.core.model import (
    Answer,
    Attempt,
    Capture,
    CapturedRequest,
    Delivery,
    DeliveryKind,
    Failure,
    FailureKind,
    OutgoingRequest,
    Recognition,
)
from webhookctl.core.verdict import Reason, Verdict

# Text as it may come out of hostile JSON: NUL, half surrogate pairs, anything.
anything = st.text(st.characters(exclude_categories=()), max_size=12)
names = st.none() | anything
seconds = st.floats(0, 4e9, allow_nan=False)
pairs = st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=24)), max_size=6).map(tuple)
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | anything
bodies = st.binary(max_size=300).map(MemoryBody)

verdicts = st.builds(
    Verdict,
    valid=st.booleans(),
    reason=st.sampled_from(Reason),
    message=anything,
    scheme=anything,
    hint=names,
    age=st.none() | st.floats(allow_nan=False),
    secret=names,
    facts=st.dictionaries(anything, plain, max_size=3),
)

requests = st.builds(
    CapturedRequest,
    method=st.binary(min_size=1, max_size=8),
    target=st.binary(max_size=40) | st.just(b"/a?b?c") | st.just(b"/a?"),
    http_version=st.sampled_from(["1.0", "1.1", "2"]),
    headers=pairs,
    body=bodies,
    peer=st.sampled_from(["127.0.0.1:1", "[::1]:65535", ""]),
    started_at=seconds,
    received_at=seconds,
)

captures = st.builds(
    Capture,
    id=st.integers(0, 10**9).map(lambda number: encode_id(int(START * 1000), number)),
    request=requests,
    recognition=st.builds(Recognition, names, names, names, names),
    verdict=st.none() | verdicts,
    answer_status=st.none() | st.integers(100, 599),
    public_url=names,
    handshake=names,
    refused=st.booleans(),
)

answers = st.builds(
    Answer,
    status=st.integers(100, 599),
    reason=anything,
    http_version=st.sampled_from(["HTTP/1.1", "HTTP/2"]),
    headers=pairs,
    body=st.binary(max_size=60),
    body_size=st.integers(0, 2**40),
)
failures = st.builds(Failure, kind=st.sampled_from(FailureKind), message=anything, hint=names)
outcomes = st.tuples(st.none(), failures) | st.tuples(answers, st.none())
outgoing = st.builds(
    OutgoingRequest,
    method=st.binary(min_size=1, max_size=8),
    origin=st.sampled_from(["http://a.test", "https://[::1]:8443"]),
    target=st.binary(max_size=40),
    headers=pairs,
    body=bodies,
)


@st.composite
def attempts(draw: st.DrawFn) -> tuple[Attempt, ...]:
    """Any attempts, numbered as they come."""
    made = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        answer, failure = draw(outcomes)
        made.append(
            Attempt(
                number=number,
                request=draw(outgoing),
                started_at=draw(seconds),
                elapsed=draw(seconds),
                waited=draw(seconds),
                answer=answer,
                failure=failure,
                accepted=draw(st.booleans()),
            )
        )
    return tuple(made)


deliveries = st.builds(
    Delivery,
    id=st.integers(0, 10**9).map(lambda number: encode_id(int(START * 1000), number)),
    kind=st.sampled_from(DeliveryKind),
    target_url=anything,
    attempts=attempts(),
    provider=names,
    event=names,
    message_id=names,
)
