"""An ngrok agent without a network: its arguments, log lines, API, exit codes and manners.

Run as a program by the launcher that `install` writes. What it imitates was taken from logs of
agents 3.5 to 3.39 and from ngrok's documentation of the agent's API and of its errors.
"""

import json
import os
import re
import signal
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

TOKEN = "2aBcDeFgHiJkLmNoPqRsTuVwXyZ_5AbCdEfGhIjKlMnOpQrSt"  # noqa: S105 - no real one
PUBLIC_URL = "https://fake-tunnel.ngrok-free.app"
OTHER_URL = "https://other-tunnel.ngrok-free.app"
WELL_FORMED = re.compile(r"[0-9A-Za-z]{20,}_[0-9A-Za-z]{20,}")

REFUSALS = {
    105: "The authtoken you specified does not look like a proper ngrok authtoken.\n"
    "Your authtoken: {token}\nInstructions to install your authtoken are on your ngrok dashboard:\n"
    "https://dashboard.ngrok.com/get-started/your-authtoken",
    107: "The authtoken you specified is properly formed, but it is invalid.\n"
    "Your authtoken: {token}\nThis usually happens when:\n    - You reset your authtoken",
    108: "Your account is limited to 1 simultaneous ngrok agent sessions.\n"
    "Read more about the agent configuration file: https://ngrok.com/docs/agent/config/",
    121: 'Your ngrok-agent version "3.3.1" is too old.',
    999: "Something that nobody has seen before.\nYour authtoken: {token}",
    4018: "Usage of ngrok requires a verified account and authtoken.\n\n"
    "Sign up for an account: https://dashboard.ngrok.com/signup",
}
ONLINE_ALREADY = (
    f"failed to start tunnel: The endpoint '{PUBLIC_URL}' is already online. Either\n"
    "1. stop your existing endpoint first, or\n"
    "2. start both endpoints with `--pooling-enabled` to load balance between them."
    "\r\n\r\nERR_NGROK_334\r\n"
)
RETRIES = {
    "offline": "failed to dial: dial tcp: lookup connect.ngrok-agent.com: no such host",
    "tries-again": f"authentication failed: {REFUSALS[108]}\r\n\r\nERR_NGROK_108\r\n",
}


def install(folder: Path, mode: str = "ok") -> Path:
    """Write a program `ngrok` into a folder that behaves in that way; return its path.

    It tells in `ngrok.jsonl` beside it what it was given and what it did.
    """
    folder.mkdir(parents=True, exist_ok=True)
    call = f'"{sys.executable}" -I -S "{Path(__file__).resolve()}" {mode}'
    if sys.platform == "win32":
        launcher = folder / "ngrok.cmd"
        launcher.write_text(f'@{call} "{folder / "ngrok.jsonl"}" %*\r\n', "utf-8")
    else:
        launcher = folder / "ngrok"
        launcher.write_text(f'#!/bin/sh\nexec {call} "{folder / "ngrok.jsonl"}" "$@"\n', "utf-8")
        launcher.chmod(0o755)
    return launcher


