"""What every provider keeps; a new one is held to it by being there."""

import json
import re
from dataclasses import replace

import pytest

from tests.providers.fixed import NOW, fixed_facts
from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs, first, without
from webhookctl.core.locate import NOWHERE, RequestView
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recognise import Recogniser
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.providers import all_providers, all_schemes

SECRET = Secret("env:RIGHT", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
OTHER = Secret("env:WRONG", b"whsec_3f8gKMOQ9PP9hG8h4VuNvQ5pS8qg8Q1S")
URL = "https://hooks.example.test/hook?a=1"

PROVIDERS = [pytest.param(one, id=name) for name, one in all_providers().items()]
PAIRS = [
    pytest.param(provider, scheme, id=scheme.id)
    for provider in all_providers().values()
    for scheme in provider.schemes
]


def a_delivery(provider: Provider, type_: str = "thing.happened") -> SignedMessage:
    facts = fixed_facts()
    id_ = provider.new_id(facts)
    payload: Json = {"id": id_, "event_id": id_, "type": type_, "amount": 4200}
    headers = provider.dress(Outline(type_, id_, payload, facts))
    return SignedMessage("POST", URL, headers, json.dumps(payload).encode())


def a_signed_delivery(provider: Provider, scheme: Scheme) -> SignedMessage:
    return scheme.sign(a_delivery(provider), SECRET, Stamp(NOW, "msg_fresh"))


@pytest.mark.parametrize(("provider", "scheme"), PAIRS)
def test_what_it_signs_it_verifies(provider: Provider, scheme: Scheme) -> None:
    verdict = scheme.judge(a_signed_delivery(provider, scheme), [SECRET], NOW)

    assert verdict.valid, verdict.message
    assert verdict.secret == SECRET.name
    assert verdict.age == (0.0 if scheme.timestamp else None)


@pytest.mark.parametrize(("provider", "scheme"), PAIRS)
def test_each_flaw_has_its_own_reason(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    header = scheme.signature_header or ""
    value = first(message.headers, header) or b""

    def reason(changed: SignedMessage, secret: Secret = SECRET, now: float = NOW) -> Reason:
        return scheme.judge(changed, [secret], now).reason

    seen = [
        reason(replace(message, body=b"X" + message.body[1:])),
        reason(replace(message, headers=without(message.headers, [header]))),
        reason(with_value(message, header, b"")),
        reason(with_value(message, header, value[:-4])),
        reason(with_value(message, header, b"*" * len(value))),
    ]
    expected = [
        Reason.MISMATCH,
        Reason.MISSING_HEADER,
        Reason.EMPTY_SIGNATURE,
        Reason.TRUNCATED_SIGNATURE,
        Reason.MALFORMED_SIGNATURE,
    ]
    assert seen == expected
    assert reason(message, OTHER) is Reason.MISMATCH


@pytest.mark.parametrize(("provider", "scheme"), PAIRS)
def test_a_timestamp_may_be_as_old_as_the_tolerance(provider: Provider, scheme: Scheme) -> None:
    rule = scheme.timestamp
    if rule is None or rule.tolerance is None:
        assert Part.TIMESTAMP not in scheme.recipe.covers
        return
    message = a_signed_delivery(provider, scheme)

    def reason(off: float) -> Reason:
        return scheme.judge(message, [SECRET], NOW + off).reason

    assert Part.TIMESTAMP in scheme.recipe.covers
    assert reason(rule.tolerance) is Reason.VALID
    assert reason(rule.tolerance + 1) is Reason.STALE_TIMESTAMP
    assert reason(-rule.tolerance) is Reason.VALID
    assert reason(-rule.tolerance - 1) is (Reason.FUTURE_TIMESTAMP if rule.future else Reason.VALID)


@pytest.mark.parametrize(("provider", "scheme"), PAIRS)
def test_a_fitting_secret_is_named_among_several(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)

    assert scheme.judge(message, [OTHER, SECRET], NOW).secret == SECRET.name
    assert scheme.judge(message, [OTHER], NOW).secret is None


@pytest.mark.parametrize(("provider", "scheme"), PAIRS)
def test_any_body_can_be_signed(provider: Provider, scheme: Scheme) -> None:
    for body in (b"", b"\0\xff\x80", "é".encode(), b"\xef\xbb\xbf{}", b"{}\r\n"):
        message = replace(a_delivery(provider), body=body)

        signed = scheme.sign(message, SECRET, Stamp(NOW, "msg_1"))

        assert signed.body == body
        assert scheme.judge(signed, [SECRET], NOW).valid


@pytest.mark.parametrize(("provider", "scheme"), PAIRS)
def test_signing_again_replaces_what_was_fresh(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)

    again = scheme.sign(message, SECRET, Stamp(NOW + 3600, ""))

    assert scheme.judge(again, [SECRET], NOW + 3600).valid
    assert [name for name, _ in again.headers] == [name for name, _ in message.headers]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_signed_delivery_is_recognised(provider: Provider) -> None:
    scheme = provider.schemes[0]
    message = a_signed_delivery(provider, scheme)
    view = RequestView(message.headers, message.body)
    recogniser = Recogniser(all_schemes())

    candidates = recogniser.candidates(view)
    told = recogniser.recognise(view, candidates, None, None)

    assert (told.provider, told.scheme) == (provider.name, scheme.id)
    assert candidates[0].certain
    assert candidates[0].evidence
    assert (told.event or "nowhere").startswith("thing" if scheme.event is not NOWHERE else "now")
    assert bool(told.delivery_id) is (scheme.delivery_id is not NOWHERE)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_delivery_is_dressed_as_the_provider_does(provider: Provider) -> None:
    headers = a_delivery(provider).headers

    assert first(headers, "content-type")
    signature_headers = {(one.signature_header or "").lower() for one in provider.schemes}
    assert not {name.decode().lower() for name, _ in headers} & signature_headers
    assert all(re.fullmatch(rb"[!-~]+(?: [!-~]+)*", value) for _, value in headers)
    assert len({name.lower() for name, _ in headers}) == len(headers)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_payloads_of_any_shape_can_be_dressed(provider: Provider) -> None:
    payloads: list[Json] = [None, [], {}, {"repository": 1}, {"repository": {"id": "x"}}]

    for payload in payloads:
        assert provider.dress(Outline("a.b", "id", payload, fixed_facts()))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_message_ids_are_all_different(provider: Provider) -> None:
    facts = fixed_facts()

    made = {provider.new_id(facts) for _ in range(1000)}

    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in made)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_says_where_its_facts_are_from(provider: Provider) -> None:
    policy = provider.retry

    assert policy is not None
    assert policy.sources
    assert policy.exact or policy.note
    for scheme in provider.schemes:
        assert scheme.sources
        assert scheme.pitfalls
        assert scheme.string_to_sign
        assert scheme.certainty in {"oracle", "published_vector", "documented"}
        assert scheme.event.describe()
        assert scheme.delivery_id.describe()


def with_value(message: SignedMessage, name: str, value: bytes) -> SignedMessage:
    wanted = name.lower().encode()
    headers: HeaderPairs = tuple(
        (key, value if key.lower() == wanted else old) for key, old in message.headers
    )
    return replace(message, headers=headers)
