import pytest

from tests.providers.messages import a_request, at, having
from webhookctl.core.message_components import component, signature_base
from webhookctl.core.recipe_own import FaultError
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.structured_field import InnerList, Item, read_dictionary
from webhookctl.core.verdict import Reason


def covered(text: str) -> InnerList:
    found = read_dictionary(f"x={text}")["x"]
    assert isinstance(found, InnerList)
    return found


def item(text: str) -> Item:
    found = read_dictionary(f"x={text}")["x"]
    assert isinstance(found, Item)
    return found


def with_lines(message: SignedMessage, *lines: tuple[str, bytes]) -> SignedMessage:
    headers = tuple((name.encode(), value) for name, value in lines)
    return SignedMessage(message.method, message.url, (*message.headers, *headers), message.body)


REQUEST = with_lines(
    a_request(
        b"{}", url="https://www.Example.com:443/path//x%20?param=value&bar=with+plus&a=1&a=2"
    ),
    ("Host", b"www.example.com"),
    ("X-OWS-Header", b"   Leading and trailing whitespace.   "),
    ("X-Obs-Fold-Header", b"Obsolete\r\n    line folding."),
    ("Cache-Control", b"max-age=60"),
    ("Cache-Control", b"   must-revalidate"),
    ("Example-Dict", b"a=1,  b=2;x=1;y=2,    c=(a   b    c), d"),
    ("Content-Digest", b"sha-256=:aGk=:,  x=?1"),
    ("X-Empty-Header", b""),
    ("X-Line", b"a\nb"),
    ("X-Latin", b"\xe9"),
)
"""From the examples of RFC 9421 sections 2.1 and 2.2."""


@pytest.mark.parametrize(
    ("identifier", "value"),
    [
        ('"host"', b"www.example.com"),
        ('"x-ows-header"', b"Leading and trailing whitespace."),
        ('"x-obs-fold-header"', b"Obsolete line folding."),
        ('"cache-control"', b"max-age=60, must-revalidate"),
        ('"example-dict"', b"a=1,  b=2;x=1;y=2,    c=(a   b    c), d"),
        ('"example-dict";key="a"', b"1"),
        ('"example-dict";key="d"', b"?1"),
        ('"example-dict";key="b"', b"2;x=1;y=2"),
        ('"example-dict";key="c"', b"(a b c)"),
        ('"example-dict";sf;key="c"', b"(a b c)"),
        ('"content-digest";sf', b"sha-256=:aGk=:, x"),
        ('"cache-control";bs', b":bWF4LWFnZT02MA==:, :bXVzdC1yZXZhbGlkYXRl:"),
        ('"x-empty-header"', b""),
        ('"x-latin"', b"\xe9"),
        ('"@method"', b"POST"),
        ('"@scheme"', b"https"),
        ('"@authority"', b"www.example.com"),
        ('"@path"', b"/path//x%20"),
        ('"@query"', b"?param=value&bar=with+plus&a=1&a=2"),
        ('"@request-target"', b"/path//x%20?param=value&bar=with+plus&a=1&a=2"),
        ('"@query-param";name="param"', b"value"),
        ('"@query-param";name="bar"', b"with%20plus"),
        (
            '"@target-uri"',
            b"https://www.Example.com:443/path//x%20?param=value&bar=with+plus&a=1&a=2",
        ),
    ],
)
def test_component_has_the_value_of_the_standard(identifier: str, value: bytes) -> None:
    assert component(REQUEST, item(identifier)) == value


