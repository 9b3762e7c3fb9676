"""What the options of `send` and `replay` say about the wire."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webhookctl.core.connection import Connection
    from webhookctl.core.url import Url


def connection_of(
    url: "Url",
    *,
    insecure: bool,
    cacert: str | None,
    cert: str | None,
    key: str | None,
    unix_socket: str | None,
) -> "Connection":
    """Return how to connect to a URL. Raises UsageError for what cannot be meant or done."""
    from pathlib import Path

    from webhookctl.core.connection import Connection
    from webhookctl.flows.connect import check_connection

    path = None if unix_socket is None else str(Path(unix_socket).expanduser())
    connection = Connection(insecure, cacert, cert, key, path)
    check_connection(connection, url)
    return connection
