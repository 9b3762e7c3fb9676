"""The tables, as numbered migrations that are never changed once they are released."""

from collections.abc import Sequence
from typing import TypeAlias

Migration: TypeAlias = tuple[str, ...]

APPLICATION_ID = 0x77686B63
"""`whkc`, in the header of every store: how a file is known to be one of ours."""

# What few captures differ in: one row for each combination that was seen, never deleted, so that
# a writer may remember their numbers.
_TOPIC = """
CREATE TABLE topic (
  id INTEGER NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  path BLOB NOT NULL,
  provider TEXT,
  scheme TEXT,
  event TEXT
)
"""

# Kept in the order of the ids, which is that of time: the newest are together at the end.
_CAPTURE = """
CREATE TABLE capture (
  id TEXT NOT NULL PRIMARY KEY,
  topic INTEGER NOT NULL,
  payload INTEGER NOT NULL,
  received_at REAL NOT NULL,
  started_at REAL NOT NULL,
  query BLOB,
  http_version TEXT NOT NULL,
  peer TEXT NOT NULL,
  size INTEGER NOT NULL,
  delivery_id TEXT,
  valid INTEGER,
  reason TEXT,
  answer_status INTEGER,
  public_url TEXT
) WITHOUT ROWID
"""

# The body is the last column, so that the others are read without walking over it.
_PAYLOAD = """
CREATE TABLE payload (
  id INTEGER NOT NULL PRIMARY KEY,
  verdict TEXT,
  headers BLOB,
  body BLOB NOT NULL
)
"""

_DELIVERY = """
CREATE TABLE delivery (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  target_url TEXT NOT NULL,
  capture_id TEXT,
  provider TEXT,
  event TEXT,
  message_id TEXT,
  last_at REAL,
  last_status INTEGER,
  last_elapsed REAL
) WITHOUT ROWID
"""

_ATTEMPT = """
CREATE TABLE attempt (
  delivery_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  started_at REAL NOT NULL,
  elapsed REAL NOT NULL,
  waited REAL NOT NULL,
  accepted INTEGER NOT NULL,
  method TEXT NOT NULL,
  origin TEXT NOT NULL,
  target BLOB NOT NULL,
  headers BLOB NOT NULL,
  payload INTEGER,
  status INTEGER,
  answer_reason TEXT,
  answer_version TEXT,
  answer_headers BLOB,
  answer_body BLOB,
  answer_size INTEGER,
  failure_kind TEXT,
  failure_message TEXT,
  failure_hint TEXT,
  PRIMARY KEY (delivery_id, number)
)
"""

MIGRATIONS: Sequence[Migration] = (
    (
        _TOPIC,
        "CREATE INDEX topic_path ON topic (path)",
        _CAPTURE,
        "CREATE INDEX capture_topic ON capture (topic)",  # and, by itself, the id
        _PAYLOAD,
        _DELIVERY,
        "CREATE INDEX delivery_capture ON delivery (capture_id, last_at)"
        " WHERE capture_id IS NOT NULL",
        _ATTEMPT,
    ),
    (
        "ALTER TABLE topic ADD COLUMN handshake TEXT",
        "ALTER TABLE topic ADD COLUMN refused INTEGER",  # 1, or NULL
    ),
    ("ALTER TABLE delivery ADD COLUMN tamper TEXT",),
)
