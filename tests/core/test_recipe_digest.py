import hashlib

import pytest

from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.detect import DetectionRule
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.scheme import Part, Scheme, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError


def scheme_of(hash_: str = "sha256", encoding: str = "hex") -> Scheme:
    return Scheme(
        id="acme",
        title="Acme",
        recipe=DigestRecipe(
            Bare("X-Sign", encoding), ("{body}", "{header:X-Timestamp}", "{secret}"), hash_
        ),
        signature_header="X-Sign",
        string_to_sign="words",
        detection=DetectionRule(),
        timestamp=TimestampRule("header:X-Timestamp"),
    )


@pytest.mark.parametrize("hash_", ["sha1", "sha256", "sha512"])
def test_signature_is_a_hash_with_the_secret_in_it(hash_: str) -> None:
    value = hashlib.new(hash_, b"{}1767225600a secret").hexdigest()
    message = a_message(("X-Sign", value), ("X-Timestamp", "1767225600"), body=b"{}")

    verdict = scheme_of(hash_).judge(message, [OTHER, SECRET], NOW)

    assert (verdict.valid, verdict.secret, verdict.age) == (True, SECRET.name, 0.0)
    assert scheme_of(hash_).recipe.covers == {Part.BODY, Part.TIMESTAMP}


def test_what_it_signs_it_verifies() -> None:
    signed = scheme_of(encoding="base64").sign(a_message(), SECRET, Stamp(NOW, ""))

    assert scheme_of(encoding="base64").judge(signed, [SECRET], NOW).valid
    assert scheme_of(encoding="base64").judge(signed, [OTHER], NOW).reason is Reason.MISMATCH


def test_empty_secret_makes_no_signature() -> None:
    empty = Secret("env:EMPTY", b"")
    value = hashlib.sha256(b"{}1767225600").hexdigest()
    message = a_message(("X-Sign", value), ("X-Timestamp", "1767225600"), body=b"{}")

    assert scheme_of().judge(message, [empty], NOW).reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="cannot sign for Acme with the secret `env:EMPTY`"):
        scheme_of().sign(a_message(), empty, Stamp(NOW, ""))
