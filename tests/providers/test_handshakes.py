"""Every handshake is answered as its provider documents it, and nothing else is."""

import json
from collections import Counter
from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.providers.handshakes import (
    NOW,
    OWNERS,
    Case,
    case,
    cases,
    greet,
    greeted,
    handshakes,
    provider,
    takes,
)
from webhookctl.core.greet import Greeter
from webhookctl.core.handshake import MAX_CHALLENGE, Handshake
from webhookctl.core.headers import text
from webhookctl.core.opening import Knock
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.providers import all_providers

CASES = [pytest.param(one, id=one.id) for one in cases()]

DECLARED = [pytest.param(*pair, id=f"{pair[0].name}-{pair[1].id}") for pair in handshakes()]

ECHOED = {
    "slack_url_verification": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    "meta_verify": "1158201444",
    "websub_challenge": "abc123",
    "strava_challenge": "15f7d1a91c1f40f8a748fd134752feb3",
    "msgraph_validation": "Validation%3A%20Testing%20client%20application%20reachability%20for%20"
    "subscription%20Request-Id%3A%20d3b2",
    "zoom_url_validation": "qgg8vlvZRS6UYooatFL8Aw",
    "twitch_callback_verification": "pogchamp-kappa-360noscope-vohiyo",
    "asana_hook_secret": "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81",
    "dropbox_challenge": "abc123",
    "okta_verification": "EjZ8Aq2lYlKxw",
    "event_grid_validation": "512d38b6-c7b8-40c8-89fe-f46f9e9622b6",
    "monday_challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    "nylas_challenge": "bc609b38-c81f-47fb-a275-1d9bd61a968b",
}
"""The challenges that come back in one form or another."""

JUDGED_BY = ("signed with scheme ", "passcode", "X-Goog-Channel-Token")
"""What is judged by the provider's scheme, when a secret is known."""

SCRIPT = "<script>alert(1)</script>"

NEED_A_SECRET = {"zoom_url_validation", "x_crc", "smartcar_verify", "braintree_challenge"}

JUDGED = {
    "slack_url_verification",
    "zoom_url_validation",
    "twitch_callback_verification",
    "discord_ping",
    "discord_webhook_event_ping",
    "xero_itr",
}
"""The signed handshakes whose answer tells something, or that are forged on purpose."""


@pytest.mark.parametrize("one", CASES)
def test_answer_is_the_documented_one(one: Case) -> None:
    greeting = greeted(one)

    assert greeting.handshake.id == one.id
    assert takes(one.answers, greeting.reply.status, greeting.reply.headers, greeting.reply.body)
    assert not greeting.refused


@pytest.mark.parametrize("one", CASES)
def test_what_is_known_of_it_is_told(one: Case) -> None:
    handshake = greeted(one).handshake

    assert (handshake.evidence, handshake.timeout) == (one.evidence, one.timeout)
    assert handshake.every or handshake.signed is one.authentication.startswith(JUDGED_BY)


def test_every_handshake_has_one_owner_and_an_id_of_its_own() -> None:
    shared = {"cloudevents_options"}
    own = {"mandrill_test", "dropbox_sign_event"}
    counts = Counter(handshake.id for _, handshake in handshakes())

    assert set(counts) - own == set(OWNERS)
    assert {id_ for id_, count in counts.items() if count > 1} == shared


@pytest.mark.parametrize(("owner", "handshake"), DECLARED)
def test_it_is_described(owner: Provider, handshake: Handshake) -> None:
    words = (handshake.title, handshake.when, *handshake.sources)

    assert all(words)
    assert handshake.sources
    assert handshake.opening.describe().startswith(handshake.opening.method)
    assert handshake.responder.describe()


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_signed_handshake_is_refused_when_the_signature_does_not_fit(name: str) -> None:
    one = case(name)
    wrong = Secret("env:WRONG", b"00" * 32)
    greeting = greeted(one, secrets=(wrong,))

    assert greeting.refused
    assert greeting.reply.status == provider(one.provider).refusal_status
    assert (greeting.reply.headers, greeting.reply.body) == ((), b"")


@pytest.mark.parametrize("one", CASES)
def test_handshake_that_is_not_signed_needs_no_signature(one: Case) -> None:
    greeting = greeted(one, secrets=(Secret("env:OTHER", b"00" * 32),))

    assert greeting.refused is (one.id in JUDGED)


