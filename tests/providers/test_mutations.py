"""One thing of a genuine request is spoilt at a time: each flaw is refused for its own reason.

The signature is made by the scheme, what is spoilt by plain code, and which reasons are right is
written here for each kind of flaw; the few schemes that differ are named with why.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from tests.providers.keyring import judging_secret, new_keys, signing_secret, to_sign
from tests.providers.vectors import Vector, vectors
from webhookctl.core.explain import explain
from webhookctl.core.headers import first, text, without
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import with_header
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.providers import all_schemes

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BY_ID = {scheme.id: (provider, scheme) for provider, scheme in all_schemes().values()}
SIGNING = [one for _, one in BY_ID.values() if not isinstance(one.recipe, UnsignedRecipe)]
EACH = [pytest.param(one, id=one.id) for one in SIGNING]

CHANGED = {Reason.MISMATCH, Reason.BODY_CHANGED}
"""What a changed body is called: most signatures do not tell what of a message was changed."""

SIGNED_FIELDS = {
    "aws_sns_v1": b'"Message"',
    "aws_sns_v2": b'"Message"',
    "adyen_standard": b'"pspReference"',
}
"""Schemes that sign fields of the body: one of them."""

SIGNED_BY_ITS_BODY = {
    "braintree": {Reason.MISSING_SIGNATURE, Reason.MALFORMED_SIGNATURE},
    "dropbox_sign": set(),
    "figma": set(),
    "mailgun": set(),
    "microsoft_graph": set(),
    "vonage_sms_signature": {Reason.MISSING_SIGNATURE},
}
"""Schemes whose signature or token is in the body: what it is called when that was hit."""

LIFETIME = 300
"""Seconds that tokens are good for when they are signed here."""


@dataclass(frozen=True)
class Genuine:
    """A request that a scheme has signed, the secrets to judge it by, and when that was."""

    scheme: Scheme
    message: SignedMessage
    right: Secret
    wrong: Secret
    now: float

    def said(self, message: SignedMessage, now: float | None = None) -> Verdict:
        """Return what `verify` says of a message by the right secret."""
        return self._explained(message, self.right, self.now if now is None else now)

    def said_by(self, secret: Secret) -> Verdict:
        """Return what `verify` says of the genuine message by another secret."""
        return self._explained(self.message, secret, self.now)

    def _explained(self, message: SignedMessage, secret: Secret, now: float) -> Verdict:
        verdict = explain(self.scheme.judge(message, [secret], now), message, [secret], BY_ID)
        assert verdict.valid or verdict.hint, verdict
        assert set(verdict.facts) <= documented_facts()
        return verdict


@cache
def documented_facts() -> frozenset[str]:
    """Return the names that README has in its words about facts; two are of one scheme."""
    words = README.partition("`facts` has it:")[2].partition("<!-- reasons -->")[0]
    return frozenset(re.findall(r"`([a-z_]+)`", words)) | {"label", "keyid"}


@cache
def genuine(scheme: Scheme) -> Genuine:
    vector = vector_of(scheme.id)
    keys = new_keys(scheme)
    message = scheme.sign(to_sign(vector, keys), signing_secret(keys), Stamp(vector.now, "msg_1"))
    others = judging_secret(new_keys(scheme, seed=8))
    return Genuine(scheme, message, judging_secret(keys), others, vector.now)


@cache
def vector_of(scheme: str) -> Vector:
    """Return a genuine request of a scheme, with a body that is what it says it is."""
    mine = [one for one in vectors() if one.scheme == scheme and one.valid and not one.disputed]
    return next((one for one in mine if is_whole(one.message)), mine[0])


def is_whole(message: SignedMessage) -> bool:
    if "json" not in (text(message.headers, "content-type") or ""):
        return bool(message.body)
    try:
        return bool(json.loads(message.body))
    except ValueError:
        return False


def at_place(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def spoilt_bodies(one: Genuine) -> Iterator[SignedMessage]:
    """Yield the message with one byte of its body changed: at the start, amid it, at the end."""
    body, field = one.message.body, SIGNED_FIELDS.get(one.scheme.id)
    places = {0, len(body) // 2, len(body) - 1}
    if field is not None:
        colon = body.index(b":", body.index(field))
        places = {body.index(b'"', colon) + 2}
    for place in sorted(places) if body else []:
        yield replace(one.message, body=at_place(body, place))


@pytest.mark.parametrize("scheme", EACH)
def test_unspoilt_request_is_genuine(scheme: Scheme) -> None:
    one = genuine(scheme)

    verdict = one.said(one.message)

    assert verdict.valid, verdict.message
    assert verdict.secret == one.right.name


@pytest.mark.parametrize("scheme", EACH)
def test_changed_body_is_refused_where_it_is_covered_and_said_where_not(scheme: Scheme) -> None:
    one = genuine(scheme)
    covered = Part.BODY in scheme.recipe.covers or scheme.id in SIGNED_FIELDS

    hit = SIGNED_BY_ITS_BODY.get(scheme.id)

    for message in spoilt_bodies(one):
        verdict = one.said(message)
        if covered or (hit is not None and not verdict.valid):
            assert verdict.reason in {Reason.MALFORMED_BODY, *CHANGED, *(hit or ())}, verdict
            assert "fits" not in verdict.facts
        else:
            assert verdict.valid
            assert "body" in verdict.message
            assert verdict.facts["body_covered"] is False


@pytest.mark.parametrize("scheme", EACH)
def test_changed_url_and_method_are_refused_where_they_are_covered(scheme: Scheme) -> None:
    one = genuine(scheme)
    other = "https://elsewhere.example/another"
    registered = {name: other for name in one.message.params if name == "notification_url"}
    at_other = replace(one.message, url=other, params={**one.message.params, **registered})
    method = replace(one.message, method="PUT" if one.message.method != "PUT" else "POST")

    for part, message in ((Part.URL, at_other), (Part.METHOD, method)):
        verdict = one.said(message)
        if part in scheme.recipe.covers:
            assert verdict.reason in {Reason.MISMATCH, Reason.URL_DIFFERS}, verdict
        else:
            assert verdict.valid, verdict


@pytest.mark.parametrize("scheme", EACH)
def test_signature_out_of_time_is_refused_for_that(scheme: Scheme) -> None:
    one, rule = genuine(scheme), scheme.timestamp
    if rule is None or rule.tolerance is None:
        assert one.said(one.message, one.now + 10**8).valid
        return
    late = LIFETIME if rule.source.startswith("claim:") else 0

    stale = one.said(one.message, one.now + late + rule.tolerance + 1)
    early = one.said(one.message, one.now - rule.tolerance - 1)

    assert stale.reason is (Reason.STALE_TIMESTAMP if rule.past else Reason.VALID), stale
    looks_ahead = rule.future and rule.source != "claim:exp"  # which only says when it ends
    assert early.reason is (Reason.FUTURE_TIMESTAMP if looks_ahead else Reason.VALID), early
    assert stale.secret == early.secret == one.right.name


@pytest.mark.parametrize("scheme", EACH)
def test_other_timestamp_or_id_is_refused_where_it_is_covered(scheme: Scheme) -> None:
    one = genuine(scheme)
    stamp = str(int(one.now)).encode()
    for part, old, new in (
        (Part.TIMESTAMP, stamp, stamp[:-1] + (b"1" if stamp[-1:] != b"1" else b"2")),
        (Part.ID, b"msg_1", b"msg_2"),
    ):
        headers = tuple((name, value.replace(old, new)) for name, value in one.message.headers)
        if headers != one.message.headers:
            verdict = one.said(replace(one.message, headers=headers))
            assert verdict.reason is Reason.MISMATCH or part not in scheme.recipe.covers, verdict


@pytest.mark.parametrize("scheme", EACH)
def test_missing_signature_header_is_called_that(scheme: Scheme) -> None:
    one, header = genuine(scheme), scheme.signature_header
    if header is None:
        return
    message = replace(one.message, headers=without(one.message.headers, [header]))

    verdict = one.said(message)

    # GitHub sends a second signature, which fits
    other = {Reason.WRONG_ALGORITHM} if scheme.id == "github_sha256" else set()
    assert verdict.reason in {Reason.MISSING_HEADER, *other}, verdict
    assert "headers" in verdict.facts or other


@pytest.mark.parametrize("scheme", EACH)
def test_missing_id_or_timestamp_header_is_called_that(scheme: Scheme) -> None:
    one = genuine(scheme)
    stamp = str(int(one.now)).encode()
    for part, value, reasons in (
        (Part.ID, b"msg_1", {Reason.MISSING_HEADER}),
        (Part.TIMESTAMP, stamp, {Reason.MISSING_HEADER, Reason.MISSING_TIMESTAMP}),
    ):
        names = [name.decode() for name, held in one.message.headers if held == value]
        if part in scheme.recipe.covers and names:
            verdict = one.said(replace(one.message, headers=without(one.message.headers, names)))
            assert verdict.reason in reasons, verdict
            assert "headers" in verdict.facts


@pytest.mark.parametrize("scheme", EACH)
def test_spoilt_signature_is_refused(scheme: Scheme) -> None:
    one, header = genuine(scheme), scheme.signature_header
    value = first(one.message.headers, header) if header else None
    if header is None or value is None:
        return
    place = len(value) - 6
    letter = b"A" if value[place : place + 1] not in b"Aa" else b"B"
    letter = letter if re.search(rb"[A-Z]", value) else letter.lower()
    spoilt = value[:place] + letter + value[place + 1 :]
    message = replace(one.message, headers=with_header(one.message.headers, header, spoilt))

    verdict = one.said(message)

    assert not verdict.valid
    assert verdict.reason in {Reason.MISMATCH, Reason.MALFORMED_SIGNATURE}, verdict


@pytest.mark.parametrize("scheme", EACH)
def test_wrong_secret_is_told_as_the_likeliest_cause(scheme: Scheme) -> None:
    one = genuine(scheme)
    value = one.right.value

    verdict = one.said_by(one.wrong)
    near = one.said_by(Secret("near", at_place(value, len(value) // 2)))

    assert verdict.reason is Reason.MISMATCH, verdict
    assert verdict.facts["likely"] == Reason.WRONG_SECRET
    assert verdict.secret is None
    assert near.reason in {Reason.MISMATCH, Reason.MALFORMED_SECRET, Reason.UNTRUSTED_KEY}, near
