from dataclasses import replace

import pytest

from webhookctl.core.challenge import Nothing, TextEcho
from webhookctl.core.handshake import Asked, Evidence, Handshake, HandshakeError
from webhookctl.core.locate import InJson, InQuery, RequestView
from webhookctl.core.opening import Opening
from webhookctl.core.secret import Secret

SECRETS = (Secret("env:A", b"a"), Secret("env:B", b"b"))


def asked(query: bytes = b"", body: bytes = b"", **params: str) -> Asked:
    return Asked(RequestView((), body, b"/hook?" + query), None, SECRETS, params)


def handshake(token: bool = True) -> Handshake:
    return Handshake(
        id="a_handshake",
        title="A handshake",
        opening=Opening("GET"),
        responder=Nothing(),
        evidence=Evidence.DOCS,
        when="always",
        token=(InQuery("word"), "word") if token else None,
    )


def test_challenge_is_what_stands_there() -> None:
    assert asked(b"c=a%20b").challenge(InQuery("c")) == "a b"
    assert asked(body=b'{"c": "x"}').challenge(InJson("c")) == "x"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (b"", "query c has no challenge"),
        (b"c=", "query c has no challenge"),
        (b"c=" + b"x" * 4097, "more than 4096 characters"),
        (b"c=xyz", "characters that this provider never sends"),
    ],
)
def test_challenge_that_is_not_in_order_is_a_bad_request(query: bytes, message: str) -> None:
    with pytest.raises(HandshakeError, match=message) as caught:
        asked(query).challenge(InQuery("c"), "[a-c]+|x{10,}")

    assert caught.value.status == 400
    assert caught.value.refuses


def test_longest_challenge_is_given_back() -> None:
    assert len(asked(b"c=" + b"x" * 4096).challenge(InQuery("c"))) == 4096


def test_half_a_character_is_no_challenge() -> None:
    with pytest.raises(HandshakeError, match="no text") as caught:
        asked(body=b'{"c": "\\ud800"}').challenge(InJson("c"))

    assert caught.value.status == 400


def test_secret_is_the_first() -> None:
    assert asked().secret("the key") == b"a"


def test_missing_secret_is_told_in_words_and_is_nobodys_fault() -> None:
    with pytest.raises(HandshakeError, match="its answer is made with the key") as caught:
        Asked(RequestView((), b"")).secret("the key")

    assert caught.value.status == 503
    assert not caught.value.refuses
    assert "--secret env:NAME" in (caught.value.hint or "")


def test_parameter_is_found_by_its_name() -> None:
    assert asked(b"", b"", a="1").param("a", "the a") == "1"


@pytest.mark.parametrize("params", [{}, {"a": ""}])
def test_missing_parameter_is_told_in_words(params: dict[str, str]) -> None:
    with pytest.raises(HandshakeError, match="its answer is made with the a") as caught:
        asked(b"", b"", **params).param("a", "the a")

    assert caught.value.status == 503
    assert caught.value.hint == "give it with `--param a=VALUE`"


def test_answer_is_that_of_the_responder() -> None:
    assert handshake().answer(asked()).status == 200


def test_token_must_be_the_one_that_was_given() -> None:
    assert handshake().answer(asked(b"word=ok", b"", word="ok")).status == 200


@pytest.mark.parametrize("query", [b"word=no", b"word=ok2", b"word=OK", b"word=%C3%A9", b""])
def test_other_token_is_forbidden_and_ours_is_not_told(query: bytes) -> None:
    with pytest.raises(HandshakeError, match="query word is not what `--param word` says") as err:
        handshake().answer(asked(query, b"", word="ok"))

    assert err.value.status == 403
    assert "ok" not in f"{err.value.message}{err.value.hint}".split()


def test_token_that_is_no_text_is_only_wrong() -> None:
    one = replace(handshake(), token=(InJson("word"), "word"))

    with pytest.raises(HandshakeError):
        one.answer(asked(b"", b'{"word": "\\udc80"}', word="ok"))


def test_token_is_not_asked_for_where_there_is_none() -> None:
    assert handshake(token=False).answer(asked(b"", b"", word="ok")).status == 200


def test_responder_sees_what_was_asked() -> None:
    one = replace(handshake(), responder=TextEcho(InQuery("c")))

    assert one.answer(asked(b"c=7")).body == b"7"
