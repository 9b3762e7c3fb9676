import pytest

from tests.providers.messages import a_request, at
from webhookctl.core.recipe_own import FaultError
from webhookctl.core.signed_url import SignedUrl, signed_url, url_text
from webhookctl.core.verdict import Reason


def parts(url: str) -> SignedUrl:
    return signed_url(at(a_request(), url))


@pytest.mark.parametrize(
    ("url", "with_port", "without_port"),
    [
        ("https://a.test/x?y=1", "https://a.test:443/x?y=1", "https://a.test/x?y=1"),
        ("http://a.test", "http://a.test:80", "http://a.test"),
        ("https://a.test:8443/x", "https://a.test:8443/x", "https://a.test/x"),
        ("https://[::1]/x", "https://[::1]:443/x", "https://[::1]/x"),
        ("https://[::1]:99/x", "https://[::1]:99/x", "https://[::1]/x"),
        ("https://u:p@a.test/x", "https://u:p@a.test:443/x", "https://u:p@a.test/x"),
        ("ftp://a.test/x", "ftp://a.test/x", "ftp://a.test/x"),
    ],
)
def test_port_is_added_and_taken_away(url: str, with_port: str, without_port: str) -> None:
    assert (parts(url).with_port, parts(url).without_port) == (with_port, without_port)


@pytest.mark.parametrize(
    ("url", "plain", "query", "origin_form"),
    [
        ("https://a.test/x%2F y?q=%20+&#f", "https://a.test/x%2F y", "q=%20+&", "/x%2F y?q=%20+&"),
        ("HTTPS://A.test/?", "HTTPS://A.test/", "", "/?"),
        ("https://a.test?q", "https://a.test", "q", "/?q"),
        ("https://a.test", "https://a.test", None, "/"),
        ("https://a.test/\né", "https://a.test/\né", None, "/\né"),
    ],
)
def test_no_character_is_changed(url: str, plain: str, query: str | None, origin_form: str) -> None:
    found = parts(url)

    assert (found.plain, found.query, found.origin_form) == (plain, query, origin_form)


def test_registered_url_counts_more_than_the_one_seen() -> None:
    message = a_request(url="http://localhost/x", notification_url="https://a.test/y")

    assert url_text(message) == "https://a.test/y"
    assert url_text(a_request(url="http://localhost/x", notification_url="")) == (
        "http://localhost/x"
    )


@pytest.mark.parametrize("url", [None, "", "/only/a/path", "a.test/x", "://x"])
def test_url_must_be_known_and_absolute(url: str | None) -> None:
    with pytest.raises(FaultError) as caught:
        signed_url(at(a_request(), url))

    assert caught.value.fault.reason is Reason.MISSING_PARAMETER
    assert "--url" in (caught.value.fault.hint or "")
