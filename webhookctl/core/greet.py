"""Which handshake a request is, and what it is answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from webhookctl.core.handshake import Asked, Handshake, HandshakeError
from webhookctl.core.locate import MAX_PARSED, RequestView
from webhookctl.core.model import CapturedRequest
from webhookctl.core.opening import Knock
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import url_of
from webhookctl.core.reply import Reply, text_reply
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict

_NOT_JUDGED = frozenset({Reason.NOT_SIGNED, Reason.KEY_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Greeting:
    """A handshake that was recognised, and its answer.

    `refused`: the request is not in order, and the answer says no. `passes`: an app behind may
    answer as well, or better. `note` is for the user (`{id}` stands for the capture's id).
    `confirm` is the URL that remains to be fetched.
    """

    handshake: Handshake
    provider: Provider
    reply: Reply
    refused: bool = False
    passes: bool = False
    note: str | None = None
    confirm: str | None = None


class Greeter:
    """Knows the handshakes of all providers; built once for many requests.

    With `named` only that provider's are answered. `public_url` is the origin that senders use;
    it may be set once it is known.
    """

    def __init__(
        self,
        providers: Iterable[Provider],
        named: Provider | None = None,
        secrets: Sequence[Secret] = (),
        params: Mapping[str, str] | None = None,
        *,
        confirms: bool = False,
    ) -> None:
        self.public_url: str | None = None
        self._providers = {provider.name: provider for provider in providers}
        self._named = named
        self._secrets = tuple(secrets)
        self._params = dict(params or {})
        self._confirms = confirms
        others = () if named else self._providers.values()
        pairs = [(provider, one) for provider in others for one in provider.handshakes]
        self._alone = [pair for pair in pairs if pair[1].alone]
        self._ambiguous = [pair for pair in pairs if _is_telling(pair[1])]

    def greet(
        self, request: CapturedRequest, provider: str | None, verdict: Verdict | None
    ) -> Greeting | None:
        """Return the handshake that a request is and its answer, None for an ordinary request.

        `provider` is whose the request was recognised to be, `verdict` what its signature was
        judged to be. Never raises.
        """
        knock = _knock(request)
        for own, handshake in self._candidates(provider):
            if handshake.opening.fits(knock):
                return self._greeting(own, handshake, knock, request, verdict)
        return None

    def guess(self, request: CapturedRequest) -> str | None:
        """Return what to tell the user of a request that may be a handshake, but whose?

        None when a provider was named, and for a request that looks like none.
        """
        if not self._ambiguous:
            return None
        knock = _knock(request)
        names = sorted({own.name for own, one in self._ambiguous if one.opening.fits(knock)})
        if not names:
            return None
        return (
            f"this looks like a handshake of {' or '.join(names)}: "
            f"with `--provider {names[0]}` it is answered"
        )

    def _candidates(self, provider: str | None) -> Iterator[tuple[Provider, Handshake]]:
        known = self._named or self._providers.get(provider or "")
        if known is not None:
            for handshake in known.handshakes:
                yield known, handshake
        yield from self._alone

    def _greeting(
        self,
        provider: Provider,
        handshake: Handshake,
        knock: Knock,
        request: CapturedRequest,
        verdict: Verdict | None,
    ) -> Greeting:
        if handshake.signed and _is_forged(verdict):
            return Greeting(handshake, provider, Reply(provider.refusal_status), refused=True)
        url = url_of(request.target, request.headers, self.public_url)
        asked = Asked(knock.view, url, self._fitting_first(verdict), self._params)
        try:
            reply = handshake.answer(asked)
        except HandshakeError as error:
            return _unanswered(provider, handshake, error)
        blind = handshake.without_secret if not self._secrets else None
        greeting = Greeting(
            handshake,
            provider,
            reply,
            passes=handshake.passes or blind is not None,
            note=blind or handshake.note,
        )
        return self._with_confirmation(greeting, knock.view)

    def _with_confirmation(self, greeting: Greeting, view: RequestView) -> Greeting:
        confirmation = greeting.handshake.confirmation
        if confirmation is None:
            return greeting
        try:
            url = confirmation.url(view)
        except HandshakeError as error:
            return replace(greeting, note=error.message)
        if self._confirms:
            return replace(greeting, passes=False, confirm=url)
        how = f"listen with `{confirmation.option}`, or open {url}"
        return replace(greeting, note=f"to confirm the subscription, {how}")

    def _fitting_first(self, verdict: Verdict | None) -> tuple[Secret, ...]:
        fitting = verdict.secret if verdict is not None else None
        return tuple(sorted(self._secrets, key=lambda secret: secret.name != fitting))


def _is_forged(verdict: Verdict | None) -> bool:
    """Say whether a signature was judged and found wrong; one that nobody can judge is not."""
    return verdict is not None and not verdict.valid and verdict.reason not in _NOT_JUDGED


def _is_telling(handshake: Handshake) -> bool:
    """Say whether a request of this kind is worth a guess: it wants an answer of its own."""
    expected = handshake.alone or handshake.passes or handshake.every
    return bool(handshake.opening.signs) and not expected


def _knock(request: CapturedRequest) -> Knock:
    try:
        body = request.body.read() if request.body.size <= MAX_PARSED else b""
    except OSError:
        body = b""
    names = frozenset(name.lower() for name, _ in request.headers)
    view = RequestView(request.headers, body, request.target)
    return Knock(request.method.decode("latin-1"), view, names)


def _unanswered(provider: Provider, handshake: Handshake, error: HandshakeError) -> Greeting:
    if error.refuses:
        reply = Reply(error.status)
    else:
        reply = text_reply(error.status, "this handshake cannot be answered yet")
    note = f"{handshake.id} was not answered: {error.message}"
    return Greeting(
        handshake,
        provider,
        reply,
        refused=error.refuses,
        passes=not error.refuses,
        note=f"{note}; {error.hint}" if error.hint else note,
    )
