"""`webhookctl sign` as it is typed: whole outputs, what libraries say of them, exit codes."""

import hashlib
import hmac
import json
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
import standardwebhooks
import stripe
import svix
from slack_sdk.signature import SignatureVerifier

from tests.config.files import ACME, write_user_file
from tests.conftest import Cli
from tests.delivery.wire import Wire

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = {"SECRET": WHSEC}
SIGNED = ("--secret", "env:SECRET")
FIXED = ("--id", "msg_1", "--timestamp", "1767225600")
BODY = '{"é": "☃",\r\n "n": 1.0}'
BASH = shutil.which("bash") or ""
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_headers_are_lines_and_the_same_at_each_run(cli: Cli) -> None:
    ended = cli("sign", "--provider", "github", *SIGNED, "--data", "hi", env={"SECRET": "abc"})
    assert ended.stdout == (
        "X-Hub-Signature: sha1=755f776df0652923d90a05a1e1c7cbcf98ce05d6\n"
        "X-Hub-Signature-256: "
        "sha256=330d91db907ac17a57142096e5458df0db9b4aec54916ed18160aa7859536daa\n"
    )
    assert (ended.stderr, ended.code) == ("", 0)


def test_id_and_time_can_be_given(cli: Cli) -> None:
    one = cli("sign", "--provider", "standard", *SIGNED, "--data", BODY, *FIXED, env=SECRET)
    key = b64decode(WHSEC.removeprefix("whsec_"))
    mac = hmac.digest(key, f"msg_1.1767225600.{BODY}".encode(), "sha256")
    lines = dict(line.split(": ") for line in one.stdout.splitlines())
    assert list(lines) == ["webhook-id", "webhook-timestamp", "webhook-signature"]
    assert lines["webhook-signature"].startswith("v1,")
    assert b64decode(lines["webhook-signature"][3:]) == mac
    iso = ("--id", "msg_1", "--timestamp", "2026-01-01T00:00:00Z")
    two = cli("sign", "--provider", "standard", *SIGNED, "--data", BODY, *iso, env=SECRET)
    assert two.stdout == one.stdout


@pytest.mark.parametrize("source", ["file", "stdin", "text"])
def test_body_is_signed_to_the_byte(cli: Cli, tmp_path: Path, source: str) -> None:
    file = tmp_path / "body"
    file.write_bytes(BODY.encode())
    data = {"file": f"@{file}", "stdin": "-", "text": BODY}[source]
    ended = cli(
        *("sign", "--provider", "shopify", *SIGNED, "--data", data),
        stdin=BODY.encode(),
        env=SECRET,
    )
    name, value = ended.stdout.strip().split(": ")
    assert name == "X-Shopify-Hmac-Sha256"
    assert b64decode(value) == hmac.digest(WHSEC.encode(), BODY.encode(), "sha256")


def test_without_data_the_empty_body_is_signed(cli: Cli) -> None:
    ended = cli("sign", "--provider", "gogs", *SIGNED, env=SECRET)
    digest = hmac.new(WHSEC.encode(), b"", hashlib.sha256).hexdigest()
    assert ended.stdout == f"X-Gogs-Signature: {digest}\n"


def stripe_takes(body: bytes, headers: dict[str, str]) -> object:
    signature = headers["Stripe-Signature"]
    return stripe.WebhookSignature.verify_header(body, signature, WHSEC, 300)


def slack_takes(body: bytes, headers: dict[str, str]) -> object:
    return SignatureVerifier(WHSEC).is_valid_request(body, headers)


def standard_takes(body: bytes, headers: dict[str, str]) -> object:
    standardwebhooks.Webhook(WHSEC).verify(body, headers, json_parse=False)
    return True


def svix_takes(body: bytes, headers: dict[str, str]) -> object:
    svix.Webhook(WHSEC).verify(body, headers)
    return True


@pytest.mark.parametrize(
    ("provider", "takes"),
    [
        ("stripe", stripe_takes),
        ("slack", slack_takes),
        ("standard_webhooks", standard_takes),
        ("svix", svix_takes),
        ("clerk", svix_takes),
    ],
)
def test_libraries_take_what_is_printed(
    cli: Cli, provider: str, takes: Callable[[bytes, dict[str, str]], object]
) -> None:
    ended = cli("sign", "--provider", provider, *SIGNED, "--data", BODY, env=SECRET)
    headers = dict(line.split(": ") for line in ended.stdout.splitlines())
    assert takes(BODY.encode(), headers) is True


