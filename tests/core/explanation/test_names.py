from dataclasses import replace

from tests.core.explanation.cases import WHSEC, explained, signed
from tests.core.messages import a_message
from webhookctl.core.headers import without
from webhookctl.core.verdict import Reason


def test_header_under_a_similar_name_is_named() -> None:
    message = signed("stripe")
    headers = tuple((name.replace(b"-", b"_"), value) for name, value in message.headers)

    verdict = explained(replace(message, headers=headers), "stripe")

    assert verdict.reason is Reason.MISSING_HEADER
    assert "one called Stripe_Signature" in verdict.message


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
    assert "dropped it" in (verdict.hint or "")
    assert "webhook-timestamp" in str(verdict.facts["headers"])
