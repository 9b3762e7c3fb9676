"""What happens to each request of a listener: recognised, stored, answered, published. In order."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Protocol

from webhookctl.core.admission import Decision
from webhookctl.core.model import Answer, Capture, CapturedRequest, Delivery, Recognition
from webhookctl.core.notice import Captured, Confirmed, Notice, Refused
from webhookctl.core.opening import Knock
from webhookctl.core.ports import Done, StoreError
from webhookctl.core.reply import Reply, text_reply
from webhookctl.core.verdict import Verdict
from webhookctl.flows.world import World

_STOPPED = text_reply(
    HTTPStatus.SERVICE_UNAVAILABLE, "webhookctl was stopped before the app answered"
)


class Keeper(Protocol):
    """What the intake needs of a store; `done` is called in the event loop's thread."""

    def submit(self, capture: Capture, done: Done) -> None:
        """Queue a capture."""
        ...

    def submit_delivery(self, delivery: Delivery, done: Done) -> None:
        """Queue a delivery."""
        ...


class Waiting(Protocol):
    """A sender that waits for an answer."""

    def answer(self, reply: Reply) -> bool:
        """Answer it; False when it is gone."""
        ...


Read = Callable[[Knock], tuple[Recognition, Verdict | None]]
Decide = Callable[[Knock, Recognition, Verdict | None], Decision]
Confirm = Callable[[Capture, str], Coroutine[None, None, Delivery]]
"""Fetches the URL that a handshake asks for, and tells how it went."""
Forward = Callable[[Capture], Coroutine[None, None, tuple[Delivery, Answer]]]
Show = Callable[[Notice], None]
"""Publishes a notice. It must not wait: senders would."""


class Intake:
    """Takes requests until the end and counts them. With `forward` the app answers, not `reply`.

    `decide` comes before either, `confirm` does what a decision asks for after the answer; both
    may be set before the first request.
    """

    def __init__(
        self,
        world: World,
        store: Keeper,
        read: Read,
        show: Show,
        *,
        reply: Reply,
        forward: Forward | None = None,
    ) -> None:
        self.public_url: str | None = None
        self.decide: Decide = Decision.ordinary
        self.confirm: Confirm | None = None
        self.captured = 0
        self.refused = 0
        self.forwarded = 0
        self.forward_failures = 0
        self._world = world
        self._store = store
        self._read = read
        self._show = show
        self._reply = reply
        self._forward = forward
        self._under_way: set[asyncio.Task[None]] = set()

    def receive(self, request: CapturedRequest, sender: Waiting) -> None:
        """Take a request in; its sender is answered after it is on disk, whatever happens."""
        knock = Knock(request)
        decision = self.decide(knock, *self._read(knock))
        is_forwarded = decision.reply is None and self._forward is not None
        capture = Capture(
            id=self._world.new_id(),
            request=request,
            recognition=decision.recognition,
            verdict=decision.verdict,
            answer_status=None if is_forwarded else (decision.reply or self._reply).status,
            public_url=self.public_url,
            handshake=decision.handshake,
            refused=decision.refused,
        )
        if decision.note is not None:
            decision = replace(decision, note=decision.note.replace("{id}", capture.id))
        self._store.submit(capture, partial(self._stored, capture, sender, decision))

    def refuse(self, refused: Refused) -> None:
        """Publish that a request was not captured."""
        self.refused += 1
        self._show(refused)

    async def give_up(self) -> None:
        """Wait no longer for the app: answer the senders that still wait for it.

        Confirmations that are under way are given up, too.
        """
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _stored(
        self, capture: Capture, sender: Waiting, decision: Decision, error: StoreError | None
    ) -> None:
        if error is not None:
            self._not_stored(capture.request, sender, error)
            return
        self.captured += 1
        if decision.reply is None and self._forward is not None:
            self._start(self._pass_on(capture, sender, self._forward, decision.note))
        else:
            self._answer(capture, sender, decision.reply or self._reply, decision.note)
        if decision.confirm is not None and self.confirm is not None:
            self._start(self._do_confirm(self.confirm(capture, decision.confirm), capture))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _not_stored(self, request: CapturedRequest, sender: Waiting, error: StoreError) -> None:
        reply = text_reply(error.status, "the request could not be stored; send it again later")
        answered = sender.answer(reply)
        self.refuse(
            Refused(
                at=self._world.now(),
                peer=request.peer,
                status=error.status if answered else None,
                message=error.message,
                hint=error.hint,
                method=request.method,
                target=request.target,
            )
        )

    def _answer(
        self, capture: Capture, sender: Waiting, reply: Reply, note: str | None = None
    ) -> None:
        answered = sender.answer(reply)
        self._show(Captured(capture, reply.status if answered else None, note=note))

    async def _pass_on(
        self, capture: Capture, sender: Waiting, forward: Forward, note: str | None
    ) -> None:
        try:
            delivery, answer = await forward(capture)
        except asyncio.CancelledError:
            self._answer(capture, sender, _STOPPED, note)
            raise
        self.forwarded += 1
        self.forward_failures += not delivery.accepted
        reply = Reply(answer.status, answer.headers, answer.body, answer.reason)
        status = reply.status if sender.answer(reply) else None
        captured = Captured(capture, status, delivery, note)
        self._store.submit_delivery(delivery, partial(self._recorded, captured))

    async def _do_confirm(
        self, confirming: Coroutine[None, None, Delivery], capture: Capture
    ) -> None:
        delivery = await confirming
        confirmed = Confirmed(self._world.now(), capture.id, delivery)

        def recorded(error: StoreError | None) -> None:
            self._show(confirmed)
            if error is not None:
                self._not_recorded(capture, None, "confirmation", error)

        self._store.submit_delivery(delivery, recorded)

    def _recorded(self, captured: Captured, error: StoreError | None) -> None:
        self._show(captured)
        if error is not None:
            self._not_recorded(captured.capture, captured.status, "forwarding", error)

    def _not_recorded(
        self, capture: Capture, status: int | None, what: str, error: StoreError
    ) -> None:
        request = capture.request
        self._show(
            Refused(
                at=self._world.now(),
                peer=request.peer,
                status=status,
                message=f"it was captured, but its {what} could not be stored: {error.message}",
                hint=error.hint,
                method=request.method,
                target=request.target,
            )
        )