@pytest.mark.parametrize("name", sorted(NEED_A_SECRET))
def test_without_its_secret_it_is_not_answered_and_says_which(name: str) -> None:
    greeting = greeted(case(name), secrets=())

    assert greeting.reply.status == 503
    assert not greeting.refused
    assert greeting.passes
    assert greeting.note is not None
    assert greeting.note.startswith(f"{name} was not answered: its answer is made with ")
    assert "--secret env:NAME" in greeting.note


@pytest.mark.parametrize(
    ("name", "param"),
    [("ebay_challenge", "verification_token"), ("braintree_challenge", "public_key")],
)
def test_without_its_parameter_it_is_not_answered_and_says_which(name: str, param: str) -> None:
    greeting = greet(case(name), params={})

    assert greeting is not None
    assert greeting.reply.status == 503
    assert f"--param {param}=VALUE" in (greeting.note or "")


@pytest.mark.parametrize("name", ["meta_verify", "strava_challenge"])
@pytest.mark.parametrize("token", ["other", "", "é"])
def test_wrong_token_is_forbidden(name: str, token: str) -> None:
    greeting = greet(case(name), params={"hub.verify_token": token})

    assert greeting is not None
    assert greeting.reply.status == 403
    assert greeting.refused
    assert greeting.reply.body == b""
    assert "--param hub.verify_token" in (greeting.note or "")
    assert "meatyhamhock" not in (greeting.note or "")


@pytest.mark.parametrize("name", ["meta_verify", "strava_challenge"])
def test_any_token_is_taken_when_none_was_given(name: str) -> None:
    greeting = greet(case(name), params={})

    assert greeting is not None
    assert greeting.reply.status == 200


def with_challenge(one: Case, challenge: str) -> Case:
    """Return a handshake with another challenge, wherever it stands."""
    old = ECHOED[one.id]
    escaped = json.dumps(challenge)[1:-1]
    return replace(
        one,
        target=one.target.replace(old, quote(challenge, safe="")),
        headers=tuple((k, v.replace(old.encode(), challenge.encode())) for k, v in one.headers),
        body=one.body.replace(old.encode(), escaped.encode()),
    )


@pytest.mark.parametrize("name", sorted(ECHOED))
def test_script_is_never_html(name: str) -> None:
    one = with_challenge(case(name), SCRIPT)
    secrets = one.secrets if name in NEED_A_SECRET else ()
    own = provider(one.provider)
    greeting = Greeter([own], own, secrets).greet(Knock(one.request), own.name, None)

    assert greeting is not None
    headers = greeting.reply.headers
    if greeting.reply.body:
        assert text(headers, "content-type") in ("text/plain", "application/json")
        assert text(headers, "x-content-type-options") == "nosniff"
    else:
        assert text(headers, "x-hook-secret") == SCRIPT
        assert text(headers, "content-type") is None


@pytest.mark.parametrize("name", sorted(ECHOED))
def test_challenge_that_is_too_long_is_refused(name: str) -> None:
    one = with_challenge(case(name), "x" * (MAX_CHALLENGE + 1))
    greeting = greeted(one, secrets=())

    assert greeting.reply.status == 400
    assert greeting.reply.body == b""
    assert greeting.refused


@pytest.mark.parametrize("name", sorted(set(ECHOED) - {"asana_hook_secret", "okta_verification"}))
def test_challenge_comes_back_as_it_is(name: str) -> None:
    challenge = 'é ☃ "%+&\\'
    one = with_challenge(case(name), challenge)
    own = provider(one.provider)
    greeting = Greeter([own], own, one.secrets).greet(Knock(one.request), own.name, None)

    assert greeting is not None
    body = greeting.reply.body.decode()
    answer = json.loads(body) if body.startswith("{") else {"text": body}
    assert challenge in answer.values()


def test_braintree_refuses_what_its_libraries_refuse() -> None:
    one = case("braintree_challenge")
    bad = replace(one, target="/braintree?bt_challenge=20F9F8ED05F77439FE955C977E4C8A53")

    assert greeted(bad).reply.status == 400


def test_discord_event_is_no_ping() -> None:
    one = case("discord_ping")
    event = replace(one, body=b'{"version":1,"type":1,"event":{"type":"APPLICATION_AUTHORIZED"}}')

    assert greet(event, secrets=()) is None


def test_discord_and_xero_say_what_they_want_to_see_refused() -> None:
    for name in ("discord_ping", "discord_webhook_event_ping", "xero_itr"):
        greeting = greeted(case(name), secrets=())

        assert "wrong signatures on purpose" in (greeting.note or "")
        assert greeting.passes