def test_json_is_the_whole_request_and_verify_reads_it(cli: Cli) -> None:
    ended = cli(
        *("sign", "--provider", "hubspot", *SIGNED, "--data", "a=1", "--json", "--method", "PUT"),
        *("--url", "https://app.test/x?a=%2F", "--header", "X-Own: é", "--timestamp", "5"),
        env=SECRET,
    )
    (fields,) = ended.lines()
    signature = fields["headers"].pop()
    assert fields == {
        "provider": "hubspot",
        "scheme": "hubspot_v3",
        "signed_at": 5.0,
        "method": "PUT",
        "url": "https://app.test/x?a=%2F",
        "http_version": "1.1",
        "headers": [
            ["X-Own", "Ã©"],
            ["Content-Type", "application/x-www-form-urlencoded"],
            ["X-HubSpot-Request-Timestamp", "5000"],
        ],
        "body_b64": "YT0x",
    }
    assert signature[0] == "X-HubSpot-Signature-v3"
    assert (ended.stderr, ended.code) == ("", 0)
    judged = cli("verify", "-", *SIGNED, "--at", "5", stdin=ended.output, env=SECRET)
    assert judged.lines()[0]["valid"] is True


@pytest.mark.skipif(not (BASH and shutil.which("curl")), reason="needs bash and curl")
@pytest.mark.parametrize("body", [BODY.encode(), b"\x00\xff", b""])
def test_curl_command_brings_the_signed_request(cli: Cli, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "body"
    file.write_bytes(body)
    with Wire() as wire:
        ended = cli(
            *("sign", "--provider", "slack", *SIGNED, "--data", f"@{file}", "--curl"),
            *("--url", f"{wire.url}/hook?a=[1]", "--header", "X-Own: it's"),
            env=SECRET,
        )
        subprocess.run([BASH], input=ended.output, check=True, capture_output=True, timeout=20)
    (got,) = wire.received
    assert (got.line, got.body) == (b"POST /hook?a=[1] HTTP/1.1", body)
    assert got.value("X-Own") == b"it's"
    names = ("X-Slack-Request-Timestamp", "X-Slack-Signature")
    headers = {name: got.value(name).decode() for name in names}
    assert body == b"\x00\xff" or slack_takes(body, headers)
    assert ended.stderr == "note: receivers refuse this signature after 5 min\n"


def test_url_is_signed_as_curl_asks_for_it(cli: Cli) -> None:
    options = ("--provider", "hubspot_v3", *SIGNED, "--timestamp", "5")
    curl = cli("sign", *options, "--url", "http://app.test", "--curl", env=SECRET)
    plain = cli("sign", *options, "--url", "http://app.test/", env=SECRET)
    assert plain.stdout.splitlines()[1] in curl.stdout


def test_signature_in_the_body_is_told_of(cli: Cli) -> None:
    data = '{"event-data": {"event": "opened"}}'
    options = ("--provider", "mailgun", *SIGNED, "--data", data, *FIXED)
    ended = cli("sign", *options, env=SECRET)
    assert ended.stdout == ""
    assert ended.stderr == (
        "note: the body carries it and is another one now: `--json` and `--curl` have it\n"
    )
    (fields,) = cli("sign", *options, "--json", env=SECRET).lines()
    body = json.loads(b64decode(fields["body_b64"]))
    signed = f"{body['signature']['timestamp']}{body['signature']['token']}"
    mac = hmac.new(WHSEC.encode(), signed.encode(), hashlib.sha256).hexdigest()
    assert body["signature"]["signature"] == mac
    assert body["event-data"] == {"event": "opened"}


def test_signature_in_the_url_is_told_of(cli: Cli) -> None:
    ended = cli(
        *("sign", "--provider", "twilio_json", *SIGNED, "--data", "{}"),
        *("--url", "https://app.test/x?a=1"),
        env=SECRET,
    )
    digest = hashlib.sha256(b"{}").hexdigest()
    url = f"https://app.test/x?a=1&bodySHA256={digest}"
    mac = hmac.digest(WHSEC.encode(), url.encode(), "sha1")
    assert b64decode(ended.stdout.partition(": ")[2]) == mac
    assert ended.stderr == f"note: the URL carries a part of it, send to {url}\n"


def test_parameters_are_signed(cli: Cli) -> None:
    options = ("--provider", "square", *SIGNED, "--data", "{}")
    ended = cli("sign", *options, "--param", "notification_url=https://a.test/x", env=SECRET)
    mac = hmac.digest(WHSEC.encode(), b"https://a.test/x{}", "sha256")
    assert b64decode(ended.stdout.partition(": ")[2]) == mac


def test_recipe_of_ones_own_signs(cli: Cli, home: Path) -> None:
    write_user_file(home, ACME)
    ended = cli(
        *("sign", "--provider", "acme", *SIGNED, "--data", "{}", *FIXED),
        *("--url", "https://a.test/"),
        env=SECRET,
    )
    mac = hmac.digest(WHSEC.encode(), b"POST:https://a.test/:1767225600.msg_1.{}", "sha512")
    lines = dict(line.split(": ") for line in ended.stdout.splitlines())
    assert b64decode(lines["X-Acme-Signature"].removeprefix("v1=")) == mac


def test_header_that_a_recipe_signs_has_to_be_given(cli: Cli, home: Path) -> None:
    recipe = '[providers.acme]\nheader = "X-A"\ntemplate = "{header:X-Topic}{body}"\n'
    write_user_file(home, recipe)
    ended = cli("sign", "--provider", "acme", *SIGNED, "--data", "{}", env=SECRET)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: cannot sign for acme: the request lacks `X-Topic`, which is signed\n\n"
        "hint: add it to the request: `sign` and `send` take `--header 'NAME: VALUE'`\n"
    )


