"""Capture throughput as a ratio: `python -m tests.bench.capture [ROUNDS] [SECONDS]`.

2 KB of JSON, 15 headers, 64 kept connections. The listener (`listen --output compact`, durable
before each answer) is measured against a bare uvicorn app, and against its own door and intake
without a store. All run at the same time and are loaded in turn, so that a busy minute hits them
alike; ratios are taken round by round. The store is in the temporary folder (TMPDIR), which has to
be on a disk for the figures to mean anything.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.bench.capture_load import Outcome, load
from tests.processes import clean_environment, start_listener

GOAL = 0.45
"""The least that the listener may do, as a share of what bare uvicorn does."""

LONGEST = 50.0
"""Milliseconds that 99 of 100 senders wait at most."""

RIVALS = ("bare", "unstored")
CLOCK_TICK = 0.01


def main() -> None:
    """Measure, print a table, and exit with 1 when a goal is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    outcomes: dict[str, list[tuple[Outcome, float]]] = {}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_rival(name)) for name in RIVALS}
        servers["listen"] = stack.enter_context(_listener())
        for port, _ in servers.values():
            load(port, 1)  # warm up
        for number in range(rounds):
            order = list(servers) if number % 2 == 0 else list(reversed(servers))
            for name in order:
                outcomes.setdefault(name, []).append(_measure(*servers[name], seconds))
    client = "wrk" if shutil.which("wrk") else "the client of tests.bench.capture_load"
    print(f"{rounds} rounds of {seconds} s each, loaded by {client}")
    sys.exit(_show(outcomes))


@contextmanager
def _rival(name: str) -> Iterator[tuple[int, int]]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.capture_rivals", name, str(port)]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    limit = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def _listener() -> Iterator[tuple[int, int]]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = clean_environment(home)
        listener = start_listener(home / "run", ["--output", "compact"], environment)
        try:
            listener.wait_until_ready()
            yield int(listener.ready["port"]), listener.process.pid
        finally:
            listener.stop()


def _measure(port: int, process_id: int, seconds: int) -> tuple[Outcome, float]:
    before = _processor_time(process_id)
    outcome = load(port, seconds)
    used = _processor_time(process_id) - before
    return outcome, used / outcome.requests * 1e6


def _processor_time(process_id: int) -> float:
    """Return the seconds of processor time of a process; 0 where there is no /proc."""
    file = Path(f"/proc/{process_id}/stat")
    if not file.exists():
        return 0.0
    fields = file.read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * CLOCK_TICK


def _show(outcomes: dict[str, list[tuple[Outcome, float]]]) -> int:
    print(
        f"{'':10}{'req/s':>8}{'ratio to bare':>22}{'p50 ms':>8}{'p99 ms':>8}{'CPU us':>8}{'bad':>5}"
    )
    bare = [outcome.rate for outcome, _ in outcomes["bare"]]
    for name, measured in outcomes.items():
        rates = [outcome.rate for outcome, _ in measured]
        ratios = [one / other for one, other in zip(rates, bare, strict=True)]
        spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})"
        p50, p99 = (
            statistics.median(getattr(outcome, field) for outcome, _ in measured)
            for field in ("p50", "p99")
        )
        processor = statistics.median(used for _, used in measured)
        bad = sum(outcome.bad for outcome, _ in measured)
        numbers = f"{p50:8.1f}{p99:8.1f}{processor:8.0f}{bad:5}"
        print(f"{name:10}{statistics.median(rates):8.0f}{spread:>22}{numbers}")
    listen = [outcome for outcome, _ in outcomes["listen"]]
    share = statistics.median(one.rate / other for one, other in zip(listen, bare, strict=True))
    unstored = [outcome.rate for outcome, _ in outcomes["unstored"]]
    kept = statistics.median(one.rate / two for one, two in zip(listen, unstored, strict=True))
    p99 = statistics.median(one.p99 for one in listen)
    print(f"listen: {share:.2f} of bare uvicorn (goal {GOAL}), {kept:.2f} of itself unstored,")
    print(f"        p99 {p99:.1f} ms (goal below {LONGEST:g})")
    return int(share < GOAL or p99 >= LONGEST or any(one.bad for one in listen))


if __name__ == "__main__":
    main()
