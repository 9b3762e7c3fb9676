"""Requests of every scheme are signed anew: they are genuine then, and only with that secret."""

from dataclasses import replace

import pytest

from tests.providers.vectors import Vector, vectors
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers import all_providers, all_schemes

BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
GENUINE = [one for one in vectors() if one.valid and not one.disputed and one.scheme in BY_ID]
EVERY = [pytest.param(one, id=one.id) for one in GENUINE]
FIRST = {one.scheme: one for one in reversed(GENUINE)}
EACH = [pytest.param(one, id=id_) for id_, one in sorted(FIRST.items())]

PRIVATE_KEYS = ("signing_key_pem", "signing_key_hex", "signing_key")
"""Where a vector has the key that its secret is the public half of."""

ONLY_BY_ITS_PROVIDER = {"aws_sns_v1", "aws_sns_v2", "paypal"}
"""Their vectors come without the key that they were signed with."""


def signing_secret(vector: Vector) -> Secret:
    params = vector.message.params
    found = next((params[name] for name in PRIVATE_KEYS if name in params), None)
    return vector.secret if found is None else Secret("private", found.encode())


def signed_anew(vector: Vector, later: float) -> SignedMessage:
    scheme = BY_ID[vector.scheme]
    stamp = Stamp(vector.now + later, "")
    return scheme.sign(vector.message, signing_secret(vector), stamp)


@pytest.mark.parametrize("vector", EVERY)
def test_request_signed_anew_is_genuine_at_its_new_time(vector: Vector) -> None:
    scheme = BY_ID[vector.scheme]
    try:
        signed = signed_anew(vector, 3600)
    except UsageError:
        assert vector.scheme in ONLY_BY_ITS_PROVIDER
        return

    verdict = scheme.judge(signed, [vector.secret], vector.now + 3600)

    assert verdict.valid, verdict.message
    assert verdict.age in (None, 0.0)
    assert scheme.judge(signed, [vector.secret], None).valid


@pytest.mark.parametrize("vector", EACH)
def test_another_secret_does_not_fit_what_was_signed_anew(vector: Vector) -> None:
    if vector.scheme in ONLY_BY_ITS_PROVIDER:
        return
    signed = signed_anew(vector, 0)
    other = Secret("other", b"x" + vector.secret.value[1:-1] + b"x")

    verdict = BY_ID[vector.scheme].judge(signed, [other], vector.now)

    assert not verdict.valid
    assert verdict.reason in (Reason.MISMATCH, Reason.MALFORMED_SECRET, Reason.UNTRUSTED_KEY)


@pytest.mark.parametrize(
    "scheme_id",
    [
        scheme.id
        for provider in all_providers().values()
        for scheme in provider.schemes
        if isinstance(scheme.recipe, UnsignedRecipe)
    ],
)
def test_what_is_never_signed_stays_as_it_is(scheme_id: str) -> None:
    message = SignedMessage("POST", None, ((b"A", b"b"),), b"{}")
    scheme = BY_ID[scheme_id]

    assert scheme.sign(message, Secret("s", b"x"), Stamp(0, "id")) == message
    verdict = scheme.judge(replace(message, body=b""), [], None)
    assert (verdict.valid, verdict.reason) == (False, Reason.NOT_SIGNED)
