from dataclasses import replace

import pytest

from tests.core.explanation.cases import BY_ID, URL_SCHEME, explained, scheme_of
from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.explain import explain
from webhookctl.core.explanation.url import differences
from webhookctl.core.scheme import Stamp
from webhookctl.core.verdict import Reason


@pytest.mark.parametrize(
    ("sent", "received", "headers", "differs"),
    [
        ("http://x.test/hook", "https://x.test/hook", {}, "scheme"),
        ("https://x.test/hook/", "https://x.test/hook", {}, "trailing slash"),
        ("https://x.test/hook", "https://x.test/hook/", {}, "trailing slash"),
        ("https://x.test:443/hook", "https://x.test/hook", {}, "port"),
        ("https://x.test/hook", "https://x.test:8443/hook", {}, "port"),
        ("https://x.test/h?b=1&a=2", "https://x.test/h?a=2&b=1", {}, "order of the query"),
        ("https://x.test/h", "https://x.test/h?utm=1", {}, "query"),
        (
            "https://shop.test/hook",
            "http://10.0.0.5:3000/hook",
            {"X-Forwarded-Host": "shop.test, 10.0.0.1", "X-Forwarded-Proto": "https"},
            "scheme, host, port",
        ),
        (
            "https://shop.test:9443/hook",
            "http://10.0.0.5:3000/hook",
            {"X-Forwarded-Host": "shop.test", "X-Forwarded-Port": "9443"},
            "scheme, host, port",
        ),
        (
            "https://shop.test/hook",
            "http://10.0.0.5/hook",
            {"Forwarded": 'for=192.0.2.1;proto=https;host="shop.test", for=10.0.0.1'},
            "scheme, host",
        ),
        ("https://x.test/api/hook", "https://x.test/hook", {"X-Forwarded-Prefix": "/api"}, "path"),
        ("https://x.test/old", "https://x.test/new", {"X-Original-URL": "/old"}, "path"),
        ("https://[2001:db8::1]/h", "http://[2001:db8::1]/h", {}, "scheme"),
    ],
)
def test_url_that_was_signed_is_named(
    sent: str, received: str, headers: dict[str, str], differs: str
) -> None:
    message = URL_SCHEME.sign(a_message(*headers.items(), url=sent), SECRET, Stamp(NOW, ""))

    verdict = explained(replace(message, url=received), URL_SCHEME, [OTHER, SECRET])

    assert verdict.reason is Reason.URL_DIFFERS
    assert verdict.facts["fits_url"] == sent
    assert verdict.facts["url_differs_in"] == differs
    assert sent in verdict.message
    assert "`--url URL`" in (verdict.hint or "")
    assert verdict.secret == SECRET.name


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("http://x.test/hook", "https://elsewhere.test/"),
        ("https://old.test/hook", "https://x.test/hook"),
        ("https://old.test/hook", "http://x.test/hook"),
    ],
)
def test_registered_url_that_was_given_is_corrected(given: str, seen: str) -> None:
    square = scheme_of("square")
    message = square.sign(a_message(url="https://x.test/hook"), SECRET, Stamp(NOW, ""))
    asked = replace(message, url=seen, params={"notification_url": given})

    verdict = explained(asked, "square")

    assert verdict.reason is Reason.URL_DIFFERS
    assert verdict.facts["fits_url"] == "https://x.test/hook"
    assert "`--param notification_url=URL`" in (verdict.hint or "")


def test_long_url_is_cut_in_the_sentence_and_whole_among_the_facts() -> None:
    sent = "https://x.test/" + "a" * 1000
    message = URL_SCHEME.sign(a_message(url=sent), SECRET, Stamp(NOW, ""))

    verdict = explained(replace(message, url=sent.replace("https", "http")), URL_SCHEME)

    assert len(verdict.message) < 400
    assert verdict.facts["fits_url"] == sent


@pytest.mark.parametrize("url", ["http://[::1/a", "http://x:99999/a", "", "no url", "//", "\ud800"])
def test_url_that_is_none_has_no_differences(url: str) -> None:
    assert list(differences(url, url)) == []
    assert list(differences("http://x:99999/", "http://x/")) == []


def test_url_nobody_knows_is_asked_for() -> None:
    message = URL_SCHEME.sign(a_message(url="https://x.test/"), SECRET, Stamp(NOW, ""))

    verdict = explained(replace(message, url=None), URL_SCHEME)

    assert verdict.reason is Reason.MISSING_PARAMETER
    assert "--url" in (verdict.hint or "")


def test_url_that_fits_nowhere_is_not_blamed() -> None:
    message = URL_SCHEME.sign(a_message(url="https://x.test/"), OTHER, Stamp(NOW, ""))

    assert explained(message, URL_SCHEME).reason is Reason.MISMATCH


def test_url_that_a_token_was_made_for_is_found_behind_a_proxy() -> None:
    upstash = scheme_of("upstash_qstash")
    sent = upstash.sign(a_message(url="https://public.test/h"), SECRET, Stamp(NOW, ""))
    seen = replace(
        sent,
        url="http://10.0.0.5:8080/h",
        headers=(*sent.headers, (b"X-Forwarded-Host", b"public.test")),
    )

    verdict = upstash.judge(seen, [SECRET], NOW)
    found = explain(verdict, seen, [SECRET], BY_ID)

    assert verdict.reason is found.reason is Reason.URL_DIFFERS
    assert found.facts["fits_url"] == "https://public.test/h"
