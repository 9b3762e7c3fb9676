"""`webhookctl show` of what was sent."""

import pytest

from tests.conftest import Cli
from tests.delivery.wire import OK, Wire, answer
from webhookctl.cli._show_delivery import request_of
from webhookctl.core.model import Delivery, DeliveryKind
from webhookctl.errors import UsageError

SECRET = {"SECRET": "very secret"}


def a_delivery(cli: Cli, *more: str) -> str:
    """Send an event that is taken at the second attempt, and return the id of the delivery."""
    with Wire([answer("503 Busy", b"later"), OK]) as wire:
        cli(
            *("send", "stripe.t", "--data", '{"a": 1.0}', "--to", f"{wire.url}/x?token=hidden"),
            *("--secret", "env:SECRET", "--retry", "0", *more),
            env=SECRET,
        )
    id_: str = cli("list", "--sent", "--json").lines()[0]["id"]
    return id_


def test_request_and_attempts_are_shown(cli: Cli) -> None:
    id_ = a_delivery(cli)
    ended = cli("show", id_[:12])
    text = ended.stdout
    assert text.startswith(f"id        {id_}\n")
    assert "\noutcome   accepted\n" in text
    assert "\nPOST /x?token=•••• HTTP/1.1\n" in text
    assert "\nStripe-Signature: t=" in text
    assert "\n#1  " in text
    assert "\n  later\n" in text
    assert "\n#2  " in text
    assert ended.stderr == "secrets are masked; `--show-secrets` shows them\n"
    assert ended.code == 0
    assert "token=hidden" in cli("show", id_, "--show-secrets").stdout
    assert "very secret" not in text + cli("show", id_, "--show-secrets").stdout


def test_json_has_each_request_and_answer(cli: Cli) -> None:
    ended = cli("show", a_delivery(cli, "--id", "evt_1"), "--json")
    (fields,) = ended.lines()
    assert (fields["kind"], fields["provider"], fields["message_id"]) == ("send", "stripe", "evt_1")
    assert [one["status"] for one in fields["attempts"]] == [503, 200]
    assert fields["attempts"][0]["request"]["body_b64"] == "eyJhIjogMS4wfQ=="
    assert (ended.stderr, ended.code) == ("", 0)


def test_exact_bytes_are_those_of_the_last_attempt(cli: Cli) -> None:
    id_ = a_delivery(cli)
    assert cli("show", id_, "--body").output == b'{"a": 1.0}'
    raw = cli("show", id_, "--raw").output
    assert raw.startswith(b"POST /x?token=hidden HTTP/1.1\r\nHost: 127.0.0.1:")
    assert raw.endswith(b'\r\n\r\n{"a": 1.0}')
    judged = cli("verify", "-", "--secret", "env:SECRET", stdin=raw, env=SECRET)
    assert judged.code == 0


def test_what_is_neither_captured_nor_sent_is_told(cli: Cli) -> None:
    a_delivery(cli)
    ended = cli("show", "zzz")
    assert ended.stderr.startswith("error: there is no capture `zzz`")
    assert ended.code == 2


def test_delivery_without_attempts_has_no_bytes() -> None:
    with pytest.raises(UsageError, match="nothing of 0123 was sent"):
        request_of(Delivery("0123", DeliveryKind.SEND, "http://a", ()))
