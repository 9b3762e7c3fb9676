"""The listening socket: bound before anything else starts, with the reason when it cannot be."""

import errno
import socket
import sys

from webhookctl.errors import UnavailableError, UsageError

_BACKLOG = 1024
_NEIGHBOURS = 20
_FIRST_UNPRIVILEGED = 1024
_LAST = 65535


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on that address; port 0 takes a free one.

    Raises UsageError for a host that is none, UnavailableError when the port cannot be had.
    """
    family, address = _resolve(host, port)
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        _prepare(listening, family)
        listening.bind(address)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError as exc:
        listening.close()
        raise explained(exc, host, port) from exc
    return listening


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]:
    """Return the first address of the host, IPv4 before IPv6: it is what senders try."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as exc:
        raise UsageError(
            f"`{host}` is not a host or address of this machine",
            hint="use `--host 127.0.0.1`, or `--host 0.0.0.0` for all of its addresses",
        ) from exc
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, address


def _prepare(listening: socket.socket, family: socket.AddressFamily) -> None:
    if sys.platform == "win32":  # there, SO_REUSEADDR would share the port with whoever has it
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # alike everywhere


def explained(error: OSError, host: str, port: int) -> UnavailableError:
    """Return the cause and the next step for an address that could not be bound."""
    if error.errno == errno.EADDRINUSE:
        return UnavailableError(
            f"port {port} is in use",
            hint=f"`{_who_holds(port)}` tells by whom; {_free_neighbour(host, port)}",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        why = "ports below 1024 belong to the administrator"
        return UnavailableError(
            f"port {port} may not be opened",
            hint=f"{why}; try `--port 8080`" if port < _FIRST_UNPRIVILEGED else "try `--port 0`",
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return UnavailableError(
            f"`{host}` is not an address of this machine",
            hint="use `--host 127.0.0.1`, or `--host 0.0.0.0` for all of its addresses",
        )
    reason = (error.strerror or type(error).__name__).lower()
    return UnavailableError(f"cannot listen on {host} port {port}: {reason}")


def _who_holds(port: int) -> str:
    if sys.platform == "win32":
        return f"netstat -ano | findstr :{port}"
    return f"lsof -nP -iTCP:{port} -sTCP:LISTEN"


def _free_neighbour(host: str, port: int) -> str:
    """Suggest the next free port above, or any when none is near."""
    for candidate in range(port + 1, min(port + _NEIGHBOURS, _LAST) + 1):
        family, address = _resolve(host, candidate)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            try:
                _prepare(probe, family)
                probe.bind(address)
            except OSError:
                continue
            return f"`--port {candidate}` is free"
    return "`--port 0` takes a free one"
