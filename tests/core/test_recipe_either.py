from dataclasses import replace

import pytest

from tests.core.messages import NOW, OTHER, SECRET, a_message, a_scheme, mac
from webhookctl.core.headers import first
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.scheme import Part, SignedMessage, Stamp
from webhookctl.core.verdict import Reason


def in_capitals(message: SignedMessage) -> SignedMessage | None:
    return replace(message, body=message.body.upper()) if message.body.isascii() else None


PLAIN = a_scheme()
EITHER = replace(PLAIN, recipe=EitherForm(PLAIN.recipe, in_capitals))


@pytest.mark.parametrize("signed", [b"text", b"TEXT"])
def test_signature_of_either_form_is_genuine(signed: bytes) -> None:
    message = a_message(("X-Signature", mac(signed).hex()), body=b"text")

    assert EITHER.judge(message, [OTHER, SECRET], None).secret == SECRET.name
    assert EITHER.judge(message, [OTHER], None).reason is Reason.MISMATCH


def test_other_form_is_signed_and_the_message_stays_as_it_is() -> None:
    signed = EITHER.sign(a_message(body=b"text"), SECRET, Stamp(NOW, ""))

    assert signed.body == b"text"
    assert first(signed.headers, "X-Signature") == mac(b"TEXT").hex().encode()
    assert EITHER.recipe.covers == {Part.BODY}


def test_message_without_another_form_is_signed_as_it_is() -> None:
    body = "é".encode()
    signed = EITHER.sign(a_message(body=body), SECRET, Stamp(NOW, ""))

    assert first(signed.headers, "X-Signature") == mac(body).hex().encode()
    assert EITHER.judge(signed, [OTHER], None).reason is Reason.MISMATCH
    assert EITHER.judge(a_message(body=body), [SECRET], None).reason is Reason.MISSING_HEADER
