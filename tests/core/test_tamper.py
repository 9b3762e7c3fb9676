"""What is tampered with is refused by the judge of its scheme, for the right reason."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.providers.fixed import NOW
from tests.providers.keyring import judging_secret, new_keys, signing_secret, to_sign
from tests.providers.vectors import vectors
from webhookctl.core.compose import Signing, compose
from webhookctl.core.event import Event
from webhookctl.core.headers import first, without
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Part, Recipe, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.tamper import WORDS, Forgery, Kind
from webhookctl.core.url import parse_url
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError
from webhookctl.providers import all_schemes

BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
GENUINE = {
    one.scheme: one for one in vectors() if one.valid and not one.disputed and one.scheme in BY_ID
}
TO = parse_url("http://127.0.0.1:3000/base?key=1")

REASONS: dict[Kind, set[Reason]] = {
    Kind.BODY: {Reason.MISMATCH, Reason.BODY_CHANGED},
    Kind.SIGNATURE: {Reason.MISMATCH},
    Kind.TIMESTAMP: {Reason.MISMATCH},
    Kind.STALE: {Reason.STALE_TIMESTAMP},
    Kind.FUTURE: {Reason.FUTURE_TIMESTAMP},
    Kind.MISSING: {Reason.MISSING_HEADER, Reason.MISSING_SIGNATURE},
    Kind.TRUNCATED: {Reason.TRUNCATED_SIGNATURE},
    Kind.EMPTY: {Reason.EMPTY_SIGNATURE},
    Kind.WRONG_SECRET: {Reason.MISMATCH},
    Kind.OLD_ALGORITHM: {
        *(Reason.MISSING_HEADER, Reason.WRONG_VERSION, Reason.WRONG_ALGORITHM),
        *(Reason.TRUNCATED_SIGNATURE, Reason.MISMATCH),
    },
    Kind.GARBAGE: {Reason.MALFORMED_SIGNATURE, Reason.MISMATCH, Reason.WRONG_VERSION},
}
ODD = {
    ("braintree", Kind.TRUNCATED): Reason.MALFORMED_SIGNATURE,  # the key's name is before it
    ("braintree", Kind.EMPTY): Reason.MALFORMED_SIGNATURE,
    ("figma", Kind.TRUNCATED): Reason.MISMATCH,  # any text may be a token
    ("microsoft_graph", Kind.TRUNCATED): Reason.MISMATCH,
    ("sinch_application_auth", Kind.EMPTY): Reason.WRONG_VERSION,  # Authorization names none
    ("vonage_sms_signature", Kind.TRUNCATED): Reason.WRONG_ALGORITHM,  # half of it is one of MD5
}
TELL_THEIR_TIME = {"http_message_signatures"}
"""They say themselves how long they are good, as tokens do."""

NOT_TAKEN_OUT = {"dropbox_sign"}
"""Their signature is in one part of a multipart body."""


@dataclass(frozen=True)
class Case:
    """A scheme with new keys, and how a request of it is made."""

    scheme: Scheme
    forgery: Forgery
    build: Callable[[Signing | None, float], OutgoingRequest]
    judging: Secret

    def made(self, kind: Kind) -> OutgoingRequest:
        return replace(self.forgery, kind=kind).request(self.build, NOW)

    def genuine(self) -> OutgoingRequest:
        return self.build(self.forgery.signing, NOW)

    def verdict(self, request: OutgoingRequest) -> Verdict:
        params = self.forgery.signing.params
        message = SignedMessage("POST", request.url, request.headers, request.body.read(), params)
        return self.scheme.judge(message, [self.judging], NOW)


@cache
def case_of(scheme_id: str) -> Case:
    vector, scheme = GENUINE[scheme_id], BY_ID[scheme_id]
    keys = new_keys(scheme)
    message = to_sign(vector, keys)
    params = {name: text for name, text in message.params.items() if name != "notification_url"}
    signing = Signing(scheme, signing_secret(keys), params)
    kind = first(message.headers, "content-type")
    headers = () if kind is None else ((b"Content-Type", kind),)
    event = Event(None, None, "msg_1", message.body, headers)

    def build(signing: Signing | None, at: float) -> OutgoingRequest:
        return compose(event, TO, signing, at)

    older = None if scheme.older is None else BY_ID[scheme.older]
    stranger = signing_secret(new_keys(scheme, 99))
    return Case(scheme, Forgery(Kind.BODY, signing, stranger, older), build, judging_secret(keys))


@cache
def kinds_of(scheme_id: str) -> tuple[Kind, ...]:
    case = case_of(scheme_id)
    return case.forgery.kinds(case.build, NOW)


@pytest.mark.parametrize("scheme_id", sorted(GENUINE))
def test_each_kind_is_refused_for_the_right_reason(scheme_id: str) -> None:
    case = case_of(scheme_id)
    kinds = kinds_of(scheme_id)

    assert case.verdict(case.genuine()).valid
    for kind in kinds:
        verdict = case.verdict(case.made(kind))
        assert not verdict.valid, kind
        odd = ODD.get((case.scheme.id, kind))
        assert verdict.reason in (REASONS[kind] if odd is None else {odd}), kind
    every = {Kind.SIGNATURE, Kind.TRUNCATED, Kind.EMPTY, Kind.WRONG_SECRET, Kind.GARBAGE}
    assert every <= set(kinds)
    assert (Kind.MISSING in kinds) is (case.scheme.id not in NOT_TAKEN_OUT)


@pytest.mark.parametrize("scheme_id", sorted(GENUINE))
def test_a_scheme_has_the_kinds_that_its_facts_allow(scheme_id: str) -> None:
    case = case_of(scheme_id)
    scheme, kinds = case.scheme, kinds_of(scheme_id)
    rule = scheme.timestamp

    assert (Kind.BODY in kinds) is (Part.BODY in scheme.recipe.covers)
    assert (Kind.OLD_ALGORITHM in kinds) is (scheme.older is not None)
    if rule is None:
        assert not {Kind.TIMESTAMP, Kind.STALE, Kind.FUTURE} & set(kinds)
    elif not (isinstance(scheme.recipe, JwtRecipe) or scheme.id in TELL_THEIR_TIME):
        assert Kind.TIMESTAMP in kinds
        assert (Kind.STALE in kinds) is (rule.tolerance is not None and rule.past)
        assert (Kind.FUTURE in kinds) is (rule.tolerance is not None and rule.future)


@pytest.mark.parametrize("scheme_id", sorted(GENUINE))
def test_body_differs_in_one_byte_and_stays_json(scheme_id: str) -> None:
    case = case_of(scheme_id)
    if Part.BODY not in case.scheme.recipe.covers:
        return  # a changed body would be taken
    before, after = case.genuine(), case.made(Kind.BODY)
    one, other = before.body.read(), after.body.read()

    assert len(one) == len(other)
    assert sum(a != b for a, b in zip(one, other, strict=True)) == 1
    assert before.headers == after.headers or is_random(case)
    assert is_json(one) == is_json(other)


@pytest.mark.parametrize("scheme_id", sorted(GENUINE))
def test_only_the_signature_is_touched(scheme_id: str) -> None:
    case = case_of(scheme_id)
    if is_random(case):
        return
    before, after = case.genuine(), case.made(Kind.SIGNATURE)

    assert text_of(before).count(b"\n") == text_of(after).count(b"\n")
    assert len(text_of(before)) == len(text_of(after))
    touched = sum(a != b for a, b in zip(text_of(before), text_of(after), strict=True))
    assert touched == (2 if case.scheme.id == "github_sha256" else 1)  # sha1 is sent beside it


def test_old_algorithm_is_all_that_github_sends_then() -> None:
    case = case_of("github_sha256")
    headers = case.made(Kind.OLD_ALGORITHM).headers

    assert first(headers, "x-hub-signature") is not None
    assert first(headers, "x-hub-signature-256") is None
    assert not [name for name, _ in case.made(Kind.MISSING).headers if b"signature" in name.lower()]


def test_stale_signature_fits_its_time() -> None:
    case = case_of("stripe")
    value = first(case.made(Kind.STALE).headers, "stripe-signature") or b""

    assert value.startswith(b"t=%d," % (NOW - 360))
    older = case.build(case.forgery.signing, NOW - 360)
    assert value == first(older.headers, "stripe-signature")


def test_what_a_scheme_cannot_refuse_is_wrong_use() -> None:
    case = case_of("github_sha256")
    with pytest.raises(UsageError) as caught:
        case.made(Kind.STALE)
    assert caught.value.message == (
        "`--tamper stale` is nothing that GitHub webhooks (sha256) could refuse: its signature "
        "covers no time"
    )
    assert caught.value.hint == (
        "it has: body, signature, missing, truncated, empty, wrong-secret, old-algorithm, garbage"
    )
    token = case_of("gitlab_token")
    with pytest.raises(UsageError, match="its signature does not cover the body"):
        token.made(Kind.BODY)
    stripe = case_of("stripe")
    with pytest.raises(UsageError, match="it takes a time that is ahead"):
        stripe.made(Kind.FUTURE)
    with pytest.raises(UsageError, match="it has no older scheme"):
        stripe.made(Kind.OLD_ALGORITHM)


def test_empty_body_has_no_byte_to_change() -> None:
    case = case_of("github_sha256")
    event = Event(None, None, "id", b"", ())
    with pytest.raises(UsageError, match="the body is empty"):
        case.forgery.request(lambda signing, at: compose(event, TO, signing, at), NOW)


@dataclass(frozen=True)
class _Lax:
    """Says that it covers the body, and does not."""

    recipe: Recipe

    @property
    def covers(self) -> frozenset[Part]:
        return frozenset({Part.BODY})

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        return self.recipe.judge(scheme, message, secrets, now)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        return self.recipe.sign(scheme, message, secret, stamp)


def test_body_that_would_be_taken_is_not_handed_out() -> None:
    case = case_of("gitlab_token")
    lax = replace(case.scheme, recipe=_Lax(case.scheme.recipe))
    signing = replace(case.forgery.signing, scheme=lax)
    forgery = replace(case.forgery, signing=signing, kind=Kind.BODY)
    with pytest.raises(UsageError, match="its signature does not cover the body"):
        forgery.request(case.build, NOW)


def test_escapes_stay_whole() -> None:
    case = case_of("github_sha256")
    event = Event(None, None, "id", b'{"a":"b\\n"}', ())
    forged = case.forgery.request(lambda signing, at: compose(event, TO, signing, at), NOW)
    assert forged.body.read() == b'{"a":"c\\n"}'


@pytest.mark.parametrize("body", [b"\x00\xff\x80", b"a=%2F&b", b'{"a":[]}', b"--", b"\xe2\x82\xac"])
def test_any_body_can_be_changed(body: bytes) -> None:
    case = case_of("github_sha256")
    event = Event(None, None, "id", body, ())
    forged = case.forgery.request(lambda signing, at: compose(event, TO, signing, at), NOW)
    assert len(forged.body.read()) == len(body)
    assert forged.body.read() != body


def test_what_is_not_genuine_is_not_tampered_with() -> None:
    case = case_of("github_sha256")

    def build(signing: Signing | None, at: float) -> OutgoingRequest:
        request = case.build(signing, at)
        return replace(request, headers=without(request.headers, ["x-hub-signature-256"]))

    with pytest.raises(UsageError, match="a request that is not genuine cannot be tampered with"):
        case.forgery.request(build, NOW)


def test_each_kind_has_its_words() -> None:
    assert set(WORDS) == set(Kind)


def is_random(case: Case) -> bool:
    """Say whether two signatures of one request differ, as ECDSA's do."""
    return case.genuine().headers != case.genuine().headers


def is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def text_of(request: OutgoingRequest) -> bytes:
    lines = (name + b": " + value for name, value in request.headers)
    return b"\n".join((request.target, *lines, b"", request.body.read()))
