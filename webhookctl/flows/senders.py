"""Whose request it may be, for those who look at it later: nothing of it is stored."""

from webhookctl.config.known import recogniser
from webhookctl.core.detect import Candidate
from webhookctl.core.locate import view_of
from webhookctl.core.model import Capture
from webhookctl.core.ports import CaptureRow, Store
from webhookctl.core.recognise import FITS, settled


def senders_of(capture: Capture) -> tuple[Candidate, ...]:
    """Return whose request it may be, the likeliest first; none where its signature settled it.

    Raises StoreError when the body cannot be read, UsageError for a mistake in a configuration
    file.
    """
    if settled(capture.verdict):
        return ()
    return recogniser().candidates(view_of(capture.request))


def senders_of_row(store: Store, row: CaptureRow) -> tuple[Candidate, ...]:
    """Return the same for a line of a list; the capture is read where it has to be."""
    return () if row.reason in FITS else senders_of(store.get(row.id))
