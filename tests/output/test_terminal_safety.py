"""Whatever a sender or an app says, and wherever it is shown: nothing in it acts on a terminal."""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.samples import (
    ACTING,
    AT,
    ATTACKS,
    ID,
    UNHURRIED,
    UTC,
    answer,
    attempt,
    capture,
    captured,
    delivery,
    refused,
    request,
)
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Failure, FailureKind, Recognition
from webhookctl.core.notice import Captured, Notice, Ready, TunnelLost
from webhookctl.core.ports import CaptureRow
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.output.capture import capture_lines
from webhookctl.output.console import Screen
from webhookctl.output.history import list_lines
from webhookctl.output.jsonl import capture_pieces, dumped, notice_fields, row_fields
from webhookctl.output.outlet import Outlet
from webhookctl.output.views import Batch, PeopleView

OWN_STYLES = re.compile(r"\x1b\[\d{1,2}m")
"""The only sequences we write, and only around what is safe."""

MEDIA_TYPES = (
    "application/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/plain",
    "text/plain; charset=utf-16",
    "image/png",
    "",
)


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def bodies_with(evil: str) -> Iterator[tuple[str, bytes]]:
    """The same attack in a body of each kind."""
    raw = as_bytes(evil)
    for media in MEDIA_TYPES:
        yield media, raw
    yield "application/json", b'{"%b": "%b", "password": "%b"}' % (raw, raw, raw)
    yield "application/json", dumped({evil: [evil]}).encode()
    yield "application/json", b'{"cut": "' + raw * 2000
    yield "application/xml", b"<a b='%b'><%b>%b</c><!--%b--></a>" % (raw, raw, raw, raw)
    yield "application/x-www-form-urlencoded", b"%b=%b&a=" % (raw, raw) + quote(raw).encode()
    part = b'--b\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\nX: %b\r\n\r\n%b\r\n'
    yield "multipart/form-data; boundary=b", part % (raw, raw, raw, raw) + b"--b--"


def notices_with(evil: str, headers: HeaderPairs, body: bytes) -> tuple[Captured, list[Notice]]:
    """Notices that have an attack in every place that somebody else fills."""
    raw = as_bytes(evil)
    seen = request(body, headers, method=raw, target=b"/?token=" + raw + b"&" + raw)
    seen = replace(seen, peer=evil, http_version=evil)
    verdict = Verdict(valid=False, reason=Reason.MISMATCH, message=evil, scheme=evil, hint=evil)
    told = capture(seen, recognition=Recognition(evil, evil, evil, evil), verdict=verdict)
    told = replace(told, public_url=evil)
    answered = attempt(answer(500, body, headers))
    answered = replace(answered, request=replace(answered.request, target=raw))
    failed = attempt(failure=Failure(FailureKind.TLS, evil, evil))
    notice = captured(told, delivery=replace(delivery(answered), target_url=evil))
    return notice, [
        Ready(evil, evil, 1, evil, 1, evil, evil, evil),
        notice,
        captured(told, delivery=delivery(failed)),
        refused(method=raw, target=raw, message=evil, hint=evil, peer=evil),
        TunnelLost(AT, evil, evil, evil),
    ]


def listed(evil: str) -> CaptureRow:
    raw = as_bytes(evil)
    return CaptureRow(ID, AT, raw, raw, evil, 1, evil, evil, False, evil, 200, None)


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def live(pretty: bool) -> Callable[[str, HeaderPairs, bytes], str]:
    def view(evil: str, headers: HeaderPairs, body: bytes) -> str:
        stdout, stderr = Terminal(), Terminal()
        shown = PeopleView(Outlet(stdout), Outlet(stderr), pretty=pretty, local=UTC)
        _, notices = notices_with(evil, headers, body)
        shown.present(Batch(notices, 0.0))
        return stdout.getvalue() + stderr.getvalue()

    return view


def show(show_secrets: bool) -> Callable[[str, HeaderPairs, bytes], str]:
    def view(evil: str, headers: HeaderPairs, body: bytes) -> str:
        notice, _ = notices_with(evil, headers, body)
        assert notice.delivery is not None
        lines = capture_lines(
            notice.capture,
            [notice.delivery],
            Screen(colour=True),
            show_secrets=show_secrets,
            local=UTC,
        )
        return "\n".join(lines)

    return view


