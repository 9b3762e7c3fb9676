"""A load of equal requests on kept connections: `python -m tests.bench.capture_load PORT SECONDS`.

`wrk` makes it where it is installed (`run_wrk`), else this client does.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from webhookctl.server.loop import new_event_loop

CONNECTIONS = 64
BODY = b'{"data":"' + b"x" * 2037 + b'"}'
HEADERS = [
    ("Content-Type", "application/json"),
    *((f"X-Header-{number}", f"value-of-header-{number}") for number in range(12)),
]
"""With Host and Content-Length these are 15."""

_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a load. Latencies are in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bad: int

    @property
    def rate(self) -> float:
        """Requests answered with 200 in a second."""
        return (self.requests - self.bad) / self.seconds


class Sender(asyncio.Protocol):
    """One connection: sends the next request as soon as the answer to the last one is whole."""

    def __init__(self, message: bytes, until: float, taken: list[float], bad: list[bytes]) -> None:
        self.ended = asyncio.get_running_loop().create_future()
        self._message = message
        self._until = until
        self._taken = taken
        self._bad = bad
        self._seen = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer."""
        self._seen += data
        head, end, body = self._seen.partition(b"\r\n\r\n")
        if not end:
            return
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if length is None or len(body) < int(length[1]):
            return
        self._seen = b""
        now = time.perf_counter()
        self._taken.append(now - self._sent_at)
        if not head.startswith(b"HTTP/1.1 200"):
            self._bad.append(head)
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        """End."""
        self.ended.set_result(None)

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(self._message)


async def run_own(port: int, seconds: int) -> Outcome:
    """Load a port with this client."""
    lines = [*HEADERS, ("Host", f"127.0.0.1:{port}"), ("Content-Length", str(len(BODY)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    message = f"POST /hook HTTP/1.1\r\n{head}\r\n".encode() + BODY
    taken: list[float] = []
    bad: list[bytes] = []
    start = time.perf_counter()
    loop = asyncio.get_running_loop()

    def sender() -> Sender:
        return Sender(message, start + seconds, taken, bad)

    opened = [await loop.create_connection(sender, "127.0.0.1", port) for _ in range(CONNECTIONS)]
    await asyncio.gather(*(one.ended for _, one in opened))
    took = time.perf_counter() - start
    milliseconds = sorted(one * 1000 for one in taken)
    return Outcome(
        requests=len(taken),
        seconds=took,
        p50=percentile(milliseconds, 0.5),
        p99=percentile(milliseconds, 0.99),
        bad=len(bad),
    )


def percentile(sorted_values: list[float], share: float) -> float:
    """Return the value that this share of them does not exceed."""
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)]


def run_wrk(port: int, seconds: int) -> Outcome:
    """Load a port with wrk."""
    lines = [f'wrk.headers["{name}"] = "{value}"' for name, value in HEADERS]
    script = "\n".join(['wrk.method = "POST"', f"wrk.body = '{BODY.decode()}'", *lines])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "load.lua"
        file.write_text(script, "utf-8")
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        printed = subprocess.run(
            [*command, "-s", str(file), f"http://127.0.0.1:{port}/hook"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return _from_wrk(printed)


def _from_wrk(printed: str) -> Outcome:
    total = re.search(r"(\d+) requests in ([\d.]+)s", printed)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    latencies = dict(re.findall(r"(\d+)%\s+([\d.]+[a-z]+)", printed))
    assert total is not None, printed
    return Outcome(
        requests=int(total[1]),
        seconds=float(total[2]),
        p50=_milliseconds(latencies["50"]),
        p99=_milliseconds(latencies["99"]),
        bad=int(bad[1]) if bad else 0,
    )


def _milliseconds(text: str) -> float:
    match = re.fullmatch(r"([\d.]+)(us|ms|s)", text)
    assert match is not None, text
    return float(match[1]) * _MILLISECONDS[match[2]]


def load(port: int, seconds: int) -> Outcome:
    """Load a port, from a process of its own."""
    if shutil.which("wrk"):
        return run_wrk(port, seconds)
    command = [sys.executable, "-m", "tests.bench.capture_load", str(port), str(seconds)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return Outcome(**json.loads(printed))


def main() -> None:
    """Load a port with this client, and print the outcome as JSON."""
    port, seconds = int(sys.argv[1]), int(sys.argv[2])
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(run_own(port, seconds)))))


if __name__ == "__main__":
    main()
