"""Tunnels: a public URL for a local port; a file with a `TUNNEL` in this folder is found by itself.

Other packages add one by an entry point in the group `webhookctl.tunnels` that names a `Tunnel`.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from webhookctl.errors import UnavailableError, UsageError

GROUP = "webhookctl.tunnels"


def _process_environment() -> Mapping[str, str]:
    return dict(os.environ)


@dataclass(frozen=True, slots=True)
class TunnelSettings:
    """How to open a tunnel.

    `options` are those of one tunnel, by the name of their flag without dashes (`ngrok-path`).
    `environment` is what its program sees. `deadline` is in seconds, over the whole start-up.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=_process_environment, repr=False)
    deadline: float = 15.0


@dataclass(frozen=True, slots=True)
class Opened:
    """An open tunnel: what is sent to `public_url` arrives at the local port.

    `lost` returns when that has ended by itself, within two seconds, with the reason in words.
    """

    name: str
    public_url: str
    lost: Callable[[], Awaitable[str]] = field(repr=False)


OpenTunnel: TypeAlias = Callable[[str, int, TunnelSettings], AbstractAsyncContextManager[Opened]]
"""Opens a tunnel to a local host and port. Entering raises UnavailableError or UsageError.

When the context is left, however that happens, nothing of the tunnel is still running.
"""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """A kind of tunnel, how to open it, and the names of the options that it understands."""

    name: str
    open: OpenTunnel
    options: frozenset[str] = frozenset()


def tunnel_names() -> tuple[str, ...]:
    """Return the names of the built-in tunnels, sorted; none of them is loaded for that."""
    found = (module.name for module in iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def open_tunnel(
    name: str, host: str, port: int, settings: TunnelSettings
) -> AbstractAsyncContextManager[Opened]:
    """Return the context in which the tunnel with that name leads to a local host and port.

    Raises UsageError for an unknown name or an option that this tunnel does not have; entering
    raises UnavailableError when it cannot be opened.
    """
    tunnel = find_tunnel(name)
    for option in settings.options:
        if option not in tunnel.options:
            raise UsageError(
                f"the tunnel `{name}` has no option `--{option}`", hint=f"leave out `--{option}`"
            )
    return tunnel.open(host, port, settings)


def find_tunnel(name: str) -> Tunnel:
    """Return the tunnel with that name: built in, else one of an installed package.

    Raises UsageError that names the nearest when there is none, UnavailableError when it is there
    but cannot be loaded.
    """
    if name in tunnel_names():
        built_in: Tunnel = import_module(f"{__name__}.{name}").TUNNEL
        return built_in
    return _installed_tunnel(name)


def _installed_tunnel(name: str) -> Tunnel:
    from importlib.metadata import entry_points

    installed = entry_points(group=GROUP)
    if name not in installed.names:
        raise _unknown(name, sorted({*tunnel_names(), *installed.names}))
    entry = installed[name]
    try:
        tunnel = entry.load()
    except (ImportError, AttributeError) as exc:
        raise UnavailableError(
            f"the tunnel `{name}` cannot be loaded from `{entry.value}`: {exc}",
            hint="install its package again, or ask its authors",
        ) from exc
    if not isinstance(tunnel, Tunnel):
        raise UnavailableError(
            f"`{entry.value}` is not a tunnel", hint="install its package again, or ask its authors"
        )
    return tunnel


def _unknown(name: str, known: list[str]) -> UsageError:
    near = get_close_matches(name, known, n=1)
    listed = ", ".join(f"`{one}`" for one in known)
    hint = f"did you mean `{near[0]}`?" if near else f"known tunnels: {listed}"
    return UsageError(f"there is no tunnel `{name}`", hint=hint)
