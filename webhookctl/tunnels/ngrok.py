"""ngrok: pyngrok reads the agent's log and asks its API; starting and ending it is our own work.

pyngrok would put the token in the arguments, download a missing agent, let the agent write to our
terminal, ignore its own deadline while the agent is silent, and leave the agent behind.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from http.client import HTTPException
from pathlib import Path
from signal import Signals
from typing import TYPE_CHECKING, Any

from webhookctl.errors import UnavailableError, WebhookctlError
from webhookctl.tunnels import Opened, Tunnel, TunnelSettings
from webhookctl.tunnels._address import local_address
from webhookctl.tunnels._child import Child, start_child
from webhookctl.tunnels._ngrok_errors import explain, readable

if TYPE_CHECKING:
    from pyngrok.log import NgrokLog

PATH_OPTION = "ngrok-path"
PATH_VARIABLE = "NGROK_PATH"

# What pip and uv write for pyngrok's command `ngrok`: a small program that downloads the agent.
_SHIM_MARK = b"pyngrok.ngrok"
_LARGEST_SHIM = 1024 * 1024

_FILE_NAMES = ("ngrok.exe", "ngrok.cmd", "ngrok.bat") if sys.platform == "win32" else ("ngrok",)
_START_PAUSE = 0.02
_LOST_PAUSE = 0.2
_BY_HAND = "run `ngrok http 8080` by hand, or `ngrok diagnose`, to see what is wrong"


@asynccontextmanager
async def open_ngrok(host: str, port: int, settings: TunnelSettings) -> AsyncIterator[Opened]:
    """Run an agent with one endpoint that leads to a local host and port, as long as wanted.

    The agent takes its token from NGROK_AUTHTOKEN or its own configuration, as it always does.
    Raises UnavailableError when there is no agent, or no public URL within the deadline.
    """
    program = find_agent(settings)
    await asyncio.to_thread(_prepare_pyngrok)
    child = _start(program, settings.environment)
    try:
        agent = _Agent(program, child, settings.deadline)
        try:
            async with asyncio.timeout(settings.deadline):
                public_url = await agent.public_url(local_address(host, port))
        except TimeoutError:
            raise agent.too_slow() from None
        yield Opened("ngrok", public_url, agent.lost)
    finally:
        await child.stop()


TUNNEL = Tunnel(name="ngrok", open=open_ngrok, options=frozenset({PATH_OPTION}))


def find_agent(settings: TunnelSettings) -> str:
    """Return the path of the agent: from the option, else NGROK_PATH, else PATH.

    Raises UnavailableError when there is none; nothing is ever downloaded.
    """
    if given := settings.options.get(PATH_OPTION):
        return _given_agent(given, f"`--{PATH_OPTION}`")
    if given := settings.environment.get(PATH_VARIABLE):
        return _given_agent(given, PATH_VARIABLE)
    shim = None
    for candidate in _on_path(settings.environment):
        if not is_shim(candidate):
            return str(candidate)
        shim = candidate
    only = f"; `{shim}` is only pyngrok's, which would download one" if shim else ""
    raise UnavailableError(
        f"the ngrok agent is not installed{only}",
        hint="install it from https://ngrok.com/download, "
        f"or say where it is with `--{PATH_OPTION}` or {PATH_VARIABLE}",
    )


def _given_agent(given: str, source: str) -> str:
    path = Path(given).expanduser()
    if not _is_program(path):
        what = "is no program that can be run" if path.exists() else "does not exist"
        raise UnavailableError(
            f"the ngrok agent `{given}` of {source} {what}",
            hint=f"correct {source}; https://ngrok.com/download has the agent",
        )
    if is_shim(path):
        raise UnavailableError(
            f"`{given}` of {source} is not the ngrok agent but pyngrok's, which would download one",
            hint=f"install the agent from https://ngrok.com/download and correct {source}",
        )
    return str(path.absolute())


def _on_path(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the programs called ngrok on PATH; never one of the current folder by accident."""
    for folder in environment.get("PATH", "").split(os.pathsep):
        if folder:
            candidates = (Path(folder) / name for name in _FILE_NAMES)
            yield from (found for found in candidates if _is_program(found))


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def is_shim(path: Path) -> bool:
    """Say whether a program is pyngrok's own `ngrok` command, and not the agent."""
    try:
        return path.stat().st_size <= _LARGEST_SHIM and _SHIM_MARK in path.read_bytes()
    except OSError:
        return False


def _start(program: str, environment: Mapping[str, str]) -> Child:
    try:
        return start_child((program, "start", "--none", "--log", "stdout"), environment)
    except OSError as exc:
        raise UnavailableError(
            f"the ngrok agent `{program}` cannot be run: {exc.strerror or type(exc).__name__}",
            hint="install it again from https://ngrok.com/download",
        ) from exc


def _prepare_pyngrok() -> None:
    """Load pyngrok, quiet, and let its requests to the agent on this machine go there directly."""
    import logging
    from urllib.request import ProxyHandler, build_opener, install_opener

    from pyngrok import ngrok

    logger = logging.getLogger(ngrok.__name__.partition(".")[0])
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    install_opener(build_opener(ProxyHandler({})))


