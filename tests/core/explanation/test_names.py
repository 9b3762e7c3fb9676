from dataclasses import replace

import pytest

from tests.core.explanation.cases import WHSEC, explained, signed
from tests.core.messages import a_message
from webhookctl.core.headers import without
from webhookctl.core.verdict import Reason


@pytest.mark.parametrize(
    ("name", "wanted", "there"),
    [
        ("stripe", "Stripe-Signature", "Stripe_Signature"),
        ("stripe", "Stripe-Signature", "HTTP_STRIPE_SIGNATURE"),
        ("stripe", "Stripe-Signature", "X-Original-Stripe-Signature"),
        ("github", "X-Hub-Signature-256", "Hub-Signature-256"),
    ],
)
def test_header_under_another_spelling_is_named(name: str, wanted: str, there: str) -> None:
    message = signed(name)
    headers = tuple(
        (there.encode() if key == wanted.encode() else key, value)
        for key, value in without(message.headers, ["X-Hub-Signature"])
    )

    verdict = explained(replace(message, headers=headers), name)

    assert verdict.reason is Reason.MISSING_HEADER
    assert verdict.message == f"the request has no {wanted} header, but one called {there}"
    assert verdict.facts["similar_header"] == there


@pytest.mark.parametrize(
    ("name", "there"),
    [("meta", "X-Hub-Signature"), ("plivo", "X-Plivo-Signature-V3-Nonce"), ("stripe", "Stripe")],
)
def test_other_header_of_a_like_name_is_not_taken_for_it(name: str, there: str) -> None:
    verdict = explained(a_message((there, "x")), name)

    assert verdict.reason is Reason.MISSING_HEADER
    assert "similar_header" not in verdict.facts


def test_headers_that_were_there_are_named_once_each() -> None:
    message = a_message(("Host", "x"), ("X-A", "a secret value"), ("x-a", "b"))

    verdict = explained(message, "stripe")

    assert verdict.reason is Reason.MISSING_HEADER
    assert verdict.facts["headers"] == "Host, X-A"
    assert "value" not in str(verdict)


def test_only_so_many_headers_are_named_and_only_so_much_of_each() -> None:
    message = a_message(*((f"X-{number}-{'y' * 200}", "") for number in range(500)))

    there = str(explained(message, "stripe").facts["headers"])

    assert there.endswith(" and 480 more")
    assert len(there) < 1300


def test_lack_of_a_covered_header_has_a_next_step() -> None:
    message = signed("standard_webhooks", secret=WHSEC)

    verdict = explained(
        replace(message, headers=without(message.headers, ["webhook-id"])),
        "standard_webhooks",
        [WHSEC],
    )

    assert verdict.reason is Reason.MISSING_HEADER
    assert "webhook-id" in verdict.message
    assert "no proxy drops headers" in (verdict.hint or "")
    assert "webhook-timestamp" in str(verdict.facts["headers"])
