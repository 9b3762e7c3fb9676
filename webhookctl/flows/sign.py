"""Signs a request that the user gives, as its provider would."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from webhookctl.config.known import find
from webhookctl.core.body import MemoryBody
from webhookctl.core.compose import check_message_id, content_type_of
from webhookctl.core.event import Facts
from webhookctl.core.headers import HeaderPairs, first
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.scheme_words import check_parameters
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError
from webhookctl.flows.world import World

# RFC 9110 section 5.6.2.
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A request to sign. `id` None means a fresh one, `at` (Unix seconds) None now.

    `url` is signed as it is written here; `headers` are the user's own.
    """

    body: bytes = b""
    method: str = "POST"
    url: str | None = None
    headers: HeaderPairs = ()
    id: str | None = None
    at: float | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """A request before and after it was signed at `at` (Unix seconds).

    `guessed` is the Content-Type that it was given because it had none. `doubt` is what a judge
    says of it, where it would not accept it with the same secret.
    """

    provider: Provider
    scheme: Scheme
    before: SignedMessage
    after: SignedMessage
    at: float
    guessed: HeaderPairs
    doubt: Verdict | None

    @property
    def fresh_headers(self) -> HeaderPairs:
        """The headers that signing added or changed, and a guessed one where headers are signed."""
        seen = self.before.headers
        if Part.HEADERS in self.scheme.recipe.covers:
            seen = tuple(pair for pair in seen if pair not in self.guessed)
        return tuple(pair for pair in self.after.headers if pair not in seen)

    @property
    def request(self) -> OutgoingRequest:
        """The request as it leaves. Raises UsageError when its URL is none to send to."""
        if self.after.url is None:
            raise UsageError(
                "a curl command needs the URL to send to",
                hint="add it, like `--url http://localhost:3000/hook`",
            )
        url, body = parse_url(self.after.url), MemoryBody(self.after.body)
        method = self.after.method.encode("ascii")
        return OutgoingRequest(method, url.origin, url.target, self.after.headers, body)


def scheme_to_sign(name: str) -> tuple[Provider, Scheme]:
    """Return the provider of that name and its scheme, the first of several.

    Raises UsageError that names the nearest; and for a provider that signs nothing.
    """
    provider, (scheme, *_) = find(name)
    recipe = scheme.recipe
    if isinstance(recipe, UnsignedRecipe):
        unsigned = recipe.reason is Reason.NOT_SIGNED
        why = "are not signed: there is nothing to sign" if unsigned else "cannot be signed here"
        raise UsageError(f"{scheme.title} {why}", hint=recipe.instead)
    return provider, scheme


def is_never_signed(name: str) -> bool:
    """Say whether the provider or scheme of that name sends its events without a signature."""
    recipe = find(name)[1][0].recipe
    return isinstance(recipe, UnsignedRecipe) and recipe.reason is Reason.NOT_SIGNED


def sign(name: str, secret: Secret, draft: Draft, world: World) -> Signed:
    """Return the draft signed by the scheme or provider of that name.

    Raises UsageError for a secret that cannot sign, and for a draft that lacks what is signed.
    """
    provider, scheme = scheme_to_sign(name)
    check_parameters(scheme, draft.params)
    if not _METHOD.fullmatch(draft.method):
        raise UsageError(f"`{draft.method}` is not a method", hint="write it like `--method POST`")
    at = world.now() if draft.at is None else draft.at
    if draft.id is not None:
        check_message_id(draft.id)
    id_ = draft.id or provider.new_id(Facts(at, world.random_bits))
    guessed = _guessed(draft)
    headers = draft.headers + guessed
    before = SignedMessage(draft.method, draft.url, headers, draft.body, draft.params)
    after = scheme.sign(before, secret, Stamp(at, id_))
    verdict = scheme.judge(after, [secret], at)
    doubt = None if verdict.valid else verdict
    return Signed(provider, scheme, before, after, at, guessed, doubt)


def may_be_public(signed: Signed) -> bool:
    """Say whether the secret is likely the public key, which was taken for a private one.

    The two look alike where they are bare bytes: such a secret judges as a public key.
    """
    doubt = signed.doubt
    return signed.scheme.key_form.is_pair and doubt is not None and doubt.reason is Reason.MISMATCH


def _guessed(draft: Draft) -> HeaderPairs:
    if not draft.body or first(draft.headers, "content-type") is not None:
        return ()
    return ((b"Content-Type", content_type_of(draft.body)),)
