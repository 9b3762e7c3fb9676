"""Events whose body is compressed on its way."""

from dataclasses import replace

from webhookctl.core.event import Event
from webhookctl.core.headers import replaced


def compressed(event: Event) -> Event:
    """Return the event with its body as gzip, and a Content-Encoding that says so.

    The same body gives the same bytes at any time: they hold no date.
    """
    import gzip

    headers = replaced(event.headers, ((b"Content-Encoding", b"gzip"),))
    return replace(event, headers=headers, body=gzip.compress(event.body, mtime=0))
