import gzip

from webhookctl.core.compression import compressed
from webhookctl.core.event import Event

EVENT = Event("acme", "t", "id-1", b'{"a":1}', ((b"Content-Type", b"application/json"),))


def test_compressed_event_is_gzip_and_says_so() -> None:
    small = compressed(EVENT)
    assert gzip.decompress(small.body) == EVENT.body
    assert small.headers == (*EVENT.headers, (b"Content-Encoding", b"gzip"))
    assert (small.type, small.id) == (EVENT.type, EVENT.id)


def test_compressed_body_holds_no_time() -> None:
    assert compressed(EVENT).body[4:8] == b"\0\0\0\0"  # MTIME, RFC 1952 section 2.3.1
