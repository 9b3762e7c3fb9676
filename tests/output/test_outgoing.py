"""A request that leaves: as `show` shows it, and in the JSON form of all commands."""

from base64 import b64decode

from tests.output.samples import PLAIN
from webhookctl.core.body import MemoryBody
from webhookctl.core.event import Event
from webhookctl.core.model import OutgoingRequest
from webhookctl.output.outgoing import outgoing_fields, outgoing_lines

REQUEST = OutgoingRequest(
    b"POST",
    "http://app.test",
    b"/hook?token=hidden&a=%20",
    ((b"Host", b"app.test"), (b"X-Api-Key", b"hidden"), (b"X-Odd", b"\x1b[2J\xe9")),
    MemoryBody(b"plain\x07text"),
)


def test_request_is_safe_to_look_at() -> None:
    lines = list(outgoing_lines(REQUEST, PLAIN))
    assert lines == [
        "POST /hook?token=••••&a=%20 HTTP/1.1",
        "Host: app.test",
        "X-Api-Key: ••••",
        "X-Odd: \\x1b[2J\\xe9",
        "",
        "plain\\x07text",
    ]


def test_secrets_are_shown_when_asked_for() -> None:
    text = "\n".join(outgoing_lines(REQUEST, PLAIN, show_secrets=True))
    assert text.startswith("POST /hook?token=hidden&a=%20 HTTP/1.1\nHost: app.test\nX-Api-Key: hid")


def test_cut_body_names_the_command_for_the_whole() -> None:
    request = OutgoingRequest(b"POST", "http://a", b"/", (), MemoryBody(b"a\n" * 5000))
    *_, last = outgoing_lines(request, PLAIN, whole="show it")
    assert last.endswith(": show it")


def test_fields_are_the_json_form_and_what_event_it_is() -> None:
    fields = outgoing_fields(REQUEST, Event("github", "push", "id-1", b"", ()))
    assert b64decode(fields.pop("body_b64")) == b"plain\x07text"
    assert fields == {
        "method": "POST",
        "url": "http://app.test/hook?token=hidden&a=%20",
        "http_version": "1.1",
        "headers": [["Host", "app.test"], ["X-Api-Key", "hidden"], ["X-Odd", "\x1b[2J\xe9"]],
        "provider": "github",
        "event_type": "push",
        "message_id": "id-1",
    }
