"""Whether a connection can be made as the user wants it, found out before anything is sent."""

import socket

from webhookctl.core.connection import Connection
from webhookctl.core.url import Url
from webhookctl.errors import UsageError


def check_connection(connection: Connection, url: Url) -> None:
    """Raise UsageError for options that do not fit each other, the URL, the system or a file."""
    if connection.key is not None and connection.certificate is None:
        raise UsageError(
            "`--key` alone shows nothing: it is the key of a certificate",
            hint="add the certificate with `--cert FILE`",
        )
    if connection.insecure and connection.authorities is not None:
        raise UsageError(
            "`--insecure` checks no certificate, `--cacert` says how to check it",
            hint="leave one of them out",
        )
    if connection.unix_socket is not None and not hasattr(socket, "AF_UNIX"):
        raise UsageError("Python has no Unix sockets on this system", hint="send to a port instead")
    option = connection.tls_option
    if option is None:
        return
    if url.scheme != "https":
        raise UsageError(
            f"`{option}` is about TLS, and `{url}` has none",
            hint=f"send to `https://{url.authority}`, or leave `{option}` out",
        )
    from webhookctl.delivery.trust import tls_context

    tls_context(connection)
