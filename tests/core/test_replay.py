"""Where a captured request goes and what it carries, as a table."""

import pytest

from webhookctl.core.body import EMPTY, MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Capture, CapturedRequest, OutgoingRequest
from webhookctl.core.replay import (
    before_slash,
    doubled,
    forward_request,
    join_target,
    replay_request,
)
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError


def captured(
    headers: HeaderPairs = (),
    body: bytes = b"",
    target: bytes = b"/hook?a=1",
    method: bytes = b"POST",
    peer: str = "192.0.2.7:4711",
) -> CapturedRequest:
    return CapturedRequest(method, target, "1.1", headers, MemoryBody(body), peer, 1.0, 2.0)


@pytest.mark.parametrize(
    ("base", "target", "joined"),
    [
        ("http://app.test", b"/hook?a=1", b"/hook?a=1"),
        ("http://app.test/", b"/hook?a=1", b"/hook?a=1"),
        ("http://app.test/base", b"/hook?a=1", b"/base/hook?a=1"),
        ("http://app.test/base/", b"/hook", b"/base/hook"),
        ("http://app.test/base//", b"/hook", b"/base//hook"),
        ("http://app.test/base/", b"/", b"/base/"),
        ("http://app.test/base", b"//x/../%2F%2f?%20", b"/base//x/../%2F%2f?%20"),
        ("http://app.test", b"//x/../%2F%2f?%20", b"//x/../%2F%2f?%20"),
        ("http://app.test/b%2Fc", b"/x", b"/b%2Fc/x"),
        ("http://app.test?key=1", b"/hook", b"/hook?key=1"),
        ("http://app.test/base?key=1", b"/hook?a=1&a=2", b"/base/hook?key=1&a=1&a=2"),
        ("http://app.test/base?key=1", b"/hook?", b"/base/hook?key=1&"),
        ("http://app.test", b"/hook?", b"/hook?"),
        ("http://app.test", b"/a?b?c", b"/a?b?c"),
        ("http://app.test", b"http://old.test:81/hook?a=1", b"/hook?a=1"),
        ("http://app.test/base", b"HTTPS://old.test", b"/base/"),
        ("http://app.test", b"https://old.test", b"/"),
        ("http://app.test", b"https://old.test?a", b"/?a"),
        ("http://app.test", b"/x?u=http://y/z", b"/x?u=http://y/z"),
        ("http://app.test", b"*", b"*"),
        ("http://app.test/base", b"*", b"/base"),
        ("http://app.test/base?k", b"*", b"/base?k"),
        ("http://app.test", b"relative", b"relative"),
        ("http://app.test/base", b"relative", b"/base/relative"),
        ("http://app.test/base", b"?q", b"/base/?q"),
    ],
)
def test_target_is_appended_to_the_base(base: str, target: bytes, joined: bytes) -> None:
    assert join_target(parse_url(base), target) == joined


@pytest.mark.parametrize(
    ("base", "captured", "prefix"),
    [
        ("http://app.test/hook", b"/hook", b"/hook"),
        ("http://app.test/hook/", b"/hook?a=1", b"/hook"),
        ("http://app.test/api?key=1", b"/api/hook?a=1", b"/api"),
        ("http://app.test", b"/hook", None),
        ("http://app.test/", b"/hook/hook", None),
        ("http://app.test/api", b"/hook", None),
        ("http://app.test/hook", b"/hooks", None),
        ("http://app.test/api", b"*", None),
        ("http://app.test/api", b"http://old.test/api", None),
    ],
)
def test_path_that_is_there_twice_is_seen(base: str, captured: bytes, prefix: bytes | None) -> None:
    assert doubled(captured, join_target(parse_url(base), captured)) == prefix


@pytest.mark.parametrize(
    ("base", "captured", "before"),
    [
        ("http://app.test/hook", b"/", b"/hook"),
        ("http://app.test/hook?key=1", b"/?a=1", b"/hook"),
        ("http://app.test/hook", b"/a/", None),
        ("http://app.test/", b"/", None),
        ("http://app.test", b"/", None),
    ],
)
def test_slash_that_was_the_whole_path_is_seen(
    base: str, captured: bytes, before: bytes | None
) -> None:
    assert before_slash(captured, join_target(parse_url(base), captured)) == before


def test_replayed_request_keeps_method_body_and_headers() -> None:
    headers = (
        (b"X-B", b"2"),
        (b"HOST", b"public.test"),
        (b"x-a", b""),
        (b"X-b", b"\xff"),
        (b"content-LENGTH", b"3"),
        (b"User-Agent", b"GitHub-Hookshot/1"),
    )
    sent = replay_request(captured(headers, b"\x00\xff{"), parse_url("http://app.test:3000/base"))
    assert sent == OutgoingRequest(
        b"POST",
        "http://app.test:3000",
        b"/base/hook?a=1",
        (
            (b"Host", b"app.test:3000"),
            (b"X-B", b"2"),
            (b"x-a", b""),
            (b"X-b", b"\xff"),
            (b"content-LENGTH", b"3"),
            (b"User-Agent", b"GitHub-Hookshot/1"),
        ),
        MemoryBody(b"\x00\xff{"),
    )


