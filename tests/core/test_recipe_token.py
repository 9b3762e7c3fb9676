from base64 import b64encode

import pytest

from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.detect import DetectionRule
from webhookctl.core.recipe_token import BasicRecipe, TokenRecipe, UnsignedRecipe
from webhookctl.core.scheme import Recipe, Scheme, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

STAMP = Stamp(NOW, "id")
PASSWORD = Secret("env:PASSWORD", "name:päss:word".encode())


def scheme_of(recipe: Recipe, header: str | None = "X-Token") -> Scheme:
    return Scheme("acme", "Acme webhooks", recipe, header, "none", DetectionRule())


TOKEN = scheme_of(TokenRecipe("X-Token"))
BASIC = scheme_of(BasicRecipe(), "Authorization")
UNSIGNED = scheme_of(UnsignedRecipe("look elsewhere"), None)


def basic(secret: bytes, word: str = "Basic") -> bytes:
    return word.encode() + b" " + b64encode(secret)


def test_token_that_fits_says_that_nothing_protects_the_body() -> None:
    verdict = TOKEN.judge(a_message(("x-token", SECRET.value)), [OTHER, SECRET], None)

    assert (verdict.valid, verdict.secret) == (True, SECRET.name)
    assert "nothing protects the body" in verdict.message
    assert verdict.facts == {"body_covered": False}
    assert TOKEN.recipe.covers == frozenset()


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ((), Reason.MISSING_HEADER),
        ((("X-Token", ""),), Reason.EMPTY_SIGNATURE),
        ((("X-Token", "A SECRET"),), Reason.MISMATCH),
        ((("X-Token", "a secret "),), Reason.MISMATCH),
        ((("X-Token", "a secre"),), Reason.TRUNCATED_SIGNATURE),
        ((("X-Token", "a "),), Reason.MISMATCH),
        ((("X-Token", "Bearer a secret"),), Reason.SECRET_ENCODING),
        ((("X-Token", "no"), ("X-Token", "a secret")), Reason.VALID),
    ],
)
def test_token_is_compared_as_a_whole(headers: tuple[tuple[str, str], ...], reason: Reason) -> None:
    assert TOKEN.judge(a_message(*headers), [SECRET], None).reason is reason


@pytest.mark.parametrize("value", ["a secre", "a secret2", "Bearer a secret", "hunter2"])
def test_no_token_is_ever_shown(value: str) -> None:
    verdict = TOKEN.judge(a_message(("X-Token", value)), [SECRET], None)

    assert value not in f"{verdict.message} {verdict.hint}"
    assert "a secret`" not in verdict.message


def test_empty_secret_fits_nothing() -> None:
    empty = Secret("env:EMPTY", b"")

    assert TOKEN.judge(a_message(("X-Token", "x")), [empty], None).reason is Reason.MALFORMED_SECRET
    assert not TOKEN.judge(a_message(("X-Token", "")), [empty], None).valid


def test_token_is_sent_in_its_header() -> None:
    signed = TOKEN.sign(a_message(("x-token", "old")), SECRET, STAMP)

    assert signed.headers == ((b"x-token", b"a secret"),)


@pytest.mark.parametrize("value", [b"", b"a\nb", b"a\r\nX-Evil: 1", b" a", b"a\0", b"a\x7f"])
def test_token_that_is_no_header_value_is_not_sent(value: bytes) -> None:
    with pytest.raises(UsageError, match="cannot sign for Acme webhooks with the secret `s`"):
        TOKEN.sign(a_message(), Secret("s", value), STAMP)


@pytest.mark.parametrize("word", ["Basic", "basic", "BASIC"])
def test_password_fits_whatever_the_case_of_its_word(word: str) -> None:
    message = a_message(("Authorization", basic(PASSWORD.value, word)))

    verdict = BASIC.judge(message, [PASSWORD], None)

    assert (verdict.valid, verdict.secret) == (True, PASSWORD.name)
    assert BASIC.recipe.covers == frozenset()


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ((), Reason.MISSING_HEADER),
        ((("Authorization", b""),), Reason.EMPTY_SIGNATURE),
        ((("Authorization", b"Bearer bmFtZTpwYXNz"),), Reason.WRONG_VERSION),
        ((("Authorization", b"Basic !!!"),), Reason.MALFORMED_SIGNATURE),
        ((("Authorization", b"Basic bmF"),), Reason.MALFORMED_SIGNATURE),
        ((("Authorization", basic(b"name:other")),), Reason.MISMATCH),
        ((("Authorization", basic(PASSWORD.value[:-2])),), Reason.TRUNCATED_SIGNATURE),
    ],
)
def test_password_is_compared_as_a_whole(
    headers: tuple[tuple[str, bytes], ...], reason: Reason
) -> None:
    assert BASIC.judge(a_message(*headers), [PASSWORD], None).reason is reason


def test_secret_without_a_name_is_no_password() -> None:
    message = a_message(("Authorization", basic(b"secret")))

    assert BASIC.judge(message, [SECRET], None).reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="cannot sign"):
        BASIC.sign(a_message(), SECRET, STAMP)


def test_password_is_sent_as_base64() -> None:
    signed = BASIC.sign(a_message(), Secret("s", b"Aladdin:open sesame"), STAMP)

    # RFC 7617 section 2.
    assert signed.headers == ((b"Authorization", b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),)


def test_unsigned_request_is_said_to_be_so() -> None:
    verdict = UNSIGNED.judge(a_message(), [SECRET], None)

    assert (verdict.valid, verdict.reason) == (False, Reason.NOT_SIGNED)
    assert verdict.message.startswith("Acme webhooks are not signed")
    assert verdict.hint == "look elsewhere"
    assert UNSIGNED.sign(a_message(), SECRET, STAMP) == a_message()
    assert UNSIGNED.recipe.covers == frozenset()