@pytest.mark.parametrize("rate", [True, False])
def test_cloudevents_rate_is_only_granted_when_asked_for(rate: bool) -> None:
    one = case("cloudevents_options")
    headers = tuple(pair for pair in one.headers if rate or pair[0] != b"WebHook-Request-Rate")
    reply = greeted(replace(one, headers=headers)).reply

    assert text(reply.headers, "webhook-allowed-rate") == ("*" if rate else None)


def test_event_grid_has_the_handshake_of_cloudevents_too() -> None:
    one = replace(case("cloudevents_options"), provider="azure_event_grid")

    assert greeted(one).handshake.id == "cloudevents_options"


def test_endpoint_of_ebay_can_be_given() -> None:
    one = case("ebay_challenge")
    elsewhere = replace(one, target=one.target.replace("/ebay", "/other"))
    given = {**one.params, "endpoint": "https://hooks.example.test/ebay"}
    greeting = greet(elsewhere, params=given)

    assert greeting is not None
    assert greeting.reply.body == one.answers[0].body


def test_endpoint_of_ebay_is_https_whatever_a_proxy_made_of_it() -> None:
    one = case("ebay_challenge")
    plain = replace(one.request, headers=((b"Host", b"hooks.example.test"),))
    greeter = Greeter(all_providers().values(), provider("ebay"), (), one.params)
    greeting = greeter.greet(Knock(plain), "ebay", None)

    assert greeting is not None
    assert greeting.reply.body == one.answers[0].body


@pytest.mark.parametrize("name", ["twitch_callback_verification", "okta_verification", "x_crc"])
def test_it_is_known_without_a_name_when_it_shows_whose_it_is(name: str) -> None:
    greeting = greet(case(name), named=False)

    assert greeting is not None
    assert (greeting.handshake.id, greeting.provider.name) == (name, OWNERS[name])


@pytest.mark.parametrize("one", CASES)
def test_without_a_name_it_is_never_taken_for_anothers(one: Case) -> None:
    greeting = greet(one, named=False)

    assert greeting is None or greeting.handshake.id == one.id


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("dropbox_challenge", "dropbox or nylas"),
        ("nylas_challenge", "dropbox or nylas"),
        ("meta_verify", "meta or strava"),
        ("monday_challenge", "monday"),
        ("ebay_challenge", "ebay"),
        ("braintree_challenge", "braintree"),
        ("smartcar_verify", "smartcar"),
    ],
)
def test_without_a_name_it_is_guessed(name: str, guess: str) -> None:
    one = case(name)
    said = Greeter(all_providers().values()).guess(Knock(one.request))

    assert said is not None
    assert said.startswith(f"this looks like a handshake of {guess}: ")
    assert f"`--provider {guess.split()[0]}`" in said


def test_mandrill_test_needs_no_fitting_signature() -> None:
    own = provider("mandrill")
    headers = ((b"Content-Type", b"application/x-www-form-urlencoded"),)
    form = replace(case("mandrill_head"), method="POST", headers=headers)
    greeter = Greeter([own], own)

    empty = greeter.greet(Knock(replace(form, body=b"mandrill_events=%5B%5D").request), None, None)
    event = greeter.greet(Knock(replace(form, body=b"mandrill_events=%5B1%5D").request), None, None)

    assert empty is not None
    assert (empty.handshake.id, empty.reply.status) == ("mandrill_test", 200)
    assert event is None


def test_event_of_dropbox_sign_is_acknowledged_like_its_test() -> None:
    one = case("dropbox_sign_test")
    event = replace(one, body=one.body.replace(b"callback_test", b"signature_request_sent"))
    greeting = greeted(event)

    assert (greeting.handshake.id, greeting.handshake.every) == ("dropbox_sign_event", True)
    assert greeting.reply == greeted(one).reply


def test_ping_of_woocommerce_is_no_event() -> None:
    one = case("woocommerce_ping")
    event = replace(one, headers=(*one.headers, (b"X-WC-Webhook-Topic", b"order.created")))

    assert greet(event) is None


def test_clock_of_the_signed_requests_is_theirs() -> None:
    one = case("slack_url_verification")
    scheme = provider("slack").schemes[0]
    message = SignedMessage("POST", None, one.headers, one.body)

    assert scheme.judge(message, one.secrets, NOW).valid
