"""Fixtures for tests of the store's parts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from webhookctl.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A store's file without captures."""
    database = Database(tmp_path / "store.sqlite3")
    database.open(create=True).close()
    return database


@pytest.fixture
def connection(database: Database) -> Iterator[sqlite3.Connection]:
    """A connection that writes to it."""
    with closing(database.writer()) as connection:
        yield connection


@pytest.fixture
def holder(database: Database) -> Iterator[sqlite3.Connection]:
    """A connection that holds the write lock of the file."""
    with closing(database.writer()) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
