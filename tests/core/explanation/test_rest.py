import pytest

from tests.core.explanation.cases import BY_ID, WHSEC, explained, scheme_of, signed
from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.scheme import Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason

RFC_8032_KEY = Secret("s", b"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


@pytest.mark.parametrize(
    ("secrets", "words"), [((OTHER,), "the secret"), ((OTHER, WHSEC), "any of the 2 secrets")]
)
def test_what_cannot_be_told_apart_is_not(secrets: tuple[Secret, ...], words: str) -> None:
    verdict = explained(signed("stripe"), "stripe", secrets)

    assert verdict.reason is Reason.MISMATCH
    assert words in verdict.message
    assert verdict.message.endswith("a usual variation of it or of the body")
    assert verdict.facts["likely"] == Reason.WRONG_SECRET


@pytest.mark.parametrize(
    ("name", "body", "mode"),
    [
        ("stripe", b'{"livemode":true}', "live"),
        ("stripe", b'{"livemode":false}', "test"),
        ("stripe", b'{"livemode":null}', None),
        ("stripe", b'{"livemode":"perhaps"}', None),
        ("stripe", b"no json", None),
        ("lemon_squeezy", b'{"data":{"attributes":{"test_mode":true}}}', "test"),
        ("lemon_squeezy", b'{"data":{"attributes":{"test_mode":false}}}', "live"),
        ("github", b'{"livemode":true}', None),
    ],
)
def test_mode_of_an_event_is_told_where_it_shows(name: str, body: bytes, mode: str | None) -> None:
    verdict = explained(signed(name, body=body), name, [OTHER])

    assert verdict.facts.get("mode") == mode
    told = f"the event is of {mode} mode: use the secret of the {mode} endpoint"
    assert (told in (verdict.hint or "")) is (mode is not None)


def test_mode_of_an_adyen_notification_is_told() -> None:
    adyen, key = BY_ID["adyen_standard"][1], Secret("s", b"ab" * 32)
    body = b'{"live":"false","notificationItems":[{"NotificationRequestItem":{}}]}'
    message = adyen.sign(a_message(body=body), Secret("t", b"cd" * 32), Stamp(NOW, ""))

    verdict = explained(message, adyen, [key])

    assert verdict.facts["mode"] == "test"
    assert "does not fit the secret" in verdict.message
    assert "the signature" in verdict.message
    assert verdict.facts["covers"] == "eight fields of each item"


def test_url_is_suspected_where_it_is_covered() -> None:
    square = scheme_of("square")
    message = square.sign(a_message(url="https://x.test/"), SECRET, Stamp(NOW, ""))

    verdict = explained(message, "square", [OTHER])

    assert verdict.message.endswith("a usual variation of it, of the body or of the URL")
    assert "`--url URL`" in (verdict.hint or "")


def test_token_is_not_called_a_signature() -> None:
    verdict = explained(a_message(("X-Gitlab-Token", "a")), "gitlab_token", [OTHER])

    assert verdict.message == "the value does not fit the secret, nor a usual variation of it"
    assert verdict.hint == "the sender was given another one, or sent it in another form"


def test_key_is_called_what_it_is() -> None:
    message = a_message(("X-Signature-Ed25519", "0" * 128), ("X-Signature-Timestamp", "1767225600"))

    verdict = explained(message, "discord", [RFC_8032_KEY])

    assert "does not fit the public key" in verdict.message
