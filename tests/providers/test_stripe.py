import re

from tests.providers.fixed import fixed_facts
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.providers.stripe import PROVIDER, SCHEME


def test_fake_v0_signatures_are_not_taken() -> None:
    headers = ((b"Stripe-Signature", b"t=1,v0=" + b"0" * 64),)
    message = SignedMessage("POST", None, headers, b"")

    verdict = SCHEME.judge(message, [Secret("s", b"whsec_x")], 1)

    assert verdict.reason is Reason.WRONG_VERSION


def test_ids_look_like_event_ids() -> None:
    assert re.fullmatch(r"evt_1[A-Za-z0-9]{23}", PROVIDER.new_id(fixed_facts()))


def test_retries_grow_within_three_days_and_are_said_to_be_approximate() -> None:
    policy = PROVIDER.retry

    assert policy is not None
    assert sum(policy.delays) <= 3 * 86_400
    assert list(policy.delays) == sorted(policy.delays)
    assert not policy.exact
    assert "not publish" in (policy.note or "")
