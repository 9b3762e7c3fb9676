"""Events that come a second time although they were taken: told, since nobody else notices."""

from collections import OrderedDict
from hashlib import blake2b

from webhookctl.core.notice import Captured

REMEMBERED = 10_000
"""Events that are remembered at most, the latest."""

MOST_TOLD = 5
"""Events that are told of at most: who sends all of them twice need not read it for each."""

_LARGEST = 64 * 1024
_LONGEST = 80
_TAKEN = range(200, 300)


class Repeats:
    """Knows which events were taken, and says when one of them comes again.

    An event is the same when its provider, type, id and body are. One that was not taken is
    expected again: that is a retry. One that is not genuine says nothing about its sender.
    """

    def __init__(self) -> None:
        self._taken: OrderedDict[tuple[str | None, str | None, str, bytes], str] = OrderedDict()
        self._told: set[str] = set()

    def note(self, seen: Captured) -> str | None:
        """Return what is to be said of a captured request, None for nothing; remember it."""
        capture = seen.capture
        who, body = capture.recognition, capture.request.body
        if who.delivery_id is None or seen.status not in _TAKEN or body.size > _LARGEST:
            return None
        if capture.verdict is not None and not capture.verdict.valid:
            return None
        digest = blake2b(body.read(), digest_size=8).digest()
        event = (who.provider, who.event, who.delivery_id, digest)
        before = self._taken.get(event)
        if before is None:
            self._taken[event] = capture.id
            if len(self._taken) > REMEMBERED:
                self._taken.popitem(last=False)
            return None
        if before not in self._told and len(self._told) == MOST_TOLD:
            return None
        self._told.add(before)
        return (
            f"{who.delivery_id[:_LONGEST]} has come again, although {before[:10]} was taken: "
            "the sender retries, or knows this URL twice; act on an event only once"
        )
