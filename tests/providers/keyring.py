"""Keys made anew for a scheme, and a genuine request to sign with them."""

from dataclasses import replace
from random import Random

from tests.providers.fixed import NOW
from tests.providers.vectors import Vector
from webhookctl.core.event import Facts
from webhookctl.core.key_form import NewKeys
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret

_OLD_KEYS = ("keyid", "alg", "signing_key", "signing_key_hex", "signing_key_pem")
"""Parameters that speak of the keys a vector was made with."""


def new_keys(scheme: Scheme, seed: int = 7) -> NewKeys:
    """Return new keys of the scheme's own form, others for another seed."""
    source = Random(seed)  # noqa: S311 - no secret is made of it
    return scheme.key_form.make(Facts(NOW, source.getrandbits))


def to_sign(vector: Vector, keys: NewKeys) -> SignedMessage:
    """Return the vector's request with parameters that fit the new keys."""
    params = {name: text for name, text in vector.message.params.items() if name not in _OLD_KEYS}
    if "trusted_ca_pem" in params:
        params["trusted_ca_pem"] = keys.more[0].content.decode()
    return replace(vector.message, params=params)


def signing_secret(keys: NewKeys) -> Secret:
    """Return what to sign with."""
    return Secret("file:signing", keys.signing.content)


def judging_secret(keys: NewKeys) -> Secret:
    """Return what a receiver judges with."""
    return Secret("file:judging", (keys.judging or keys.signing).content)
