"""Where a program on this machine finds our listener."""

from ipaddress import IPv6Address, ip_address


def local_address(host: str, port: int) -> str:
    """Return `host:port` at which a listener bound to `host` is reached from this machine.

    Listening on all addresses is reached by loopback; IPv6 gets its brackets.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return f"{host or '127.0.0.1'}:{port}"
    if isinstance(address, IPv6Address):
        return f"[{'::1' if address.is_unspecified else address}]:{port}"
    return f"{'127.0.0.1' if address.is_unspecified else address}:{port}"
