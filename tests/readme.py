"""README's blocks, and a walk through them: each command is run as a reader would, in order."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.neighbours import neighbours
from tests.processes import clean_environment
from tests.recording_app import RecordingApp
from tests.tunnels.fake_ngrok import TOKEN
from tests.tunnels.fake_ngrok import install as install_ngrok

ROOT = Path(__file__).parents[1]

README = ROOT / "README.md"

CI_EXAMPLE = ROOT / "tests" / "acceptance" / "ci_example.sh"

_BLOCK = re.compile(
    r"(?:^<!-- (?P<label>[^\n]+) -->\n)?^```(?P<kind>bash|console|toml)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

_PYTHON = """\
#!/bin/sh
[ "$1 $2 $3" = "-m pip install" ] && exec test -f "$SOURCES/pyproject.toml"
exec "{python}" "$@"
"""
"""A python for which everything is installed already."""

_PROGRAM = '#!/bin/sh\nexec "{python}" -m webhookctl "$@"\n'


@dataclass(frozen=True, slots=True)
class Block:
    """A block of commands, or of `toml`: settings. `label` says what it is.

    A `console` one has the output of its commands as well.
    """

    kind: str
    label: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands: one by one for a console, together for a script; none for settings."""
        if self.kind == "toml":
            return []
        if self.kind == "bash":
            return [self.text]
        return [line[2:] for line in self.text.splitlines() if line.startswith("$ ")]


def blocks(text: str) -> list[Block]:
    """Return the blocks of a README in their order."""
    return [
        Block(found["kind"], found["label"] or "", found["text"]) for found in _BLOCK.finditer(text)
    ]


def shape(text: str) -> str:
    """Return output without what differs from run to run: times, ids, sizes, columns."""
    for pattern, word in (
        (r"\d{4}-\d\d-\d\d", "DATE"),
        (r"\d\d:\d\d:\d\d", "TIME"),
        (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID"),
        (r"\b0[0-9a-z]{9}([0-9a-z]{6})?\b", "ID"),
        (r"\b\d+(\.\d+)? (ms|s)\b", "DURATION"),
        (r"\b\d+(\.\d+)?K\b", "SIZE"),
        (r" {2,}", "  "),
    ):
        text = re.sub(pattern, word, text)
    return text


@dataclass
class Walk:
    """One reader: a home folder, an app on port 3000 and the listener started last on 8080.

    On port 8443 is what speaks TLS. What is open in the end is closed by `close`.
    """

    folder: Path
    app: RecordingApp
    port: int = 0
    process_id: int = 0
    secure_port: int = 0
    open_ones: ExitStack = field(default_factory=ExitStack)
    listening: "list[tuple[subprocess.Popen[bytes], Path, Block]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = self.folder / "ada"
        programs = self.folder / "bin"
        for new in (self.home, programs):
            new.mkdir()
        for name, script in {"python": _PYTHON, "webhookctl": _PROGRAM}.items():
            (programs / name).write_text(script.format(python=sys.executable))
            (programs / name).chmod(0o755)
        install_ngrok(programs)
        self.secure_port = self.open_ones.enter_context(neighbours(self.home))
        dropped = dict.fromkeys(("WEBHOOKCTL_STORE", "XDG_DATA_HOME", "XDG_CONFIG_HOME"))
        self.environment = clean_environment(self.home, dropped) | {
            "NGROK_AUTHTOKEN": TOKEN,
            "PYTHONPATH": str(ROOT),
            "SECRET": "it's a secret",
            "SIGNING_KEY": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "SOURCES": str(ROOT),
        }
        self.environment["PATH"] = f"{programs}{os.pathsep}{self.environment['PATH']}"

    def take(self, block: Block) -> None:
        """Run a script that must succeed, keep settings; a listener goes on until the next one."""
        if block.kind == "toml":
            with (self.home / "webhookctl.toml").open("a", encoding="utf-8") as file:
                file.write(block.text)
        elif "webhookctl listen" in block.text:
            self.listen(block)
        else:
            code, output = self._run(block.text)
            assert code == 0, f"{block.text}\nexit code {code}\n{output}"

    def show(self, block: Block) -> str:
        """Return a console block with the output that its commands have now."""
        shown = ""
        for command in block.commands:
            code, output = self._run(command)
            assert code in {0, 1}, f"{command}\nexit code {code}\n{output}"
            shown += f"$ {command}\n{output}"
        return self._as_written(shown)

    def listen(self, block: Block) -> None:
        """Start the listener of a block on a free port, in place of the one before."""
        self.stop()
        ready, said = self.folder / "ready.json", self.folder / "said"
        ready.unlink(missing_ok=True)
        options = f"webhookctl listen --port 0 --ready-file '{ready}'"
        command = self._as_run(block.commands[0]).replace("webhookctl listen", options)
        with said.open("wb") as output:
            process = subprocess.Popen(
                ["/usr/bin/env", "bash", "-euo", "pipefail", "-c", command],
                cwd=self.home,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.listening.append((process, said, block))
        limit = time.monotonic() + 20
        while not ready.exists():
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
            late = time.monotonic() > limit or process.returncode is not None
            assert not late, f"{command}\nis not ready:\n{said.read_text()}"
        self.port = json.loads(ready.read_text())["port"]
        self.process_id = json.loads(ready.read_text())["pid"]

    def stop(self) -> str:
        """Press Ctrl-C in the listener's terminal; return its block with what it said."""
        if not self.listening:
            return ""
        process, said, block = self.listening.pop()
        try:
            os.kill(self.process_id, signal.SIGINT)
            code = process.wait(10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert code == 130, said.read_text()
        return self._as_written(f"$ {block.commands[0]}\n{said.read_text('utf-8')}")

    def close(self) -> None:
        """End what was started, too."""
        with self.open_ones:
            self.stop()

    def _run(self, script: str) -> tuple[int, str]:
        ended = subprocess.run(
            ["/usr/bin/env", "bash", "-euo", "pipefail", "-c", self._as_run(script)],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        return ended.returncode, ended.stdout.decode("utf-8")

    def _as_run(self, text: str) -> str:
        app = self.app.url.rpartition(":")[2]
        ports = {":8080": self.port, ":3000": app, ":8443": self.secure_port}
        for written, now in ports.items():
            text = text.replace(written, f":{now}")
        return text

    def _as_written(self, text: str) -> str:
        app = self.app.url.rpartition(":")[2]
        text = text.replace(f":{self.port}", ":8080").replace(f":{app}", ":3000")
        return text.replace(str(self.home), "/home/ada")


def walk_through(walk: Walk, text: str) -> Iterator[tuple[Block, str]]:
    """Run every block of a README in its order; yield each recording as it is now.

    A listener's recording is yielded once it has ended. The command that runs all tests is left
    to whoever runs it.
    """
    started: Block | None = None
    for block in blocks(text):
        if "webhookctl listen" in block.text and started is not None:
            yield started, walk.stop()
            started = None
        if block.label in {"test command", "ci example"}:
            continue
        if block.kind != "console":
            walk.take(block)
        elif "webhookctl listen" in block.commands[0]:
            walk.listen(block)
            started = block
        else:
            yield block, walk.show(block)
    walk.stop()
