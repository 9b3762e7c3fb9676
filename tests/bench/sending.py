"""Deliveries per second as a ratio: `python -m tests.bench.sending [ROUNDS] [SECONDS]`.

`send stripe.charge.succeeded --concurrency 64`, each event fresh, signed and recorded, is measured
against `hey` (or `wrk` where there is no `hey`), which sends one body of the same size again and
again. Both go to a server that does nothing but answer, in a process of its own, in turn; ratios
are taken round by round. Without either of them there is no ratio. What bounds it is one thread of
Python: three tenths of its time go into making events, as many are the HTTP engine's, a tenth each
goes into building and signing requests, into recording and into the start; the rest is spent on
judging and counting answers. The store is in the temporary folder (TMPDIR).
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import COMMAND, clean_environment
from webhookctl.core.compose import compose
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.flows.send import Order, Parcel, another, prepare
from webhookctl.flows.world import real_world

GOAL = 0.05
"""The least that `send` may do, as a share of what `hey` does."""

CONCURRENCY = 64
EVENT = "stripe.charge.succeeded"
SECRET = "a secret of this measurement"  # noqa: S105 - it opens nothing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending for some seconds. `processor` is in seconds, 0 where it is unknown."""

    rate: float
    p50: float
    p99: float
    processor: float
    bad: int


def main() -> None:
    """Measure, print a table, and exit with 1 when the goal is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    ours: list[Outcome] = []
    theirs: list[float] = []
    with _sink() as port:
        for _ in range(rounds):
            ours.append(_send(port, seconds))
            rival = _rival(port, seconds)
            if rival is not None:
                theirs.append(rival)
    print(f"{rounds} rounds of {seconds} s each, {CONCURRENCY} at a time; load {_load()}")
    sys.exit(_show(ours, theirs))


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.sending_sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _send(port: int, seconds: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        environment = clean_environment(Path(folder), {"SECRET": SECRET})
        before = os.times()
        printed = subprocess.run(
            [*COMMAND, "send", EVENT, "--secret", "env:SECRET", *_options(port, seconds)],
            env=environment,
            stdout=subprocess.PIPE,
            check=False,
            text=True,
        ).stdout
        after = os.times()
        stored = subprocess.run(
            [*COMMAND, "list", "--sent", "--limit", "0", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.count(b"\n")
    accepted, begun, rate = _numbers(printed)
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    percentiles = dict(re.findall(r"(p\d\d) ([\d.]+ \w+)", printed))
    return Outcome(
        rate=rate,
        p50=_milliseconds(percentiles["p50"]),
        p99=_milliseconds(percentiles["p99"]),
        processor=used / begun,
        bad=begun - min(accepted, stored),
    )


def _options(port: int, seconds: int) -> list[str]:
    to = ["--to", f"http://127.0.0.1:{port}/"]
    return [*to, "--concurrency", str(CONCURRENCY), "--duration", f"{seconds}s"]


def _numbers(printed: str) -> tuple[int, int, float]:
    match = re.search(r"(\d+) of (\d+) accepted; .*?([\d.e+]+) deliveries/s", printed)
    assert match is not None, printed
    return int(match[1]), int(match[2]), float(match[3])


def _milliseconds(text: str) -> float:
    number, unit = text.split()
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def _rival(port: int, seconds: int) -> float | None:
    """Return what `hey` or `wrk` sends in a second, None where there is neither."""
    url = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body"
        body.write_bytes(_parcel().event.body)
        script = Path(folder) / "post.lua"
        script.write_text(
            f"wrk.method = 'POST'\nwrk.body = io.open({json.dumps(str(body))}):read('*a')\n",
            "utf-8",
        )
        hey = ["hey", "-c", str(CONCURRENCY), "-z", f"{seconds}s", "-m", "POST", "-D", str(body)]
        wrk = ["wrk", "-t1", f"-c{CONCURRENCY}", f"-d{seconds}s", "-s", str(script)]
        command = next((one for one in (hey, wrk) if shutil.which(one[0])), None)
        if command is None:
            return None
        printed = subprocess.run([*command, url], capture_output=True, check=True, text=True).stdout
    match = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert match is not None, printed
    return float(match[1])


def _parcel() -> Parcel:
    order = Order(parse_url("http://127.0.0.1/"), EVENT, secret=Secret("own", SECRET.encode()))
    return prepare(order, real_world())


def _costs() -> dict[str, float]:
    """Return the microseconds of making an event, and of making a request of it, signed or not."""
    world, parcel = real_world(), _parcel()
    order = Order(parcel.to, EVENT, secret=Secret("own", SECRET.encode()))
    return {
        "a fresh event": _microseconds(lambda: another(order, parcel, world)),
        "its request": _microseconds(lambda: compose(parcel.event, parcel.to, None, 1e9)),
        "its request, signed": _microseconds(
            lambda: compose(parcel.event, parcel.to, parcel.signing, 1e9)
        ),
    }


def _microseconds(work: Callable[[], object], times: int = 2000) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times * 1e6


def _load() -> str:
    return "unknown" if not hasattr(os, "getloadavg") else f"{os.getloadavg()[0]:.1f}"


def _show(ours: list[Outcome], theirs: list[float]) -> int:
    rates = [one.rate for one in ours]
    p50, p99 = (statistics.median(getattr(one, name) for one in ours) for name in ("p50", "p99"))
    processor = statistics.median(one.processor for one in ours) * 1e6
    print(f"send: {statistics.median(rates):.0f} deliveries/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    print(f"      {processor:.0f} us of processor time each, start-up and recording included")
    for what, cost in _costs().items():
        print(f"      {cost:5.0f} us for {what}")
    bad = sum(one.bad for one in ours)
    if bad:
        print(f"      {bad} deliveries were not accepted, or not recorded")
    if not theirs:
        print("neither hey nor wrk is installed: no ratio")
        return int(bad > 0)
    ratios = [one / other for one, other in zip(rates, theirs, strict=True)]
    share = statistics.median(ratios)
    name = "hey" if shutil.which("hey") else "wrk"
    print(f"{name}:  {statistics.median(theirs):.0f} requests/s")
    print(f"ratio {share:.3f} ({min(ratios):.3f}..{max(ratios):.3f}), goal {GOAL}")
    return int(share < GOAL or bad > 0)


if __name__ == "__main__":
    main()
