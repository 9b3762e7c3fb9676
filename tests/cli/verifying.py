"""Requests to judge, and `webhookctl verify` as it is typed."""

import json
from base64 import b64encode
from typing import Any

from tests.conftest import Cli
from tests.core.messages import NOW, SECRET, a_message
from tests.processes import Finished
from webhookctl.core.export import headers_json
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.providers import find

ENVIRONMENT = {"RIGHT": SECRET.value.decode(), "WRONG": "another secret"}
BODY = '{"type":"charge.succeeded","note":"é"}'.encode()
AT = ("--at", "2026-01-01T00:00:05Z")


def signed(name: str = "stripe", body: bytes = BODY) -> SignedMessage:
    message = a_message(("Host", "x.test"), body=body)
    return find(name)[1][0].sign(message, SECRET, Stamp(NOW, "msg_1"))


def raw(message: SignedMessage) -> bytes:
    head = [b"POST /hook HTTP/1.1", *(name + b": " + value for name, value in message.headers)]
    return b"\r\n".join([*head, b"", message.body])


def form(message: SignedMessage, **facts: object) -> dict[str, Any]:
    headers, body = headers_json(message.headers), b64encode(message.body).decode()
    return {"method": "POST", "url": "/hook", "headers": headers, "body_b64": body, **facts}


def ndjson(*rows: dict[str, Any] | str) -> bytes:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def verify(cli: Cli, *arguments: object, stdin: bytes = b"") -> Finished:
    return cli("verify", *map(str, arguments), stdin=stdin, env=ENVIRONMENT)
