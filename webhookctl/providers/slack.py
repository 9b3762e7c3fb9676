"""Slack: HMAC over version, timestamp and body, in two headers."""

from webhookctl.core.challenge import Nothing, TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import FirstOf, InForm, InFormJson, InJson
from webhookctl.core.model import Attempt, FailureKind
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Prefixed

DOCS = "https://docs.slack.dev/authentication/verifying-requests-from-slack/"

SCHEME = Scheme(
    id="slack",
    title="Slack signed requests",
    recipe=HmacRecipe(
        Prefixed("X-Slack-Signature", b"v0="),
        message=("v0:", "{header:X-Slack-Request-Timestamp}", ":", "{body}"),
    ),
    signature_header="X-Slack-Signature",
    string_to_sign="v0:{X-Slack-Request-Timestamp}:{raw body}",
    timestamp=TimestampRule("header:X-Slack-Request-Timestamp", tolerance=300.0),
    detection=DetectionRule(
        priority=50,
        any_header=("X-Slack-Signature", "X-Slack-Request-Timestamp"),
        user_agent="^Slackbot",
    ),
    event=FirstOf(
        (
            InJson("event.type"),
            InJson("type"),
            InForm("command"),
            InFormJson("payload", "type"),
        )
    ),
    delivery_id=InJson("event_id"),
    secret_words="the signing secret as raw text, not hex-decoded",
    pitfalls=(
        "bodies are often form-encoded: the raw form bytes are signed, before any parsing",
        "Bolt for JavaScript only refuses old timestamps, the Python SDK both directions",
        "the deprecated verification token ($.token) is not a signature",
    ),
    sources=(
        "slack_sdk 3.47.0 (PyPI), slack_sdk/signature; @slack/bolt 5.1.0 (npm), verify-request.js",
        DOCS,
    ),
    certainty="oracle",
    key_form=SharedSecret(size=16),
)

_REDIRECTS = range(300, 400)
_CONNECTION_FAILURES = frozenset(
    {
        FailureKind.DNS,
        FailureKind.REFUSED,
        FailureKind.RESET,
        FailureKind.CUT,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.TLS_TIMEOUT,
        FailureKind.UNREACHABLE,
    }
)


def _reason(attempt: Attempt) -> bytes:
    """Return Slack's word for why an attempt failed (Events API, "Retries")."""
    if attempt.answer is not None:
        return b"too_many_redirects" if attempt.answer.status in _REDIRECTS else b"http_error"
    kind = attempt.failure.kind if attempt.failure is not None else None
    if kind in _CONNECTION_FAILURES:
        return b"connection_failed"
    if kind is not None and kind.is_timeout:
        return b"http_timeout"
    return b"ssl_error" if kind is not None and kind.is_tls else b"unknown_error"


def _retry_headers(number: int, previous: Attempt) -> HeaderPairs:
    return (
        (b"X-Slack-Retry-Num", str(number).encode()),
        (b"X-Slack-Retry-Reason", _reason(previous)),
    )


RETRY = RetryPolicy(
    name="slack-events",
    title="Slack Events API",
    delays=(0.0, 60.0, 300.0),
    response_timeout=3.0,
    redirects=2,
    retry_headers=_retry_headers,
    stop_header=("X-Slack-No-Retry", "1"),
    disable_rule="events may be switched off when fewer than 5% of an hour's are answered with 2xx",
    note="a fresh timestamp and signature at each retry is implied by the 5-minute rule, not "
    "stated by Slack",
    sources=(
        "https://docs.slack.dev/reference/events/app_rate_limited",
        "https://api.slack.com/apis/events-api",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"Slackbot 1.0 (+https://api.slack.com/robots)"),
    )


def _new_id(facts: Facts) -> str:
    return f"Ev{facts.letters(9, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}"


URL_VERIFICATION = Handshake(
    id="slack_url_verification",
    title="Events API url_verification",
    opening=Opening("POST", ((InJson("type"), "url_verification"), (InJson("challenge"), None))),
    responder=TextEcho(InJson("challenge")),
    evidence=Evidence.SDK,
    when="saving the Request URL",
    timeout=3.0,
    signed=True,
    sources=(
        "slack-bolt 1.30.0 (PyPI), middleware/url_verification",
        "https://docs.slack.dev/reference/events/url_verification/",
    ),
)

SSL_CHECK = Handshake(
    id="slack_ssl_check",
    title="slash-command SSL check",
    opening=Opening("POST", ((InForm("ssl_check"), "1"),)),
    responder=Nothing(),
    evidence=Evidence.SDK,
    when="now and then, for slash commands",
    passes=True,
    sources=("slack-bolt 1.30.0 (PyPI), middleware/ssl_check",),
)

PROVIDER = Provider(
    name="slack",
    title="Slack",
    schemes=(SCHEME,),
    aliases=("slack-events",),
    dress=_dress,
    new_id=_new_id,
    id_path="event_id",
    retry=RETRY,
    handshakes=(URL_VERIFICATION, SSL_CHECK),
)
