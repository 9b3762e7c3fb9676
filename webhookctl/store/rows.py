"""Between captures and rows."""

import sqlite3
from enum import StrEnum
from typing import Any, TypeVar

from webhookctl.core.body import MEMORY_LIMIT, Body, MemoryBody
from webhookctl.core.model import Capture, CapturedRequest, Recognition
from webhookctl.core.ports import StoreError
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.store.bodies import StoredBody
from webhookctl.store.database import Database
from webhookctl.store.encoding import from_column, pack_headers, to_column, unpack_headers

Row = tuple[Any, ...]
"""What SQLite hands back: the columns that were asked for."""

Named = TypeVar("Named", bound=StrEnum)

CAPTURE_COLUMNS = (
    "id, topic, payload, received_at, started_at, query, http_version, peer, size, delivery_id,"
    " valid, reason, answer_status, public_url"
)

PAYLOAD_COLUMNS = "verdict, headers, body"

_WHOLE = """
SELECT capture.id, method, path, query, http_version, peer, started_at, received_at,
       provider, scheme, event, delivery_id, valid, reason, answer_status, public_url,
       handshake, refused, size, payload, verdict, headers
FROM capture JOIN topic ON topic.id = capture.topic JOIN payload ON payload.id = capture.payload
WHERE capture.id = ?
"""


def capture_values(capture: Capture, topic: int, payload: int) -> Row:
    """Return the columns of a capture whose topic and payload have those numbers."""
    request, verdict = capture.request, capture.verdict
    _, mark, query = request.target.partition(b"?")
    return (
        capture.id,
        topic,
        payload,
        request.received_at,
        request.started_at,
        mark + query if mark else None,
        request.http_version,
        request.peer,
        request.body.size,
        to_column(capture.recognition.delivery_id),
        None if verdict is None else verdict.valid,
        None if verdict is None else verdict.reason.value,
        capture.answer_status,
        to_column(capture.public_url),
    )


def payload_values(capture: Capture, body: bytes) -> Row:
    """Return the columns of a capture's payload, but for its number."""
    verdict = None if capture.verdict is None else _pack_verdict(capture.verdict)
    return verdict, pack_headers(capture.request.headers), body


def find_capture(
    database: Database, connection: sqlite3.Connection, capture_id: str
) -> Capture | None:
    """Return the capture with that id, its body left in the store when it is large."""
    row = connection.execute(_WHOLE, (capture_id,)).fetchone()
    if row is None:
        return None
    size, payload, verdict, headers = row[-4:]
    return _capture_from(row[:-4], verdict, headers, body_of(database, connection, payload, size))


def _capture_from(row: Row, packed: str | None, headers: bytes, body: Body) -> Capture:
    id_, method, path, query, http_version, peer, started_at, received_at, *rest = row
    provider, scheme, event, delivery_id, valid, reason, *treated = rest
    answer_status, public_url, handshake, refused = treated
    return Capture(
        id=id_,
        request=CapturedRequest(
            method=method.encode("latin-1"),
            target=path + (query or b""),
            http_version=http_version,
            headers=unpack_headers(headers),
            body=body,
            peer=peer,
            started_at=started_at,
            received_at=received_at,
        ),
        recognition=Recognition(
            from_column(provider),
            from_column(scheme),
            from_column(event),
            from_column(delivery_id),
        ),
        verdict=None if packed is None else _unpack_verdict(bool(valid), reason, packed),
        answer_status=answer_status,
        public_url=from_column(public_url),
        handshake=from_column(handshake),
        refused=bool(refused),
    )


def body_of(database: Database, connection: sqlite3.Connection, payload: int, size: int) -> Body:
    """Return the body of a payload: in memory when it is small, else where it is."""
    if size > MEMORY_LIMIT:
        return StoredBody(database, payload, size)
    (data,) = connection.execute("SELECT body FROM payload WHERE id = ?", (payload,)).fetchone()
    return MemoryBody(data)


def in_memory(body: Body) -> bytes | None:
    """Return the bytes of a body that is written in one piece, None for one that is streamed."""
    if isinstance(body, MemoryBody) or body.size <= MEMORY_LIMIT:
        return body.read()
    return None


def named(kind: type[Named], name: str) -> Named:
    """Return the member of an enumeration. Raises StoreError for one of a newer version."""
    try:
        return kind(name)
    except ValueError as exc:
        raise StoreError(
            f"the store tells of `{name}`, which this version does not know",
            hint="upgrade with `pip install --upgrade webhookctl`",
        ) from exc


def _pack_verdict(verdict: Verdict) -> str:
    from json import dumps

    return dumps(
        {
            "message": verdict.message,
            "scheme": verdict.scheme,
            "hint": verdict.hint,
            "age": verdict.age,
            "secret": verdict.secret,
            "facts": dict(verdict.facts),
        }
    )


def _unpack_verdict(valid: bool, reason: str, packed: str) -> Verdict:
    from json import loads

    return Verdict(valid=valid, reason=named(Reason, reason), **loads(packed))
