"""Large bodies pass through in pieces: what 100 MB cost in memory, from the sender to the app.

That the capture alone is cheap is tested with the command; here an app is behind the listener, the
body is read back, and sent again.
"""

import hashlib
import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.acceptance.messages import PATIENCE
from tests.conftest import StartListener
from tests.processes import COMMAND, clean_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/status")

MIB = 1024 * 1024
SIZE = 100 * MIB
PIECE = bytes(range(256)) * 1024
MOST = 60 * MIB
"""What 100 MiB may cost more than a few bytes."""


@dataclass
class HashingApp:
    """An app that keeps the hash of each body and nothing of it."""

    url: str = ""
    hashes: list[str] = field(default_factory=list)


@contextmanager
def hashing_app() -> Iterator[HashingApp]:
    app = HashingApp()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            left, digest = int(self.headers["Content-Length"]), hashlib.sha256()
            while left:
                piece = self.rfile.read(min(left, MIB))
                digest.update(piece)
                left -= len(piece)
            app.hashes.append(digest.hexdigest())
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        app.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield app
        finally:
            server.shutdown()
            thread.join()


def most_memory(process_id: int) -> int:
    """Return the most memory that a running process has had, in bytes; 0 when it has ended."""
    try:
        status = Path(f"/proc/{process_id}/status").read_text("ascii")
    except FileNotFoundError:
        return 0
    return sum(
        int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:")
    )


def upload(port: int, size: int) -> str:
    """Post a body of that many bytes, which is never whole in memory; return its hash."""
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for start in range(0, size, len(PIECE)):
            piece = PIECE[: min(len(PIECE), size - start)]
            digest.update(piece)
            yield piece

    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/large", pieces(), {"Content-Length": str(size)})
        assert connection.getresponse().status == 200
    return digest.hexdigest()


def run(environment: dict[str, str], output: Path, *arguments: str) -> int:
    """Run the program, its output in a file, and return the most memory that it had."""
    memory = 0
    with output.open("wb") as stdout:
        process = subprocess.Popen([*COMMAND, *arguments], stdout=stdout, env=environment)
    try:
        while process.poll() is None:
            memory = max(memory, most_memory(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.005)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    return memory


def test_large_body_costs_little_memory_wherever_it_passes(
    listener: StartListener, home: Path, tmp_path: Path
) -> None:
    environment, output = clean_environment(home), tmp_path / "output"
    with hashing_app() as app:
        listening = listener("--max-body", "200MiB", "--forward-to", app.url)

        def pass_through(size: int) -> list[int]:
            """Send a body of that many bytes through everything; return what each part needed."""
            sent = upload(listening.ready["port"], size)
            needed = [most_memory(listening.process.pid)]
            needed.append(run(environment, output, "show", "last", "--body"))
            assert hash_of(output) == sent
            needed.append(run(environment, output, "replay", "last", "--to", app.url))
            assert app.hashes[-2:] == [sent, sent]
            return needed

        few, many = pass_through(MIB // 2), pass_through(SIZE)
    costs = [after - before for before, after in zip(few, many, strict=True)]
    assert [cost // MIB for cost in costs if cost >= MOST] == []


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def test_listener_does_not_grow_with_what_it_has_captured(listener: StartListener) -> None:
    listening = listener()
    body = PIECE[:20_000]

    def post(times: int) -> int:
        """Post that often over one connection; return the most memory that was needed so far."""
        with closing(
            http.client.HTTPConnection("127.0.0.1", listening.ready["port"], timeout=PATIENCE)
        ) as connection:
            for _ in range(times):
                connection.request("POST", "/one-more", body)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200
        return most_memory(listening.process.pid)

    before = post(300)
    grown = post(1500) - before
    assert grown < 1500 * len(body) // 4
    assert b'"captured":1800' in listening.stop().output
