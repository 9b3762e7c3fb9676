"""Signatures judged with a certificate that the message says where to find: Amazon SNS, PayPal."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from webhookctl.core.certificate import RsaKey, rsa_key_of, signed_by
from webhookctl.core.key_source import KeySource, UrlRule
from webhookctl.core.recipe import conclude, mismatch, to_bytes
from webhookctl.core.recipe_own import FaultError, Signing
from webhookctl.core.recipe_template import cannot_sign, unusable_secret
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shown
from webhookctl.core.verdict import Reason, Verdict

TRUSTED = "trusted_ca_pem"
"""The parameter with the certificates (PEM) that the message's own must come from."""

_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LEGAL = re.compile(rb"[A-Za-z0-9+/]+=*")


@dataclass(frozen=True, slots=True)
class Certified:
    """What was signed, the signature in base64 and its place in words, and the hash."""

    signed: bytes
    signature: bytes
    place: str
    hash: str = "sha256"


@dataclass(frozen=True, slots=True)
class CertificateRecipe:
    """A signature by RSA (PKCS #1 v1.5); the secret is the certificate or public key, as PEM.

    `read` returns what a message has signed and `url` where it says its certificate is (None when
    it does not); both may raise FaultError, and so may `signing`. `rule` says which URLs are its
    provider's, `fetched_from` which of them are fetched (None: all), `name_end` how the name in the
    certificate ends, `caution` what is to be said of a genuine signature.
    """

    covers: frozenset[Part]
    read: Callable[[SignedMessage], Certified]
    url: Callable[[SignedMessage], str | None]
    rule: UrlRule
    signing: Signing
    name_end: str | None = None
    caution: str | None = None
    fetched_from: UrlRule | None = None

    def key_source(self, message: SignedMessage) -> KeySource | None:
        """Return where the certificate is to be fetched, None where that is not to be done.

        The message may name no URL of its provider, or one with a query: by a query, APIs of
        providers answer with what anybody wrote there, and that may be a certificate.
        """
        try:
            url = self._trusted_url(message)
        except FaultError:
            return None
        rule = self.fetched_from or self.rule
        return KeySource(url) if rule.allows(url) and "?" not in url else None

    def judge(
        self,
        scheme: Scheme,
        message: SignedMessage,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        """Judge a message; any fitting certificate is enough, if it is to be trusted."""
        try:
            found = self.read(message)
            url = self._trusted_url(message)
            if not secrets:
                return _unavailable(url).verdict(scheme.id)
            return self._judged(scheme, message, found, secrets, now)
        except FaultError as fault:
            return fault.fault.verdict(scheme.id)

    def sign(
        self, scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp
    ) -> SignedMessage:
        """Return the message signed with a private key of one's own (PEM).

        Raises UsageError when the secret holds none, and for a message without what is signed.
        """
        try:
            return self.signing(scheme, message, secret, stamp)
        except FaultError as found:
            raise cannot_sign(scheme, found.fault) from None

    def _judged(
        self,
        scheme: Scheme,
        message: SignedMessage,
        found: Certified,
        secrets: Sequence[Secret],
        now: float | None,
    ) -> Verdict:
        keys = [(secret, rsa_key_of(secret.value)) for secret in secrets]
        unusable = [secret.name for secret, key in keys if key is None]
        for secret, key in keys:
            if key is None or not _fits(key, found):
                continue
            trusted = message.params.get(TRUSTED)
            pem = None if trusted is None else trusted.encode()
            if why := key.why_untrusted(now, pem, self.name_end):
                fault = Fault(Reason.UNTRUSTED_KEY, f"the signature fits, but {why}")
                return replace(fault.verdict(scheme.id), secret=secret.name)
            verdict = conclude(scheme, None, secret.name, now)
            if self.caution is None:
                return verdict
            return replace(verdict, message=f"the signature is genuine, {self.caution}")
        usable = [key for _, key in keys if key is not None]
        if usable:
            _check_shape(found, min(key.size for key in usable))
        verdict = mismatch(scheme, unusable, len(usable))
        if usable:
            return verdict
        return replace(verdict, hint=_where(self._trusted_url(message)))

    def _trusted_url(self, message: SignedMessage) -> str:
        url = self.url(message)
        if url is None:
            text = "the message does not say where its certificate is"
            raise FaultError(Fault(Reason.UNTRUSTED_KEY, text))
        if not self.rule.allows(url):
            text = f"the certificate would come from a stranger: `{shown(to_bytes(url), 80)}`"
            raise FaultError(Fault(Reason.UNTRUSTED_KEY, text, f"expected {self.rule.words}"))
        return url


def certified(scheme: Scheme, secret: Secret, data: bytes, hash_name: str = "sha256") -> bytes:
    """Return the signature of data in base64. Raises UsageError when the secret cannot sign."""
    signature = signed_by(secret.value, data, hash_name)
    if signature is None:
        raise unusable_secret(scheme, secret)
    return b64encode(signature)


def _fits(key: RsaKey, found: Certified) -> bool:
    if not _BASE64.fullmatch(found.signature):
        return False
    return key.has_signed(found.signed, b64decode(found.signature), found.hash)


def _check_shape(found: Certified, size: int) -> None:
    """Raise FaultError for a signature that cannot be one of a key of `size` bytes."""
    signature, length = found.signature, len(b64encode(bytes(size)))
    if _LEGAL.fullmatch(signature) and len(signature) < length:
        text = f"the {found.place} is cut short: {len(signature)} of {length} characters"
        raise FaultError(Fault(Reason.TRUNCATED_SIGNATURE, text))
    if not _BASE64.fullmatch(signature):
        text = f"the {found.place} is no base64: `{shown(signature)}`"
        raise FaultError(Fault(Reason.MALFORMED_SIGNATURE, text))


def _unavailable(url: str) -> Fault:
    return Fault(
        Reason.KEY_UNAVAILABLE,
        f"the certificate that it was signed with is not here: {shown(to_bytes(url), 200)}",
        _where(url),
    )


def _where(url: str) -> str:
    return f"download {shown(to_bytes(url), 200)} and give the file as the secret: `file:PATH`"
