"""TLS between the bytes of an application and those of a connection, without a socket."""

import ssl

_RECORD = 256 * 1024  # more than a TLS record holds


class TlsLayer:
    """The client's side of one TLS connection to `host`.

    After each step there may be bytes `pending`. `ended` says that the other side has closed its
    direction, or, with an `error`, that nothing more can be understood.
    """

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self.ended = False
        self.error: ssl.SSLError | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    def receive(self, data: bytes) -> None:
        """Take in what came over the connection."""
        self._incoming.write(data)

    def shake_hands(self) -> bool:
        """Go on with the handshake; whether it is done. Raises ssl.SSLError when it fails."""
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def opened(self) -> bytes:
        """Return what has come for the application since the last time."""
        parts = []
        try:
            while part := self._object.read(_RECORD):
                parts.append(part)
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            self.ended, self.error = True, error
        return b"".join(parts)

    def seal(self, data: memoryview) -> memoryview:
        """Take in bytes of the application and return the rest that must wait for the other side.

        Raises ssl.SSLError on a connection that is broken.
        """
        while data:
            try:
                data = data[self._object.write(data) :]
            except ssl.SSLWantReadError:  # it shakes hands anew, as TLS 1.2 allows
                break
        return data

    def pending(self) -> bytes:
        """Return what must be sent now, sealed bytes and those of TLS itself."""
        return self._outgoing.read()
