"""`webhookctl keys new` as it is typed: what it makes signs, and the other half judges."""

import json
import os
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.conftest import Cli
from tests.delivery.wire import Wire, answer

BODY = ("--data", '{"type":1}')


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own to be in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)


def test_pair_is_made_and_told(cli: Cli) -> None:
    ended = cli("keys", "new", "discord")
    public = Path("discord-public.txt").read_text()
    assert re.fullmatch("[0-9a-f]{64}", public)
    assert ended.stdout == (
        "made for Discord interactions and webhook events, to test with: Ed25519 key pair\n"
        "\n"
        "  private key  discord-private.pem  keep it to yourself, and out of git\n"
        "  public key   discord-public.txt\n"
        "\n"
        "your app takes the public key as: the application's public key, 32 bytes in hex\n"
        "\n"
        f"{public}\n"
        "\n"
        "sign    webhookctl sign --provider discord --secret file:discord-private.pem"
        " --data @FILE\n"
        "verify  webhookctl verify last --provider discord --secret file:discord-public.txt\n"
    )
    assert (ended.stderr, ended.code) == ("", 0)


@pytest.mark.parametrize(
    "provider", ["discord", "telnyx", "sendgrid", "plaid", "standard_webhooks_v1a", "stripe"]
)
def test_what_was_made_signs_and_judges(cli: Cli, provider: str) -> None:
    (made,) = cli("keys", "new", provider, "--json").lines()
    signing, judging = ("--secret", made["sign_with"]), ("--secret", made["verify_with"])

    signed = cli("sign", "--provider", provider, *signing, *BODY, "--json")
    judged = cli("verify", "-", *judging, stdin=signed.output)

    assert judged.lines()[0]["valid"] is True
    assert (judged.code, signed.stderr) == (0, "")


@pytest.mark.parametrize("provider", ["sendgrid", "plaid", "standard_webhooks_v1a"])
def test_public_half_does_not_sign(cli: Cli, provider: str) -> None:
    (made,) = cli("keys", "new", provider, "--json").lines()

    signed = cli("sign", "--provider", provider, "--secret", made["verify_with"], *BODY)

    assert signed.code == 2
    assert f"`webhookctl keys new {provider}`" in signed.stderr


def test_message_of_amazon_is_signed_and_judged(cli: Cli) -> None:
    (made,) = cli("keys", "new", "sns", "--json").lines()
    message = {"Type": "Notification", "TopicArn": "arn:aws:sns:x:1:t", "Message": "hi"}
    signing, judging = ("--secret", made["sign_with"]), ("--secret", made["verify_with"])

    options = ("--provider", "sns", *signing, "--data", json.dumps(message), "--json")
    signed = cli("sign", *options)

    assert cli("verify", "-", *judging, stdin=signed.output).code == 0
    assert [file["private"] for file in made["files"]] == [True, False]


def test_event_sent_with_a_new_key_is_the_providers(cli: Cli) -> None:
    cli("keys", "new", "discord")
    with Wire([answer("204 No Content")]) as wire:
        sent = cli(
            *("send", "--provider", "discord", *BODY, "--to", wire.url),
            *("--secret", "file:discord-private.pem"),
        )

    (got,) = wire.received
    public = Ed25519PublicKey.from_public_bytes(
        bytes.fromhex(Path("discord-public.txt").read_text())
    )
    signature = bytes.fromhex(got.value("X-Signature-Ed25519").decode())
    public.verify(signature, got.value("X-Signature-Timestamp") + got.body)
    assert sent.code == 0


def test_json_has_the_public_half_and_no_secret(cli: Cli) -> None:
    (pair,) = cli("keys", "new", "telnyx", "--json").lines()
    (shared,) = cli("keys", "new", "stripe", "--json", "--out", "sub/folder").lines()

    assert pair["public"] == Path("telnyx-public.txt").read_text()
    assert Path("telnyx-private.pem").read_text()[:20] not in str(pair)
    secret = Path("sub", "folder", "stripe-secret.txt").read_text()
    assert re.fullmatch("whsec_[A-Za-z0-9]{32}", secret)
    assert secret not in str(shared)
    assert shared["public"] is None
    assert shared["sign_with"] == f"file:{Path('sub', 'folder', 'stripe-secret.txt')}"


def test_secret_is_not_on_the_screen(cli: Cli) -> None:
    ended = cli("keys", "new", "github")
    assert Path("github-secret.txt").read_text() not in ended.stdout + ended.stderr


def test_what_is_there_stays_unless_forced(cli: Cli) -> None:
    cli("keys", "new", "github")
    before = Path("github-secret.txt").read_text()

    again = cli("keys", "new", "github")

    assert again.stderr == (
        "error: `github-secret.txt` is there already\n\n"
        "hint: `--force` replaces it; `--out DIR` names another folder\n"
    )
    assert (again.stdout, again.code) == ("", 2)
    assert Path("github-secret.txt").read_text() == before
    assert cli("keys", "new", "github", "--force").code == 0
    assert Path("github-secret.txt").read_text() != before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("new", "githb"), "there is no provider called `githb`"),
        (("new", "docker_hub"), "Docker Hub webhooks are not signed: there is nothing to sign"),
        (("new",), "missing argument `PROVIDER`"),
        (("old", "github"), "invalid value for `new`: `old` is not one of `new`"),
        ((), "missing argument `new`"),
    ],
)
def test_wrong_use_exits_2(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    ended = cli("keys", *arguments)
    assert ended.stderr.startswith(f"error: {message}\n\nhint: ")
    assert (ended.stdout, ended.code) == ("", 2)
    assert os.listdir() == []  # noqa: PTH208 - of the folder we are in
