"""What judging and recognising cost, in µs at 2 KB: `python -m tests.bench.judging`."""

import json
import sys
import timeit
from collections.abc import Callable
from functools import partial

from tests.providers.examples import a_delivery, keys_for, with_body
from tests.providers.fixed import NOW
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recognise import Recogniser
from webhookctl.core.scheme import Scheme, Stamp
from webhookctl.providers import all_providers, all_schemes

GOAL = 50.0
"""µs that judging by an HMAC or a hash may take."""

ROUNDS, RUNS = 7, 400
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
    """Measure, print, and exit with 1 when the slowest HMAC or hash misses the goal."""
    judged = sorted(
        (
            _judging(provider, scheme)
            for provider in all_providers().values()
            for scheme in provider.schemes
            if isinstance(scheme.recipe, HmacRecipe | DigestRecipe)
        ),
        reverse=True,
    )
    print("judging by an HMAC or a hash: genuine, changed")
    for _, name, good, bad in (*judged[:5], judged[len(judged) // 2], judged[-1]):
        print(f"{name:28} {good:7.1f} {bad:7.1f}")
    recogniser = Recogniser(all_schemes())
    print(f"recognising among {len(recogniser.schemes)} schemes")
    for name, headers in REQUESTS.items():
        view = RequestView(COMMON + headers, BODY)
        print(f"{name:28} {_best(partial(_recognise, recogniser, view)):7.1f}")
    slowest = judged[0][0]
    print(f"{len(judged)} schemes: slowest {slowest:.1f} µs, goal {GOAL:.0f} µs")
    sys.exit(slowest > GOAL)


def _judging(provider: Provider, scheme: Scheme) -> tuple[float, str, float, float]:
    keys = keys_for(scheme)
    signed = scheme.sign(with_body(a_delivery(provider), BODY), keys.signing, Stamp(NOW, "msg_1"))
    changed = with_body(signed, b"X" + signed.body[1:])
    good, bad = (
        _best(partial(scheme.judge, message, [keys.judging], NOW)) for message in (signed, changed)
    )
    return max(good, bad), scheme.id, good, bad


def _recognise(recogniser: Recogniser, view: RequestView) -> None:
    recogniser.candidates(RequestView(view.headers, view.body))


def _best(run: Callable[[], object]) -> float:
    return min(timeit.repeat(run, number=RUNS, repeat=ROUNDS)) / RUNS * 1e6


if __name__ == "__main__":
    main()
