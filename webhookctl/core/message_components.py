"""What an HTTP message signature is over: one line for each component it covers (RFC 9421)."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

from webhookctl.core.form import url_encoded
from webhookctl.core.headers import every, first
from webhookctl.core.recipe import to_bytes
from webhookctl.core.recipe_own import FaultError
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.signature import Fault, shown
from webhookctl.core.signed_url import SignedUrl, signed_url
from webhookctl.core.structured_field import (
    InnerList,
    Item,
    Number,
    Token,
    read_dictionary,
    write_dictionary,
    write_member,
)
from webhookctl.core.url import DEFAULT_PORTS
from webhookctl.core.verdict import Reason

DICTIONARIES = frozenset(
    {"content-digest", "repr-digest", "want-content-digest", "want-repr-digest", "priority"}
    | {"signature", "signature-input"}
)
"""Fields that are known to be dictionaries, and can be covered with `sf`."""

_MOST = 64
"""Components that a signature may cover here; each costs time, and its sender chooses them."""

_FOLD = re.compile(rb"[ \t]*\r\n[ \t]+")


def signature_base(message: SignedMessage, covered: InnerList) -> bytes:
    """Return what was signed (section 2.5). Raises FaultError for a component that is not there."""
    if len(covered.items) > _MOST:
        raise _malformed(f"it covers more than {_MOST} components")
    lines: list[bytes] = []
    seen: set[tuple[object, frozenset[str]]] = set()
    for item in covered.items:
        identity = (item.value, frozenset(map(write_parameter, item.params.items())))
        if identity in seen:
            raise _malformed(f"it covers {write_member(item)} twice")
        seen.add(identity)
        value = component(message, item)
        if b"\n" in value or b"\r" in value:
            raise _malformed(f"{write_member(item)} has line breaks")
        lines.append(write_member(item).encode() + b": " + value)
    lines.append(b'"@signature-params": ' + write_member(covered).encode())
    return b"\n".join(lines)


def write_parameter(pair: tuple[str, int | str | bytes | bool]) -> str:
    """Return a parameter as text."""
    return write_member(Item(True, dict((pair,))))


def component(message: SignedMessage, item: Item) -> bytes:
    """Return the value of a covered component. Raises FaultError when there is none."""
    name = item.value
    if not isinstance(name, str) or isinstance(name, Token | Number) or name != name.lower():
        raise _malformed("its components are not strings in lower case")
    if item.params.keys() & {"req", "tr"}:
        raise _malformed(f"{write_member(item)} is no part of a request")
    if name == "@query-param":
        return _query_parameter(signed_url(message), item)
    if name.startswith("@"):
        derive = _DERIVED.get(name)
        if derive is None or item.params:
            raise _malformed(f"{write_member(item)} is no component of a request")
        return to_bytes(derive(message))
    return _field(message, name, item)


def _field(message: SignedMessage, name: str, item: Item) -> bytes:
    values = [_FOLD.sub(b" ", value).strip() for value in every(message.headers, name)]
    if not values:
        text = f"the request has no {name} header, which the signature covers"
        raise FaultError(Fault(Reason.MISSING_HEADER, text))
    joined = b", ".join(values)
    names = item.params.keys()
    if names == {"bs"}:
        return ", ".join(write_member(Item(value)) for value in values).encode()
    if not names:
        return joined
    if "key" in names and names <= {"key", "sf"}:
        return _member(joined, name, item.params["key"])
    if names == {"sf"} and name in DICTIONARIES:
        return write_dictionary(_dictionary(joined, name)).encode()
    raise _malformed(f"{write_member(item)} is not known")


def _member(value: bytes, name: str, key: object) -> bytes:
    member = _dictionary(value, name).get(str(key))
    if member is None:
        text = f"the {name} header has no `{shown(to_bytes(str(key)))}`, which the signature covers"
        raise FaultError(Fault(Reason.MISSING_HEADER, text))
    return write_member(member).encode()


@lru_cache(maxsize=8)
def _dictionary(value: bytes, name: str) -> Mapping[str, Item | InnerList]:
    """Return what a header says; read once for all the components that are in it."""
    try:
        return read_dictionary(value.decode("ascii"))
    except ValueError:
        raise _malformed(f"the {name} header is no dictionary") from None


def _query_parameter(url: SignedUrl, item: Item) -> bytes:
    """Return the value of a query parameter, encoded anew (section 2.2.8)."""
    if item.params.keys() != {"name"}:
        raise _malformed(f"{write_member(item)} is no component of a request")
    name = unquote_to_bytes(str(item.params["name"]))
    found = [value for key, value in url_encoded(to_bytes(url.query or "")) if key == name]
    if len(found) != 1:
        text = f"the URL has {len(found) or 'no'} `{shown(name)}`, which the signature covers"
        raise FaultError(Fault(Reason.URL_DIFFERS, text, "give the address with `--url`"))
    return quote(found[0], safe="*").replace("~", "%7E").encode()


def _authority(message: SignedMessage) -> str:
    """Return host and port, the port only when it is not that of the scheme (section 2.2.3)."""
    host = first(message.headers, "host")
    if message.url is None and host is not None:
        return host.decode("latin-1").strip().lower()
    url = signed_url(message)
    authority = url.authority.rpartition("@")[2].lower()
    port = DEFAULT_PORTS.get(url.scheme.lower())
    return authority.removesuffix(f":{port}")


def _malformed(what: str) -> FaultError:
    text = f"the signature cannot be checked: {what}"
    return FaultError(Fault(Reason.MALFORMED_SIGNATURE, text))


_DERIVED: Mapping[str, Callable[[SignedMessage], str]] = {
    "@method": lambda message: message.method,
    "@target-uri": lambda message: _target_uri(signed_url(message)),
    "@authority": _authority,
    "@scheme": lambda message: signed_url(message).scheme.lower(),
    "@request-target": lambda message: signed_url(message).origin_form,
    "@path": lambda message: signed_url(message).path or "/",
    "@query": lambda message: f"?{signed_url(message).query or ''}",
}


def _target_uri(url: SignedUrl) -> str:
    return f"{url.scheme}://{url.authority}{url.origin_form}"
