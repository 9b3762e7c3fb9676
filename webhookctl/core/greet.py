"""Which handshake a request is, and what it is answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from webhookctl.core.handshake import Asked, Handshake, HandshakeError
from webhookctl.core.locate import RequestView
from webhookctl.core.opening import Knock, Lookout
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import url_of
from webhookctl.core.reply import Reply, text_reply
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict

Known: TypeAlias = tuple[Provider, Handshake]
"""A handshake and whose it is."""

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
        self._doorways = _by_method(pairs)

    def expects(self, knock: Knock, provider: str | None) -> bool:
        """Say whether a request may be a handshake at all; most are told to be none at one look.

        `provider` is whose the request was recognised to be.
        """
        known = self._named or self._providers.get(provider or "")
        return bool(known and known.handshakes) or self._likely(knock) is not _UNLIKELY

    def greet(self, knock: Knock, provider: str | None, verdict: Verdict | None) -> Greeting | None:
        """Return the handshake that a request is and its answer, None for an ordinary request.

        `provider` is whose the request was recognised to be, `verdict` what its signature was
        judged to be. Never raises.
        """
        for own, handshake in self._candidates(knock, provider):
            if handshake.opening.fits(knock):
                return self._greeting(own, handshake, knock, verdict)
        return None

    def guess(self, knock: Knock) -> str | None:
        """Return what to tell the user of a request that may be a handshake, but whose?

        None when a provider was named, and for a request that looks like none.
        """
        likely = self._likely(knock)
        names = sorted({own.name for own, one in likely.telling if one.opening.fits(knock)})
        if not names:
            return None
        return (
            f"this looks like a handshake of {' or '.join(names)}: "
            f"with `--provider {names[0]}` it is answered"
        )

    def _candidates(self, knock: Knock, provider: str | None) -> Iterator[Known]:
        known = self._named or self._providers.get(provider or "")
        if known is not None:
            for handshake in known.handshakes:
                yield known, handshake
        yield from self._likely(knock).alone

    def _likely(self, knock: Knock) -> "_Likely":
        doorway = self._doorways.get(knock.request.method)
        return _UNLIKELY if doorway is None else doorway.likely(knock)

    def _greeting(
        self,
        provider: Provider,
        handshake: Handshake,
        knock: Knock,
        verdict: Verdict | None,
    ) -> Greeting:
        forged = handshake.signed and _is_forged(verdict)
        if forged and not handshake.passes:
            return Greeting(handshake, provider, Reply(provider.refusal_status), refused=True)
        url = url_of(knock.view.target, knock.view.headers, self.public_url)
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
        return greeting if forged else self._with_confirmation(greeting, knock.view)

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


@dataclass(frozen=True, slots=True)
class _Likely:
    """Handshakes of providers that nobody named: answered without that, or worth a guess."""

    alone: tuple[Known, ...] = ()
    telling: tuple[Known, ...] = ()

    @staticmethod
    def of(known: Iterable[Known]) -> "_Likely":
        known = tuple(known)
        return _Likely(
            tuple(one for one in known if one[1].alone),
            tuple(one for one in known if _is_telling(one[1])),
        )


_UNLIKELY = _Likely()


class _OfMethod:
    """The handshakes of one method: most requests have no name of any, and cost one search."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._all = _Likely.of(known)
        always = _Likely.of(one for one in known if one[1].opening.telltale is None)
        self._always = _UNLIKELY if always == _UNLIKELY else always
        self._lookout = Lookout(one.opening for _, one in known)

    def likely(self, knock: Knock) -> _Likely:
        """Return the handshakes that a request may be, in their order."""
        return self._all if self._lookout.sees(knock) else self._always


def _by_method(pairs: Iterable[Known]) -> dict[bytes, _OfMethod]:
    found: dict[bytes, list[Known]] = {}
    for provider, handshake in pairs:
        if handshake.alone or _is_telling(handshake):
            method = handshake.opening.method.encode("latin-1")
            found.setdefault(method, []).append((provider, handshake))
    return {method: _OfMethod(known) for method, known in found.items()}


def _is_forged(verdict: Verdict | None) -> bool:
    """Say whether a signature was judged and found wrong; one that nobody can judge is not."""
    return verdict is not None and not verdict.valid and verdict.reason not in _NOT_JUDGED


def _is_telling(handshake: Handshake) -> bool:
    """Say whether a request of this kind is worth a guess: it wants an answer of its own."""
    expected = handshake.alone or handshake.passes or handshake.every
    return bool(handshake.opening.signs) and not expected


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
