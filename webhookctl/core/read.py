"""What the capture path asks of each request: whose it is, what it tells, is it genuine."""

from collections.abc import Mapping, Sequence

from webhookctl.core.locate import MAX_PARSED
from webhookctl.core.lookup import SchemesByName, look_up
from webhookctl.core.model import UNKNOWN, CapturedRequest, Recognition
from webhookctl.core.opening import Knock
from webhookctl.core.recognise import Recogniser, judge, url_of
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Verdict

MAX_JUDGED = 25 * 1024 * 1024
"""Bodies above this many bytes are not judged while they are captured."""


class Reader:
    """Recognises requests and judges their signatures, for one listener; `read` never raises.

    `schemes` is every scheme by its names. `provider` is the name of the provider whose
    signature is expected; without one, whatever fits. `public_url` is the origin that senders
    use, for schemes that sign the URL; it may be set once it is known. `params` are what a scheme
    needs from its user's settings. The constructor raises UsageError for an unknown provider.
    """

    def __init__(
        self,
        schemes: SchemesByName,
        provider: str | None = None,
        secrets: Sequence[Secret] = (),
        *,
        public_url: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        self.public_url = public_url
        self._recogniser = Recogniser(schemes)
        self._named = None if provider is None else look_up(schemes, provider)
        self._secrets = tuple(secrets)
        self._params = dict(params or {})

    def read(self, knock: Knock) -> tuple[Recognition, Verdict | None]:
        """Return what is recognised, and the verdict at the time the request was received.

        The verdict is None when there are no secrets, or the body is beyond `MAX_JUDGED` or
        cannot be read back.
        """
        candidates = self._recogniser.candidates(knock.view)
        if not (candidates or self._secrets):
            return UNKNOWN, None
        verdict = None
        if self._secrets and (body := _judged_body(knock)) is not None:
            named = self._named and (self._named[1],)
            schemes = named or self._recogniser.likely(candidates)
            message = self._message(knock.request, body)
            verdict = judge(message, schemes, self._secrets, knock.request.received_at)
        name = self._named and self._named[0].name
        return self._recogniser.recognise(knock.view, candidates, verdict, name), verdict

    def _message(self, request: CapturedRequest, body: bytes) -> SignedMessage:
        return SignedMessage(
            request.method.decode("latin-1"),
            url_of(request.target, request.headers, self.public_url),
            request.headers,
            body,
            self._params,
        )


def _judged_body(knock: Knock) -> bytes | None:
    """Return the whole body, None when it is too large to be judged or cannot be read back."""
    body = knock.request.body
    if body.size <= MAX_PARSED:
        return knock.view.body if knock.is_readable else None
    try:
        return body.read() if body.size <= MAX_JUDGED else None
    except OSError:
        return None
