import pytest

from webhookctl.core.challenge import Computed, Fixed, HeaderEcho, JsonEcho, Nothing, TextEcho
from webhookctl.core.handshake import Asked, HandshakeError, Responder
from webhookctl.core.locate import InQuery, RequestView
from webhookctl.core.reply import Reply

NOSNIFF = (b"X-Content-Type-Options", b"nosniff")
TEXT = (b"Content-Type", b"text/plain")
JSON = (b"Content-Type", b"application/json")


def asked(query: str = "", *headers: tuple[bytes, bytes]) -> Asked:
    return Asked(RequestView(headers, b"", f"/?{query}".encode()))


C = InQuery("c")


@pytest.mark.parametrize(
    ("responder", "expected", "words"),
    [
        (Nothing(), Reply(200), "200 without a body"),
        (Nothing(204), Reply(204), "204 without a body"),
        (Fixed("text/xml", "<a/>"), None, "text/xml <a/>"),
        (TextEcho(C), Reply(200, (TEXT, NOSNIFF), "é<b>".encode()), "query c as plain text"),
        (
            JsonEcho("name", C),
            Reply(200, (JSON, NOSNIFF), b'{"name": "\\u00e9<b>"}'),
            "query c as `name` in JSON",
        ),
        (
            JsonEcho("name", C, compact=True),
            Reply(200, (JSON, NOSNIFF), b'{"name":"\\u00e9<b>"}'),
            "query c as `name` in JSON",
        ),
        (
            HeaderEcho("X-Secret"),
            Reply(200, ((b"X-Secret", b"caf\xe9"),)),
            "the header X-Secret as it came",
        ),
        (Computed("by hand", lambda _: Reply(202)), Reply(202), "by hand"),
    ],
)
def test_answer_and_its_words(responder: Responder, expected: Reply | None, words: str) -> None:
    answer = responder.answer(asked("c=%C3%A9%3Cb%3E", (b"x-secret", b"caf\xe9")))

    fixed = Reply(200, ((b"Content-Type", b"text/xml"), NOSNIFF), b"<a/>")
    assert answer == (expected or fixed)
    assert responder.describe() == words


@pytest.mark.parametrize("responder", [TextEcho(C), JsonEcho("name", C), HeaderEcho("X-Secret")])
def test_nothing_to_give_back_is_a_bad_request(responder: Responder) -> None:
    with pytest.raises(HandshakeError) as caught:
        responder.answer(asked())

    assert caught.value.status == 400
