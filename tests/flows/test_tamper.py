"""Which kinds of tampering there are, with what, and what counts as a refusal."""

from dataclasses import replace

import pytest

from webhookctl.config.known import all_providers
from webhookctl.core.compose import Signing
from webhookctl.core.event import Facts
from webhookctl.core.model import DeliveryKind
from webhookctl.core.provider import Provider
from webhookctl.core.retry import RetryPolicy, accepts
from webhookctl.core.secret import Secret
from webhookctl.core.tamper import Kind
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.send import Order, prepare
from webhookctl.flows.tamper import forgery_of, parse_kind, refusal_policy
from webhookctl.flows.world import real_world
from webhookctl.providers import events_of, find

NOW = 1_767_225_600.0
FACTS = Facts(NOW, lambda bits: (1 << bits) // 3)
TO = parse_url("http://app.test/hook")
SECRET = Secret("env:A", b"very secret")


@pytest.mark.parametrize("kind", Kind)
def test_kinds_are_called_by_their_names(kind: Kind) -> None:
    assert parse_kind(f" {kind.upper()} ") is kind
    assert parse_kind(kind.replace("-", "_")) is kind


@pytest.mark.parametrize(
    ("text", "hint"), [("signatur", "did you mean `signature`?"), ("?", "choose from body, ")]
)
def test_other_kinds_are_wrong_use(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match="is no kind of tampering") as caught:
        parse_kind(text)
    assert (caught.value.hint or "").startswith(hint)


def test_stranger_has_another_secret_of_the_same_form() -> None:
    provider, schemes = find("standard_webhooks")
    forgery = forgery_of(Kind.STALE, provider, Signing(schemes[0], SECRET), FACTS)
    assert forgery is not None
    assert forgery.stranger.value.startswith(b"whsec_")
    assert forgery.stranger.value != SECRET.value
    assert forgery.older is None


def test_older_scheme_is_the_one_that_was_replaced() -> None:
    provider, schemes = find("github")
    forgery = forgery_of(Kind.OLD_ALGORITHM, provider, Signing(schemes[0], SECRET), FACTS)
    assert forgery is not None
    assert forgery.older is not None
    assert forgery.older.id == "github_sha1"


def test_only_what_is_signed_is_tampered_with() -> None:
    provider, _ = find("github")
    assert forgery_of(None, provider, None, FACTS) is None
    with pytest.raises(UsageError, match="nothing is signed"):
        forgery_of(Kind.BODY, provider, None, FACTS)


def test_refusal_is_a_4xx_and_a_2xx_the_end() -> None:
    policy = RetryPolicy("p", "P", delays=(1.0, 2.0), final=frozenset({410}))
    github = find("github")[0]
    wanted = refusal_policy(policy, github)
    assert wanted.delays == policy.delays
    assert all(accepts(wanted, status) for status in (400, 401, 403, 410, 499))
    assert not any(accepts(wanted, status) for status in (200, 204, 301, 500, 503))
    assert wanted.final == frozenset(range(200, 300))
    assert refusal_policy(policy, None) == wanted


def test_provider_that_wants_another_refusal_gets_it() -> None:
    websub = find("websub")[0]
    wanted = refusal_policy(RetryPolicy("p", "P"), websub)
    assert accepts(wanted, websub.refusal_status)
    assert websub.refusal_status not in wanted.final
    own = replace(websub, refusal_status=418)
    assert accepts(refusal_policy(RetryPolicy("p", "P"), own), 418)


EVENTS = [
    pytest.param(provider, template.type, id=f"{name}.{template.type}")
    for name, provider in all_providers().items()
    for template in events_of(provider)
]


@pytest.mark.parametrize(("provider", "type_"), EVENTS)
def test_every_event_can_be_tampered_with(provider: Provider, type_: str) -> None:
    keys = provider.schemes[0].key_form.make(FACTS)
    secret = Secret("file:a", keys.signing.content)
    order = Order(TO, event=f"{provider.name}.{type_}", secret=secret)
    world = replace(real_world(7), now=lambda: NOW)
    try:
        genuine = prepare(order, world).request(NOW)
    except UsageError:
        return  # it is not signed, or not without more than a secret

    for kind in (Kind.SIGNATURE, Kind.EMPTY, Kind.WRONG_SECRET):
        parcel = prepare(replace(order, tamper=kind), world)
        assert parcel.request(NOW) != genuine
        assert parcel.delivery("id").kind is DeliveryKind.TAMPER
