import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.core.certificates import certificate
from tests.core.messages import NOW, OTHER, SECRET, a_message
from tests.providers.fixed import fixed_facts
from webhookctl.core.body import MemoryBody
from webhookctl.core.certified_pair import CertifiedPair
from webhookctl.core.export import headers_json
from webhookctl.core.finding import Finding
from webhookctl.core.headers import without
from webhookctl.core.key_source import KeySource
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.core.requestfile import RequestFile, request_from
from webhookctl.core.scheme import Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.flows.fetch import NoKey
from webhookctl.flows.verify import (
    Question,
    parse_time,
    parse_tolerance,
    verify_capture,
    verify_lines,
    verify_request,
)
from webhookctl.providers import find

LATER = NOW + 3600
ASKED = Question("stripe", (SECRET,))
URL = "https://hooks.example.test/hook"


def a_form(name: str = "stripe", **facts: object) -> dict[str, Any]:
    signed = find(name)[1][0].sign(a_message(url=URL), SECRET, Stamp(NOW, "msg_1"))
    return {
        "method": "POST",
        "url": URL,
        "headers": headers_json(signed.headers),
        "body_b64": b64encode(signed.body).decode(),
        **facts,
    }


def a_request(name: str = "stripe", **facts: object) -> RequestFile:
    return request_from(a_form(name, **facts))


def a_capture(name: str = "stripe", received_at: float = NOW + 2) -> Capture:
    request = a_request(name)
    captured = CapturedRequest(
        b"POST", b"/hook", "1.1", request.headers, MemoryBody(request.body), "x:1", NOW, received_at
    )
    return Capture("cap_1", captured)


def lines_of(*forms: Mapping[str, Any] | bytes) -> list[bytes]:
    return [form if isinstance(form, bytes) else json.dumps(form).encode() for form in forms]


def finding_of(outcome: Finding | UsageError) -> Finding:
    assert isinstance(outcome, Finding)
    return outcome


def test_capture_is_judged_by_its_receive_time_and_by_now() -> None:
    found = verify_capture(a_capture(), ASKED, LATER)

    assert (found.verdict.valid, found.verdict.age) == (True, 2.0)
    assert (found.judged_at, found.by_receive_time, found.id) == (NOW + 2, True, "cap_1")
    assert found.now is not None
    assert found.now.reason is Reason.STALE_TIMESTAMP
    assert found.provider == "stripe"
    assert found.verdict.facts["covers"] == "body, timestamp"


def test_capture_without_a_timestamp_is_the_same_at_any_time() -> None:
    found = verify_capture(a_capture("github"), Question(None, (SECRET,)), LATER)

    assert found.verdict.valid
    assert found.now is None


def test_capture_can_be_judged_by_another_clock() -> None:
    found = verify_capture(a_capture(), replace(ASKED, at=NOW + 400), LATER)

    assert found.verdict.reason is Reason.STALE_TIMESTAMP
    assert (found.by_receive_time, found.now) == (False, None)


def test_file_is_judged_by_now_unless_it_knows_better() -> None:
    assert verify_request(a_request(), ASKED, NOW + 5).verdict.age == 5.0
    assert verify_request(a_request(received_at=NOW + 7), ASKED, LATER).verdict.age == 7.0
    assert verify_request(a_request(received_at="soon"), ASKED, LATER).judged_at == LATER
    assert verify_request(a_request(received_at=True), ASKED, LATER).judged_at == LATER
    assert verify_request(a_request(received_at=1e300), ASKED, LATER).judged_at == LATER


def test_receive_time_can_be_insisted_on() -> None:
    asked = ASKED.judged_at("captured", LATER)

    assert verify_request(a_request(received_at=NOW), asked, LATER).verdict.valid
    with pytest.raises(UsageError, match="nothing says when"):
        verify_request(a_request(), asked, LATER)


def test_now_can_be_insisted_on() -> None:
    found = verify_capture(a_capture(), ASKED.judged_at("now", LATER), LATER)

    assert found.judged_at == LATER
    assert not found.verdict.valid


def test_tolerance_is_what_was_asked() -> None:
    found = verify_request(a_request(), replace(ASKED, at=LATER, tolerance=float("inf")), LATER)

    assert found.verdict.valid


def test_provider_is_found_by_its_signature() -> None:
    found = verify_request(a_request("slack", received_at=NOW), Question(None, (SECRET,)), NOW)

    assert (found.provider, found.title) == ("slack", "Slack signed requests")


def test_request_of_nobody_has_no_scheme() -> None:
    found = verify_request(request_from({"headers": []}), Question(None, (SECRET,)), NOW)

    assert (found.provider, found.title) == (None, None)
    assert found.verdict.reason is Reason.MISSING_HEADER


