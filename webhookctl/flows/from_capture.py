"""Makes an event of a captured request: what it was, to be changed, signed anew and sent."""

from dataclasses import replace

from webhookctl.config.known import find
from webhookctl.core.headers import HeaderPairs, first, replaced, text
from webhookctl.core.model import Capture
from webhookctl.core.ports import Store
from webhookctl.flows.send import Order


def order_of_capture(order: Order, store: Store, reference: str) -> Order:
    """Return the order with the body, event type, provider and content type of a capture.

    What the order says itself goes before. The body is held in memory. Raises UsageError for a
    capture that is not there, and StoreError when it cannot be read.
    """
    capture = store.get(store.resolve(reference))
    headers = capture.request.headers
    of_capture = None if order.event else capture.recognition.provider
    kind = order.changes.content_type or text(headers, "content-type")
    return replace(
        order,
        event=order.event or _event(capture, order.provider),
        provider=order.provider or of_capture,
        data=capture.request.body.read(),
        changes=replace(order.changes, content_type=kind),
        headers=replaced(_coding(headers), order.headers),
    )


def _event(capture: Capture, provider: str | None) -> str | None:
    known = capture.recognition
    if known.provider is None or known.event is None:
        return None
    if provider is not None and find(provider)[0].name != known.provider:
        return None
    return f"{known.provider}.{known.event}"


def _coding(headers: HeaderPairs) -> HeaderPairs:
    """Return how the body is packed: without it, nobody can read the body."""
    value = first(headers, "content-encoding")
    return () if value is None else ((b"Content-Encoding", value),)
