import hmac
import time
from base64 import b64encode
from dataclasses import replace

import pytest

from tests.providers.fixed import NOW
from tests.providers.messages import a_request, having, holding, judged, signed
from webhookctl.core.headers import first
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.box import SCHEME

BOTH = b"primary_key|secondary_key"
PRIMARY, SECONDARY = "BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY"
STAMP = "BOX-DELIVERY-TIMESTAMP"
GENUINE = signed(SCHEME, a_request(b'{"trigger":"FILE.UPLOADED"}'), BOTH)
ESCAPED = '{"a":"\\u00e9 \\ud83d\\ude80","s":"\\/","b":"\\\\n"}'
PLAIN = '{"a":"é 🚀","s":"\\/","b":"\\n"}'


@pytest.mark.parametrize("body", ['{"a":1}', PLAIN, "", "a\r\n\tb\\"])
def test_library_accepts_what_we_sign(body: str) -> None:
    library = pytest.importorskip("box_sdk_gen.managers.webhooks", reason="boxsdk is not installed")
    message = signed(SCHEME, a_request(body.encode()), BOTH, now=time.time())
    headers = {name.decode().lower(): value.decode() for name, value in message.headers}

    def accepts(text: str, primary: str, secondary: str) -> bool:
        found: bool = library.WebhooksManager.validate_message(
            text, headers, primary, secondary_key=secondary
        )
        return found

    assert accepts(body, "primary_key", "x")
    assert accepts(body, "x", "secondary_key")
    assert not accepts(body + " ", "primary_key", "secondary_key")


@pytest.mark.parametrize(
    ("secret", "is_fitting"),
    [
        (BOTH, True),
        (b"primary_key", True),
        (b"secondary_key", True),
        (b"primary_key|", True),
        (b"primary_key|x", True),
        (b"|secondary_key", True),
        (b"x|secondary_key", True),
        (b"secondary_key|primary_key", False),
        (b"x|y", False),
        (b"x", False),
    ],
)
def test_each_key_counts_for_its_own_header(secret: bytes, is_fitting: bool) -> None:
    verdict = judged(SCHEME, GENUINE, secret)

    assert verdict.reason is (Reason.VALID if is_fitting else Reason.MISMATCH)


def test_key_of_a_header_that_is_absent_does_not_fit() -> None:
    message = having(GENUINE, SECONDARY, None)

    assert judged(SCHEME, message, b"|secondary_key").reason is Reason.MISMATCH
    assert judged(SCHEME, message, BOTH).valid
    assert judged(SCHEME, message, b"|").reason is Reason.MALFORMED_SECRET


def test_body_may_have_been_escaped_before_it_was_signed() -> None:
    signature = b64encode(
        hmac.digest(
            b"primary_key", ESCAPED.encode() + (first(GENUINE.headers, STAMP) or b""), "sha256"
        )
    )
    message = holding(having(GENUINE, PRIMARY, signature), PLAIN.encode())

    assert judged(SCHEME, message, b"primary_key").valid
    assert judged(SCHEME, holding(message, b"\xff"), BOTH).reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("made", "now", "reason"),
    [
        (0.0, 0.0, Reason.VALID),
        (0.0, 600.0, Reason.VALID),
        (0.0, 600.5, Reason.STALE_TIMESTAMP),
        (0.75, 0.25, Reason.VALID),  # of the same second
        (1.0, 0.75, Reason.FUTURE_TIMESTAMP),
        (1.0, 0.0, Reason.FUTURE_TIMESTAMP),
        (600.0, 0.0, Reason.FUTURE_TIMESTAMP),
    ],
)
def test_no_time_may_be_ahead(made: float, now: float, reason: Reason) -> None:
    message = signed(SCHEME, a_request(b"{}"), BOTH, now=NOW + made)

    assert judged(SCHEME, message, BOTH, now=NOW + now).reason is reason
    assert judged(SCHEME, message, BOTH, now=None).valid


def test_a_wider_tolerance_is_for_the_past_only() -> None:
    rule = SCHEME.timestamp
    assert rule is not None
    wide = replace(SCHEME, timestamp=replace(rule, tolerance=3600.0))

    assert judged(wide, GENUINE, BOTH, now=NOW + 3000).valid
    assert judged(wide, GENUINE, BOTH, now=NOW - 2).reason is Reason.FUTURE_TIMESTAMP


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        (STAMP, None, Reason.MISSING_TIMESTAMP),
        (STAMP, "soon", Reason.MALFORMED_TIMESTAMP),
        (STAMP, "2026-01-01T00:00:00.001Z", Reason.MISMATCH),
        ("BOX-SIGNATURE-VERSION", None, Reason.MISSING_HEADER),
        ("BOX-SIGNATURE-VERSION", "2", Reason.WRONG_VERSION),
        ("BOX-SIGNATURE-ALGORITHM", None, Reason.MISSING_HEADER),
        ("BOX-SIGNATURE-ALGORITHM", "HmacSHA1", Reason.WRONG_VERSION),
    ],
)
def test_each_flaw_has_its_reason(name: str, value: str | None, reason: Reason) -> None:
    assert judged(SCHEME, having(GENUINE, name, value), BOTH).reason is reason


@pytest.mark.parametrize(
    ("primary", "secondary", "reason"),
    [
        (None, None, Reason.MISSING_HEADER),
        ("", None, Reason.EMPTY_SIGNATURE),
        ("A" * 40, "*", Reason.TRUNCATED_SIGNATURE),
        ("*", "", Reason.MALFORMED_SIGNATURE),
        ("*", "A" * 43 + "=", Reason.MISMATCH),
    ],
)
def test_other_signatures_do_not_fit(
    primary: str | None, secondary: str | None, reason: Reason
) -> None:
    message = having(having(GENUINE, PRIMARY, primary), SECONDARY, secondary)

    assert judged(SCHEME, message, BOTH).reason is reason


def test_signing_again_leaves_no_other_signature() -> None:
    again = signed(SCHEME, GENUINE, b"new_key", id_="")

    assert first(again.headers, SECONDARY) is None
    assert judged(SCHEME, again, b"new_key").valid
    assert first(again.headers, "BOX-DELIVERY-ID") == b"msg_1"
    only_second = signed(SCHEME, GENUINE, b"|new_key")
    assert first(only_second.headers, PRIMARY) is None
    assert judged(SCHEME, only_second, b"x|new_key").valid
    with pytest.raises(UsageError, match="with the secret"):
        signed(SCHEME, GENUINE, b"|")
