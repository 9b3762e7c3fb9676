"""What a sender asks next when it is redirected."""

import pytest

from webhookctl.core.body import EMPTY, MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Answer, OutgoingRequest
from webhookctl.core.redirect import redirected

HEADERS: HeaderPairs = (
    (b"Host", b"app.test"),
    (b"Content-Type", b"application/json"),
    (b"content-length", b"2"),
    (b"Authorization", b"Basic abc"),
    (b"COOKIE", b"a=b"),
    (b"X-Signature", b"abc"),
)
REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/a/b?x=1", HEADERS, MemoryBody(b"{}"))


def follow(
    status: int, location: bytes | None, request: OutgoingRequest = REQUEST
) -> OutgoingRequest | None:
    headers = () if location is None else ((b"location", location),)
    return redirected(request, Answer(status, "", "1.1", headers, b"", 0))


@pytest.mark.parametrize("status", [200, 204, 300, 304, 305, 400, 500])
def test_other_answers_are_no_redirects(status: int) -> None:
    assert follow(status, b"/x") is None


@pytest.mark.parametrize(
    "location", [None, b"", b"ftp://app.test/", b"http://[bad/", b"http://app.test:99999/"]
)
def test_redirect_to_nowhere_is_none(location: bytes | None) -> None:
    assert follow(307, location) is None


@pytest.mark.parametrize(
    ("location", "url"),
    [
        (b"http://app.test/c?y=2", "http://app.test/c?y=2"),
        (b"/c", "http://app.test/c"),
        (b"c", "http://app.test/a/c"),
        (b"?y=2", "http://app.test/a/b?y=2"),
        (b"//other.test/c", "http://other.test/c"),
        (b"/c#part", "http://app.test/c"),
        (b"../../c", "http://app.test/c"),
        (b"/caf\xe9", "http://app.test/caf%C3%A9"),
    ],
)
def test_location_may_be_relative(location: bytes, url: str) -> None:
    following = follow(308, location)
    assert following is not None
    assert following.url == url


@pytest.mark.parametrize("status", [307, 308])
def test_method_body_and_headers_are_kept(status: int) -> None:
    assert follow(status, b"/c") == OutgoingRequest(
        b"POST", "http://app.test", b"/c", HEADERS, MemoryBody(b"{}")
    )


@pytest.mark.parametrize("status", [301, 302, 303])
def test_post_becomes_a_get_without_a_body(status: int) -> None:
    assert follow(status, b"/c") == OutgoingRequest(
        b"GET",
        "http://app.test",
        b"/c",
        (
            (b"Host", b"app.test"),
            (b"Authorization", b"Basic abc"),
            (b"COOKIE", b"a=b"),
            (b"X-Signature", b"abc"),
        ),
        EMPTY,
    )


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
def test_get_and_head_stay_what_they_are(method: bytes) -> None:
    request = OutgoingRequest(method, "http://app.test", b"/", HEADERS[:2])
    following = follow(302, b"/c", request)
    assert following is not None
    assert (following.method, following.headers) == (method, HEADERS[:2])


@pytest.mark.parametrize(
    "location", [b"http://other.test/", b"https://app.test/", b"http://app.test:81/"]
)
def test_credentials_stay_with_their_origin(location: bytes) -> None:
    following = follow(307, location)
    assert following is not None
    assert [name for name, _ in following.headers] == [
        b"Host",
        b"Content-Type",
        b"content-length",
        b"X-Signature",
    ]
