"""Every vector is judged as its makers judged it, and for the reason they give."""

import json
from collections.abc import Callable

import pytest

from tests.providers.vectors import Vector, vectors
from webhookctl.core.explain import explain
from webhookctl.core.locate import RequestView
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.recognise import Recogniser
from webhookctl.core.verdict import Reason
from webhookctl.providers import all_schemes

SCHEMES = all_schemes()
BY_ID = {scheme.id: (provider, scheme) for provider, scheme in SCHEMES.values()}
RECOGNISER = Recogniser(SCHEMES)
ALL = tuple(vectors())

CLAIM = "invalid jwt: claim "
CHANGED = frozenset({Reason.MISMATCH, Reason.BODY_CHANGED})
FIRST_REASONS: dict[str | None, frozenset[Reason]] = {
    None: frozenset({Reason.VALID}),
    "alg_none": frozenset({Reason.WRONG_ALGORITHM}),
    "empty_signature": frozenset({Reason.EMPTY_SIGNATURE}),
    "future_timestamp": frozenset({Reason.FUTURE_TIMESTAMP}),
    f"{CLAIM}exp is in the past": frozenset({Reason.STALE_TIMESTAMP}),
    f"{CLAIM}nbf is in the future": frozenset({Reason.FUTURE_TIMESTAMP}),
    f"{CLAIM}payload_hash is invalid": frozenset({Reason.BODY_CHANGED}),
    f"{CLAIM}payload_hash is not set but payload is present": frozenset({Reason.CLAIM_MISMATCH}),
    f"{CLAIM}payload_hash is set but actual payload is missing": frozenset({Reason.BODY_CHANGED}),
    f"{CLAIM}url_hash is invalid": frozenset({Reason.URL_DIFFERS}),
    "malformed_body": frozenset({Reason.MALFORMED_BODY}),
    "malformed_signature": frozenset({Reason.MALFORMED_SIGNATURE}),
    "malformed_timestamp": frozenset({Reason.MALFORMED_TIMESTAMP}),
    "missing_header": frozenset({Reason.MISSING_HEADER, Reason.MISSING_TIMESTAMP}),
    "missing_signature": frozenset({Reason.MISSING_SIGNATURE}),
    "missing_signature_header": frozenset({Reason.MISSING_HEADER}),
    "missing_timestamp": frozenset({Reason.MISSING_TIMESTAMP}),
    "missing_timestamp_header": frozenset({Reason.MISSING_TIMESTAMP}),
    "reserialized_json": frozenset({Reason.MISMATCH}),
    "stale_timestamp": frozenset({Reason.STALE_TIMESTAMP}),
    "tampered_body": CHANGED,
    "tampered_header": frozenset({Reason.MISMATCH}),
    "tampered_id": frozenset({Reason.MISMATCH}),
    "tampered_method": frozenset({Reason.MISMATCH}),
    "tampered_nonce": frozenset({Reason.MISMATCH}),
    "tampered_timestamp": frozenset({Reason.MISMATCH}),
    "tampered_url": frozenset({Reason.MISMATCH, Reason.URL_DIFFERS}),
    "truncated_signature": frozenset({Reason.TRUNCATED_SIGNATURE}),
    "untrusted_cert_url": frozenset({Reason.UNTRUSTED_KEY}),
    "wrong_audience": frozenset({Reason.URL_DIFFERS}),
    "wrong_issuer": frozenset({Reason.CLAIM_MISMATCH}),
    "wrong_key_id": frozenset({Reason.UNTRUSTED_KEY}),
    "wrong_scheme_version": frozenset({Reason.WRONG_VERSION}),
    "wrong_secret": frozenset({Reason.MISMATCH}),
    "wrong_secret_encoding": frozenset({Reason.MISMATCH}),
    "wrong_url": frozenset({Reason.MISMATCH}),
}
"""What the judge says; a changed body and another secret look the same to most schemes."""

OTHER_REASONS = {
    # its key `v` is the timestamp, which the maker of the vector renamed.
    "retell/invalid/wrong_scheme_version": Reason.MISSING_TIMESTAMP,
}

EXPLAINED = {"tampered_body": Reason.BODY_CHANGED, "wrong_secret_encoding": Reason.SECRET_ENCODING}
"""What is found out of a mismatch afterwards, where it can be seen."""

UNDISPUTED = [pytest.param(one, id=one.id) for one in ALL if not one.disputed]
DISPUTED = [pytest.param(one, id=one.id) for one in ALL if one.disputed]
VALID = [pytest.param(one, id=one.id) for one in ALL if one.valid]
Record = Callable[[str, object], None]


def shows(vector: Vector) -> bool:
    """Say whether the body itself shows that it was changed: it is no JSON any more."""
    if b"application/json" not in dict(vector.message.headers).values():
        return False
    try:
        json.loads(vector.message.body)
    except ValueError:
        return True
    return vector.id.endswith("/appended_newline") or vector.reason != "tampered_body"


MISMATCHED = [pytest.param(one, id=one.id) for one in ALL if one.reason in EXPLAINED and shows(one)]


def test_every_scheme_has_vectors() -> None:
    signed = {id_ for id_, (_, one) in BY_ID.items() if not isinstance(one.recipe, UnsignedRecipe)}

    assert {one.scheme for one in ALL} == signed


@pytest.mark.parametrize("vector", UNDISPUTED)
def test_vector_is_judged_as_its_makers_did(vector: Vector, record_property: Record) -> None:
    record_property("scheme", vector.scheme)
    record_property("vector", "valid" if vector.valid else "invalid")

    verdict = BY_ID[vector.scheme][1].judge(vector.message, [vector.secret], vector.now)

    assert verdict.valid is vector.valid, verdict.message
    if vector.id in OTHER_REASONS:
        assert verdict.reason is OTHER_REASONS[vector.id], verdict.message
    else:
        assert verdict.reason in FIRST_REASONS[vector.reason], verdict.message


@pytest.mark.parametrize("vector", DISPUTED)
def test_disputed_vector_has_a_verdict_with_words(vector: Vector) -> None:
    verdict = BY_ID[vector.scheme][1].judge(vector.message, [vector.secret], vector.now)

    assert verdict.scheme == vector.scheme
    assert verdict.message


@pytest.mark.parametrize("vector", VALID)
def test_sender_is_among_the_candidates(vector: Vector, record_property: Record) -> None:
    message = vector.message
    view = RequestView(message.headers, message.body, (message.url or "").encode())

    candidates = RECOGNISER.candidates(view)

    found = vector.scheme in {one.scheme for one in candidates}
    record_property("detected", "yes" if found else "no")
    assert found


@pytest.mark.parametrize("vector", MISMATCHED)
def test_mismatch_is_explained(vector: Vector) -> None:
    verdict = BY_ID[vector.scheme][1].judge(vector.message, [vector.secret], vector.now)

    explained = explain(verdict, vector.message, [vector.secret], BY_ID)

    assert explained.reason is EXPLAINED[vector.reason or ""], explained.message
    assert not explained.valid