def test_failure_is_explained() -> None:
    request = replace(a_request(received_at=NOW), body=b'{"a": 1}')

    assert verify_request(request, ASKED, NOW).verdict.reason is Reason.BODY_RESERIALISED


def test_secret_is_needed() -> None:
    with pytest.raises(UsageError, match="without its secret"):
        verify_request(a_request(), Question("stripe"), NOW)


def test_secret_is_told_where_only_its_provider_has_it() -> None:
    with pytest.raises(UsageError) as caught:
        verify_request(request_from({"body_b64": "e30="}), Question("plaid"), NOW)

    assert caught.value.hint == (
        "Plaid webhooks are judged with the key that /webhook_verification_key/get gives for your "
        "credentials: a JSON Web Key (EC P-256): give it with `--secret env:NAME` or "
        "`--secret file:PATH`"
    )


def test_request_of_nobody_needs_a_secret_too() -> None:
    with pytest.raises(UsageError, match="without its secret"):
        verify_request(request_from({"body_b64": "e30="}), Question(), NOW)


CERTIFIED = CertifiedPair("messageverificationcerts.paypal.com").make(fixed_facts())
CERT_URL = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-test"


def from_paypal(**facts: object) -> RequestFile:
    signing = Secret("file:private", CERTIFIED.signing.content)
    message = a_message(url=URL, webhook_id="WH-1")
    signed = find("paypal")[1][0].sign(message, signing, Stamp(NOW, "msg_1"))
    form = {"url": URL, "headers": headers_json(signed.headers), "params": {"webhook_id": "WH-1"}}
    return request_from({**form, "body_b64": b64encode(signed.body).decode(), **facts})


def fetching(key: bytes | None = None) -> Callable[[KeySource], Secret | NoKey]:
    """Return what has one key (that of CERTIFIED unless another is given), for one URL."""
    held = CERTIFIED.judging.content if CERTIFIED.judging and key is None else key or b""

    def find_key(source: KeySource) -> Secret | NoKey:
        assert source.url == CERT_URL
        return Secret(source.url, held)

    return find_key


def never(source: KeySource) -> Secret | NoKey:
    pytest.fail(f"{source.url} was asked for")


def offline(_: KeySource) -> Secret | NoKey:
    return NoKey("there is no way out")


@pytest.mark.parametrize("provider", [None, "paypal"])
def test_key_that_the_request_names_is_found(provider: str | None) -> None:
    found = verify_request(from_paypal(), Question(provider, find_key=fetching()), NOW)

    assert found.verdict.valid
    assert (found.provider, found.verdict.secret) == ("paypal", CERT_URL)


def test_key_that_is_given_is_not_looked_for() -> None:
    secrets = (Secret("file:x", CERTIFIED.judging.content if CERTIFIED.judging else b""),)

    assert verify_request(from_paypal(), Question(None, secrets, find_key=never), NOW).verdict.valid


def test_found_key_must_be_that_of_the_signature_and_of_the_time() -> None:
    other = certificate("x.paypal.com", 2, "x.paypal.com", 2)
    asked = Question(find_key=fetching(other))
    assert verify_request(from_paypal(), asked, NOW).verdict.reason is Reason.MISMATCH

    asked = Question(find_key=fetching(), at=NOW + 20 * 365 * 86_400)
    late = verify_request(from_paypal(), asked, NOW).verdict
    assert late.reason is Reason.UNTRUSTED_KEY
    assert "expired" in late.message


def test_key_that_cannot_be_had_is_told_with_its_cause_and_the_way_round() -> None:
    verdict = verify_request(from_paypal(), Question(find_key=offline), NOW).verdict

    assert verdict.reason is Reason.KEY_UNAVAILABLE
    assert verdict.message == (
        "the certificate that it was signed with cannot be fetched: there is no way out"
    )
    assert verdict.hint == (f"give the certificate with `--secret file:PATH`; it is at {CERT_URL}")
    unasked = verify_request(from_paypal(), Question(), NOW).verdict
    assert unasked.reason is Reason.KEY_UNAVAILABLE
    assert CERT_URL in unasked.message


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"PAYPAL-CERT-URL": "https://evil.test/x"}, Reason.UNTRUSTED_KEY),
        ({"PAYPAL-CERT-URL": "https://uploads.paypal.com/x"}, Reason.KEY_UNAVAILABLE),
        ({"PAYPAL-CERT-URL": f"{CERT_URL}?x=1"}, Reason.KEY_UNAVAILABLE),
        ({"PAYPAL-CERT-URL": CERT_URL.replace("https", "http")}, Reason.UNTRUSTED_KEY),
        ({"PAYPAL-CERT-URL": None}, Reason.MISSING_HEADER),
        ({"PAYPAL-TRANSMISSION-SIG": None}, Reason.MISSING_HEADER),
    ],
)
def test_no_key_is_looked_for_elsewhere_or_in_vain(
    changes: Mapping[str, str | None], reason: Reason
) -> None:
    request = from_paypal()
    for name, value in changes.items():
        kept = without(request.headers, (name,))
        more = () if value is None else ((name.encode(), value.encode()),)
        request = replace(request, headers=kept + more)

    verdict = verify_request(request, Question("paypal", find_key=never), NOW).verdict

    assert verdict.reason is reason


