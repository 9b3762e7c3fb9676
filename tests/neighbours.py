"""What a reader of the README has at hand beside the app: receivers behind TLS and on a socket."""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.delivery.authority import Identity
from tests.delivery.wire import Wire


@contextmanager
def neighbours(home: Path) -> Iterator[int]:
    """Run them while the block runs; give the port of the one behind TLS.

    In the home folder are `app.sock`, the authority's `ca.pem`, and `client.pem` with `client.key`.
    """
    authority = Identity.authority()
    client = authority.sign("ada")
    (home / "ca.pem").write_bytes(authority.pem)
    (home / "client.pem").write_bytes(client.pem)
    (home / "client.key").write_bytes(client.key_pem())
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket must be short
        tls = _server(authority, Path(folder))
        with Wire(tls=tls) as secure, _on_a_socket(Path(folder), home):
            yield secure.port


def _server(authority: Identity, folder: Path) -> ssl.SSLContext:
    """Return the settings of a server that looks at the certificates that clients show."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.sign("localhost").both_in(folder))
    context.load_verify_locations(cadata=authority.pem.decode())
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


@contextmanager
def _on_a_socket(folder: Path, home: Path) -> Iterator[None]:
    if os.name == "nt":
        yield
        return
    path = folder / "app.sock"
    with Wire(unix=path):
        (home / "app.sock").symlink_to(path)
        yield
