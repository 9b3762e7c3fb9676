import pytest

from webhookctl.core.body import EMPTY
from webhookctl.core.model import (
    Answer,
    Attempt,
    CapturedRequest,
    Delivery,
    DeliveryKind,
    FailureKind,
    OutgoingRequest,
)

REQUEST = OutgoingRequest(b"POST", "http://example.test:8080", b"/a%2Fb?c=\xff", ())


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/a%2Fb//../?x=1?y", b"/a%2Fb//../"),
        (b"/", b"/"),
        (b"?x", b""),
        (b"*", b"*"),
        (b"http://example.test/x?y", b"http://example.test/x"),
    ],
)
def test_path_is_the_raw_target_before_its_query(target: bytes, path: bytes) -> None:
    request = CapturedRequest(b"GET", target, "1.1", (), EMPTY, "127.0.0.1:1", 0.0, 0.0)
    assert request.path == path


def test_url_is_the_origin_and_the_raw_target() -> None:
    assert REQUEST.url == "http://example.test:8080/a%2Fb?c=\xff"


@pytest.mark.parametrize(
    ("outcomes", "accepted"),
    [((), False), ((False,), False), ((False, True), True), ((True, False), False)],
)
def test_last_attempt_decides_a_delivery(outcomes: tuple[bool, ...], accepted: bool) -> None:
    answer = Answer(200, "OK", "1.1", (), b"", 0)
    attempts = tuple(
        Attempt(number, REQUEST, 0.0, 0.1, answer=answer, accepted=outcome)
        for number, outcome in enumerate(outcomes, start=1)
    )
    assert Delivery("1", DeliveryKind.SEND, REQUEST.url, attempts).accepted is accepted


def test_kinds_of_failures_that_stores_hold_stay() -> None:
    stored = {"dns", "refused", "reset", "connect_timeout", "response_timeout", "tls"}
    assert stored | {"protocol", "unreachable"} <= {kind.value for kind in FailureKind}


def test_kinds_know_whether_the_time_or_tls_was_it() -> None:
    assert {kind for kind in FailureKind if kind.is_timeout} == {
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.TLS_TIMEOUT,
        FailureKind.SEND_TIMEOUT,
        FailureKind.RESPONSE_TIMEOUT,
        FailureKind.READ_TIMEOUT,
    }
    assert {kind for kind in FailureKind if kind.is_tls} == {
        FailureKind.TLS,
        FailureKind.TLS_EXPIRED,
        FailureKind.TLS_NOT_YET_VALID,
        FailureKind.TLS_SELF_SIGNED,
        FailureKind.TLS_HOST_NAME,
        FailureKind.TLS_UNKNOWN_AUTHORITY,
        FailureKind.TLS_CLIENT_CERTIFICATE,
    }
