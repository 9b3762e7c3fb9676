"""How much and how long a sender may take."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in bytes, times in seconds.

    `head_seconds` counts from the connection (or, on one that is kept, from the first byte) to
    the end of the header block; `body_seconds` is the longest pause within a body;
    `idle_seconds` is how long a connection without a request is kept, and the longest pause of
    one that reads its answer; `linger_seconds` how long a refused sender may still send without
    a pause, and `linger_total` altogether, so that it gets to read why. `connections` are
    served at once; more wait, unaccepted. `body_memory` is the memory for all bodies on their
    way together; what is beyond goes through files.
    """

    max_body: int = 25 * MIB
    max_head: int = 64 * 1024
    body_memory: int = 64 * MIB
    connections: int = 1000
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    idle_seconds: float = 75.0
    linger_seconds: float = 5.0
    linger_total: float = 30.0
