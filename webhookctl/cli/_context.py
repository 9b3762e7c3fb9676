"""What a command is handed: the world and the store it was told to use."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from webhookctl.config import store_path

if TYPE_CHECKING:
    from webhookctl.core.ports import Store
    from webhookctl.flows.world import World


@dataclass(frozen=True, slots=True)
class Context:
    """The seams of one run. `store_path` is where the store is, whether or not it exists yet."""

    world: "World"
    store_path: Path

    def store(self, *, create: bool = False) -> "Store":
        """Open the store. Raises StoreError; without `create` also when there is none yet."""
        from webhookctl.flows.history import open_store

        return open_store(self.store_path, create=create)


def make_context(store: Path | None = None, *, seed: int | None = None) -> Context:
    """Return the context of a command from its options."""
    from webhookctl.flows.world import real_world

    return Context(world=real_world(seed), store_path=store_path(store))
