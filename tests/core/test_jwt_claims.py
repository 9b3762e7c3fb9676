import hashlib
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest

from tests.core.messages import a_message
from webhookctl.core.jwt_claims import Claim, canonical_request
from webhookctl.core.scheme import Part, SignedMessage
from webhookctl.core.signature import Fault
from webhookctl.core.verdict import Reason

URL = "https://hooks.example.test/hook?a=1"
BODY = b"\xfb\xff{}"
HASH = hashlib.sha256(BODY).digest()
MESSAGE = a_message(body=BODY, url=URL, api_key="key-1")


@pytest.mark.parametrize(
    ("equals", "value"),
    [
        ("sha256_hex(body)", HASH.hex()),
        ("sha256_b64(body)", b64encode(HASH).decode()),
        ("sha256_b64(body)", b64encode(HASH).decode().rstrip("=")),
        ("sha256_b64url(body)", urlsafe_b64encode(HASH).decode()),
        ("sha256_b64url(body)", urlsafe_b64encode(HASH).decode().rstrip("=")),
        ("sha256_hex(url)", hashlib.sha256(URL.encode()).hexdigest()),
        ("url", URL),
        ("url", [URL, "https://other.test"]),
    ],
)
def test_claim_is_what_is_computed_of_the_request(equals: str, value: object) -> None:
    assert Claim("c", equals=equals).check({"c": value}, MESSAGE) is None


@pytest.mark.parametrize(
    ("claim", "claims", "reason"),
    [
        (Claim("c", equals="sha256_hex(body)"), {"c": "00"}, Reason.BODY_CHANGED),
        (Claim("c", equals="sha256_hex(url)"), {"c": "00"}, Reason.URL_DIFFERS),
        (Claim("c", equals="url"), {"c": URL + "="}, Reason.URL_DIFFERS),
        (Claim("c", equals="url"), {"c": []}, Reason.URL_DIFFERS),
        (Claim("c", equals="atlassian_qsh"), {"c": "00"}, Reason.URL_DIFFERS),
        (Claim("c", literal="acme"), {"c": "Acme"}, Reason.CLAIM_MISMATCH),
        (Claim("c", literal="1"), {"c": 1}, Reason.CLAIM_MISMATCH),
        (Claim("c", literal="acme"), {"c": "\ud800"}, Reason.CLAIM_MISMATCH),
        (Claim("c", param="api_key"), {"c": "key-2"}, Reason.CLAIM_MISMATCH),
        (Claim("c", literal="acme"), {}, Reason.CLAIM_MISMATCH),
        (Claim("c"), {}, Reason.CLAIM_MISMATCH),
        (Claim("c", equals="sha256_hex(body)", only_with_body=True), {}, Reason.CLAIM_MISMATCH),
    ],
)
def test_other_claim_has_its_own_reason(
    claim: Claim, claims: dict[str, Any], reason: Reason
) -> None:
    fault = claim.check(claims, MESSAGE)

    assert isinstance(fault, Fault)
    assert fault.reason is reason
    assert "`c`" in fault.message or reason is Reason.URL_DIFFERS


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        (Claim("c", literal="acme"), {"c": "acme"}),
        (Claim("c", param="api_key"), {"c": "key-1"}),
        (Claim("c", param="not_known"), {"c": "anything"}),
        (Claim("c"), {"c": 7}),
        (Claim("c", equals="url", optional=True), {}),
    ],
)
def test_claim_that_fits_is_fine(claim: Claim, claims: dict[str, Any]) -> None:
    assert claim.check(claims, MESSAGE) is None


def test_claim_of_a_body_is_there_exactly_when_there_is_one() -> None:
    claim = Claim("c", equals="sha256_hex(body)", only_with_body=True)
    empty = a_message(body=b"")

    assert claim.check({}, empty) is None
    fault = claim.check({"c": hashlib.sha256(b"").hexdigest()}, empty)
    assert fault is not None
    assert fault.reason is Reason.BODY_CHANGED


def test_url_that_nobody_knows_is_asked_for() -> None:
    fault = Claim("c", equals="url").check({"c": URL}, a_message())

    assert fault is not None
    assert (fault.reason, fault.hint) == (
        Reason.MISSING_PARAMETER,
        "give the address the sender used with `--url`",
    )


def test_claims_cover_what_they_are_computed_of() -> None:
    assert Claim("c", equals="sha256_b64(body)").covers == {Part.BODY}
    assert Claim("c", equals="url").covers == {Part.URL}
    assert Claim("c", equals="atlassian_qsh").covers == {Part.URL, Part.METHOD}
    assert Claim("c", literal="x").covers == frozenset()


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        # developer.atlassian.com, "Creating a query string hash": the example and its rules.
        (
            "https://x.test/path/to/service?zee_last=param&repeated=parameter 1&first=param"
            "&repeated=parameter 2",
            "GET&/path/to/service&first=param&repeated=parameter%201,parameter%202&zee_last=param",
        ),
        ("https://x.test", "GET&/&"),
        ("https://x.test/a/", "GET&/a&"),
        ("https://x.test/a&b", "GET&/a%26b&"),
        ("https://x.test/a?jwt=secret&b=%2B*~+x", "GET&/a&b=%2B%2A~%20x"),
        ("https://x.test/a?b=&b=A&b=a", "GET&/a&b=,A,a"),
        ("http://[x/", ""),
        (None, "GET&/&"),
    ],
)
def test_request_is_written_in_one_way(url: str | None, canonical: str) -> None:
    assert canonical_request(SignedMessage("get", url, (), b"")) == canonical


def test_path_is_relative_to_the_base_of_the_app() -> None:
    message = a_message(url="https://x.test/app/hook?a=1", base_url="https://x.test/app/")

    assert canonical_request(message) == "POST&/hook&a=1"