@pytest.mark.parametrize(
    ("url", "identifier", "value"),
    [
        ("https://a.test", '"@path"', b"/"),
        ("https://a.test", '"@query"', b"?"),
        ("https://a.test?x", '"@query"', b"?x"),
        ("https://a.test?x", '"@request-target"', b"/?x"),
        ("https://a.test:8443/", '"@authority"', b"a.test:8443"),
        ("http://A.test:80/", '"@authority"', b"a.test"),
        ("https://u:p@a.test/", '"@authority"', b"a.test"),
        ("https://a.test/?v%20=%7E*%C3%A9%2F", '"@query-param";name="v%20"', b"%7E*%C3%A9%2F"),
        ("https://a.test/?empty=", '"@query-param";name="empty"', b""),
    ],
)
def test_parts_of_the_url_are_taken_from_it(url: str, identifier: str, value: bytes) -> None:
    assert component(at(a_request(), url), item(identifier)) == value


def test_host_header_is_enough_for_the_authority() -> None:
    message = having(at(a_request(), None), "Host", "Example.com:8080")

    assert component(message, item('"@authority"')) == b"example.com:8080"


@pytest.mark.parametrize(
    ("components", "reason", "words"),
    [
        ('("date")', Reason.MISSING_HEADER, "no date header"),
        ('("example-dict";key="z")', Reason.MISSING_HEADER, "no `z`"),
        ('("@query-param";name="b")', Reason.URL_DIFFERS, "no `b`"),
        ('("@query-param";name="a")', Reason.URL_DIFFERS, "2 `a`"),
        ('("@query-param")', Reason.MALFORMED_SIGNATURE, "@query-param"),
        ('("@status")', Reason.MALFORMED_SIGNATURE, "@status"),
        ('("@signature-params")', Reason.MALFORMED_SIGNATURE, "@signature-params"),
        ('("@method";sf)', Reason.MALFORMED_SIGNATURE, "@method"),
        ('("@method";req)', Reason.MALFORMED_SIGNATURE, "no part of a request"),
        ('("host";tr)', Reason.MALFORMED_SIGNATURE, "no part of a request"),
        ('("host";sf)', Reason.MALFORMED_SIGNATURE, "not known"),
        ('("host";other)', Reason.MALFORMED_SIGNATURE, "not known"),
        ('("x-ows-header";key="a")', Reason.MALFORMED_SIGNATURE, "no dictionary"),
        ('("x-latin";key="a")', Reason.MALFORMED_SIGNATURE, "no dictionary"),
        ('("Host")', Reason.MALFORMED_SIGNATURE, "strings in lower case"),
        ("(host)", Reason.MALFORMED_SIGNATURE, "strings"),
        ("(1)", Reason.MALFORMED_SIGNATURE, "strings in lower case"),
        ('("host" "host")', Reason.MALFORMED_SIGNATURE, "twice"),
        ('("example-dict";sf;key="a" "example-dict";key="a";sf)', Reason.MALFORMED_SIGNATURE, "tw"),
        ('("x-line")', Reason.MALFORMED_SIGNATURE, "line breaks"),
        (f"({' '.join(['1'] * 65)})", Reason.MALFORMED_SIGNATURE, "more than 64"),
    ],
)
def test_what_cannot_be_covered_is_told(components: str, reason: Reason, words: str) -> None:
    with pytest.raises(FaultError, match=words) as caught:
        signature_base(REQUEST, covered(components))

    assert caught.value.fault.reason is reason


def test_base_is_the_one_the_standard_prints() -> None:
    # RFC 9421 section 2.5, with the components that a request of ours has.
    message = with_lines(
        a_request(b"", None, url="https://example.com/foo?param=Value&Pet=dog"),
        ("Content-Length", b"18"),
        ("Content-Type", b"application/json"),
    )
    inner = covered(
        '( "@method" "@authority"  "@path" "content-length" "content-type");'
        'created=1618884473;keyid="test-key-rsa-pss"'
    )

    assert signature_base(message, inner).decode() == (
        '"@method": POST\n'
        '"@authority": example.com\n'
        '"@path": /foo\n'
        '"content-length": 18\n'
        '"content-type": application/json\n'
        '"@signature-params": ("@method" "@authority" "@path" "content-length" "content-type")'
        ';created=1618884473;keyid="test-key-rsa-pss"'
    )
