"""Fake agents from outside: where they are, what they were given, whether they still run."""

import json
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tunnels.fake_ngrok import TOKEN, install
from webhookctl.tunnels import TunnelSettings


@dataclass(frozen=True, slots=True)
class FakeAgent:
    """An installed fake agent. Its record has one entry for each thing that it did."""

    program: Path

    def record(self) -> list[dict[str, Any]]:
        """Return what it has noted up to now."""
        file = self.program.with_name("ngrok.jsonl")
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    def wait_for(self, key: str, timeout: float = 5) -> Any:
        """Return the first noted value under that key, as soon as there is one."""
        limit = time.monotonic() + timeout
        while time.monotonic() < limit:
            if self.program.with_name("ngrok.jsonl").exists():
                for entry in self.record():
                    if key in entry:
                        return entry[key]
            time.sleep(0.01)
        raise AssertionError(f"the agent has noted no {key}")

    def is_gone(self, timeout: float = 5) -> bool:
        """Say whether each of its processes ends within that many seconds."""
        limit = time.monotonic() + timeout
        ports = [entry["port"] for entry in self.record() if "port" in entry]
        assert ports, "it was never started"
        while any(map(_is_open, ports)):
            if time.monotonic() > limit:
                return False
            time.sleep(0.01)
        return True


def make_agent(folder: Path, mode: str = "ok") -> FakeAgent:
    """Install a fake agent with that behaviour in a folder of its own."""
    return FakeAgent(install(folder / f"agent-{mode}", mode))


def settings_for(agent: FakeAgent, *, deadline: float = 10, **variables: str) -> TunnelSettings:
    """Return settings that lead to a fake agent, with a good token unless told otherwise."""
    environment = {"PATH": os.environ["PATH"], "NGROK_AUTHTOKEN": TOKEN, **variables}
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    options = {"ngrok-path": str(agent.program)}
    return TunnelSettings(options=options, environment=environment, deadline=deadline)


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