@pytest.mark.parametrize(
    "dropped",
    [
        (b"Connection", b"close"),
        (b"keep-alive", b"timeout=5"),
        (b"Proxy-Connection", b"x"),
        (b"TE", b"trailers"),
        (b"Trailer", b"X"),
        (b"Upgrade", b"h2c"),
        (b"Proxy-Authorization", b"Basic x"),
        (b"Expect", b"100-continue"),
        (b"Host", b"again.test"),
    ],
)
def test_headers_of_one_connection_are_left_out(dropped: tuple[bytes, bytes]) -> None:
    sent = replay_request(captured((dropped, (b"X-Kept", b"1"))), parse_url("http://app.test"))
    assert sent.headers == ((b"Host", b"app.test"), (b"X-Kept", b"1"))


def test_headers_that_connection_names_are_left_out() -> None:
    headers = (
        (b"Connection", b"close, X-Hop"),
        (b"x-hop", b"1"),
        (b"connection", b"X-Other"),
        (b"X-Other", b"2"),
        (b"X-Kept", b"3"),
    )
    sent = replay_request(captured(headers), parse_url("http://app.test"))
    assert sent.headers == ((b"Host", b"app.test"), (b"X-Kept", b"3"))


@pytest.mark.parametrize(
    ("headers", "body", "length"),
    [
        (((b"Transfer-Encoding", b"chunked"),), b"abc", b"3"),
        (((b"Transfer-Encoding", b"chunked"),), b"", b"0"),
        (((b"Content-Length", b"0"),), b"", b"0"),
        ((), b"", None),
        ((), b"abc", b"3"),
    ],
)
def test_body_has_a_length_when_it_was_framed(
    headers: HeaderPairs, body: bytes, length: bytes | None
) -> None:
    sent = replay_request(captured(headers, body), parse_url("http://app.test"))
    expected = () if length is None else ((b"Content-Length", length),)
    assert sent.headers == ((b"Host", b"app.test"), *expected)


@pytest.mark.parametrize("method", [b"CONNECT", b"connect"])
def test_connect_cannot_be_sent_again(method: bytes) -> None:
    with pytest.raises(UsageError, match="CONNECT request asks for a tunnel"):
        replay_request(captured(method=method, target=b"app:1"), parse_url("http://app.test"))


def forwarded(
    headers: HeaderPairs, peer: str = "192.0.2.7:4711", public_url: str | None = None
) -> HeaderPairs:
    capture = Capture("0123456789abcdef", captured(headers, peer=peer), public_url=public_url)
    sent = forward_request(capture, parse_url("http://app.test"))
    assert sent.headers[0] == (b"Host", b"app.test")
    return sent.headers[1:]


def test_forward_adds_four_headers() -> None:
    assert forwarded(((b"Host", b"hook.test:8080"), (b"X-A", b"1"))) == (
        (b"X-A", b"1"),
        (b"X-Forwarded-For", b"192.0.2.7"),
        (b"X-Forwarded-Proto", b"http"),
        (b"X-Forwarded-Host", b"hook.test:8080"),
        (b"Webhookctl-Capture-Id", b"0123456789abcdef"),
    )


def test_forward_appends_to_what_the_proxies_before_said() -> None:
    headers = (
        (b"Host", b"tunnel.test"),
        (b"x-forwarded-for", b"203.0.113.1"),
        (b"X-FORWARDED-FOR", b"203.0.113.2"),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Forwarded-Host", b"public.test"),
        (b"webhookctl-capture-id", b"an outer one"),
        (b"X-A", b"1"),
    )
    assert forwarded(headers) == (
        (b"x-forwarded-for", b"203.0.113.1"),
        (b"X-FORWARDED-FOR", b"203.0.113.2, 192.0.2.7"),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Forwarded-Host", b"public.test"),
        (b"X-A", b"1"),
        (b"Webhookctl-Capture-Id", b"0123456789abcdef"),
    )


def test_empty_forwarded_for_is_filled() -> None:
    assert forwarded(((b"X-Forwarded-For", b""),))[0] == (b"X-Forwarded-For", b"192.0.2.7")


@pytest.mark.parametrize(
    ("peer", "address"), [("[::1]:4711", b"::1"), ("192.0.2.7:1", b"192.0.2.7"), ("unix", b"unix")]
)
def test_peer_is_told_without_its_port(peer: str, address: bytes) -> None:
    assert (b"X-Forwarded-For", address) in forwarded((), peer=peer)


def test_scheme_is_that_of_the_public_url_and_no_host_is_made_up() -> None:
    assert forwarded((), public_url="https://abc.ngrok.app") == (
        (b"X-Forwarded-For", b"192.0.2.7"),
        (b"X-Forwarded-Proto", b"https"),
        (b"Webhookctl-Capture-Id", b"0123456789abcdef"),
    )


def test_request_without_a_body_stays_without_one() -> None:
    sent = replay_request(captured(method=b"GET"), parse_url("http://app.test"))
    assert (sent.body, sent.headers) == (EMPTY, ((b"Host", b"app.test"),))
