from dataclasses import replace

import pytest

from tests.providers.messages import a_request, having, holding, judged, signed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_own import (
    ComputedRecipe,
    FaultError,
    Mac,
    OwnRecipe,
    header,
    json_object,
    moment_of,
    parameter,
    settle,
    text_of,
    well_formed,
    with_body,
    with_json,
)
from webhookctl.core.scheme import Part, Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, Fault
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

FAULT = Fault(Reason.MALFORMED_BODY, "no such body", "send another")
MAC = Mac("sha256")
DIGEST = b"5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0"
"""HMAC-SHA256 of `data` with the key `key`, by OpenSSL."""


def upside_down(message: SignedMessage) -> bytes:
    if not message.body:
        raise FaultError(FAULT)
    return message.body[::-1]


COMPUTED = Scheme(
    id="computed",
    title="Computed",
    recipe=ComputedRecipe(frozenset({Part.BODY}), HmacRecipe(Bare("X-Sign")), upside_down),
    signature_header="X-Sign",
    string_to_sign="{body reversed}",
    detection=DetectionRule(),
)


def test_computed_bytes_are_signed_and_the_body_stays() -> None:
    message = signed(COMPUTED, a_request(b"atad"), b"key")

    assert message.body == b"atad"
    assert dict(message.headers)[b"X-Sign"] == DIGEST
    fitting = judged(COMPUTED, message, b"other", b"key")
    assert (fitting.valid, fitting.secret) == (True, "s1")
    assert judged(COMPUTED, holding(message, b"data"), b"key").reason is Reason.MISMATCH


def test_what_cannot_be_computed_is_told() -> None:
    unsigned = a_request()

    assert judged(COMPUTED, unsigned, b"key").reason is Reason.MISSING_HEADER
    assert judged(COMPUTED, having(unsigned, "X-Sign", "x"), b"key").reason is FAULT.reason
    with pytest.raises(UsageError, match="cannot sign for Computed: no such body") as caught:
        signed(COMPUTED, unsigned, b"key")
    assert caught.value.hint == FAULT.hint


def test_fault_ends_judging_and_signing() -> None:
    def fail(*_: object) -> SignedMessage:
        raise FaultError(FAULT)

    own = replace(COMPUTED, recipe=OwnRecipe(frozenset(), fail, fail))  # type: ignore[arg-type]

    verdict = judged(own, a_request(), b"key")

    assert (verdict.reason, verdict.message, verdict.hint) == (
        FAULT.reason,
        FAULT.message,
        FAULT.hint,
    )
    with pytest.raises(UsageError, match="no such body"):
        signed(own, a_request(), b"key")


def test_mac_is_that_of_other_programs() -> None:
    assert MAC.made(Secret("s", b"key"), b"data") == DIGEST
    assert MAC.fits(Secret("s", b"key"), b"data", b"x", DIGEST) is True
    assert MAC.fits(Secret("s", b"kex"), b"data", DIGEST) is False
    assert MAC.fits(Secret("s", b""), b"data", DIGEST) is None
    assert MAC.sign(COMPUTED, Secret("s", b"key"), b"data") == DIGEST
    with pytest.raises(UsageError, match="with the secret `s`"):
        MAC.sign(COMPUTED, Secret("s", b""), b"data")


def test_any_secret_that_fits_is_enough() -> None:
    secrets = [Secret(name, name.encode()) for name in ("no key", "no", "yes")]
    fits = {"no key": None, "no": False, "yes": True}

    def fit(secret: Secret) -> bool | None:
        return fits[secret.name]

    fitting = settle(COMPUTED, secrets, fit, None)
    assert (fitting.valid, fitting.secret) == (True, "yes")
    assert settle(COMPUTED, secrets[:2], fit, None).reason is Reason.MISMATCH
    assert settle(COMPUTED, secrets[:1], fit, None).reason is Reason.MALFORMED_SECRET
    assert settle(COMPUTED, secrets, fit, 0.0, FAULT).reason is FAULT.reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.MISSING_SIGNATURE),
        ("", Reason.EMPTY_SIGNATURE),
        (" ", Reason.EMPTY_SIGNATURE),
        (DIGEST[:-2], Reason.TRUNCATED_SIGNATURE),
        ("x", Reason.MALFORMED_SIGNATURE),
        ("*" * 64, Reason.MALFORMED_SIGNATURE),
        (DIGEST + b"0", Reason.MALFORMED_SIGNATURE),
        (DIGEST.upper(), Reason.MALFORMED_SIGNATURE),
        ({}, Reason.MALFORMED_SIGNATURE),
        (17, Reason.MALFORMED_SIGNATURE),
    ],
)
def test_signature_of_another_shape_is_told(value: object, reason: Reason) -> None:
    with pytest.raises(FaultError, match="`sig`") as caught:
        well_formed(value, "hex", 32, "parameter `sig`")

    assert caught.value.fault.reason is reason


def test_signature_of_the_right_shape_is_returned_as_bytes() -> None:
    assert well_formed(DIGEST.decode(), "hex", 32, "x") == DIGEST
    assert MAC.read(DIGEST, "x") == DIGEST


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, b""),
        (b"\xff", b"\xff"),
        ("é", "é".encode()),
        ("\udc80", b"\xed\xb2\x80"),
        (True, b"true"),
        (10, b"10"),
        (1.5, b"1.5"),
        ({"a": 1}, b"{}"),
        ([1], b"[]"),
    ],
)
def test_values_of_json_are_written_as_text(value: object, text: bytes) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("1767225600", "s", 1767225600.0),
        (1767225601, "s", 1767225601.0),
        (b"1767225600000", "ms", 1767225600.0),
        ("2026-01-01T00:00:00Z", "iso8601", 1767225600.0),
        (None, "s", Reason.MISSING_TIMESTAMP),
        ("soon", "s", Reason.MALFORMED_TIMESTAMP),
        (True, "s", Reason.MALFORMED_TIMESTAMP),
    ],
)
def test_moment_is_read_or_told_what_is_wrong(
    value: object, unit: str, found: float | Reason
) -> None:
    moment = moment_of(value, unit, "`t`")

    assert (moment.reason if isinstance(moment, Fault) else moment) == found


def test_parts_that_are_missing_are_named() -> None:
    message = having(a_request(key="k", empty=""), "A", "1")
    twice = replace(message, headers=(*message.headers, (b"a", b"2")))

    assert header(twice, "a") == b"1, 2"
    assert parameter(message, "key") == "k"
    for read, name, words in (
        (header, "B", "no B header"),
        (parameter, "other", "`other`"),
        (parameter, "empty", "`empty`"),
    ):
        with pytest.raises(FaultError, match=words):
            read(message, name)


@pytest.mark.parametrize("body", [b"", b"[]", b"x", b"1", b"[" * 100_000])
def test_body_must_be_an_object(body: bytes) -> None:
    with pytest.raises(FaultError, match="no Acme event"):
        json_object(body, "Acme event")


def test_new_body_has_its_own_length() -> None:
    message = having(a_request(b"old"), "content-length", "3")

    assert dict(with_body(message, b"longer").headers)[b"content-length"] == b"6"
    assert with_json(a_request(), {"é": [1, "x"]}).body == '{"é":[1,"x"]}'.encode()
    assert with_json(a_request(), {"é": 1}).headers == a_request().headers
