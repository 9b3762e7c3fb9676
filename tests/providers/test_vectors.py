"""Every vector is judged as its makers judged it, and for the reason they give."""

import pytest

from tests.providers.vectors import Vector, vectors
from webhookctl.core.explain import explain
from webhookctl.core.verdict import Reason
from webhookctl.providers import all_schemes

ALL = tuple(vectors())
SCHEMES = all_schemes()
BY_ID = {scheme.id: (provider, scheme) for provider, scheme in SCHEMES.values()}

FIRST_REASONS = {
    None: {Reason.VALID},
    "missing_signature_header": {Reason.MISSING_HEADER},
    "missing_header": {Reason.MISSING_HEADER},
    "empty_signature": {Reason.EMPTY_SIGNATURE},
    "malformed_signature": {Reason.MALFORMED_SIGNATURE},
    "truncated_signature": {Reason.TRUNCATED_SIGNATURE},
    "wrong_scheme_version": {Reason.WRONG_VERSION},
    "missing_timestamp_header": {Reason.MISSING_TIMESTAMP},
    "malformed_timestamp": {Reason.MALFORMED_TIMESTAMP},
    "stale_timestamp": {Reason.STALE_TIMESTAMP},
    "future_timestamp": {Reason.FUTURE_TIMESTAMP},
    "tampered_body": {Reason.MISMATCH},
    "tampered_timestamp": {Reason.MISMATCH},
    "wrong_secret": {Reason.MISMATCH},
    "wrong_secret_encoding": {Reason.MISMATCH},
}
"""What the judge says; a changed body and another secret look the same to it."""

EXPLAINED = {"tampered_body": Reason.BODY_CHANGED, "wrong_secret_encoding": Reason.SECRET_ENCODING}
"""What is found out of a mismatch afterwards."""

UNDISPUTED = [pytest.param(one, id=one.id) for one in ALL if not one.disputed]
MISMATCHED = [pytest.param(one, id=one.id) for one in ALL if one.reason in EXPLAINED]


def test_every_scheme_has_vectors() -> None:
    assert {one.scheme for one in ALL} == set(BY_ID)


@pytest.mark.parametrize("vector", UNDISPUTED)
def test_vector_is_judged_as_its_makers_did(vector: Vector) -> None:
    verdict = BY_ID[vector.scheme][1].judge(vector.message, [vector.secret], vector.now)

    assert verdict.valid is vector.valid, verdict.message
    assert verdict.reason in FIRST_REASONS[vector.reason], verdict.message


@pytest.mark.parametrize("vector", MISMATCHED)
def test_mismatch_is_explained(vector: Vector) -> None:
    verdict = BY_ID[vector.scheme][1].judge(vector.message, [vector.secret], vector.now)

    explained = explain(verdict, vector.message, [vector.secret], BY_ID)

    assert explained.reason is EXPLAINED[vector.reason or ""], explained.message
    assert not explained.valid
