"""URLs that a user types: what is accepted, what is refused, and with which advice."""

import pytest

from webhookctl.core.url import Url, parse_url
from webhookctl.errors import UsageError


@pytest.mark.parametrize(
    ("text", "origin", "target"),
    [
        ("http://localhost:3000", "http://localhost:3000", b"/"),
        ("http://localhost:3000/", "http://localhost:3000", b"/"),
        ("HTTP://LocalHost:3000/Hook", "http://localhost:3000", b"/Hook"),
        ("https://app.test", "https://app.test", b"/"),
        ("https://app.test:443/", "https://app.test", b"/"),
        ("http://app.test:80/", "http://app.test", b"/"),
        ("https://app.test:80/", "https://app.test:80", b"/"),
        ("http://app.test:/x", "http://app.test", b"/x"),
        ("http://app.test?q=1", "http://app.test", b"/?q=1"),
        ("http://app.test/?", "http://app.test", b"/"),
        (
            "http://app.test/a%2Fb//c/../d?x=%20&y=/?",
            "http://app.test",
            b"/a%2Fb//c/../d?x=%20&y=/?",
        ),
        ("http://[::1]:3000/x", "http://[::1]:3000", b"/x"),
        ("http://[2001:DB8:0::1]/", "http://[2001:db8::1]", b"/"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1", b"/"),
        ("http://my_app.internal./x", "http://my_app.internal.", b"/x"),
        ("http://bücher.example/", "http://xn--bcher-kva.example", b"/"),
        ("http://faß.de/", "http://xn--fa-hia.de", b"/"),
        ("http://app.test/é?ü=ß", "http://app.test", b"/%C3%A9?%C3%BC=%C3%9F"),
        ('http://app.test/%zz|{}^"<>\\`', "http://app.test", b'/%zz|{}^"<>\\`'),
        ("http://app.test/\udce9", "http://app.test", b"/%E9"),
    ],
)
def test_url_is_read_as_it_goes_on_the_wire(text: str, origin: str, target: bytes) -> None:
    url = parse_url(text)
    assert (url.origin, url.target) == (origin, target)
    assert str(url) == origin + target.decode()


@pytest.mark.parametrize(
    ("text", "authority", "port"),
    [
        ("http://app.test/", "app.test", 80),
        ("https://app.test/", "app.test", 443),
        ("https://app.test:8443/", "app.test:8443", 8443),
        ("http://[::1]/", "[::1]", 80),
    ],
)
def test_authority_is_what_a_host_header_says(text: str, authority: str, port: int) -> None:
    url = parse_url(text)
    assert (url.authority, url.connect_port) == (authority, port)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "`` is not a URL", "write it like `http://localhost:3000`"),
        (
            "localhost:3000/hook",
            "`localhost:3000/hook` is not a URL",
            "write it like `http://localhost:3000/hook`",
        ),
        ("3000", "`3000` is not a URL", "write it like `http://localhost:3000`"),
        (":3000/x", "`:3000/x` is not a URL", "write it like `http://localhost:3000/x`"),
        ("//app.test/x", "`//app.test/x` is not a URL", "write it like `http://app.test/x`"),
        ("/hook", "`/hook` is not a URL", "write it like `http://hook`"),
        ("!", "`!` is not a URL", "write it like `http://localhost:3000`"),
        (
            "ftp://app.test/",
            "`ftp` is not a scheme webhooks are sent by",
            "use `http://` or `https://`",
        ),
        (
            "http://user:pass@app.test/",
            "the URL holds a user name or password, which would end up in logs",
            "leave it out: `send` takes it as `--header 'Authorization: Basic …'`, "
            "and what is replayed or forwarded keeps the Authorization header it came with",
        ),
        (
            "http://app.test/#top",
            "the URL `http://app.test/#top` has a fragment, which is never sent",
            "write `%23` for a `#` that belongs to the path or the query",
        ),
        (
            "http:///x",
            "the URL `http:///x` has no host",
            "write it like `http://localhost:3000/path`",
        ),
        (
            "http://app.test:0/",
            "`0` in the URL `http://app.test:0/` is not a port",
            "ports are numbers from 1 to 65535",
        ),
        (
            "http://app.test:65536/",
            "`65536` in the URL `http://app.test:65536/` is not a port",
            "ports are numbers from 1 to 65535",
        ),
        (
            "http://app.test:http/",
            "`http` in the URL `http://app.test:http/` is not a port",
            "ports are numbers from 1 to 65535",
        ),
        (
            "http://app.test:³/",
            "`³` in the URL `http://app.test:³/` is not a port",
            "ports are numbers from 1 to 65535",
        ),
        (
            "http://a..b/",
            "`a..b` is not a host name",
            "write it like `http://localhost:3000/path`",
        ),
        (
            "http://a b/",
            "`a b` is not a host name",
            "write it like `http://localhost:3000/path`",
        ),
        (
            "http://app\\evil/",
            "`app\\evil` is not a host name",
            "write it like `http://localhost:3000/path`",
        ),
        (
            "http://[::1/",
            "`[::1` in the URL `http://[::1/` is not an IPv6 address",
            "write it like `http://[::1]:3000/`, without a zone",
        ),
        (
            "http://[fe80::1%25eth0]/",
            "`[fe80::1%25eth0]` in the URL `http://[fe80::1%25eth0]/` is not an IPv6 address",
            "write it like `http://[::1]:3000/`, without a zone",
        ),
        (
            "http://[nonsense]/",
            "`[nonsense]` in the URL `http://[nonsense]/` is not an IPv6 address",
            "write it like `http://[::1]:3000/`, without a zone",
        ),
        (
            "http://app.test/a b",
            "the URL `http://app.test/a b` holds a space or control character",
            "write `%20` for a space",
        ),
        (
            "http://app.test/a\r\nX: 1",
            "the URL `http://app.test/a\r\nX: 1` holds a space or control character",
            "write `%20` for a space",
        ),
    ],
)
def test_bad_url_is_refused_with_advice(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_url(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse_url("http://user:hunter2@app.test/")
    assert "hunter2" not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize("host", ["\u2603\ufe0f\u200b", "xn--a\u00e9", "\u0301a.test"])
def test_impossible_international_name_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="is not a host name"):
        parse_url(f"http://{host}/")


def test_endless_port_is_refused() -> None:
    with pytest.raises(UsageError, match="is not a port"):
        parse_url(f"http://app.test:{'9' * 5000}/")


def test_port_is_told_from_the_scheme_alone() -> None:
    assert Url("https", "app.test", None, b"", b"").origin == "https://app.test"
