import pytest

from webhookctl.core.locate import RequestView
from webhookctl.core.model import Answer, Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.providers.slack import PROVIDER, SCHEME

JSON = ((b"Content-Type", b"application/json"),)
FORM = ((b"Content-Type", b"application/x-www-form-urlencoded"),)
REQUEST = OutgoingRequest(b"POST", "http://localhost", b"/", ())


def failed(kind: FailureKind) -> Attempt:
    return Attempt(1, REQUEST, 0, 0, failure=Failure(kind, "it failed"))


def answered(status: int) -> Attempt:
    return Attempt(1, REQUEST, 0, 0, answer=Answer(status, "", "1.1", (), b"", 0))


@pytest.mark.parametrize(
    ("headers", "body", "event"),
    [
        (JSON, b'{"type":"event_callback","event":{"type":"app_mention"}}', "app_mention"),
        (JSON, b'{"type":"url_verification","challenge":"x"}', "url_verification"),
        (FORM, b"command=%2Fdeploy&text=now", "/deploy"),
        (FORM, b"payload=%7B%22type%22%3A%22block_actions%22%7D", "block_actions"),
        (FORM, b"ssl_check=1", None),
    ],
)
def test_event_is_told_by_each_kind_of_request(
    headers: tuple[tuple[bytes, bytes], ...], body: bytes, event: str | None
) -> None:
    assert SCHEME.event.find(RequestView(headers, body)) == event


@pytest.mark.parametrize(
    ("previous", "reason"),
    [
        (failed(FailureKind.RESPONSE_TIMEOUT), b"http_timeout"),
        (failed(FailureKind.REFUSED), b"connection_failed"),
        (failed(FailureKind.DNS), b"connection_failed"),
        (failed(FailureKind.CONNECT_TIMEOUT), b"connection_failed"),
        (failed(FailureKind.TLS), b"ssl_error"),
        (failed(FailureKind.TLS_EXPIRED), b"ssl_error"),
        (failed(FailureKind.TLS_TIMEOUT), b"connection_failed"),
        (failed(FailureKind.READ_TIMEOUT), b"http_timeout"),
        (failed(FailureKind.CUT), b"connection_failed"),
        (failed(FailureKind.PROTOCOL), b"unknown_error"),
        (answered(500), b"http_error"),
        (answered(404), b"http_error"),
        (answered(302), b"too_many_redirects"),
    ],
)
def test_retry_says_why_the_attempt_before_failed(previous: Attempt, reason: bytes) -> None:
    policy = PROVIDER.retry

    assert policy is not None
    assert policy.retry_headers is not None
    assert policy.retry_headers(2, previous) == (
        (b"X-Slack-Retry-Num", b"2"),
        (b"X-Slack-Retry-Reason", reason),
    )


def test_retries_are_those_of_the_events_api() -> None:
    policy = PROVIDER.retry

    assert policy is not None
    assert policy.delays == (0.0, 60.0, 300.0)
    assert (policy.response_timeout, policy.redirects) == (3.0, 2)
    assert policy.stop_header == ("X-Slack-No-Retry", "1")
