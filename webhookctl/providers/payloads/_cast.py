"""Who and what appears in the payloads of several providers: one customer, times, addresses."""

from webhookctl.core.event import Facts

FIRST_NAME = "Robin"
LAST_NAME = "Example"
NAME = f"{FIRST_NAME} {LAST_NAME}"
EMAIL = "robin@example.com"
PHONE = "+15555550100"
BROWSER = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 in capitals, as ULIDs are written."""

HOUR = 3_600
DAY = 24 * HOUR


def ip_address(facts: Facts) -> str:
    """Return an IPv4 address that is nobody's (RFC 5737)."""
    return f"203.0.113.{facts.between(1, 254)}"


def wall_clock(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now in UTC as `2026-01-01 00:00:00`."""
    return facts.iso(offset)[:-1].replace("T", " ")


def microseconds(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now as `2026-01-01T00:00:00.000000Z`."""
    return facts.iso(offset, milliseconds=True).replace("Z", "000Z")


def ulid(facts: Facts, offset: float = 0) -> str:
    """Return an id that begins with the time `offset` seconds from now (ULID: 26 characters)."""
    time, characters = int((facts.now + offset) * 1_000), ""
    for _ in range(10):
        time, place = divmod(time, 32)
        characters = CROCKFORD[place] + characters
    return characters + facts.letters(16, CROCKFORD)
