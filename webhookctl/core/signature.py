"""How signatures stand in a header: five formats, three encodings, read as bytes and written."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hmac import compare_digest
from typing import Protocol, TypeAlias

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.verdict import Reason, Verdict

Size: TypeAlias = int | tuple[int, int]
"""How many bytes a signature has, or the least and the most."""

_VERSION = re.compile(rb"[A-Za-z0-9_.-]{1,32}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message cannot be judged any further: what a verdict says of it."""

    reason: Reason
    message: str
    hint: str | None = None

    def verdict(self, scheme: str) -> Verdict:
        """Return the verdict that this fault is."""
        return Verdict(
            valid=False, reason=self.reason, message=self.message, scheme=scheme, hint=self.hint
        )


@dataclass(frozen=True, slots=True)
class Entries:
    """What one header value holds.

    `signatures` are the entries of the version that is looked for, still encoded; `fields` what
    stands beside them (a timestamp); `versions` the other versions that were seen; `bare` what
    has no version at all.
    """

    signatures: tuple[bytes, ...] = ()
    fields: Mapping[bytes, bytes] = field(default_factory=dict)
    versions: tuple[bytes, ...] = ()
    bare: tuple[bytes, ...] = ()


class SignatureFormat(Protocol):
    """How the value of a signature header is laid out."""

    @property
    def header(self) -> str:
        """The name of the header."""
        ...

    @property
    def encoding(self) -> str:
        """The name of the signature's encoding: `hex`, `base64` or `base64url`."""
        ...

    @property
    def wanted(self) -> str:
        """What a value must look like, for messages."""
        ...

    def read(self, value: bytes) -> Entries:
        """Return what a value holds; never fails."""
        ...

    def write(self, signature: bytes, timestamp: bytes) -> bytes:
        """Return the value for an encoded signature (and a timestamp, where it has one)."""
        ...


@dataclass(frozen=True, slots=True)
class Bare:
    """Nothing but the signature: `a1b2…`."""

    header: str
    encoding: str = "hex"

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        return self.encoding

    def read(self, value: bytes) -> Entries:
        """Return the value as the one signature."""
        return Entries((value,))

    def write(self, signature: bytes, timestamp: bytes) -> bytes:  # noqa: ARG002 - the protocol
        """Return the signature."""
        return signature


@dataclass(frozen=True, slots=True)
class Prefixed:
    """A signature behind a prefix: `sha256=a1b2…`."""

    header: str
    prefix: bytes
    encoding: str = "hex"

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        return f"`{self.prefix.decode('latin-1')}` and {self.encoding}"

    def read(self, value: bytes) -> Entries:
        """Return the signature behind the prefix."""
        return _read_prefixed(value, self.prefix)

    def write(self, signature: bytes, timestamp: bytes) -> bytes:  # noqa: ARG002 - the protocol
        """Return the signature behind the prefix."""
        return self.prefix + signature


@dataclass(frozen=True, slots=True)
class PrefixedList:
    """Several prefixed signatures: `v1=a1b2…,v1=c3d4…`."""

    header: str
    prefix: bytes
    encoding: str = "hex"
    separator: bytes = b","

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        return f"`{self.prefix.decode('latin-1')}` and {self.encoding}"

    def read(self, value: bytes) -> Entries:
        """Return the signatures behind the prefix."""
        entries = value.split(self.separator)
        return _merged(_read_prefixed(entry.strip(), self.prefix) for entry in entries)

    def write(self, signature: bytes, timestamp: bytes) -> bytes:  # noqa: ARG002 - the protocol
        """Return the one signature behind the prefix."""
        return self.prefix + signature


