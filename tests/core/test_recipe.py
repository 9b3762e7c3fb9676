import pytest

from tests.core.messages import NOW, SECRET, a_message, a_scheme
from webhookctl.core.recipe import compiled, read_moment, stamp_text, to_bytes
from webhookctl.core.scheme import Part, Stamp, TimestampRule
from webhookctl.core.verdict import Reason


@pytest.mark.parametrize(
    ("text", "unit", "moment"),
    [
        (b"1767225600", "s", NOW),
        (b"-5", "s", -5.0),
        (b"0", "s", 0.0),
        (b"1767225600500", "ms", NOW + 0.5),
        (b"2026-01-01T00:00:00Z", "iso8601", NOW),
        (b"2026-01-01T01:00:00+01:00", "iso8601", NOW),
        (b"2026-01-01T00:00:00", "iso8601", NOW),
        (b"2026-01-01T00:00:00.000000000Z", "rfc3339nano", NOW),
        (b"Thu, 01 Jan 2026 00:00:00 GMT", "http_date", NOW),
        (b"Fri, 01 Jan 2026 00:00:00 GMT", "http_date", None),
        (b"Thu, 1 Jan 2026 00:00:00 GMT", "http_date", None),
        (b"Thu, 01 Jan 2026 01:00:00 +0100", "http_date", None),
        (b"Thu, 32 Jan 2026 00:00:00 GMT", "http_date", None),
        (b"1767225600", "http_date", None),
        (b"\xff", "http_date", None),
        (b"", "http_date", None),
        (b"", "s", None),
        (b"1_000", "s", None),
        (b"+1", "s", None),
        (b" 1", "s", None),
        (b"1.5", "s", None),
        (b"1e9", "s", None),
        ("\u0661".encode(), "s", None),
        (b"9" * 19, "s", None),
        (b"soon", "iso8601", None),
        (b"\xff", "iso8601", None),
        (b"0001-01-01T00:00:00+23:59", "iso8601", -62135683140.0),
        (b"9999-12-31T23:59:59-23:59", "iso8601", 253402387139.0),
    ],
)
def test_timestamps_are_read_strictly(text: bytes, unit: str, moment: float | None) -> None:
    assert read_moment(text, unit) == moment


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("s", b"1767225600"),
        ("ms", b"1767225600500"),
        ("iso8601", b"2026-01-01T00:00:00.500Z"),
        ("http_date", b"Thu, 01 Jan 2026 00:00:00 GMT"),
    ],
)
def test_timestamps_are_written_in_their_unit(unit: str, text: bytes) -> None:
    assert stamp_text(unit, NOW + 0.5) == text


def test_template_is_understood_once() -> None:
    pieces = compiled(("v0:", "{header:X-Time}", "{kv:t}", "{body}", "{secret}", "{other}"))

    assert [piece.kind for piece in pieces] == ["text", "header", "kv", "body", "secret", "text"]
    assert compiled(("v0:", "{body}")) is compiled(("v0:", "{body}"))


_URL_AND_TIME = {Part.URL, Part.TIMESTAMP}


@pytest.mark.parametrize(
    ("template", "id_header", "parts"),
    [
        (("{body}",), None, {Part.BODY}),
        (("{kv:t}", ".", "{body}"), None, {Part.TIMESTAMP, Part.BODY}),
        (("{header:X-Request-Timestamp}", "{body}"), None, {Part.TIMESTAMP, Part.BODY}),
        (("{method}", "{url}"), None, {Part.METHOD, Part.URL}),
        (("{header:Msg-Id}", "{header:X-Nonce}"), "Msg-Id", {Part.ID, Part.HEADERS}),
        (("{param:notification_url}", "{config_header:timestamp_header}"), None, _URL_AND_TIME),
    ],
)
def test_covered_parts_are_those_of_the_template(
    template: tuple[str, ...], id_header: str | None, parts: set[Part]
) -> None:
    assert a_scheme(message=template, id_header=id_header).recipe.covers == parts


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("header:X-Time", Reason.MISSING_TIMESTAMP),
        ("header:X-Soon", Reason.MALFORMED_TIMESTAMP),
        ("kv:t", Reason.MISSING_TIMESTAMP),
        ("json:when", Reason.MISMATCH),
        ("json:a", Reason.MISMATCH),
        ("param:when", Reason.MISSING_TIMESTAMP),
        ("config_header:name", Reason.MISSING_PARAMETER),
    ],
)
def test_timestamp_is_looked_for_where_it_should_be(source: str, reason: Reason) -> None:
    scheme = a_scheme(timestamp=TimestampRule(source))
    message = a_message(("X-Signature", "0" * 64), ("X-Soon", "soon"))

    assert scheme.judge(message, [SECRET], NOW).reason is reason


@pytest.mark.parametrize(
    ("tolerance", "past", "future", "off", "reason"),
    [
        (300.0, True, True, 300, Reason.VALID),
        (300.0, True, True, 300.5, Reason.STALE_TIMESTAMP),
        (300.0, True, True, -300, Reason.VALID),
        (300.0, True, True, -300.5, Reason.FUTURE_TIMESTAMP),
        (300.0, True, False, -9999, Reason.VALID),
        (300.0, False, True, 9999, Reason.VALID),
        (None, True, True, 10**9, Reason.VALID),
    ],
)
def test_age_is_checked_in_the_rule_s_directions(
    tolerance: float | None, past: bool, future: bool, off: float, reason: Reason
) -> None:
    rule = TimestampRule("header:X-Timestamp", "s", tolerance, past=past, future=future)
    scheme = a_scheme(message=("{header:X-Timestamp}", "{body}"), timestamp=rule)
    signed = scheme.sign(a_message(), SECRET, Stamp(NOW, ""))

    verdict = scheme.judge(signed, [SECRET], NOW + off)

    assert verdict.reason is reason
    assert verdict.age == off
    assert verdict.secret == SECRET.name


def test_out_of_time_says_by_how_much() -> None:
    rule = TimestampRule("header:X-Timestamp")
    scheme = a_scheme(message=("{header:X-Timestamp}", "{body}"), timestamp=rule)
    signed = scheme.sign(a_message(), SECRET, Stamp(NOW, ""))

    old = scheme.judge(signed, [SECRET], NOW + 342)
    early = scheme.judge(signed, [SECRET], NOW - 342)

    assert "342 s old: 42 s outside the tolerance of 5 min" in old.message
    assert "342 s ahead of the clock: 42 s outside" in early.message
    assert old.facts == {"tolerance": 300.0, "beyond": 42.0}


def test_text_from_raw_bytes_becomes_those_bytes_again() -> None:
    assert to_bytes("\xe9") == b"\xe9"
    assert to_bytes("日") == "日".encode()
    assert to_bytes("\ud800") == b"\xed\xa0\x80"
