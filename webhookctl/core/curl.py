"""A request as a command for curl that sends the same bytes from any POSIX shell."""

import re

from webhookctl.core.body import Body
from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.headers import first
from webhookctl.core.model import OutgoingRequest

LITERAL_LIMIT = 64 * 1024
"""Bodies above this many bytes go through a pipe: Linux takes 128 KiB in one argument at most."""

_OWN_HEADERS = {b"Accept": 0, b"User-Agent": 0, b"Content-Type": 1, b"Expect": 1025}
"""What curl adds by itself, to bodies of how many bytes; a name with nothing after it stops it."""

_SPECIAL_TARGET = re.compile(rb"[^/]|//|.*/\.{1,2}(/|$)")
_SAFE_WORD = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")


def curl_command(request: OutgoingRequest, connection: Connection = DIRECT) -> str:
    """Return a command, over several lines, that sends exactly this request over a connection.

    The body stands in it as text where it is text, else as octal escapes that printf pipes in.
    """
    body, pipe = _body(request.body)
    method = "--head" if request.method == b"HEAD" else f"--request {_word(request.method)}"
    lines = [method, *_url(request), *_connection(connection), *_headers(request), *body]
    return pipe + "curl " + " \\\n  ".join(lines)


def _url(request: OutgoingRequest) -> list[str]:
    path = request.target.partition(b"?")[0]
    lines = [f"--url {_word(request.url.encode('latin-1'))}"]
    if not path.startswith(b"/"):
        return [
            f"--url {_word(request.origin.encode())}",
            f"--request-target {_word(request.target)}",
        ]
    if _SPECIAL_TARGET.match(path):
        lines.append("--path-as-is")
    if re.search(rb"[][{}]", request.target):
        lines.append("--globoff")
    return lines


def _connection(connection: Connection) -> list[str]:
    given = {
        "--cacert": connection.authorities,
        "--cert": connection.certificate,
        "--key": connection.key,
        "--unix-socket": connection.unix_socket,
    }
    lines = [
        f"{option} {_word(path.encode('utf-8', 'surrogateescape'))}"
        for option, path in given.items()
        if path is not None
    ]
    return ["--insecure", *lines] if connection.insecure else lines


def _headers(request: OutgoingRequest) -> list[str]:
    host = request.origin.partition("://")[2].encode()
    lines = []
    for name, value in request.headers:
        made_by_curl = (name.lower(), value) == (b"host", host) or (
            name.lower() == b"content-length" and request.body.size
        )
        if not made_by_curl:
            text = name + b": " + value if value else name + b";"
            lines.append(f"--header {_word(text)}")
    for name, size in _OWN_HEADERS.items():
        if request.body.size >= size and first(request.headers, name.decode()) is None:
            lines.append(f"--header {_word(name + b':')}")
    return lines


def _body(body: Body) -> tuple[list[str], str]:
    if not body.size:
        return [], ""
    if body.size <= LITERAL_LIMIT and _is_text(data := body.read()):
        return [f"--data-raw {_word(data)}"], ""
    return ["--data-binary @-"], f"printf '{_octal(body.read())}' | "


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\n" for character in text)


def _word(data: bytes) -> str:
    """Return bytes as one word of a shell command."""
    if _is_text(data):
        text = data.decode("utf-8")
        return text if _SAFE_WORD.fullmatch(text) else "'" + text.replace("'", "'\\''") + "'"
    return f"\"$(printf '{_octal(data)}')\""


def _octal(data: bytes) -> str:
    """Return bytes as a format of printf (POSIX: `\\ddd`) inside single quotes."""
    return "".join(chr(byte) if bytes((byte,)).isalnum() else f"\\{byte:03o}" for byte in data)
