"""Answers as bytes; a listener gives the same one again and again."""

from webhookctl.core.model import CapturedRequest
from webhookctl.core.reply import Reply, wire


class Answers:
    """Remembers the last message: the same reply to the same kind of request is not made twice
    within a second, which is how long its `Date` is true.
    """

    def __init__(self) -> None:
        self._reply: Reply | None = None
        self._kind: tuple[bytes, str, bool, int] | None = None
        self._message = b""

    def message(
        self, reply: Reply, request: CapturedRequest, *, keep_alive: bool, now: float
    ) -> bytes:
        """Return what goes out; `now` is in Unix seconds."""
        kind = (request.method, request.http_version, keep_alive, int(now))
        if reply is not self._reply or kind != self._kind:
            self._message = wire(
                reply, request.method, version=request.http_version, keep_alive=keep_alive, now=now
            )
            self._reply, self._kind = reply, kind
        return self._message
