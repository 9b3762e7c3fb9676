"""Whatever can be signed is sent and sent again with a signature that its judge takes."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.providers.fixed import NOW
from tests.providers.keyring import judging_secret, new_keys, signing_secret, to_sign
from tests.providers.vectors import Vector, vectors
from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import first, without
from webhookctl.core.model import Capture, CapturedRequest, OutgoingRequest, Recognition
from webhookctl.core.scheme import Part, Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.core.verdict import Verdict
from webhookctl.flows.replay import Replay, Resigning, replay_policy
from webhookctl.flows.send import Order, prepare
from webhookctl.flows.world import World, real_world
from webhookctl.providers import all_schemes

BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
GENUINE = {
    one.scheme: one for one in vectors() if one.valid and not one.disputed and one.scheme in BY_ID
}
EACH = [pytest.param(one, id=id_) for id_, one in sorted(GENUINE.items())]
TO = parse_url("http://127.0.0.1:3000/base?key=1")


def world(now: float = NOW) -> World:
    return replace(real_world(7), now=lambda: now)


def judged(
    scheme: Scheme,
    request: OutgoingRequest,
    secret: Secret,
    params: Mapping[str, str],
    now: float,
) -> Verdict:
    """Judge a request as its receiver does, by what is on the wire."""
    message = SignedMessage(
        request.method.decode(), request.url, request.headers, request.body.read(), params
    )
    return scheme.judge(message, [secret], now)


@pytest.mark.parametrize("vector", EACH)
def test_sent_event_is_genuine(vector: Vector) -> None:
    keys = new_keys(BY_ID[vector.scheme])
    message = to_sign(vector, keys)
    kind = first(message.headers, "content-type")
    order = Order(
        TO,
        event=f"{vector.scheme}.made.up",
        data=message.body,
        secret=signing_secret(keys),
        headers=() if kind is None else ((b"Content-Type", kind),),
        params=known(vector, message.params),
    )

    request = prepare(order, world()).request(NOW)

    verdict = judged(BY_ID[vector.scheme], request, judging_secret(keys), order.params, NOW)
    assert verdict.valid, verdict.message
    assert request.url.startswith("http://127.0.0.1:3000/base?")


@pytest.mark.parametrize("vector", EACH)
def test_capture_signed_anew_is_genuine_at_its_new_time(vector: Vector) -> None:
    keys = new_keys(BY_ID[vector.scheme])
    message = to_sign(vector, keys)
    resigning = Resigning(signing_secret(keys), vector.scheme, known(vector, message.params))
    later = NOW + 86_400

    request = Replay(TO, replay_policy(), resigning).request(captured(message), later)

    scheme, secret = BY_ID[vector.scheme], judging_secret(keys)
    verdict = judged(scheme, request, secret, resigning.params, later)
    assert verdict.valid, verdict.message


URL_SCHEMES = [
    pytest.param(one, id=id_)
    for id_, one in sorted(GENUINE.items())
    if Part.URL in BY_ID[id_].recipe.covers
]


@pytest.mark.parametrize("vector", URL_SCHEMES)
def test_registered_url_is_signed_wherever_the_event_is_sent(vector: Vector) -> None:
    keys = new_keys(BY_ID[vector.scheme])
    message = to_sign(vector, keys)
    kind = first(message.headers, "content-type")
    order = Order(
        TO,
        event=f"{vector.scheme}.made.up",
        data=message.body,
        secret=signing_secret(keys),
        headers=() if kind is None else ((b"Content-Type", kind),),
        params={**message.params, "notification_url": "https://public.test/hook?z=1"},
    )

    request = prepare(order, world()).request(NOW)

    verdict = judged(BY_ID[vector.scheme], request, judging_secret(keys), order.params, NOW)
    assert verdict.valid, verdict.message
    assert request.origin == TO.origin


def known(vector: Vector, params: Mapping[str, str]) -> Mapping[str, str]:
    """Return parameters without the URL of the vector: the receiver here has another one."""
    return {name: text for name, text in params.items() if name != "notification_url"}


def captured(message: SignedMessage) -> Capture:
    target = (message.url or "/").partition("://")[2].partition("/")[2]
    request = CapturedRequest(
        message.method.encode(),
        b"/" + target.partition("#")[0].encode(),
        "1.1",
        without(message.headers, ("content-length",)),
        MemoryBody(message.body),
        "192.0.2.7:4711",
        1.0,
        2.0,
    )
    return Capture("0000000000000001", request, Recognition())
