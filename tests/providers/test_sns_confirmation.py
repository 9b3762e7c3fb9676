"""A subscription of Amazon SNS is confirmed at hosts of AWS only, and only when that is wanted."""

import json
from dataclasses import replace

import pytest

from tests.providers.handshakes import case, provider, read
from webhookctl.core.greet import Greeter
from webhookctl.core.locate import RequestView
from webhookctl.core.opening import Knock
from webhookctl.core.secret import Secret
from webhookctl.providers.aws_sns import subscribe_url


@pytest.mark.parametrize(
    "url",
    [
        "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=1",
        "https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription&Token=1",
        "https://SNS.us-west-2.AMAZONAWS.com/?Token=1",
    ],
)
def test_subscribe_url_of_aws_is_returned(url: str) -> None:
    body = json.dumps({"SubscribeURL": url}).encode()

    assert subscribe_url(RequestView((), body)) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.us-west-2.amazonaws.com/",
        "https://sns.us-west-2.amazonaws.com:8443/",
        "https://sns.us-west-2.amazonaws.com:443/",
        "https://sns.us-west-2.amazonaws.com/\ud800",
        "https://sns.us-west-2.amazonaws.com/#\r\nHost: evil.example",
        "https://sns.us-west-2.amazonaws.com.evil.example/",
        "https://evil.example/sns.us-west-2.amazonaws.com/",
        "https://sns.us-west-2.amazonaws.com@evil.example/",
        "https://evil.example\\@sns.us-west-2.amazonaws.com/",
        "https://s3.us-west-2.amazonaws.com/",
        "https://sns.amazonaws.com/",
        "https://sns.us-west-2.amazonaws.com./",
        "https://sns.a.b.amazonaws.com/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "file:///etc/passwd",
        "",
        7,
        None,
    ],
)
def test_subscribe_url_elsewhere_is_never_fetched(url: object) -> None:
    one = case("sns_subscription_confirmation")
    body = json.dumps({"SubscribeURL": url}).encode()
    own = provider(one.provider)
    request = replace(one, body=body).request
    greeting = Greeter([own], own, confirms=True).greet(Knock(request), None, None)

    assert greeting is None or (greeting.confirm is None and greeting.note is not None)


def test_confirmation_is_left_to_the_user_unless_wanted() -> None:
    one = case("sns_subscription_confirmation")
    own = provider(one.provider)
    url = json.loads(one.body)["SubscribeURL"]
    told = Greeter([own], own).greet(Knock(one.request), None, None)
    done = Greeter([own], own, confirms=True).greet(Knock(one.request), None, None)

    assert told is not None
    assert (told.confirm, told.passes) == (None, True)
    assert told.note == (f"to confirm the subscription, listen with `--confirm-sns`, or open {url}")
    assert done is not None
    assert (done.confirm, done.passes, done.note) == (url, False, None)


def test_forged_message_of_sns_confirms_nothing() -> None:
    one = case("sns_subscription_confirmation")
    own = provider(one.provider)
    secrets = (Secret("file:cert.pem", b"-----BEGIN CERTIFICATE-----"),)
    _, verdict = read(one.request, own.name, secrets)
    greeting = Greeter([own], own, secrets, confirms=True).greet(
        Knock(one.request), own.name, verdict
    )

    assert greeting is not None
    assert verdict is not None
    assert not verdict.valid
    assert (greeting.refused, greeting.confirm, greeting.note) == (False, None, None)
