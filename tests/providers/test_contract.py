"""What every provider and every scheme keeps; a new one is held to it by being there."""

import re
from dataclasses import replace

import pytest

from tests.providers.examples import Keys, a_delivery, keys_for
from tests.providers.fixed import NOW, fixed_facts
from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs, first, without
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.recipe_token import BasicRecipe, TokenRecipe
from webhookctl.core.recognise import Recogniser
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.verdict import Reason
from webhookctl.providers import all_providers, all_schemes

PROVIDERS = [pytest.param(one, id=name) for name, one in all_providers().items()]
PAIRS = [(provider, scheme) for provider in all_providers().values() for scheme in provider.schemes]
EVERY = [pytest.param(*pair, id=pair[1].id) for pair in PAIRS]
FAMILIES = (
    HmacRecipe,
    DigestRecipe,
    PublicKeyRecipe,
    JwtRecipe,
    TokenRecipe,
    BasicRecipe,
    EitherForm,
)
SIGNED = [
    pytest.param(*pair, id=pair[1].id)
    for pair in PAIRS
    if isinstance(pair[1].recipe, FAMILIES) or pair[1].id == "github_sha256"
]
"""Those that sign any body, in a header; the others are in `test_signing`."""

CHANGED = {Reason.MISMATCH, Reason.BODY_CHANGED}
CERTAINTIES = {"oracle", "published_vector", "documented", "docs_read", "community_code", "recall"}

RECOGNISER = Recogniser(all_schemes())


def a_signed_delivery(provider: Provider, scheme: Scheme) -> SignedMessage:
    return scheme.sign(a_delivery(provider), keys_for(scheme).signing, Stamp(NOW, "msg_fresh"))


def judged(scheme: Scheme, message: SignedMessage, now: float = NOW) -> Reason:
    return scheme.judge(message, [keys_for(scheme).judging], now).reason


