from dataclasses import replace

import pytest

from tests.providers.messages import a_request, having, holding
from webhookctl.core.key_source import KeySource, UrlRule, key_source_of
from webhookctl.providers.aws_sns import V2
from webhookctl.providers.figma import SCHEME as FIGMA
from webhookctl.providers.paypal import SCHEME as PAYPAL

RULE = UrlRule(r"keys\.[a-z]+\.acme\.test", "`https://keys.….acme.test/….pem`", path_end=".pem")


@pytest.mark.parametrize(
    "url",
    [
        "https://keys.eu.acme.test/a.pem",
        "https://KEYS.eu.Acme.test/a/b.pem",
        "https://keys.eu.acme.test/a.pem?v=1",
    ],
)
def test_own_hosts_are_allowed(url: str) -> None:
    assert RULE.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://keys.eu.acme.test/a.pem",
        "HTTPS://keys.eu.acme.test/a.pem",
        "https://keys.eu.acme.test/a.pem.txt",
        "https://keys.eu.acme.test/?a.pem",
        "https://keys.eu.acme.test",
        "https://keys.eu.acme.test.evil.test/a.pem",
        "https://evil.test/keys.eu.acme.test/a.pem",
        "https://evil.test#keys.eu.acme.test/a.pem",
        "https://keys.eu.acme.test/a#.pem",
        "https://evil.test?keys.eu.acme.test/a.pem",
        "https://evil.test\\keys.eu.acme.test/a.pem",
        "https://keys.eu.acme.test@evil.test/a.pem",
        "https://keys.eu.acme.test:443/a.pem",
        "https://keys.eu.acme.test:8443/a.pem",
        "https://xkeys.eu.acme.test/a.pem",
        "https://keys.acme.test/a.pem",
        "https://keys.eu.acme.test/a.pem\n",
        "https://keys.eu.acme.test/a b.pem",
        "https://keys.eu.acme.test/é.pem",
        "https://kéys.eu.acme.test/a.pem",
        " https://keys.eu.acme.test/a.pem",
    ],
)
def test_other_urls_are_not(url: str) -> None:
    assert not RULE.allows(url)


def test_source_is_found_for_schemes_that_name_it() -> None:
    sns = a_request(b'{"SigningCertURL":"https://sns.eu-west-1.amazonaws.com/x.pem"}')
    paypal = having(a_request(), "PAYPAL-CERT-URL", "https://api.paypal.com/v1/certs/1")

    assert key_source_of(V2, sns) == KeySource(
        "https://sns.eu-west-1.amazonaws.com/x.pem", "certificate"
    )
    assert key_source_of(PAYPAL, paypal) == KeySource("https://api.paypal.com/v1/certs/1")
    assert key_source_of(FIGMA, sns) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"SigningCertURL":1}'])
def test_no_source_without_a_trusted_url(body: bytes) -> None:
    evil = b'{"SigningCertURL":"https://sns.eu-west-1.amazonaws.com.evil.test/x.pem"}'

    assert key_source_of(V2, a_request(body)) is None
    assert key_source_of(V2, holding(a_request(), evil)) is None
    assert key_source_of(PAYPAL, replace(a_request(body), headers=())) is None
