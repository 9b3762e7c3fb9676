import json

import pytest

from tests.core.messages import NOW, SECRET, a_message, a_scheme, mac
from webhookctl.core.headers import first
from webhookctl.core.scheme import Stamp, TimestampRule
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

STAMP = Stamp(NOW, "msg_1")
IN_BODY = a_scheme(timestamp=TimestampRule("json:when", unit="ms"))
NAMED = a_scheme(
    message=("{config_header:time_header}", "{body}"),
    timestamp=TimestampRule("config_header:time_header"),
)


@pytest.mark.parametrize(
    ("body", "fresh"),
    [
        (b'{"when": 12, "b": [1]}', b'{"when": 1767225600000, "b": [1]}'),
        (b'{"b":"\xc3\xa9",\n "when" :-7}', b'{"b":"\xc3\xa9",\n "when" :1767225600000}'),
        (b'{"a":{"when":1}}', b'{"a":{"when":1}}'),
        (b'{"a":{"when":1},"when":2}', b'{"a":{"when":1},"when":2}'),
        (b'{"when":"soon"}', b'{"when":"soon"}'),
        (b"not JSON", b"not JSON"),
    ],
)
def test_timestamp_in_the_body_is_made_fresh_and_nothing_else(body: bytes, fresh: bytes) -> None:
    signed = IN_BODY.sign(a_message(body=body), SECRET, STAMP)

    assert signed.body == fresh
    assert first(signed.headers, "X-Signature") == mac(fresh).hex().encode()


def test_timestamp_of_a_changed_body_does_not_count() -> None:
    signed = IN_BODY.sign(a_message(body=b'{"when":1}'), SECRET, STAMP)
    without_time = a_message(("X-Signature", mac(b"{}").hex()), body=b"{}")
    changed = a_message(*((k.decode(), v) for k, v in signed.headers), body=b'{"when":"x"}')

    assert IN_BODY.judge(signed, [SECRET], NOW).valid
    assert IN_BODY.judge(changed, [SECRET], NOW).reason is Reason.MISMATCH
    verdict = IN_BODY.judge(without_time, [SECRET], NOW)
    assert (verdict.reason, verdict.secret) == (Reason.MISSING_TIMESTAMP, SECRET.name)


def test_timestamp_goes_into_the_header_that_the_user_named() -> None:
    signed = NAMED.sign(a_message(time_header="X-When"), SECRET, STAMP)

    assert first(signed.headers, "X-When") == b"1767225600"
    assert NAMED.judge(signed, [SECRET], NOW).valid


def test_header_that_nobody_named_is_asked_for() -> None:
    with pytest.raises(UsageError, match="`time_header`, which is not in the request") as caught:
        NAMED.sign(a_message(), SECRET, STAMP)

    assert caught.value.hint == "give it with `--param time_header=…`"
    judged = NAMED.judge(a_message(("X-Signature", "0" * 64)), [SECRET], NOW)
    assert judged.reason is Reason.MISSING_PARAMETER


def test_json_of_the_body_may_be_signed_as_text() -> None:
    scheme = a_scheme(message=("{json:a.b}",))
    body = json.dumps({"a": {"b": 7}}).encode()

    signed = scheme.sign(a_message(body=body), SECRET, STAMP)

    assert first(signed.headers, "X-Signature") == mac(b"7").hex().encode()
    verdict = scheme.judge(signed, [SECRET], None)
    assert (verdict.valid, verdict.facts["body_covered"]) == (True, False)
    assert verdict.message == "the signature is genuine, but it does not cover the body"
