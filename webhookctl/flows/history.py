"""Looking back: what was captured, and what became of it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webhookctl.core.model import Capture, Delivery
from webhookctl.core.ports import Store
from webhookctl.store.sqlite import SqliteStore


def open_store(path: Path, *, create: bool) -> Store:
    """Open the store at `path`; with `create` also make it. Raises StoreError.

    Where an event loop is running, the store belongs to it.
    """
    if "asyncio" not in sys.modules:  # no loop runs, and asyncio takes a while to load
        return SqliteStore.open(path, create=create)
    from webhookctl.flows.desk import desk_here

    return SqliteStore.open(path, create=create, desk=desk_here())


@dataclass(frozen=True, slots=True)
class Entry:
    """A capture and the deliveries made of it, oldest first."""

    capture: Capture
    deliveries: Sequence[Delivery]


def look_up_any(store: Store, reference: str) -> Entry | Delivery:
    """Return a capture with its deliveries, or a delivery: what the reference fits, captures first.

    Raises UsageError that lists what there is to choose from when it fits none or several.
    """
    found = store.find_delivery(reference)
    return look_up(store, reference) if found is None else found


def look_up(store: Store, reference: str) -> Entry:
    """Return what the store knows of a capture: an id, the start of one, `last` or `last~N`.

    Raises UsageError that lists captures to choose from when it fits none or several.
    """
    capture_id = store.resolve(reference)
    return Entry(store.get(capture_id), store.deliveries(capture_id))
