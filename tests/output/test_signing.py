from dataclasses import replace

from tests.core.messages import a_message, a_scheme
from webhookctl.core.provider import Provider
from webhookctl.output.signing import change_notes, header_lines, signed_fields

SCHEME = a_scheme()
PROVIDER = Provider("acme_mail", "Acme", (SCHEME,))
MESSAGE = a_message(("X-Signature", b"\xff"), body=b"\x00a\n", url="http://app.test/x%2F")


def test_headers_are_lines() -> None:
    headers = ((b"A", b"1"), (b"B", "é".encode()))
    assert header_lines(headers) == "A: 1\nB: é\n"


def test_header_of_anybody_acts_on_no_terminal() -> None:
    assert header_lines(((b"A", b"\x1b[2J\r\nB: 2\xff"),)) == "A: \\x1b[2J\\r\\nB: 2\\xff\n"


def test_signed_request_has_the_form_of_all_requests_and_says_who_signed() -> None:
    assert signed_fields(PROVIDER, SCHEME, MESSAGE, 5.5) == {
        "provider": "acme_mail",
        "scheme": "acme",
        "signed_at": 5.5,
        "method": "POST",
        "url": "http://app.test/x%2F",
        "http_version": "1.1",
        "headers": [["X-Signature", "ÿ"]],
        "body_b64": "AGEK",
    }


def test_request_without_a_url_goes_to_the_root() -> None:
    fields = signed_fields(PROVIDER, SCHEME, replace(MESSAGE, url=None), 0.0)
    assert fields["url"] == "/"


def test_what_changed_beside_the_headers_is_told() -> None:
    assert list(change_notes(MESSAGE, replace(MESSAGE, headers=()))) == []
    assert list(change_notes(MESSAGE, replace(MESSAGE, body=b"b", url="http://x/\x1b"))) == [
        "the URL carries a part of it, send to http://x/\\x1b",
        "the body carries it and is another one now: `--json` and `--curl` have it",
    ]
