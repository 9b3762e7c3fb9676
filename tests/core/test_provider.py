import re
from random import Random

from webhookctl.core.event import Facts
from webhookctl.core.provider import Outline, Provider

PLAIN = Provider("plain", "Plain", ())
FACTS = Facts(0, Random(1).getrandbits)  # noqa: S311 - no secret is made of it


def test_delivery_is_json_unless_its_provider_says_otherwise() -> None:
    headers = PLAIN.dress(Outline("a.b", "id", {}, FACTS))

    assert headers == ((b"Content-Type", b"application/json"),)


def test_message_id_is_a_random_uuid_unless_its_provider_says_otherwise() -> None:
    made = PLAIN.new_id(FACTS)

    # RFC 9562 section 5.4: version 4, variant 10.
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made
    )
    assert PLAIN.new_id(FACTS) != made
