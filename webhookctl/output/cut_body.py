"""Bodies of which only the start is at hand."""

from dataclasses import dataclass

from webhookctl.core.body import MemoryBody


@dataclass(frozen=True, slots=True)
class CutBody(MemoryBody):
    """The start of a body (or nothing of it); the rest was not kept. `true_size` is in bytes."""

    true_size: int = 0

    @property
    def size(self) -> int:
        """The number of bytes of the whole."""
        return self.true_size
