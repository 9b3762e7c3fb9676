import hashlib
from dataclasses import replace

import pytest

from tests.core.explanation.cases import BY_ID, explained, signed
from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.explain import explain
from webhookctl.core.headers import without
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import Stamp
from webhookctl.core.signature import with_header
from webhookctl.core.verdict import Reason


def test_signature_of_another_provider_is_named() -> None:
    verdict = explained(signed("stripe"), "github")

    assert verdict.reason is Reason.MISSING_HEADER
    assert "genuine Stripe" in verdict.message
    assert verdict.hint == "judge it with `--provider stripe`"
    assert verdict.facts["fits_scheme"] == "stripe"


def test_sha1_where_sha256_was_expected_is_named() -> None:
    message = signed("github")
    alone = replace(message, headers=without(message.headers, ["X-Hub-Signature-256"]))

    verdict = explained(alone, BY_ID["github_sha256"][1])

    assert verdict.reason is Reason.WRONG_ALGORITHM
    assert "--provider github_sha1" in (verdict.hint or "")


def test_signature_of_nobody_is_found_among_all() -> None:
    verdict = explain(judge(signed("github"), [], [SECRET], NOW), signed("github"), [SECRET], BY_ID)

    assert "genuine GitHub" in verdict.message


def test_spoilt_signature_beside_a_good_one_is_told_apart_from_a_wrong_secret() -> None:
    message = signed("github")
    spoilt = with_header(message.headers, "X-Hub-Signature-256", b"sha256=" + b"0" * 64)

    verdict = explained(replace(message, headers=spoilt), "github", [OTHER, SECRET])

    assert verdict.reason is Reason.MISMATCH
    assert "while that of GitHub webhooks (legacy sha1) does" in verdict.message
    assert "secret and body are right" in verdict.message
    assert verdict.facts["fits_scheme"] == "github_sha1"
    assert verdict.secret == SECRET.name


def test_scheme_of_the_provider_that_one_of_the_secrets_fits_is_named_with_it() -> None:
    body = b"{}"
    value = hashlib.sha256(SECRET.value + b"POST" + b"https://x.test/h" + body).hexdigest()
    message = a_message(("X-HubSpot-Signature", value), body=body, url="https://x.test/h")

    verdict = explained(message, BY_ID["hubspot_v1"][1], [OTHER, SECRET])

    assert verdict.reason is Reason.WRONG_ALGORITHM
    assert verdict.facts["fits_scheme"] == "hubspot_v2"
    assert verdict.secret == SECRET.name
    assert "--provider hubspot_v2" in (verdict.hint or "")


def test_sha1_in_the_header_of_sha256_is_named() -> None:
    message = signed("github")
    value = dict(message.headers)[b"X-Hub-Signature"]
    headers = with_header(
        without(message.headers, ["X-Hub-Signature"]), "X-Hub-Signature-256", value
    )

    verdict = explained(replace(message, headers=headers), "github")

    assert verdict.reason is Reason.WRONG_ALGORITHM
    assert verdict.facts["fits_scheme"] == "github_sha1"


@pytest.mark.parametrize(("judged", "right"), [("cloudinary", "cloudinary_sha256")])
def test_sibling_that_reads_the_same_header_goes_before_another_hash(
    judged: str, right: str
) -> None:
    message = BY_ID[right][1].sign(a_message(), SECRET, Stamp(NOW, ""))

    verdict = explained(message, BY_ID[judged][1])

    assert verdict.reason is Reason.WRONG_ALGORITHM
    assert verdict.facts["fits_scheme"] == right
    assert f"--provider {right}" in (verdict.hint or "")
