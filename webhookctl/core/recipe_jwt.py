"""JSON Web Tokens as signatures: the token is signed, and claims hashes of the request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from webhookctl.core.headers import every
from webhookctl.core.jwt_claims import TIMES, Claim
from webhookctl.core.jwt_token import Token, is_genuine, put_together, take_apart
from webhookctl.core.recipe import conclude, mismatch, without_body
from webhookctl.core.recipe_template import cannot_sign, unusable_secret
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, with_header
from webhookctl.core.span import span
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError

_LIFETIME = 300
"""Seconds that tokens of ours are valid."""

_FAR = 10**12
"""Times further away than this many seconds are none."""


@dataclass(frozen=True, slots=True)
class JwtRecipe:
    """A token in a header, behind `prefix`, signed by one of `algorithms` (the first by us).

    `key` is `utf8` for a shared secret or `jwk` for a public key (see `jwt_token.JWK`). `claims`
    bind the token to its request. The scheme's timestamp rule names the times that are checked
    (`claim:exp,nbf`); its tolerance is the leeway, and for `iat` the greatest age. `id_claim` is
    the claim with the id of the message. `more_keys` are parameters with further secrets.
    """

    header: str
    prefix: str = ""
    algorithms: tuple[str, ...] = ("HS256",)
    key: str = "utf8"
    claims: tuple[Claim, ...] = ()
    id_claim: str | None = None
    more_keys: tuple[str, ...] = ()

    @property
    def covers(self) -> frozenset[Part]:
        """The parts of a request that the claims are bound to."""
        return frozenset().union(*(claim.covers for claim in self.claims))

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge the token, then what it claims; `now` None leaves its age unchecked."""
        token = self._token(message)
        if isinstance(token, Fault):
            return token.verdict(scheme.id)
        keys = [*secrets, *self._other_keys(message)]
        unusable: list[str] = []
        for secret in keys:
            fit = is_genuine(token, self.key, secret.value)
            if fit:
                return self._claimed(scheme, message, token, secret, now)
            if fit is None:
                unusable.append(secret.name)
        return mismatch(scheme, unusable, len(keys) - len(unusable))

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message with a fresh token that is valid for five minutes.

        Raises UsageError for a secret that cannot sign, and for a message without what is claimed.
        """
        claims = _times(scheme.timestamp, int(stamp.now))
        if self.id_claim and stamp.id:
            claims[self.id_claim] = stamp.id
        for claim in self.claims:
            if claim.name in TIMES or (claim.only_with_body and not message.body):
                continue
            claims[claim.name] = _claimable(scheme, claim, message)
        token = put_together(claims, self.algorithms[0], self.key, secret.value)
        if token is None:
            raise unusable_secret(scheme, secret)
        value = self.prefix.encode() + token
        return replace(message, headers=with_header(message.headers, self.header, value))

    def _token(self, message: SignedMessage) -> Token | Fault:
        values = every(message.headers, self.header)
        if not values:
            text = f"the request has no {self.header} header"
            return Fault(Reason.MISSING_HEADER, text)
        value = values[0].strip()
        if not value:
            text = f"the token in the {self.header} header is empty"
            return Fault(Reason.EMPTY_SIGNATURE, text)
        prefix = self.prefix.encode()
        if value[: len(prefix)].lower() != prefix.lower():
            text = f"the {self.header} header holds no `{self.prefix.strip()}` token"
            return Fault(Reason.WRONG_VERSION, text, f"expected `{self.prefix}` and a token")
        return take_apart(value[len(prefix) :], self.algorithms, self.header)

    def _other_keys(self, message: SignedMessage) -> list[Secret]:
        known = ((name, message.params.get(name)) for name in self.more_keys)
        return [Secret(f"param:{name}", value.encode()) for name, value in known if value]

    def _claimed(
        self,
        scheme: Scheme,
        message: SignedMessage,
        token: Token,
        secret: Secret,
        now: float | None,
    ) -> Verdict:
        for claim in self.claims:
            fault = claim.check(token.claims, message)
            if fault is not None:
                return replace(fault.verdict(scheme.id), secret=secret.name)
        late = _out_of_time(scheme.timestamp, token.claims, now)
        if isinstance(late, Fault):
            verdict = late.verdict(scheme.id)
            return replace(verdict, secret=secret.name, age=_age(token.claims, now))
        genuine = replace(conclude(scheme, None, secret.name, now), age=_age(token.claims, now))
        return genuine if self._binds(token, message) else without_body(genuine)

    def _binds(self, token: Token, message: SignedMessage) -> bool:
        """Say whether the token has what binds it to its body (a claim may be optional)."""
        names = [claim.name for claim in self.claims if Part.BODY in claim.covers]
        return not (names and message.body) or any(name in token.claims for name in names)


def _times(rule: TimestampRule | None, now: int) -> dict[str, Any]:
    if rule is None:
        return {}
    times = {"iat": now, "nbf": now, "exp": now + _LIFETIME}
    names = {"iat", *_names(rule)}
    return {name: time for name, time in times.items() if name in names}


def _names(rule: TimestampRule) -> list[str]:
    return rule.source.removeprefix("claim:").split(",")


def _claimable(scheme: Scheme, claim: Claim, message: SignedMessage) -> str:
    expected = claim.expected(message)
    if isinstance(expected, Fault):
        raise cannot_sign(scheme, expected)
    if expected is None:
        expected = claim.otherwise
    if expected is None:
        raise UsageError(
            f"cannot sign for {scheme.title}: `{claim.param}` is not known",
            hint=f"give it with `--param {claim.param}=…`",
        )
    return expected


def _out_of_time(
    rule: TimestampRule | None, claims: Mapping[str, Any], now: float | None
) -> Fault | None:
    """Return what is wrong with the times of a token; those it does not have are not checked."""
    for name in () if rule is None else _names(rule):
        if name not in claims:
            continue
        moment = _moment(claims[name])
        if moment is None:
            return Fault(Reason.MALFORMED_TIMESTAMP, f"the token's `{name}` is not a time")
        if rule is not None and now is not None and (fault := _late(rule, name, now - moment)):
            return fault
    return None


def _late(rule: TimestampRule, name: str, age: float) -> Fault | None:
    """Return what is wrong with a time that was `age` seconds ago."""
    leeway = rule.tolerance or 0.0
    clock = "a clock is wrong, or this is an old request"
    if name == "exp" and age >= leeway:
        text = f"the token is genuine, but it expired {span(age)} ago"
        return Fault(Reason.STALE_TIMESTAMP, text, clock)
    if name == "nbf" and -age > leeway:
        text = f"the token is genuine, but not valid before another {span(-age)}"
        return Fault(Reason.FUTURE_TIMESTAMP, text, "a clock is wrong")
    if name != "iat" or rule.tolerance is None:
        return None
    if rule.past and age > leeway:
        text = f"the token is genuine, but {span(age)} old; {span(leeway)} are tolerated"
        return Fault(Reason.STALE_TIMESTAMP, text, clock)
    if rule.future and -age > leeway:
        text = f"the token is genuine, but from {span(-age)} ahead of the clock"
        return Fault(Reason.FUTURE_TIMESTAMP, text, "a clock is wrong")
    return None


def _age(claims: Mapping[str, Any], now: float | None) -> float | None:
    made = _moment(claims.get("iat", claims.get("nbf")))
    return None if now is None or made is None else round(now - made, 3)


def _moment(value: object) -> float | None:
    """Return a time (RFC 7519 section 2, NumericDate) as Unix seconds, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_FAR < value < _FAR else None
