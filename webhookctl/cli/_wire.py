"""What the options of `send` and `replay` say about the wire."""

from typing import TYPE_CHECKING

from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.connection import Connection
    from webhookctl.core.manner import Manner
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


def manner_of(*, chunked: bool, slow_body: str | None, drop_connection: bool) -> "Manner":
    """Return how a body goes over the wire. Raises UsageError."""
    from webhookctl.config import parse_duration
    from webhookctl.core.manner import Manner

    slow = 0.0 if slow_body is None else parse_duration(slow_body)
    if slow_body is not None and not slow:
        raise UsageError(
            "a body that takes no time is not slow", hint="write it like `500ms` or `20s`"
        )
    return Manner(chunked, slow, drop_connection)