@dataclass(frozen=True, slots=True)
class VersionedList:
    """Signatures with their version, of which one version counts: `v1,a1b2… v1a,c3d4…`."""

    header: str
    version: bytes = b"v1"
    encoding: str = "base64"
    separator: bytes = b" "
    version_separator: bytes = b","

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        return f"`{(self.version + self.version_separator).decode('latin-1')}` and {self.encoding}"

    def read(self, value: bytes) -> Entries:
        """Return the signatures of the version; entries of others are skipped."""
        signatures: list[bytes] = []
        versions: list[bytes] = []
        bare: list[bytes] = []
        for entry in value.split(self.separator):
            version, found, signature = entry.partition(self.version_separator)
            if not found:
                bare.append(entry)
            elif version == self.version:
                signatures.append(signature)
            else:
                versions.append(version)
        return Entries(tuple(signatures), versions=tuple(versions), bare=tuple(bare))

    def write(self, signature: bytes, timestamp: bytes) -> bytes:  # noqa: ARG002 - the protocol
        """Return the one signature with its version."""
        return self.version + self.version_separator + signature


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Names and values, the timestamp among them: `t=1767225600,v1=a1b2…,v1=c3d4…`.

    Blanks around entries do not count: a hop that joins headers adds them (RFC 9110 section 5.3),
    and some providers write them (`separator=b", "`).
    """

    header: str
    signature_key: bytes
    timestamp_key: bytes | None = None
    encoding: str = "hex"
    separator: bytes = b","
    value_separator: bytes = b"="

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        sign = self.value_separator.decode("latin-1")
        return f"`{self.signature_key.decode('latin-1')}{sign}` and {self.encoding}"

    def read(self, value: bytes) -> Entries:
        """Return the signatures under their key, and the first value of every other key."""
        signatures: list[bytes] = []
        fields: dict[bytes, bytes] = {}
        bare: list[bytes] = []
        for entry in value.split(self.separator.strip() or self.separator):
            name, found, content = entry.strip().partition(self.value_separator)
            if not found:
                bare.append(name)
            elif name == self.signature_key:
                signatures.append(content)
            else:
                fields.setdefault(name, content)
        versions = tuple(name for name in fields if name != self.timestamp_key)
        return Entries(tuple(signatures), fields, versions, tuple(bare))

    def write(self, signature: bytes, timestamp: bytes) -> bytes:
        """Return timestamp and signature under their keys."""
        pairs = [(self.signature_key, signature)]
        if self.timestamp_key is not None:
            pairs.insert(0, (self.timestamp_key, timestamp))
        return self.separator.join(name + self.value_separator + text for name, text in pairs)


@dataclass(frozen=True, slots=True)
class Found:
    """The signatures of a request that have the right shape, still encoded, in their order."""

    signatures: tuple[bytes, ...]
    fields: Mapping[bytes, bytes]


def find_signatures(layout: SignatureFormat, values: Sequence[bytes], size: Size) -> Found | Fault:
    """Return the signatures among header values that decode to `size` bytes, or what is wrong.

    Several values are those of a header that is repeated: they count as one list.
    """
    entries = layout.read(values[0]) if len(values) == 1 else _merged(map(layout.read, values))
    fits = shape(layout.encoding, size).fullmatch
    signatures = tuple(one for one in entries.signatures if fits(one))
    if signatures:
        return Found(signatures, entries.fields)
    return _what_is_wrong(layout, b"".join(values), entries, size)


def same(encoding: str, expected: bytes, signatures: Iterable[bytes]) -> bool:
    """Say whether one of the encoded signatures is the expected one, in constant time for each."""
    if encoding == "base64url":
        signatures = (one.rstrip(b"=") for one in signatures)
    return any(compare_digest(expected, one) for one in signatures)


def encode(encoding: str, signature: bytes) -> bytes:
    """Return the signature as text in that encoding."""
    return _ENCODERS[encoding](signature)


def encoded_length(encoding: str, size: Size) -> int:
    """Return how many characters a signature of `size` bytes has (of the least, of several)."""
    size = size if isinstance(size, int) else size[0]
    return len(_ENCODERS[encoding](bytes(size)))


@cache
def shape(encoding: str, size: Size) -> re.Pattern[bytes]:
    """Return the pattern of an encoded signature of `size` bytes."""
    if not isinstance(size, int):
        return _shape_between(encoding, *size)
    if encoding == "hex":
        return re.compile(rb"[0-9a-f]{%d}" % (size * 2))
    full = base64.b64encode(bytes(size))
    padding = full.count(b"=")
    least = 0 if encoding == "base64url" else padding  # RFC 4648 section 5: may be left out
    counts = (len(full) - padding, least, padding)
    return re.compile(rb"[%b]{%d}={%d,%d}" % (_ALPHABETS[encoding], *counts))


def _shape_between(encoding: str, least: int, most: int) -> re.Pattern[bytes]:
    """Return the pattern of a base64 signature that has so many bytes."""
    fewest, longest = (len(base64.b64encode(bytes(size)).rstrip(b"=")) for size in (least, most))
    one = b"[%b]" % _ALPHABETS[encoding]
    length = rb"(?=[^=]{%d,%d}={0,2}\Z)" % (fewest, longest)
    return re.compile(length + rb"(?:%b{4})*(?:%b{2}(?:==)?|%b{3}=?)?" % (one, one, one))


def with_header(headers: HeaderPairs, name: str, value: bytes) -> HeaderPairs:
    """Return the headers with one `name` of that value: where it stood before, else at the end."""
    wanted = name.lower().encode("latin-1", "backslashreplace")
    place = next((n for n, (key, _) in enumerate(headers) if key.lower() == wanted), None)
    if place is None:
        return (*headers, (name.encode("latin-1", "backslashreplace"), value))
    rest = tuple(pair for pair in headers[place + 1 :] if pair[0].lower() != wanted)
    return (*headers[:place], (headers[place][0], value), *rest)


def shown(value: bytes, limit: int = 40) -> str:
    """Return a header value for a message: as text, cut at `limit` characters."""
    text = value.decode("latin-1")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _read_prefixed(value: bytes, prefix: bytes) -> Entries:
    if value.startswith(prefix):
        return Entries((value[len(prefix) :],))
    word, found, _ = value.partition(prefix[-1:])
    if found and _VERSION.fullmatch(word):
        return Entries(versions=(word,))
    return Entries(bare=(value,))


def _merged(parts: Iterable[Entries]) -> Entries:
    entries = list(parts)
    fields: dict[bytes, bytes] = {}
    for one in reversed(entries):
        fields |= one.fields
    return Entries(
        tuple(signature for one in entries for signature in one.signatures),
        fields,
        tuple(version for one in entries for version in one.versions),
        tuple(text for one in entries for text in one.bare),
    )


def _what_is_wrong(layout: SignatureFormat, value: bytes, entries: Entries, size: Size) -> Fault:
    name = layout.header
    if not value.strip() or (entries.signatures and not any(entries.signatures)):
        return Fault(
            Reason.EMPTY_SIGNATURE,
            f"the signature in the {name} header is empty",
            "something between the sender and you removed it",
        )
    if entries.signatures:
        return _misshapen(layout, entries.signatures[0], size)
    if entries.versions:
        seen = ", ".join(dict.fromkeys(shown(version, 20) for version in entries.versions[:8]))
        return Fault(
            Reason.WRONG_VERSION,
            f"the {name} header has no signature of the right version: found {seen}",
            f"expected {layout.wanted}",
        )
    if any(shape(layout.encoding, size).fullmatch(one) for one in entries.bare):
        return Fault(
            Reason.WRONG_VERSION,
            f"the signature in the {name} header has no version before it",
            f"expected {layout.wanted}",
        )
    return Fault(
        Reason.MALFORMED_SIGNATURE,
        f"the {name} header holds no signature{_quoted(layout, value)}",
        f"expected {layout.wanted}",
    )


def _misshapen(layout: SignatureFormat, signature: bytes, size: Size) -> Fault:
    length = encoded_length(layout.encoding, size)
    legal = _LEGAL[layout.encoding].fullmatch(signature) is not None
    if legal and length // 2 <= len(signature) < length:
        return Fault(
            Reason.TRUNCATED_SIGNATURE,
            f"the signature in the {layout.header} header is cut short: "
            f"{len(signature)} of {length} characters",
            "something between the sender and you shortens the header",
        )
    if layout.encoding == "hex" and shape("hex", size).fullmatch(signature.lower()):
        return Fault(
            Reason.MALFORMED_SIGNATURE,
            f"the signature in the {layout.header} header is in capital letters",
            "the provider sends lower-case hex, and receivers compare it letter by letter",
        )
    return Fault(
        Reason.MALFORMED_SIGNATURE,
        f"the signature in the {layout.header} header is no {layout.encoding} "
        f"of {length} characters{_quoted(layout, signature)}",
        f"expected {layout.wanted}",
    )


def _quoted(layout: SignatureFormat, value: bytes) -> str:
    """Return the value for a message; not that of a header that may hold a password."""
    return "" if layout.header.lower() == "authorization" else f": `{shown(value)}`"


def _base64url(signature: bytes) -> bytes:
    return base64.urlsafe_b64encode(signature).rstrip(b"=")


def _hex(signature: bytes) -> bytes:
    return signature.hex().encode()


_ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "hex": _hex,
    "base64": base64.b64encode,
    "base64url": _base64url,
}
_ALPHABETS = {"base64": rb"A-Za-z0-9+/", "base64url": rb"A-Za-z0-9_-"}
_LEGAL = {
    "hex": re.compile(rb"[0-9a-fA-F]+"),
    "base64": re.compile(rb"[A-Za-z0-9+/]+=*"),
    "base64url": re.compile(rb"[A-Za-z0-9_-]+=*"),
}
