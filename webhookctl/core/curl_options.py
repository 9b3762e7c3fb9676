"""The options of a curl command, as far as they make its request; nothing is run or opened.

Facts are from `man curl` (7.88).
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from webhookctl.core.shell_words import ShellCommand, written_by_printf
from webhookctl.errors import UsageError


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    words = iter(text.split())
    return dict(zip(words, words, strict=True))


_FLAGS = _names("""
    basic buffer compressed fail fail-with-body globoff http0.9 http1.0 http1.1 http2
    http2-prior-knowledge http3 include insecure ipv4 ipv6 keepalive location location-trusted
    path-as-is progress-bar progress-meter raw remote-name show-error silent sslv2 sslv3
    styled-output tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 verbose
""")
"""Options without a value that change nothing, or little, of the request."""

_VALUED = _names("""
    cacert capath cert cert-type ciphers connect-timeout connect-to cookie-jar dns-servers
    dump-header interface keepalive-time key key-type limit-rate max-redirs max-time noproxy
    output pass proxy proxy-header proxy-user resolve retry retry-delay retry-max-time
    speed-limit speed-time stderr tls-max trace trace-ascii unix-socket write-out
""")
"""The same, with a value."""

_SWITCHES = _names("get head")
_DATA = _names("data data-ascii data-binary data-raw data-urlencode json")
_MEANT = _names(
    "cookie header oauth2-bearer referer request request-target url user user-agent"
) | {*_DATA}
_SHORT = _pairs("""
    A user-agent  b cookie  d data  e referer  F form  G get  H header  I head  K config
    T upload-file  u user  X request  c cookie-jar  D dump-header  E cert  m max-time  o output
    U proxy-user  w write-out  x proxy  y speed-time  Y speed-limit  # progress-bar  0 http1.0
    1 tlsv1  2 sslv2  3 sslv3  4 ipv4  6 ipv6  f fail  g globoff  i include  k insecure
    L location  N no-buffer  O remote-name  s silent  S show-error  v verbose  : next