def listing(evil: str, _headers: HeaderPairs, _body: bytes) -> str:
    return "\n".join(list_lines([listed(evil)], Screen(width=80, colour=True), AT, UTC))


def scripts(evil: str, headers: HeaderPairs, body: bytes) -> str:
    notice, notices = notices_with(evil, headers, body)
    lines = [dumped(notice_fields(one)) for one in notices]
    lines.append(b"".join(capture_pieces(notice.capture, [notice.delivery])).decode())  # type: ignore[list-item]
    lines.append(dumped(row_fields(listed(evil))))
    assert all(line.endswith("}\n") and line.count("\n") == 1 for line in lines)
    return "".join(lines)


VIEWS = {
    "compact": live(pretty=False),
    "pretty": live(pretty=True),
    "show": show(show_secrets=False),
    "show --show-secrets": show(show_secrets=True),
    "list": listing,
    "json": scripts,
}


def acting(text: str) -> list[str]:
    plain = OWN_STYLES.sub("", text)
    return [one for one in plain if one not in "\n\t" and unicodedata.category(one) in ACTING]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("evil", ATTACKS)
def test_no_attack_reaches_the_terminal(view: str, evil: str) -> None:
    for media, body in bodies_with(evil):
        headers = ((b"Content-Type", media.encode()), (as_bytes(evil), as_bytes(evil)))
        assert acting(VIEWS[view](evil, headers, body)) == [], media


@pytest.mark.parametrize("view", VIEWS)
@UNHURRIED
@given(
    evil=st.text(st.characters(codec=None), max_size=30),
    media=st.sampled_from(MEDIA_TYPES),
    body=st.binary(max_size=60),
)
def test_nothing_at_all_does(view: str, evil: str, media: str, body: bytes) -> None:
    headers = ((b"Content-Type", media.encode()), (as_bytes(evil), as_bytes(evil)))
    assert acting(VIEWS[view](evil, headers, body)) == []


@pytest.mark.parametrize("view", VIEWS)
def test_markup_is_only_text(view: str) -> None:
    evil = "[link=http://evil]x[/link]"
    shown = VIEWS[view](evil, ((b"X", evil.encode()),), evil.encode())
    assert view == "list" or evil in shown


SECRET = "hunter2"  # noqa: S105 - what must not be seen


@pytest.mark.parametrize("view", ["compact", "pretty", "show"])
@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", f'{{"password": "{SECRET}", "card": {{"cvc": "{SECRET}"}}}}'),
        ("application/json", f'{{"password": "{SECRET}", "cut off'),
        ("application/x-www-form-urlencoded", f"client_secret={SECRET}&card[cvc]={SECRET}"),
        ("application/x-www-form-urlencoded", f'payload={{"token": "{SECRET}"}}'),
        ("application/xml", f"<a api_key='{SECRET}'><Password>{SECRET}</Password></a>"),
        (
            "multipart/form-data; boundary=b",
            f'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n{SECRET}\r\n--b--',
        ),
    ],
)
def test_secrets_stay_off_the_screen(view: str, media: str, body: str) -> None:
    names = (b"authorization", b"Cookie", b"X-Api-Key", b"X-GITLAB-TOKEN")
    headers = tuple((name, SECRET.encode()) for name in names)
    typed = ((b"Content-Type", media.encode()), *headers)
    seen = request(body.encode(), typed, target=f"/?access_token={SECRET}".encode())
    reply = attempt(answer(200, body.encode(), ((b"Set-Cookie", SECRET.encode()), *typed)))
    notice = captured(capture(seen), delivery=delivery(reply))
    if view == "show":
        assert notice.delivery is not None
        shown = "\n".join(capture_lines(notice.capture, [notice.delivery], Screen(), local=UTC))
    else:
        stdout, stderr = Terminal(), Terminal()
        people = PeopleView(Outlet(stdout), Outlet(stderr), pretty=view == "pretty", local=UTC)
        people.present(Batch([notice], 0.0))
        shown = stdout.getvalue() + stderr.getvalue()
    assert view == "compact" or "••••" in shown
    assert SECRET not in shown
