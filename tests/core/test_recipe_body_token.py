from collections.abc import Mapping
from typing import Any

import pytest

from tests.providers.messages import a_request, judged, signed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.recipe_body_token import BodyTokenRecipe
from webhookctl.core.recipe_own import FaultError
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Fault
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError


def read(body: Mapping[str, Any]) -> list[object]:
    if "words" not in body:
        raise FaultError(Fault(Reason.MALFORMED_BODY, "no words"))
    return list(body["words"])


def write(body: dict[str, Any], word: str) -> None:
    body["words"] = [word for _ in read(body)]


SCHEME = Scheme(
    id="words",
    title="Words",
    recipe=BodyTokenRecipe("password", "Words event", read, write),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(),
    secret_words="any text",  # noqa: S106 - words about a secret
)


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (b'{"words":["open"]}', Reason.VALID, "the password fits"),
        (b'{"words":["open","open"]}', Reason.VALID, "the password fits"),
        (b'{"words":["open","shut"]}', Reason.MISMATCH, "of every item"),
        (b'{"words":["shut","open"]}', Reason.MISMATCH, "of every item"),
        (b'{"words":["shut"]}', Reason.MISMATCH, "the password fits no secret"),
        (b'{"words":["ope"]}', Reason.MISMATCH, "another one"),
        (b'{"words":["open",null]}', Reason.MISSING_SIGNATURE, "no password"),
        (b'{"words":[""]}', Reason.EMPTY_SIGNATURE, "is empty"),
        (b'{"words":[["open"]]}', Reason.MISMATCH, "another one"),
        (b"{}", Reason.MALFORMED_BODY, "no words"),
        (b"[]", Reason.MALFORMED_BODY, "no Words event"),
        (b"\xff", Reason.MALFORMED_BODY, "no Words event"),
    ],
)
def test_every_value_must_be_a_secret(body: bytes, reason: Reason, words: str) -> None:
    verdict = judged(SCHEME, a_request(body), b"old", b"open")

    assert verdict.reason is reason
    assert words in verdict.message
    assert "open" not in verdict.message
    assert verdict.secret == ("s1" if verdict.valid else None)


def test_nothing_is_said_to_be_protected() -> None:
    verdict = judged(SCHEME, a_request(b'{"words":["open"]}'), b"open")

    assert SCHEME.recipe.covers == frozenset()
    assert verdict.facts == {"body_covered": False}


def test_empty_secret_never_fits() -> None:
    assert judged(SCHEME, a_request(b'{"words":["x"]}'), b"").reason is Reason.MALFORMED_SECRET
    assert judged(SCHEME, a_request(b'{"words":["x"]}')).reason is Reason.MISMATCH


def test_secret_is_put_into_the_body() -> None:
    message = signed(SCHEME, a_request(b'{"words":[1,2],"other":true}'), "öffne".encode())

    assert message.body == '{"words":["öffne","öffne"],"other":true}'.encode()
    assert judged(SCHEME, message, "öffne".encode()).valid


@pytest.mark.parametrize(
    ("body", "secret", "words"),
    [
        (b"{}", b"open", "no words"),
        (b"x", b"open", "no Words event"),
        (b'{"words":[1]}', b"", "with the secret"),
        (b'{"words":[1]}', b"\xff", "with the secret"),
    ],
)
def test_what_cannot_be_signed_is_told(body: bytes, secret: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        signed(SCHEME, a_request(body), secret)
