"""What may have become of a secret, a body or a URL on the way: each variation with its name."""

import base64
import binascii
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.json_text import LAYOUTS, read_tree, write_tree
from webhookctl.core.key import PREFIX

BOM = b"\xef\xbb\xbf"
_BREAKS = (b"\n", b"\r\n")
_LARGEST_UNPACKED = 8 * 1024 * 1024
_MOST_PERMUTED = 4
_QUOTES = (b'"', b"'", b"`")


def secret_variations(secret: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield keys that a secret may have been meant to be, as raw bytes, the likeliest first."""
    bare = secret.strip()
    yield "as raw text, not decoded", secret
    yield "without the blanks or line break around it", bare
    for quote_mark in _QUOTES:
        yield "without the quotes around it", bare.strip(quote_mark)
    if bare.startswith(PREFIX):
        yield "without its whsec_ prefix", bare.removeprefix(PREFIX)
    else:
        yield "with a whsec_ prefix before it", PREFIX + bare
    core = bare.removeprefix(PREFIX)
    with suppress(ValueError, binascii.Error):
        yield "decoded from base64", _unpack_base64(core)
    with suppress(ValueError, binascii.Error):
        yield "decoded from hex", binascii.unhexlify(core)
    name, equals, value = bare.partition(b"=")
    if equals and name.replace(b"export ", b"").replace(b"_", b"").isalnum():
        yield "without the `NAME=` before it", value.strip().strip(b"\"'")
    for line_break in _BREAKS:
        yield "with a line break after it", bare + line_break
    yield from _other_characters(secret)


def key_forms(key: bytes) -> Iterator[bytes]:
    """Yield the ways to write a key as a secret, whatever encoding a scheme expects."""
    yield key
    encoded = base64.b64encode(key)
    yield PREFIX + encoded
    yield encoded
    yield key.hex().encode()


def altered_bodies(headers: HeaderPairs, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a body may have been before bytes were added, dropped or replaced."""
    yield "without the line break at its end", body.removesuffix(b"\n").removesuffix(b"\r")
    yield "without the blanks around it", body.strip()
    for line_break in _BREAKS:
        yield "with a line break at its end", body + line_break
    yield "with LF instead of CRLF line ends", body.replace(b"\r\n", b"\n")
    yield "with CRLF instead of LF line ends", body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    yield "without its byte order mark", body.removeprefix(BOM)
    yield "with a byte order mark before it", BOM + body
    yield "with nothing in it", b""
    yield from _unpacked(headers, body)
    yield from _other_texts(body)


def rewritten_bodies(headers: HeaderPairs, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a body may have been before something read it and wrote it anew."""
    tree = read_tree(body)
    for layout in LAYOUTS if tree is not None else ():
        written = write_tree(tree, layout)
        if written is not None:
            yield f"as {layout.name}", written
            yield f"as {layout.name}, and a line break at its end", written + b"\n"
    yield from _forms(headers, body)


def url_variations(url: str, headers: HeaderPairs) -> Iterator[tuple[str, str]]:
    """Yield how a sender may have written the URL: origin, slash and query in other forms."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return
    hosts = [parts.hostname or ""]
    for name in ("x-forwarded-host", "x-original-host", "host"):
        if value := text(headers, name):
            hosts += [value, value.partition(":")[0]]
    ports = ["", *(f":{number}" for number in (port, 443, 80) if number)]
    origins = [
        f"{scheme}://{host}{'' if ':' in host else colon_port}"
        for scheme in ("https", "http")
        for host in dict.fromkeys(hosts)
        for colon_port in dict.fromkeys(ports)
    ]
    for what, rest in _rests(parts.path, parts.query):
        for origin in dict.fromkeys(origins):
            yield f"as {origin}{what}", origin + rest
    for query in _reordered(parts.query):
        yield "with the query in another order", urlunsplit(parts._replace(query=query))


def _rests(path: str, query: str) -> Iterator[tuple[str, str]]:
    mark = "?" if query else ""
    yield " with path and query as they are", path + mark + query
    yield " with a trailing slash", path.rstrip("/") + "/" + mark + query
    yield " without a trailing slash", path.rstrip("/") + mark + query
    if query:
        yield " without the query", path
        yield " with the query in order", f"{path}?{'&'.join(sorted(query.split('&')))}"


def _reordered(query: str) -> Iterator[str]:
    """Yield the query with its few parameters in every order."""
    pairs = query.split("&")
    if len(pairs) <= _MOST_PERMUTED:
        yield from ("&".join(order) for order in permutations(pairs))


def _other_characters(secret: bytes) -> Iterator[tuple[str, bytes]]:
    if secret.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            yield "read as UTF-16 text", secret.decode("utf-16").strip().encode()
    if secret.startswith(BOM):
        yield "without its byte order mark", secret.removeprefix(BOM).strip()
    if not secret.isascii():
        with suppress(UnicodeError):
            yield "as latin-1 instead of UTF-8", secret.decode().encode("latin-1")
        yield "as UTF-8 instead of latin-1", secret.decode("latin-1").encode()


def _unpack_base64(value: bytes) -> bytes:
    plain = value.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)


def _unpacked(headers: HeaderPairs, body: bytes) -> Iterator[tuple[str, bytes]]:
    if (text(headers, "content-encoding") or "").lower() not in ("gzip", "deflate"):
        return
    with suppress(zlib.error):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        yield "unpacked from its Content-Encoding", unpacker.decompress(body, _LARGEST_UNPACKED)


def _other_texts(body: bytes) -> Iterator[tuple[str, bytes]]:
    if body.isascii():
        return
    with suppress(UnicodeError):
        yield "before it was encoded as UTF-8 a second time", body.decode().encode("latin-1")
    with suppress(UnicodeError):
        yield "as UTF-8 instead of latin-1", body.decode("latin-1").encode()


def _forms(headers: HeaderPairs, body: bytes) -> Iterator[tuple[str, bytes]]:
    if "form-urlencoded" not in (text(headers, "content-type") or "").lower():
        return
    with suppress(ValueError):
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, strict_parsing=True)
        for name, ordered in (("", pairs), (" in order", sorted(pairs))):
            for blank, quoting in (("+", None), ("%20", quote)):
                encoded = urlencode(ordered, quote_via=quoting) if quoting else urlencode(ordered)
                yield f"as a form encoded anew{name}, `{blank}` for blanks", encoded.encode()
        for field, value in pairs:
            if field == "payload":
                yield "the JSON of its form field `payload` alone", value.encode()