class _Agent:
    """A running agent: its log as pyngrok understands it, and its API."""

    def __init__(self, program: str, child: Child, deadline: float) -> None:
        from pyngrok.conf import PyngrokConfig
        from pyngrok.process import NgrokProcess

        self._child = child
        self._deadline = deadline
        self._config = PyngrokConfig(ngrok_path=program, request_timeout=deadline)
        self._ngrok = NgrokProcess(child.process, self._config)
        self._reader = child.follow(self._ngrok._log_startup_line)  # noqa: SLF001 - the only way

    async def public_url(self, address: str) -> str:
        """Return the URL of a new endpoint that leads to an address. Raises UnavailableError."""
        while not await self._is_ready():
            if self._child.process.poll() is not None:
                raise await self._refusal()
            await asyncio.sleep(_START_PAUSE)
        answer = await asyncio.to_thread(self._create_endpoint, address)
        url = answer.get("url") or answer.get("public_url")
        if not isinstance(url, str) or not url.startswith("https://") or not url.isprintable():
            raise UnavailableError("the ngrok agent gave no https URL", hint=_BY_HAND)
        return url

    async def lost(self) -> str:
        """Return when the agent has ended: how, and its last words."""
        await self._child.ended(_LOST_PAUSE)
        await asyncio.to_thread(self._reader.join, 1)
        said = self._last_words(lambda log: log.lvl == "CRITICAL")
        return f"the ngrok agent {self._end()}" + (f": {_message(said)}" if said else "")

    def too_slow(self) -> UnavailableError:
        """Return why there was no URL in time, as far as the agent has told it."""
        said = self._last_words(_is_error)
        if said and (known := explain(said)):
            return known
        late = f"ngrok gave no public URL within {self._deadline:g} s"
        if said:
            return UnavailableError(f"{late}: {readable(said)}", hint=_BY_HAND)
        hint = _BY_HAND
        if self._ngrok.logs and self._ngrok.api_url is None:
            hint = (
                "its configuration must leave `log_format`, `log_level` and `web_addr` as they "
                "are by default; `ngrok config check` says where it is"
            )
        return UnavailableError(late, hint=hint)

    async def _is_ready(self) -> bool:
        return self._ngrok.api_url is not None and await asyncio.to_thread(self._answers)

    def _answers(self) -> bool:
        """Say whether the session is up and the API answers; agents before 3.30 have the older."""
        for version in ("3", "2"):
            self._config.config_version = version
            if self._ngrok.healthy():
                return True
        return False

    def _create_endpoint(self, address: str) -> dict[str, Any]:
        from pyngrok.exception import PyngrokError, PyngrokNgrokHTTPError
        from pyngrok.ngrok import api_request

        name = f"webhookctl-{os.getpid()}"
        if self._config.config_version == "3":
            url = f"{self._ngrok.api_url}/api/endpoints"
            data: dict[str, Any] = {"name": name, "upstream": {"url": f"http://{address}"}}
        else:
            url = f"{self._ngrok.api_url}/api/tunnels"
            data = {"name": name, "proto": "http", "addr": f"http://{address}"}
        try:
            return api_request(url, "POST", data, timeout=self._deadline)
        except PyngrokNgrokHTTPError as exc:
            raise _refused(exc.body) from exc
        except (PyngrokError, OSError, HTTPException, ValueError) as exc:
            said = self._last_words(_is_error)
            raise _refused(said or "it did not answer when asked for a URL") from exc

    async def _refusal(self) -> WebhookctlError:
        await asyncio.to_thread(self._reader.join, 1)
        said = self._last_words(_is_error)
        if said:
            return _refused(said)
        return UnavailableError(f"the ngrok agent {self._end()} and said nothing", hint=_BY_HAND)

    def _end(self) -> str:
        code = self._child.process.poll()
        if code is not None and code < 0:
            return f"was ended by {Signals(-code).name}"
        return f"ended with exit code {code}"

    def _last_words(self, counts: "Callable[[NgrokLog], bool]") -> str:
        """Return the last error that counts, one with a code before others; empty without any."""
        logs = list(self._ngrok.logs)
        said = [str(log.err) for log in logs if counts(log) and log.err not in (None, "", "nil")]
        coded = [text for text in said if explain(text)]
        if said:
            return (coded or said)[-1]
        return "\n".join(log.line.removeprefix("ERROR:") for log in logs if _is_plain_error(log))


def _is_error(log: "NgrokLog") -> bool:
    return log.lvl in ("ERROR", "CRITICAL")


def _is_plain_error(log: "NgrokLog") -> bool:
    """Say whether a line is one of those that the agent writes to stderr, for people."""
    return log.line.startswith("ERROR:")


def _message(said: str) -> str:
    known = explain(said)
    return known.message if known else readable(said)


def _refused(said: str) -> UnavailableError:
    failed = UnavailableError(f"the ngrok agent failed: {readable(said)}", hint=_BY_HAND)
    return explain(said) or failed
