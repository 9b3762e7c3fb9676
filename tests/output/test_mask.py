import pytest

from webhookctl.output.mask import (
    is_card_number,
    is_secret_name,
    masked,
    shown,
    shown_target,
    shown_url,
)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "proxy-authorization",
        "Cookie",
        "SET-COOKIE",
        "X-Api-Key",
        "apikey",
        "Api-Key",
        "X-Gitlab-Token",
        "X-Telegram-Bot-Api-Secret-Token",
        "X-Hook-Secret",
        "X-Goog-Channel-Token",
        "CF-Access-Client-Secret",
        "Ocp-Apim-Subscription-Key",
        "password",
        "userPassword",
        "password_confirmation",
        "encrypted_password2",
        "passwd",
        "client_secret",
        "clientSecret",
        "AWSSecretAccessKey",
        "access_token",
        "accesstoken",
        "hub.verify_token",
        "private_key",
        "card[number]",
        "cardNumber",
        "cvc",
        "payment[card][cvv2]",
        "security_code",
        "iban",
        "x" * 300 + "_token",
    ],
)
def test_these_names_hold_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "…",
        "Host",
        "Content-Type",
        "Stripe-Signature",
        "X-Hub-Signature-256",
        "X-Shopify-Hmac-Sha256",
        "X-Slack-Request-Timestamp",
        "webhook-signature",
        "Idempotency-Key",
        "Sec-WebSocket-Key",
        "token_type",
        "secret_type",
        "cvc_check",
        "key",
        "number",
        "shipping",
        "author",
        "order_number",
    ],
)
def test_these_names_do_not(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("authorization", "Bearer sk_live_1234567890123456789012345", "Bearer ••••"),
        ("Authorization", "Basic dXNlcjpwYXNzd29yZA==", "Basic ••••"),
        ("Proxy-Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/x", "AWS4-HMAC-SHA256 ••••"),
        ("Authorization", "correct horse", "••••"),
        ("token", "ghp_0123456789abcdefghij0123", "••••0123"),
        ("token", "0123456789abcdefghijklm", "••••"),
        ("token", "hunter2", "••••"),
        ("token", "a phrase of more than twenty-four letters", "••••"),
        ("password", "CorrectHorseBatteryStaple1234", "••••"),
        ("cookie", "session=0123456789012345678901234567; a=b", "••••"),
        ("token", "", "••••"),
    ],
)
def test_a_secret_shows_at_most_the_tail_of_a_long_token(name: str, value: str, kept: str) -> None:
    assert masked(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("number", "4242424242424242", "••••4242"),
        ("number", "4242 4242 4242 4242", "••••4242"),
        ("number", "4242424242424241", "4242424242424241"),
        ("id", "4242424242424242", "4242424242424242"),
        ("card_number", "1", "••••"),
        ("name", "value", "value"),
    ],
)
def test_a_number_is_masked_when_it_is_a_card(name: str, value: str, kept: str) -> None:
    assert shown(name, value) == kept


@pytest.mark.parametrize(
    ("value", "is_card"),
    [
        ("378282246310005", True),  # the test numbers that Stripe's documentation prints
        ("5555555555554444", True),
        ("6011-1111-1111-1117", True),
        ("6011-1111-1111-1118", False),
        ("424242424242", False),
        ("42424242424242424242", False),
        ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", False),
    ],
)
def test_card_numbers_pass_luhns_check(value: str, is_card: bool) -> None:
    assert is_card_number(value) is is_card


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/a", "/a"),
        ("/a?", "/a?"),
        ("/a?b=c", "/a?b=c"),
        ("/a?token=x&b=c", "/a?token=••••&b=c"),
        ("/a?b=c;hub.verify_token=x", "/a?b=c;hub.verify_token=••••"),
        ("/a?access%5Ftoken=x", "/a?access%5Ftoken=••••"),
        ("/a?token", "/a?token"),
        ("/token=x", "/token=x"),
        ("/a?b?token=x=y&c", "/a?b?token=••••&c"),
    ],
)
def test_secret_parameters_of_a_target_are_masked(target: str, kept: str) -> None:
    assert shown_target(target) == kept


def test_the_user_of_a_url_is_masked() -> None:
    assert shown_url("https://me:secret@host/a?b=1") == "https://••••@host/a?b=1"
    assert shown_url("https://host/a@b?api_key=1") == "https://host/a@b?api_key=••••"


def test_a_long_query_costs_no_time() -> None:
    assert len(shown_target("/?" + "a" * 200_000)) == 200_002
