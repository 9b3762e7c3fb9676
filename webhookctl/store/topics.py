"""Topics: what many captures have in common, stored once and known by a number."""

import sqlite3
from typing import TypeAlias

from webhookctl.core.model import Capture
from webhookctl.store.encoding import to_column

Topic: TypeAlias = tuple[bytes, bytes, str | None, str | None, str | None, str | None, int | None]
"""Method, path, provider, scheme, event, handshake, and 1 for what was refused."""

_REMEMBERED = 10_000
"""Topics whose numbers are kept in memory at most."""


class Topics:
    """Numbers of topics; a new topic is inserted in the transaction that is open."""

    def __init__(self) -> None:
        self._numbers: dict[Topic, int] = {}

    def number(self, connection: sqlite3.Connection, capture: Capture) -> int:
        """Return the number of the topic of a capture."""
        request, recognition = capture.request, capture.recognition
        topic = (
            request.method,
            request.path,
            recognition.provider,
            recognition.scheme,
            recognition.event,
            capture.handshake,
            1 if capture.refused else None,
        )
        known = self._numbers.get(topic)
        if known is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            known = self._numbers[topic] = _find_or_insert(connection, topic)
        return known

    def forget(self) -> None:
        """Forget all numbers: after a transaction failed, some may not be there."""
        self._numbers.clear()


def _find_or_insert(connection: sqlite3.Connection, topic: Topic) -> int:
    method, path, *names, refused = topic
    values = (method.decode("latin-1"), path, *map(to_column, names), refused)
    row = connection.execute(
        "SELECT id FROM topic"
        " WHERE method = ? AND path = ? AND provider IS ? AND scheme IS ? AND event IS ?"
        " AND handshake IS ? AND refused IS ?",
        values,
    ).fetchone()
    if row is not None:
        return int(row[0])
    number = connection.execute(
        "INSERT INTO topic (method, path, provider, scheme, event, handshake, refused)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        values,
    ).lastrowid
    return number or 0