def test_receiver_that_will_refuse_it_is_told_of(cli: Cli) -> None:
    ended = cli("sign", "--provider", "linear", *SIGNED, "--data", "{}", env=SECRET)
    assert ended.stdout.startswith("Linear-Signature: ")
    assert ended.stderr == (
        "note: receivers will refuse it: the request has no timestamp: "
        "no $.webhookTimestamp in the body\n"
    )
    assert ended.code == 0


def test_public_key_that_passes_for_a_private_one_is_told_of(cli: Cli) -> None:
    ended = cli("sign", "--provider", "discord", *SIGNED, "--data", "{}", env={"SECRET": PUBLIC})
    assert ended.stderr == (
        "note: this signature is worth nothing if the secret is the public key that Discord shows: "
        "the two halves look alike; `webhookctl keys new discord` makes a pair that is told apart\n"
    )


def test_literal_secret_is_warned_about(cli: Cli) -> None:
    ended = cli("sign", "--provider", "github", "--secret", "hunter2", "--data", "{}")
    assert ended.stderr.startswith("warning: a secret typed on the command line ")
    assert "hunter2" not in ended.stdout + ended.stderr


USAGE = [
    (
        (),
        "say whose signature it is, with `--provider NAME`",
        "like `--provider github`; `webhookctl providers list` names them all",
    ),
    (
        ("--provider", "githb", *SIGNED),
        "there is no provider called `githb`",
        "did you mean `github`?",
    ),
    (
        ("--provider", "github"),
        "a signature is made with a secret, and none was given",
        "give it with `--secret env:NAME` or `--secret file:PATH`",
    ),
    (
        ("--provider", "discord"),
        "Discord interactions and webhook events are signed with a private key",
        "only Discord has the real one; `webhookctl keys new discord` makes yours",
    ),
    (
        ("--provider", "plaid", *SIGNED),
        "cannot sign for Plaid webhooks with the secret `env:SECRET`",
        "only the provider has the private key; `webhookctl keys new plaid` makes a pair of your "
        "own to test with",
    ),
    (
        ("--provider", "docker_hub", *SIGNED),
        "Docker Hub webhooks are not signed: there is nothing to sign",
        "keep the URL secret, and ask the provider's API before acting on an event",
    ),
    (
        ("--provider", "ebay", *SIGNED),
        "eBay notifications cannot be signed here",
        "verify X-EBAY-SIGNATURE in your app with eBay's event notification SDK",
    ),
    (
        ("--provider", "hubspot", *SIGNED),
        "cannot sign for HubSpot signature v3: the signature covers the URL, which is not known",
        "give the address the sender used with `--url`",
    ),
    (
        ("--provider", "hubspot", *SIGNED, "--url", "app.test/x"),
        "`app.test/x` is no absolute URL",
        "write it like `https://example.com/path`",
    ),
    (
        ("--provider", "square", *SIGNED),
        "cannot sign for Square webhooks: the signature covers `notification_url`, which is not in "
        "the request",
        "give it with `--param notification_url=…`",
    ),
    (
        ("--provider", "github", *SIGNED, "--curl"),
        "a curl command needs the URL to send to",
        "add it, like `--url http://localhost:3000/hook`",
    ),
    (
        ("--provider", "github", *SIGNED, "--curl", "--json"),
        "`--curl` and `--json` exclude each other",
        "choose one",
    ),
    (
        ("--provider", "slack", *SIGNED, "--timestamp", "noon"),
        "`noon` is not a time",
        "write it as Unix seconds or like `2026-01-31T12:00:00Z`",
    ),
    (
        ("--provider", "slack", *SIGNED, "--timestamp", "-1"),
        "`-1` is before 1970",
        "write it as Unix seconds or like `2026-01-31T12:00:00Z`",
    ),
    (
        ("--provider", "slack", *SIGNED, "--param", "x"),
        "`x` is no parameter",
        "write it like `--param name=value`",
    ),
    (
        ("--provider", "slack", *SIGNED, "--id", "a b"),
        "`a b` is not a message id",
        "use visible ASCII without spaces",
    ),
]


@pytest.mark.parametrize(("arguments", "message", "hint"), USAGE)
def test_wrong_use_exits_2_with_advice(
    cli: Cli, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ended = cli("sign", *arguments, env=SECRET)
    assert ended.stderr == f"error: {message}\n\nhint: {hint}\n"
    assert (ended.stdout, ended.code) == ("", 2)