class Agent:
    """One run of the agent in one mode."""

    def __init__(self, mode: str, record: Path, arguments: list[str]) -> None:
        self.mode = mode
        self.record = record
        self.arguments = arguments
        self.token = self._token()
        self.endpoints: list[dict[str, Any]] = []
        self.created = Event()

    def note(self, **facts: object) -> None:
        with self.record.open("a", encoding="utf-8") as file:
            file.write(json.dumps(facts) + "\n")

    def run(self) -> int:
        # Whoever can connect to this port knows that the process is there, a zombie or not.
        sign_of_life = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.note(
            pid=os.getpid(),
            port=sign_of_life.getsockname()[1],
            arguments=self.arguments,
            token=self.token,
        )
        if self.arguments[:1] == ["--version"]:
            sys.stdout.write("ngrok version 3.39.8\n")
            return 0
        if self.arguments[:4] != ["start", "--none", "--log", "stdout"]:
            sys.stderr.write("ERROR:  unknown command\n")
            return 1
        signal.signal(signal.SIGTERM, signal.SIG_IGN if self.mode == "stubborn" else self.stop)
        return self.start()

    def stop(self, *received: object) -> None:
        self.note(stopped=signal.Signals(int(str(received[0]))).name)
        # Not by sys.stdout: the signal may have come in the middle of a write.
        os.write(1, b't=2026 lvl=info msg="received stop request" obj=app stopReq="{err:<nil>}"\n')
        os._exit(0)

    def start(self) -> int:
        if self.mode == "silent":
            time.sleep(600)
        if self.mode == "mute":
            return 3
        if self.mode == "broken-config":
            sys.stderr.write("ERROR:  Error reading configuration file 'ngrok.yml': yaml: line 2\n")
            return 1
        if self.mode == "json-log":
            say('{"lvl":"info","msg":"open config file","path":"ngrok.yml","t":"2026"}')
            time.sleep(600)
        log('lvl=info msg="no configuration paths supplied"')
        log('lvl=info msg="open config file" path=/home/a b/.config/ngrok/ngrok.yml err=nil')
        server = ApiServer(self)
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_port}"
        log(f'lvl=info msg="starting web service" obj=web addr={address} allow_hosts=[]')
        return self.connect()

    def connect(self) -> int:
        if code := self.refusal():
            return self.fail(code)
        if self.mode == "no-session":
            time.sleep(600)
        while self.mode in RETRIES:
            error = f'err="{escape(RETRIES[self.mode])}"'
            log(f'lvl=eror msg="failed to reconnect session" obj=tunnels.session {error}')
            time.sleep(0.1)
        if self.mode == "slow":
            time.sleep(0.3)
        log('lvl=info msg="client session established" obj=tunnels.session')
        log('lvl=info msg="tunnel session started" obj=tunnels.session')
        self.created.wait()
        if self.mode == "chatty":
            for _ in range(800):
                log(f'lvl=info msg="join connections" obj=join id={"0" * 80} l=[::1]:1 r=1.2.3.4:5')
        time.sleep(0.1 if self.mode in ("chatty", "dies", "vanishes") else 600)
        return self.die()

    def refusal(self) -> int | None:
        if self.mode.isdecimal():
            return int(self.mode)
        if self.token is None:
            return 4018
        return None if WELL_FORMED.fullmatch(self.token) else 105

    def fail(self, code: int) -> int:
        text = REFUSALS[code].format(token=self.token)
        whole = f"authentication failed: {text}\r\n\r\nERR_NGROK_{code}\r\n"
        error = f'err="{escape(whole)}"'
        log(f'lvl=eror msg="failed to reconnect session" obj=tunnels.session obj=csess {error}')
        log(f'lvl=eror msg="session closing" obj=tunnels.session {error}')
        log(f'lvl=eror msg="terminating with error" obj=app {error}')
        log(f'lvl=crit msg="command failed" {error}')
        for line in [*whole.splitlines(), f"https://ngrok.com/docs/errors/err_ngrok_{code}"]:
            sys.stderr.write(f"ERROR:  {line}\n")
        return 1

    def die(self) -> int:
        if self.mode == "vanishes" and sys.platform != "win32":
            os.kill(os.getpid(), signal.SIGKILL)
        log('lvl=info msg="received stop request" obj=app stopReq="{err:{} restart:false}"')
        log('lvl=crit msg="command failed" err="remote server closed the session"')
        return 1

    def _token(self) -> str | None:
        if "--authtoken" in self.arguments:
            return self.arguments[self.arguments.index("--authtoken") + 1]
        if token := os.environ.get("NGROK_AUTHTOKEN"):
            return token
        folder = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        file = Path(folder, "ngrok", "ngrok.yml")
        found = re.search(r"authtoken: (\S+)", file.read_text()) if file.exists() else None
        return found[1] if found else None


class ApiServer(ThreadingHTTPServer):
    """The agent's own port on loopback."""

    def __init__(self, agent: Agent) -> None:
        super().__init__(("127.0.0.1", 0), Api)
        self.agent = agent
        kinds = ["tunnels"] if agent.mode == "old" else ["tunnels", "endpoints"]
        self.kinds = {f"/api/{kind}": kind for kind in kinds}


class Api(BaseHTTPRequestHandler):
    """`/api/endpoints` of agents since 3.30, and the older `/api/tunnels`."""

    server: ApiServer

    def do_GET(self) -> None:
        kind = self.server.kinds.get(self.path)
        found = {kind: self.server.agent.endpoints, "uri": self.path}
        self.answer(200 if kind else 404, found if kind else {"status_code": 404})

    def do_POST(self) -> None:
        agent, kind = self.server.agent, self.server.kinds.get(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        agent.note(path=self.path, body=body)
        if kind is None:
            self.answer(404, {"status_code": 404})
        elif agent.mode == "online-already":
            details = {"err": ONLINE_ALREADY}
            self.answer(502, {"error_code": 103, "status_code": 502, "details": details})
        elif agent.mode == "deaf":
            time.sleep(600)
        elif agent.mode == "dies-asked":
            os._exit(1)
        else:
            self.create(kind, body)

    def create(self, kind: str, body: dict[str, Any]) -> None:
        agent = self.server.agent
        url = OTHER_URL if agent.mode == "elsewhere" else PUBLIC_URL
        url = url.replace("https", "http") if agent.mode == "plain-http" else url
        made: dict[str, Any] = {"name": body["name"], "uri": f"{self.path}/{body['name']}"}
        if kind == "tunnels":
            made |= {"public_url": url, "proto": "https", "config": {"addr": body["addr"]}}
        else:
            made |= {"url": url, "upstream": body["upstream"], "inspect": True}
        agent.endpoints.append(made)
        self.answer(201, made)
        agent.created.set()

    def answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        log(f"lvl=info msg=end pg={self.path} status={words[2]}")


def escape(text: str) -> str:
    return json.dumps(text)[1:-1]


def log(fields: str) -> None:
    say(f"t=2026-11-24T04:00:00+0000 {fields}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(Agent(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]).run())
