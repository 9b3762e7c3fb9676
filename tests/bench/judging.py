"""What judging and recognising cost, in µs at 2 KB: `python -m tests.bench.judging`.

A genuine request is set against one with another body, one with a signature of another secret,
and one with as many signatures as headers may hold: a bad one must not cost more than a good one.
"""

import json
import sys
import timeit
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from tests.providers.examples import a_delivery, keys_for, with_body
from tests.providers.fixed import NOW
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recognise import Recogniser
from webhookctl.core.scheme import Scheme, Stamp
from webhookctl.core.signature import with_header
from webhookctl.providers import all_providers, all_schemes

FAMILIES = (HmacRecipe, DigestRecipe, EitherForm)

GOAL = 50.0
"""µs that judging by an HMAC or a hash may take."""

DEARER = 2.5
"""How many times the cost of a genuine request a bad one may have: two forms may be tried."""

HEAD = 60 * 1024
"""Bytes that a header is filled with: nearly all that a server takes of headers."""

ROUNDS, RUNS = 15, 400
ITEMS = [{"name": f"n{number}", "price": number, "thing": "y" * 20} for number in range(40)]
BODY = json.dumps({"id": "x", "items": ITEMS}).encode()[:2048]
COMMON: HeaderPairs = (
    (b"Host", b"localhost:8080"),
    (b"User-Agent", b"curl/8.1"),
    (b"Accept", b"*/*"),
    (b"Content-Type", b"application/json"),
    (b"Content-Length", b"2048"),
)
REQUESTS: dict[str, HeaderPairs] = {
    "nobody's": (),
    "with a bearer token": ((b"Authorization", b"Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"),),
    "GitHub": ((b"X-GitHub-Event", b"push"), (b"X-Hub-Signature-256", b"sha256=" + b"0" * 64)),
    "Standard Webhooks": (
        (b"webhook-id", b"msg_1"),
        (b"webhook-timestamp", b"1767225600"),
        (b"webhook-signature", b"v1,AAAA"),
    ),
}


def main() -> None:
    """Measure, print, and exit with 1 when a goal is missed."""
    judged = sorted(
        (
            _judging(provider, scheme)
            for provider in all_providers().values()
            for scheme in provider.schemes
            if isinstance(scheme.recipe, FAMILIES) or scheme.id == "github_sha256"
        ),
        key=lambda one: -max(one.good, one.changed),
    )
    print("judging by an HMAC or a hash: genuine, changed body, other secret, full header")
    for one in (*judged[:5], judged[len(judged) // 2], judged[-1]):
        print(f"{one.name:28} {one.good:7.1f} {one.changed:7.1f} {one.wrong:7.1f} {one.full:9.1f}")
    recogniser = Recogniser(all_schemes())
    print(f"recognising among {len(recogniser.schemes)} schemes")
    for name, headers in REQUESTS.items():
        view = RequestView(COMMON + headers, BODY)
        print(f"{name:28} {_best(partial(_recognise, recogniser, view)):7.1f}")
    slowest = max(max(one.good, one.changed) for one in judged)
    dearest = max(judged, key=lambda one: one.ratio)
    fullest = max(judged, key=lambda one: one.full)
    print(f"{len(judged)} schemes: slowest {slowest:.1f} µs, goal {GOAL:.0f} µs")
    print(f"bad against good: {dearest.ratio:.2f} ({dearest.name}), goal {DEARER:.1f}")
    print(f"a header of {HEAD} bytes: {fullest.full:.0f} µs at most ({fullest.name})")
    sys.exit(slowest > GOAL or dearest.ratio > DEARER)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a scheme costs, in µs: genuine, another body, another secret, a header that is full."""

    name: str
    good: float
    changed: float
    wrong: float
    full: float

    @property
    def ratio(self) -> float:
        """How many times the cost of a genuine request the dearer of two bad ones has."""
        return max(self.changed, self.wrong) / self.good


def _judging(provider: Provider, scheme: Scheme) -> Cost:
    keys = keys_for(scheme)
    signed = scheme.sign(with_body(a_delivery(provider), BODY), keys.signing, Stamp(NOW, "msg_1"))
    changed = with_body(signed, b"X" + signed.body[1:])
    name = scheme.signature_header or ""
    value = first(signed.headers, name) or b""
    value = (value + b" ") * (HEAD // (len(value) + 1))
    full = replace(changed, headers=with_header(signed.headers, name, value))
    good, other, wrong, flood = _best_of(
        (
            partial(scheme.judge, message, [secret], NOW)
            for message, secret in (
                (signed, keys.judging),
                (changed, keys.judging),
                (signed, keys.other),
                (full, keys.judging),
            )
        ),
        RUNS // 10,
    )
    return Cost(scheme.id, good, other, wrong, flood)


def _recognise(recogniser: Recogniser, view: RequestView) -> None:
    recogniser.candidates(RequestView(view.headers, view.body))


def _best(run: Callable[[], object]) -> float:
    return _best_of([run], RUNS)[0]


def _best_of(runs: Iterable[Callable[[], object]], number: int) -> list[float]:
    """Return the least µs of each, measured in turn, so that other load falls on all alike."""
    timers = [timeit.Timer(run) for run in runs]
    rounds = [[timer.timeit(number) for timer in timers] for _ in range(ROUNDS)]
    return [min(times) / number * 1e6 for times in zip(*rounds, strict=True)]


if __name__ == "__main__":
    main()