def test_no_key_is_looked_for_when_the_webhook_id_is_missing() -> None:
    found = verify_request(from_paypal(params={}), Question(find_key=never), NOW)

    assert found.verdict.reason is Reason.MISSING_PARAMETER


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("docker_hub", Reason.NOT_SIGNED, "are not signed"),
        ("ebay", Reason.KEY_UNAVAILABLE, "are not judged"),
    ],
)
def test_who_signs_nothing_needs_no_secret(name: str, reason: Reason, words: str) -> None:
    found = verify_request(request_from({"body_b64": "e30="}), Question(name), NOW)

    assert (found.verdict.valid, found.verdict.reason, found.provider) == (False, reason, name)
    assert words in found.verdict.message


def test_unknown_provider_is_refused() -> None:
    with pytest.raises(UsageError, match="no provider called"):
        verify_request(a_request(), Question("strpe", (SECRET,)), NOW)


def test_request_fills_in_what_is_left_open() -> None:
    request = a_request(provider="stripe", secret="a secret", at=NOW, params={"a": 1})  # noqa: S106

    assert verify_request(request, Question(), LATER).verdict.valid
    named = verify_request(request, Question("github", (OTHER,), at=LATER), LATER)
    assert (named.provider, named.judged_at) == ("github", LATER)


def test_each_line_gets_its_answer() -> None:
    lines = lines_of(
        a_form(id="one"), b"", b"no json", {**a_form(), "body_b64": "e30="}, {"url": 3}, a_form()
    )

    answers = list(verify_lines(lines, replace(ASKED, at=NOW), NOW))

    assert [answer.number for answer in answers] == [1, 3, 4, 5, 6]
    assert finding_of(answers[0].outcome).id == "one"
    assert isinstance(answers[1].outcome, UsageError)
    assert not finding_of(answers[2].outcome).verdict.valid
    assert isinstance(answers[3].outcome, UsageError)
    assert finding_of(answers[4].outcome).verdict.valid


def test_line_goes_before_the_question() -> None:
    secret = {"secret": "a secret"}
    lines = lines_of(
        {**a_form("github"), **secret, "provider": "github"},
        {**a_form(), **secret, "at": NOW + 9},
        {**a_form(), **secret, "at": "2026-01-01T00:00:08Z"},
        {**a_form(received_at=NOW + 7), **secret, "at": "captured"},
        {**a_form(), **secret, "at": "now"},
    )

    answers = list(verify_lines(lines, Question("stripe", (OTHER,), at=LATER), NOW + 6))

    found = [finding_of(answer.outcome) for answer in answers]
    assert [one.verdict.valid for one in found] == [True] * 5
    assert [one.judged_at - NOW for one in found] == [3600, 9, 8, 7, 6]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"provider": "strpe"}, "no provider"),
        ({"provider": 1}, "`provider` is no text"),
        ({"secret": 1}, "`secret` is no text"),
        ({"secret": "\ud800"}, "`secret` holds half a surrogate pair"),
        ({"provider": "\ud800"}, "`provider` holds half a surrogate pair"),
        ({"secret": "env:NO_SUCH_VARIABLE_HERE"}, "not set"),
        ({"at": "yesterday"}, "not a time"),
        ({"at": True}, "not a time"),
        ({"at": "captured"}, "nothing says when"),
        ({"params": []}, "`params` is no object"),
        ({"params": {"key": "\ud800"}}, "`params` holds half a surrogate pair"),
    ],
)
def test_line_that_cannot_be_judged_says_why(facts: dict[str, Any], words: str) -> None:
    (answer,) = verify_lines(lines_of(a_form(**facts)), ASKED, NOW)

    assert isinstance(answer.outcome, UsageError)
    assert words in answer.outcome.message


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1767225600", NOW),
        ("1767225600.5", NOW + 0.5),
        ("2026-01-01T00:00:00Z", NOW),
        ("2026-01-01T00:00:00", NOW),
        ("2026-01-01T01:00:00+01:00", NOW),
        ("2026-01-01", NOW),
    ],
)
def test_times_are_read(text: str, moment: float) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "1767225600000", "-1e12", "99999-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        parse_time(text)


def test_tolerance_is_a_duration_or_none() -> None:
    assert parse_tolerance("5m") == 300.0
    assert parse_tolerance("None") == float("inf")
    with pytest.raises(UsageError, match="not a duration"):
        parse_tolerance("long")
