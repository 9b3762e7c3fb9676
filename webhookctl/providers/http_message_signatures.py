"""HTTP Message Signatures (RFC 9421): any components of a request, by any of six algorithms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256, sha512
from hmac import compare_digest

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import every, first
from webhookctl.core.locate import RequestView
from webhookctl.core.message_algorithm import ALGORITHMS, Verifier, signers_of, verifiers_of
from webhookctl.core.message_components import signature_base
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import conclude, mismatch, to_bytes, without_body
from webhookctl.core.recipe_own import FaultError, OwnRecipe, header
from webhookctl.core.recipe_template import unusable_secret
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shown, with_header
from webhookctl.core.span import span
from webhookctl.core.structured_field import (
    InnerList,
    Item,
    read_dictionary,
    write_dictionary,
    write_member,
)
from webhookctl.core.verdict import Reason, Verdict

_SIGNATURE, _INPUT, _DIGEST = "Signature", "Signature-Input", "Content-Digest"
_HASHES = {"sha-512": sha512, "sha-256": sha256}
_MOST = 8
"""Signatures of a message that are looked at."""

_SKEW = 5.0
"""Seconds that `created` may be ahead and `expires` past, as the PyPI library allows."""

_LABEL = "sig1"
_RAW_BYTES = "verify the bytes as they arrive, before anything reads, decodes or formats them"


@dataclass(frozen=True, slots=True)
class _Signed:
    """One signature of a message: its label, what it covers, and its bytes."""

    label: str
    covered: InnerList
    signature: bytes

    def text(self, name: str) -> str | None:
        """Return a parameter that is a string."""
        value = self.covered.params.get(name)
        return value if isinstance(value, str) else None

    def time(self, name: str) -> int | None:
        """Return a parameter that is a time in Unix seconds."""
        value = self.covered.params.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    """Return the verdict on the first signature that one of the secrets fits."""
    faults: list[Fault] = []
    keys = [(secret, _verifiers(message, secret)) for secret in secrets]
    usable = [(secret, verifiers) for secret, verifiers in keys if verifiers]
    for signed in _ours(message, _signatures(message)):
        try:
            base = signature_base(message, signed.covered)
        except FaultError as found:
            faults.append(found.fault)
            continue
        for secret, verifiers in usable:
            fault = _misfit(signed, verifiers)
            if fault is not None:
                faults.append(fault)
            elif any(one.accepts(signed.signature, base) for one in _chosen(signed, verifiers)):
                return _concluded(scheme, message, signed, secret, now)
    unusable = [secret.name for secret, verifiers in keys if not verifiers]
    verdict = mismatch(scheme, unusable, len(usable))
    return faults[0].verdict(scheme.id) if faults else verdict


def _signatures(message: SignedMessage) -> list[_Signed]:
    """Return the signatures that have both halves. Raises FaultError when there is none."""
    signatures = _members(_SIGNATURE, header(message, _SIGNATURE))
    inputs = _members(_INPUT, header(message, _INPUT))
    found: list[_Signed] = []
    for label, member in list(signatures.items())[:_MOST]:
        covered = inputs.get(label)
        if isinstance(member, InnerList) or not isinstance(covered, InnerList):
            continue
        if isinstance(member.value, bytes):
            found.append(_Signed(label, covered, member.value))
    if not found:
        text = f"no signature in the {_SIGNATURE} header has its {_INPUT}"
        hint = "expected the same labels in both"
        raise FaultError(Fault(Reason.MALFORMED_SIGNATURE, text, hint))
    return found


def _members(name: str, value: bytes) -> Mapping[str, Item | InnerList]:
    if not value.strip():
        raise FaultError(Fault(Reason.EMPTY_SIGNATURE, f"the {name} header is empty"))
    try:
        return read_dictionary(value.decode("ascii"))
    except ValueError:
        text = f"the {name} header is no dictionary of signatures: `{shown(value)}`"
        raise FaultError(Fault(Reason.MALFORMED_SIGNATURE, text)) from None


def _ours(message: SignedMessage, signatures: Sequence[_Signed]) -> list[_Signed]:
    """Return the signatures made with our key, where its name is known."""
    ours = message.params.get("keyid")
    found = [one for one in signatures if ours is None or one.text("keyid") in (ours, None)]
    if not found:
        names = ", ".join(shown(to_bytes(one.text("keyid") or "")) for one in signatures)
        text = f"signed with the key `{names}`, not with `{ours}`"
        raise FaultError(Fault(Reason.UNTRUSTED_KEY, text, "give that key, with its `keyid`"))
    return found


def _verifiers(message: SignedMessage, secret: Secret) -> Mapping[str, Verifier]:
    """Return the algorithms of a key; the settings may allow one of them only."""
    allowed = message.params.get("alg")
    verifiers = verifiers_of(secret.value)
    if allowed is None:
        return verifiers
    if allowed not in ALGORITHMS:
        hint = f"give one of {', '.join(ALGORITHMS)} with `--param alg=…`"
        raise FaultError(Fault(Reason.MISSING_PARAMETER, f"`{allowed}` is no algorithm", hint))
    return {name: one for name, one in verifiers.items() if name == allowed}


def _chosen(signed: _Signed, verifiers: Mapping[str, Verifier]) -> list[Verifier]:
    """Return the verifiers of the algorithm that a signature names, all when it names none."""
    named = signed.covered.params.get("alg")
    return [one for name, one in verifiers.items() if named in (name, None)]


def _misfit(signed: _Signed, verifiers: Mapping[str, Verifier]) -> Fault | None:
    """Return why no signature of ours can look like this one."""
    chosen = _chosen(signed, verifiers)
    if not chosen:
        named = shown(to_bytes(str(signed.covered.params.get("alg"))), 20)
        text = f"the signature says it was made by `{named}`, the key is for {', '.join(verifiers)}"
        return Fault(Reason.WRONG_ALGORITHM, text)
    size, length = max(one.size for one in chosen), len(signed.signature)
    if any(one.size == length for one in chosen):
        return None
    if not length:
        return Fault(Reason.EMPTY_SIGNATURE, f"the signature `{signed.label}` is empty")
    if length < size:
        text = f"the signature `{signed.label}` is cut short: {length} of {size} bytes"
        return Fault(Reason.TRUNCATED_SIGNATURE, text)
    text = f"the signature `{signed.label}` has {length} bytes instead of {size}"
    return Fault(Reason.MALFORMED_SIGNATURE, text)


def _concluded(
    scheme: Scheme, message: SignedMessage, signed: _Signed, secret: Secret, now: float | None
) -> Verdict:
    """Return the verdict on a signature that fits: its digest and its times must, too."""
    covers_body = any(item.value == "content-digest" for item in signed.covered.items)
    if covers_body and (fault := _wrong_digest(message)):
        return replace(fault.verdict(scheme.id), secret=secret.name)
    created = signed.time("created")
    verdict = conclude(scheme, None if created is None else float(created), secret.name, now)
    if verdict.valid and now is not None and (fault := _out_of_time(signed, now)):
        return replace(fault.verdict(scheme.id), secret=secret.name, age=verdict.age)
    covers = " ".join(map(write_member, signed.covered.items))
    about = {"covers": covers, "label": signed.label, "keyid": signed.text("keyid")}
    verdict = replace(verdict, facts={**verdict.facts, **about})
    hint = f"it covers {covers or 'nothing'}; only a covered content-digest protects the body"
    return verdict if covers_body else without_body(verdict, hint)


def _wrong_digest(message: SignedMessage) -> Fault | None:
    """Return why the covered digest is not that of the body (RFC 9530 section 2)."""
    members = _members(_DIGEST, b", ".join(every(message.headers, _DIGEST)))
    known = {
        name: member.value
        for name, member in members.items()
        if name in _HASHES and isinstance(member, Item) and isinstance(member.value, bytes)
    }
    if not known:
        text = f"the {_DIGEST} header has no digest of a kind that can be trusted"
        return Fault(Reason.WRONG_ALGORITHM, text, f"expected {' or '.join(_HASHES)}")
    for name, digest in known.items():
        if not compare_digest(digest, _HASHES[name](message.body).digest()):
            text = f"the signature fits, but the body is not the one of its {_DIGEST} ({name})"
            return Fault(Reason.BODY_CHANGED, text, _RAW_BYTES)
    return None


def _out_of_time(signed: _Signed, now: float) -> Fault | None:
    for name in ("created", "expires"):
        if name in signed.covered.params and signed.time(name) is None:
            return Fault(Reason.MALFORMED_TIMESTAMP, f"the signature's `{name}` is no time")
    created, expires = signed.time("created"), signed.time("expires")
    if expires is not None and now - expires > _SKEW:
        text = f"the signature fits, but it expired {span(now - expires)} ago"
        return Fault(Reason.STALE_TIMESTAMP, text, "a clock is wrong, or this is an old request")
    if created is not None and created - now > _SKEW:
        text = f"the signature fits, but was made {span(created - now)} ahead of the clock"
        return Fault(Reason.FUTURE_TIMESTAMP, text, "a clock is wrong")
    return None


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    """Return the message with one signature, over method, URL, content type and body."""
    signers = signers_of(secret.value)
    algorithm = message.params.get("alg") or next(iter(signers), "")
    if algorithm not in signers:
        raise unusable_secret(scheme, secret)
    digest = write_dictionary({"sha-256": Item(sha256(message.body).digest())})
    fresh = replace(message, headers=with_header(message.headers, _DIGEST, digest.encode()))
    names = ["@method", "@target-uri", "content-digest"]
    if first(message.headers, "content-type") is not None:
        names.append("content-type")
    named = {"keyid": message.params.get("keyid"), "nonce": stamp.id, "alg": algorithm}
    params = {name: value for name, value in named.items() if value}
    covered = InnerList(tuple(map(Item, names)), {"created": int(stamp.now), **params})
    try:
        signature = signers[algorithm](signature_base(fresh, covered))
        written = write_dictionary({_LABEL: covered})
    except ValueError:
        text = "a keyid and an id can only hold printable ASCII"
        raise FaultError(Fault(Reason.MISSING_PARAMETER, text)) from None
    headers = with_header(fresh.headers, _INPUT, written.encode())
    value = write_dictionary({_LABEL: Item(signature)})
    return replace(message, headers=with_header(headers, _SIGNATURE, value.encode()))


@dataclass(frozen=True, slots=True)
class _Nonce:
    """The nonce of the first signature, whoever made it: a `Locator`."""

    def find(self, view: RequestView) -> str | None:
        value = first(view.headers, _INPUT) or b""
        try:
            members = read_dictionary(value.decode("ascii"))
        except ValueError:
            return None
        nonces = (one.params.get("nonce") for one in members.values())
        return next((one for one in nonces if isinstance(one, str) and one), None)

    def describe(self) -> str:
        return f"header {_INPUT}, nonce"


SCHEME = Scheme(
    id="http_message_signatures",
    title="HTTP Message Signatures (RFC 9421)",
    recipe=OwnRecipe(
        frozenset({Part.BODY, Part.METHOD, Part.URL, Part.HEADERS, Part.TIMESTAMP, Part.ID}),
        _judge,
        _sign,
    ),
    signature_header=_SIGNATURE,
    string_to_sign="signature base: one line per covered component + @signature-params",
    timestamp=TimestampRule("param:created,expires", tolerance=None),
    detection=DetectionRule(priority=50, all_header=(_SIGNATURE, _INPUT)),
    delivery_id=_Nonce(),
    secret_words="the key of the `keyid`: a public key as PEM, or a shared secret in base64",
    rotation="several labels in Signature-Input",
    pitfalls=(
        "body is only protected if content-digest is covered AND recomputed",
        "do not trust the label or the alg parameter",
        "each request covers what its sender chose: look at what a genuine one covers",
    ),
    sources=(
        "http-message-signatures 3.0.0 (PyPI); http-message-signatures 1.0.6 (npm)",
        "RFC 9421 Appendix B.2",
    ),
    certainty="published_vector",
)

PROVIDER = Provider(
    name="http_message_signatures",
    title="HTTP Message Signatures (RFC 9421)",
    schemes=(SCHEME,),
    aliases=("rfc9421",),
)