""")
_MADE_UP = "its boundary is made up by curl each time, and the body with it"
_ELSEWHERE = {
    "form": _MADE_UP,
    "form-string": _MADE_UP,
    "upload-file": "the body is in a file, which is not read",
    "config": "options are in a file, which is not read",
    "next": "it sends more than one request",
}
"""Options whose request is not in the command, and why."""

_LITERAL = "put it into the command with `--data-raw '…'`, or give the request as raw HTTP"
_PIPED_WORDS = 2


@dataclass
class CurlOptions:
    """What a command says of its request.

    `headers` are those of `--header`; `dropped` the lower-case names of those that curl is kept
    from sending; `own` what other options make of curl's own. `data` are the values of the data
    options in order, `flags` the names of those without a value (and `json`).
    """

    urls: list[bytes] = field(default_factory=list)
    method: bytes | None = None
    target: bytes | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    dropped: set[bytes] = field(default_factory=set)
    own: dict[bytes, bytes] = field(default_factory=dict)
    data: list[bytes] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)


def read_options(command: ShellCommand) -> CurlOptions:
    """Return the options of a command whose first word is curl.

    Raises UsageError for an unknown one, and for what is in files or made by other commands.
    """
    reader = _Reader(list(command.words[1:]), command.piped[-1] if command.piped else ())
    while reader.words:
        reader.take()
    return reader.found


class _Reader:
    """Takes option by option from the front of the words."""

    def __init__(self, words: list[bytes], piped: Sequence[bytes]) -> None:
        self.words = words
        self.found = CurlOptions()
        self._piped = piped

    def take(self) -> None:
        """Take the next option, or several short ones in one word, or a URL."""
        word = self.words.pop(0)
        if word == b"--":
            self.found.urls += self.words
            self.words = []
        elif word.startswith(b"--"):
            self._option(_text(word[2:]), None, _text(word))
        elif word.startswith(b"-") and word != b"-":
            self._short(word[1:])
        else:
            self.found.urls.append(word)

    def _short(self, letters: bytes) -> None:
        while letters:
            letter, letters = _text(letters[:1]), letters[1:]
            name = _SHORT.get(letter, "")
            if _is_flag(name):
                self._option(name, None, f"-{letter}")
            else:
                self._option(name, letters or None, f"-{letter}")
                break

    def _option(self, name: str, value: bytes | None, typed: str) -> None:
        if name in _ELSEWHERE:
            what = f"the request is not in the curl command: `{typed}`: {_ELSEWHERE[name]}"
            raise UsageError(what, hint=_LITERAL)
        if _is_flag(name):
            self.found.flags.add(name)
            return
        if name not in _MEANT and name not in _VALUED:
            hint = "leave it out if it does not change the request, or give the request as raw HTTP"
            raise UsageError(f"the curl option `{typed}` is not known here", hint=hint)
        if value is None:
            if not self.words:
                raise UsageError(f"the curl command ends after `{typed}`", hint="add its value")
            value = self.words.pop(0)
        if name in _DATA:
            self._data(name, value, typed)
        elif name in _MEANT:
            self._meant(name, value)

    def _meant(self, name: str, value: bytes) -> None:
        found = self.found
        match name:
            case "url":
                found.urls.append(value)
            case "request":
                found.method = value
            case "request-target":
                found.target = value
            case "header":
                self._header(value)
            case "cookie":
                if b"=" in value:  # else the name of a file, which may be empty
                    found.own[b"Cookie"] = value
            case "user":
                found.own[b"Authorization"] = _basic(value)
            case "oauth2-bearer":
                found.own[b"Authorization"] = b"Bearer " + value
            case _ if value:
                found.own[name.title().encode()] = value
            case _:
                found.dropped.add(name.encode())

    def _header(self, text: bytes) -> None:
        """Take a header: `Name:` keeps curl from sending its own, `Name;` is an empty one."""
        if text.startswith(b"@"):
            raise UsageError(
                f"headers are in the file `{_text(text[1:])}`, which is not read",
                hint="put them into the command, each with `--header 'Name: value'`",
            )
        name, colon, value = text.partition(b":")
        if colon and value.strip():
            self.found.headers.append((name.strip(), value.strip(b" \t\r\n")))
        elif colon:
            self.found.dropped.add(name.strip().lower())
        elif text.endswith(b";"):
            self.found.headers.append((text[:-1].strip(), b""))

    def _data(self, name: str, value: bytes, typed: str) -> None:
        if name == "data-urlencode":
            value = _url_encoded(value)
        elif value.startswith(b"@") and name != "data-raw":
            value = self._piped_in(value[1:], typed)
            if name in ("data", "data-ascii"):  # man curl: line breaks and NULs are stripped
                value = value.translate(None, b"\r\n\0")
        if name == "json":
            self.found.flags.add("json")
        if name == "json" and self.found.data:  # man curl: several are put together as they are
            self.found.data[-1] += value
        else:
            self.found.data.append(value)

    def _piped_in(self, place: bytes, typed: str) -> bytes:
        piped = self._piped
        if place == b"-" and len(piped) == _PIPED_WORDS and piped[0] == b"printf":
            written = written_by_printf(_text(piped[1]))
            if written is not None:
                return written
        where = "comes from another command" if place == b"-" else "is in a file"
        what = f"the body {where}, which is not read (`{typed} @{_text(place)}`)"
        raise UsageError(what, hint=_LITERAL)


def _is_flag(name: str) -> bool:
    return name.removeprefix("no-") in _FLAGS or name in _SWITCHES or name == "next"


def _basic(value: bytes) -> bytes:
    if b":" not in value:
        raise UsageError(
            "curl would ask for the password of `--user`",
            hint="give it with the password, like `--user name:password`",
        )
    return b"Basic " + b64encode(value)


def _url_encoded(value: bytes) -> bytes:
    """Return data as `--data-urlencode` writes it: `content`, `=content` or `name=content`."""
    name, equals, content = value.partition(b"=")
    if not equals and b"@" in value:
        raise UsageError(
            f"the body is in a file, which is not read (`--data-urlencode {_text(value)}`)",
            hint=_LITERAL,
        )
    content = content if equals else value
    encoded = quote_from_bytes(content, safe="-._~").replace("%20", "+").encode()
    return name + b"=" + encoded if equals and name else encoded


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