@pytest.mark.parametrize(("provider", "scheme"), [pair for pair in PAIRS if pair[1].always_beside])
def test_scheme_that_comes_beside_a_better_one_is_looked_for_after_it(
    provider: Provider, scheme: Scheme
) -> None:
    ids = [one.id for one in provider.schemes]
    better = provider.schemes[ids.index(scheme.always_beside or "")]
    assert ids.index(better.id) < ids.index(scheme.id)
    assert better.signature_header != scheme.signature_header


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_what_it_signs_it_verifies(provider: Provider, scheme: Scheme) -> None:
    keys = keys_for(scheme)

    verdict = scheme.judge(a_signed_delivery(provider, scheme), [keys.judging], NOW)

    assert verdict.valid, verdict.message
    assert verdict.secret == keys.judging.name
    assert verdict.age == (0.0 if scheme.timestamp else None)


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_a_verdict_says_when_the_body_is_not_covered(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    changed = replace(message, body=b"X" + message.body[1:])

    verdict = scheme.judge(changed, [keys_for(scheme).judging], NOW)

    if Part.BODY in scheme.recipe.covers:
        assert verdict.reason in CHANGED
    else:
        assert verdict.valid
        assert "body" in verdict.message
        assert verdict.facts["body_covered"] is False


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_each_flaw_has_its_own_reason(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    header = scheme.signature_header or ""
    value = first(message.headers, header) or b""

    assert judged(scheme, without_header(message, header)) is Reason.MISSING_HEADER
    assert judged(scheme, with_value(message, header, b"")) is Reason.EMPTY_SIGNATURE
    assert judged(scheme, with_value(message, header, value[:-4])) is Reason.TRUNCATED_SIGNATURE
    assert judged(scheme, with_value(message, header, b"*" * len(value))) is of_garbage(scheme)
    assert scheme.judge(message, [keys_for(scheme).other], NOW).reason is Reason.MISMATCH


def of_garbage(scheme: Scheme) -> Reason:
    """Return what a header full of stars means: any text may be a token."""
    recipe = scheme.recipe
    if isinstance(recipe, TokenRecipe):
        return Reason.MISMATCH
    if isinstance(recipe, BasicRecipe) or (isinstance(recipe, JwtRecipe) and recipe.prefix):
        return Reason.WRONG_VERSION
    return Reason.MALFORMED_SIGNATURE


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_no_covered_part_can_be_changed(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    covers = scheme.recipe.covers
    stamp = str(int(NOW)).encode()
    changes = {
        Part.URL: replace(message, url=(message.url or "") + "1"),
        Part.METHOD: replace(message, method="PUT"),
        Part.ID: with_bytes(message, b"msg_fresh", b"msg_frash"),
        Part.TIMESTAMP: with_bytes(message, stamp, stamp[:-1] + b"1"),
    }

    for part, changed in changes.items():
        expected = {Reason.MISMATCH, Reason.URL_DIFFERS} if part in covers else {Reason.VALID}
        if changed != message:
            assert judged(scheme, changed) in expected, part
    if Part.ID in covers:
        assert changes[Part.ID] != message


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_any_other_signature_is_refused(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    header = scheme.signature_header or ""
    value = first(message.headers, header) or b""

    for place in range(len(value)):
        other = value[:place] + (b"A" if value[place : place + 1] != b"A" else b"B")
        changed = with_value(message, header, other + value[place + 1 :])
        assert judged(scheme, changed) is not Reason.VALID or is_case_of_a_word(value, place)


def is_case_of_a_word(value: bytes, place: int) -> bool:
    """Say whether a place is in the name of an authorization scheme (RFC 9110 section 11.1)."""
    return place < value.find(b" ")


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_a_timestamp_may_be_as_old_as_the_tolerance(provider: Provider, scheme: Scheme) -> None:
    rule = scheme.timestamp
    if rule is None or rule.tolerance is None or isinstance(scheme.recipe, JwtRecipe):
        return  # tokens say themselves how long they are good
    message = a_signed_delivery(provider, scheme)

    assert Part.TIMESTAMP in scheme.recipe.covers or rule.source.startswith("json:")
    assert judged(scheme, message, NOW + rule.tolerance) is Reason.VALID
    assert judged(scheme, message, NOW + rule.tolerance + 1) is Reason.STALE_TIMESTAMP
    assert judged(scheme, message, NOW - rule.tolerance) is Reason.VALID
    early = judged(scheme, message, NOW - rule.tolerance - 1)
    assert early is (Reason.FUTURE_TIMESTAMP if rule.future else Reason.VALID)


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_a_fitting_secret_is_named_among_several(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    keys: Keys = keys_for(scheme)

    assert scheme.judge(message, [keys.other, keys.judging], NOW).secret == keys.judging.name
    assert scheme.judge(message, [keys.other], NOW).secret is None
    assert not scheme.judge(message, [], NOW).valid


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_any_body_can_be_signed(provider: Provider, scheme: Scheme) -> None:
    in_body = scheme.timestamp is not None and scheme.timestamp.source.startswith("json:")
    fits = Reason.MISSING_TIMESTAMP if in_body else Reason.VALID

    for body in (b"", b"\0\xff\x80", "é".encode(), b"\xef\xbb\xbf{}", b"{}\r\n"):
        message = replace(a_delivery(provider), body=body)

        signed = scheme.sign(message, keys_for(scheme).signing, Stamp(NOW, "msg_1"))

        assert signed.body == body
        assert judged(scheme, signed) is fits


@pytest.mark.parametrize(("provider", "scheme"), SIGNED)
def test_signing_again_replaces_what_was_fresh(provider: Provider, scheme: Scheme) -> None:
    message = a_signed_delivery(provider, scheme)
    later = NOW + 3600

    again = scheme.sign(message, keys_for(scheme).signing, Stamp(later, ""))

    assert judged(scheme, again, later) is Reason.VALID
    assert [name for name, _ in again.headers] == [name for name, _ in message.headers]


@pytest.mark.parametrize(("provider", "scheme"), EVERY)
def test_a_signed_delivery_has_its_scheme_among_the_candidates(
    provider: Provider, scheme: Scheme
) -> None:
    rule = scheme.detection
    if rule.by_content or not isinstance(scheme.recipe, HmacRecipe):
        return  # its body, which this is not, gives it away
    message = a_signed_delivery(provider, scheme)
    named = tuple((name.encode(), b"x") for name in (*rule.any_header[:1], *rule.all_header))
    dressed = without(message.headers, rule.not_header)  # a provider dresses for its first scheme
    view = RequestView((*dressed, *named), message.body)

    candidates = {one.scheme: one for one in RECOGNISER.candidates(view)}

    assert scheme.id in candidates
    assert candidates[scheme.id].evidence


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


@pytest.mark.parametrize(("provider", "scheme"), EVERY)
def test_scheme_says_where_its_facts_are_from(provider: Provider, scheme: Scheme) -> None:
    assert scheme.certainty in CERTAINTIES
    assert scheme.sources or scheme.certainty == "recall"
    assert scheme.title
    assert scheme.string_to_sign
    assert scheme.secret_words
    assert scheme.event.describe()
    assert scheme.delivery_id.describe()
    assert provider.retry is None or provider.retry.sources


def without_header(message: SignedMessage, name: str) -> SignedMessage:
    return replace(message, headers=without(message.headers, [name]))


def with_value(message: SignedMessage, name: str, value: bytes) -> SignedMessage:
    wanted = name.lower().encode()
    headers: HeaderPairs = tuple(
        (key, value if key.lower() == wanted else old) for key, old in message.headers
    )
    return replace(message, headers=headers)


def with_bytes(message: SignedMessage, old: bytes, new: bytes) -> SignedMessage:
    return replace(
        message, headers=tuple((key, value.replace(old, new)) for key, value in message.headers)
    )
