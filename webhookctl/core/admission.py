"""What becomes of a request at the door: a handshake, a refusal, or an event like any other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from webhookctl.core.greet import Greeter, Greeting
from webhookctl.core.model import UNKNOWN, Recognition
from webhookctl.core.opening import Knock
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import BETTER_SCHEME
from webhookctl.core.reply import Reply, text_reply
from webhookctl.core.verdict import Reason, Verdict

_TOO_LARGE = "its signature was not judged, because its body is too large or cannot be read back"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a request is treated. `reply` is its answer, None: the usual one, or the app's.

    `note` is for the user (`{id}` stands for the capture's id); `confirm` is a URL to be fetched
    after the answer.
    """

    recognition: Recognition
    verdict: Verdict | None
    handshake: str | None = None
    refused: bool = False
    reply: Reply | None = None
    note: str | None = None
    confirm: str | None = None

    @staticmethod
    def ordinary(_: Knock, recognition: Recognition, verdict: Verdict | None) -> "Decision":
        """Return the decision that makes no difference."""
        if recognition is UNKNOWN and verdict is None:
            return _NOTHING_KNOWN
        return Decision(recognition, verdict)


_NOTHING_KNOWN = Decision(UNKNOWN, None)


class Admission:
    """Decides on each request; built once for a listener.

    `greeter` answers handshakes, None leaves them to whoever answers events. With
    `require_valid` an event whose signature is not valid is refused, and so is one with an old
    signature alone that a better one always comes with. `has_answer` says that the
    user chose what events are answered, `forwards` that an app behind answers them.
    """

    def __init__(
        self,
        providers: Iterable[Provider],
        greeter: Greeter | None,
        named: Provider | None = None,
        *,
        require_valid: bool = False,
        has_answer: bool = False,
        forwards: bool = False,
    ) -> None:
        self._providers = {provider.name: provider for provider in providers}
        self._greeter = greeter
        self._named = named
        self._require_valid = require_valid
        self._answers = not (has_answer or forwards)
        self._forwards = forwards

    def decide(self, knock: Knock, recognition: Recognition, verdict: Verdict | None) -> Decision:
        """Return how a request is treated. Never raises."""
        if self._require_valid:
            verdict = _strict(verdict)
        ordinary = Decision.ordinary(knock, recognition, verdict)
        greeting = None
        if self._greeter is not None and self._greeter.expects(knock, recognition.provider):
            greeting = self._greeter.greet(knock, recognition.provider, verdict)
            if greeting is not None and not greeting.handshake.every:
                return self._greeted(greeting, recognition, verdict)
            if recognition.provider is None and (note := self._greeter.guess(knock)):
                ordinary = replace(ordinary, note=note)
        if self._require_valid and not _is_valid(verdict):
            return self._refused(ordinary)
        if greeting is not None and self._answers:
            return replace(ordinary, reply=greeting.reply)
        return ordinary

    def _greeted(
        self, greeting: Greeting, recognition: Recognition, verdict: Verdict | None
    ) -> Decision:
        handshake, provider = greeting.handshake, greeting.provider
        if recognition.provider != provider.name:
            recognition = Recognition(provider.name)
        if not handshake.signed and not _is_valid(verdict):
            verdict = None  # it was never meant to be signed
        if self._require_valid and handshake.signed and not _is_valid(verdict):
            reply = Reply(provider.refusal_status)
            greeting = replace(greeting, reply=reply, refused=True, note=None, confirm=None)
        proved = _is_valid(verdict) or not self._require_valid
        passes = self._forwards and greeting.passes and proved
        return Decision(
            recognition,
            verdict,
            handshake.id,
            greeting.refused,
            None if passes else greeting.reply,
            greeting.note,
            greeting.confirm,
        )

    def _refused(self, ordinary: Decision) -> Decision:
        provider = self._named or self._providers.get(ordinary.recognition.provider or "")
        status = provider.refusal_status if provider is not None else 401
        note = _TOO_LARGE if ordinary.verdict is None else None
        reply = text_reply(status, "the signature is not valid")
        return replace(ordinary, refused=True, reply=reply, note=note)


def _strict(verdict: Verdict | None) -> Verdict | None:
    """Return the verdict of who takes no old signature without the better one beside it."""
    if verdict is None or not verdict.valid or BETTER_SCHEME not in verdict.facts:
        return verdict
    return replace(verdict, valid=False, reason=Reason.WRONG_ALGORITHM)


def _is_valid(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.valid
