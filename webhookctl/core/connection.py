"""How a connection to a receiver is made: whom TLS trusts, what it shows, over which socket."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Connection:
    """What a user says about the connection; each is left to the engine where nothing is said.

    `insecure` trusts any certificate. `authorities` is a PEM file of the only certificates that
    are trusted. `certificate` is a PEM file of the certificate that is shown to servers that want
    one, `key` the one of its private key (None: in the same file). `unix_socket` is the socket that
    is connected to, whatever host and port the URL says.
    """

    insecure: bool = False
    authorities: str | None = None
    certificate: str | None = None
    key: str | None = None
    unix_socket: str | None = None

    @property
    def tls_option(self) -> str | None:
        """The option that speaks of TLS, None when there is none."""
        said = {
            "--insecure": self.insecure,
            "--cacert": self.authorities is not None,
            "--cert": self.certificate is not None,
            "--key": self.key is not None,
        }
        return next((option for option, given in said.items() if given), None)


DIRECT = Connection()
"""As the URL says, with the usual trust."""
