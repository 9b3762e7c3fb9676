"""New keys of every scheme: they sign, and their public half judges; nothing else does."""

import pytest

from tests.providers.keyring import judging_secret, new_keys, signing_secret, to_sign
from tests.providers.vectors import Vector, vectors
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers import all_schemes

BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
GENUINE = [one for one in vectors() if one.valid and not one.disputed and one.scheme in BY_ID]
FIRST = {one.scheme: one for one in reversed(GENUINE)}
EACH = [pytest.param(BY_ID[id_], one, id=id_) for id_, one in sorted(FIRST.items())]
PAIRS = [
    pytest.param(BY_ID[id_], one, id=id_)
    for id_, one in sorted(FIRST.items())
    if BY_ID[id_].key_form.is_pair
]
ENCODED = {"hex": "hex", "base64": "base64", "whsec": "base64"}


@pytest.mark.parametrize(("scheme", "vector"), EACH)
def test_what_new_keys_sign_is_genuine(scheme: Scheme, vector: Vector) -> None:
    keys = new_keys(scheme)
    stamp = Stamp(vector.now, "")

    signed = scheme.sign(to_sign(vector, keys), signing_secret(keys), stamp)

    verdict = scheme.judge(signed, [judging_secret(keys)], vector.now)
    assert verdict.valid, verdict.message
    assert scheme.judge(signed, [signing_secret(keys)], vector.now).valid
    other = judging_secret(new_keys(scheme, seed=8))
    assert scheme.judge(signed, [other], vector.now).reason is Reason.MISMATCH


@pytest.mark.parametrize(("scheme", "vector"), PAIRS)
def test_public_half_does_not_sign_what_it_judges(scheme: Scheme, vector: Vector) -> None:
    keys = new_keys(scheme)
    public = judging_secret(keys)

    outcome = signed_with(scheme, to_sign(vector, keys), public)

    if isinstance(outcome, UsageError):
        assert f"`webhookctl keys new {scheme.id}`" in (outcome.hint or "")
    else:
        assert scheme.judge(outcome, [public], vector.now).reason is Reason.MISMATCH


def signed_with(
    scheme: Scheme, message: SignedMessage, secret: Secret
) -> SignedMessage | UsageError:
    try:
        return scheme.sign(message, secret, Stamp(0.0, ""))
    except UsageError as refused:
        return refused


@pytest.mark.parametrize("scheme", [pytest.param(one, id=id_) for id_, one in BY_ID.items()])
def test_secret_is_in_the_encoding_that_the_recipe_decodes(scheme: Scheme) -> None:
    if isinstance(scheme.recipe, HmacRecipe) and scheme.recipe.key in ENCODED:
        assert getattr(scheme.key_form, "encoding", None) == ENCODED[scheme.recipe.key]
