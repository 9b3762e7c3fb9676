from dataclasses import replace

from tests.providers.fixed import NOW
from webhookctl.core.headers import first
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.providers.gitea import SCHEME

SECRET = Secret("env:SECRET", b"secret")
FORM = ((b"Content-Type", b"application/x-www-form-urlencoded"),)
# printf '{"a":"é"}' | openssl dgst -sha256 -hmac secret
OF_JSON = b"ab2f844b0162528e4f810266361608f9e7c36b03a63d23f72017879da5e5936f"


def test_json_in_a_form_is_what_is_signed() -> None:
    body = b"payload=%7B%22a%22%3A%22%C3%A9%22%7D"
    form = SignedMessage("POST", None, FORM, body)

    of_form = SCHEME.sign(form, SECRET, Stamp(NOW, ""))

    assert of_form.body == body
    assert first(of_form.headers, "X-Gitea-Signature") == OF_JSON
    assert SCHEME.judge(of_form, [SECRET], NOW).valid
    changed = replace(of_form, body=body + b"%20")
    assert SCHEME.judge(changed, [SECRET], NOW).reason is Reason.MISMATCH


def test_form_signed_as_it_is_fits_as_well() -> None:
    raw = SignedMessage("POST", None, (), b"payload=%7B%7D")
    signed = SCHEME.sign(raw, SECRET, Stamp(NOW, ""))

    assert SCHEME.judge(replace(signed, headers=FORM + signed.headers), [SECRET], NOW).valid
