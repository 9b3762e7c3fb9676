"""What may have become of a secret, a body or a URL on the way: each variation with its name."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, permutations
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.json_text import LAYOUTS, read_tree, write_tree
from webhookctl.core.key import PREFIX

BOM = b"\xef\xbb\xbf"
_BREAKS = (b"\n", b"\r\n")
_LARGEST_UNPACKED = 8 * 1024 * 1024
_MOST_PERMUTED = 4
_MOST_HOPS = 4
_MOST_ORIGINS = 40
_HOST_HEADERS = ("x-forwarded-host", "x-original-host", "host")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PORT = re.compile(r":[0-9]{1,5}\Z")
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


def url_variations(url: str, headers: HeaderPairs) -> Iterator[str]:
    """Yield how a sender may have written the URL: origin, path and query in other forms."""
    try:
        parts = urlsplit(url)
        origins = _origins(parts, headers)
    except ValueError:
        return
    for rest in dict.fromkeys(_rests(parts.path, parts.query, headers)):
        for origin in origins:
            yield origin + rest
    for query in _reordered(parts.query):
        yield urlunsplit(parts._replace(query=query))


def _origins(parts: SplitResult, headers: HeaderPairs) -> list[str]:
    """Return the origins that proxies and the URL speak of. Raises ValueError for a bad port."""
    host = parts.hostname or ""
    hosts = [f"[{host}]" if ":" in host else host]
    ports = ["", *(f":{number}" for number in (parts.port, 443, 80) if number)]
    for value in _named(headers, *_HOST_HEADERS, forwarded="host"):
        name, port = _PORT.sub("", value), _PORT.search(value)
        hosts.append(name)
        ports += [port[0]] if port else []
    ports += [f":{value}" for value in _named(headers, "x-forwarded-port") if value.isdecimal()]
    origins = (
        f"{scheme}://{name}{port}"
        for name in dict.fromkeys(hosts)
        for port in dict.fromkeys(ports)
        for scheme in ("https", "http")
    )
    return list(islice(dict.fromkeys(origins), _MOST_ORIGINS))


def _named(headers: HeaderPairs, *names: str, forwarded: str | None = None) -> Iterator[str]:
    """Yield what hops say in lists of these headers, and in Forwarded (RFC 7239 section 4)."""
    for name in names:
        for value in (text(headers, name) or "").split(",")[:_MOST_HOPS]:
            if value.strip():
                yield value.strip()
    pairs = re.split("[,;]", text(headers, "forwarded") or "")[: _MOST_HOPS * 4]
    for name, _, value in (pair.partition("=") for pair in pairs):
        if name.strip().lower() == forwarded and value.strip():
            yield value.strip().strip('"')


def _rests(path: str, query: str, headers: HeaderPairs) -> Iterator[str]:
    mark = "?" if query else ""
    yield path + mark + query
    yield path.rstrip("/") + "/" + mark + query
    yield path.rstrip("/") + mark + query
    if query:
        yield path
        yield f"{path}?{'&'.join(sorted(query.split('&')))}"
        yield f"{path}?{query.replace('+', '%20')}"
        yield f"{path}?{query.replace('%20', '+')}"
    yield _ESCAPE.sub(lambda match: match[0].upper(), path + mark + query)
    yield _ESCAPE.sub(lambda match: match[0].lower(), path + mark + query)
    for prefix in _named(headers, "x-forwarded-prefix"):
        yield "/" + prefix.strip("/") + path + mark + query
    for name in ("x-original-url", "x-forwarded-uri", "x-original-uri"):
        if (text(headers, name) or "").startswith("/"):
            yield text(headers, name) or ""


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
                words = f"as a form encoded anew{name}, `{blank}` for blanks"
                yield words, encoded.encode()
                small = _ESCAPE.sub(lambda escape: escape[0].lower(), encoded)
                yield f"{words}, small letters in escapes", small.encode()
        for field, value in pairs:
            if field == "payload":
                yield "the JSON of its form field `payload` alone", value.encode()
