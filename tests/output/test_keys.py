from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.messages import a_scheme
from tests.output.samples import COLOUR, PLAIN
from webhookctl.core.key_form import KeyFile, NewKeys
from webhookctl.output.keys import keys_fields, keys_text
from webhookctl.providers import all_schemes

SCHEME = replace(a_scheme(), secret_words="the public key in hex")  # noqa: S106 - words about it
PRIVATE = KeyFile("private key", "private.pem", b"very private", private=True)
PUBLIC = KeyFile("public key", "public.txt", b"abc\n")
MORE = KeyFile("certificate", "authority.pem", b"root")
PAIR = NewKeys("toy key pair", PRIVATE, PUBLIC, (MORE,))
SHARED = NewKeys("secret", KeyFile("secret", "secret.txt", b"very private", private=True))
PATHS = (Path("my keys/a-private.pem"), Path("a-public.txt"), Path("a-authority.pem"))


def test_pair_is_told_with_its_public_half_and_the_next_steps() -> None:
    assert keys_text("acme", SCHEME, PAIR, PATHS, PLAIN) == (
        "made for Acme, to test with: toy key pair\n"
        "\n"
        "  private key  my keys/a-private.pem  keep it to yourself, and out of git\n"
        "  public key   a-public.txt\n"
        "  certificate  a-authority.pem\n"
        "\n"
        "your app takes the public key as: the public key in hex\n"
        "\n"
        "abc\n"
        "\n"
        "sign    webhookctl sign --provider acme --secret 'file:my keys/a-private.pem'"
        " --data @FILE\n"
        "verify  webhookctl verify last --provider acme --secret file:a-public.txt\n"
    )


def test_shared_secret_is_told_without_itself() -> None:
    text = keys_text("acme", SCHEME, SHARED, PATHS[:1], PLAIN)
    assert "your app takes the secret as: the public key in hex\n" in text
    assert text.count("'file:my keys/a-private.pem'") == 2
    assert "very private" not in text


def test_colour_is_for_screens() -> None:
    text = keys_text("acme", SCHEME, PAIR, PATHS, COLOUR)
    assert "\x1b[1mmy keys/a-private.pem\x1b[0m" in text


def test_path_of_anybody_acts_on_no_terminal() -> None:
    text = keys_text("acme", SCHEME, SHARED, (Path("\x1b]0;x\x07"),), PLAIN)
    assert "\x1b" not in text
    assert "\\x1b]0;x\\x07" in text


def test_json_has_the_public_half_and_only_places_of_the_private_one() -> None:
    assert keys_fields("acme", SCHEME, PAIR, PATHS) == {
        "provider": "acme",
        "scheme": "acme",
        "kind": "toy key pair",
        "files": [
            {"role": "private key", "path": str(PATHS[0]), "private": True},
            {"role": "public key", "path": "a-public.txt", "private": False},
            {"role": "certificate", "path": "a-authority.pem", "private": False},
        ],
        "public": "abc\n",
        "give_as": "the public key in hex",
        "sign_with": f"file:{PATHS[0]}",
        "verify_with": "file:a-public.txt",
    }
    shared = keys_fields("acme", SCHEME, SHARED, PATHS[:1])
    assert shared["public"] is None
    assert shared["sign_with"] == shared["verify_with"] == f"file:{PATHS[0]}"
    assert "very private" not in str(shared)


@pytest.mark.parametrize(
    ("name", "sign", "verify"),
    [
        ("paypal", " --param webhook_id=VALUE --data @FILE", " --param webhook_id=VALUE"),
        ("livekit", " --param api_key=VALUE --data @FILE", " --param api_key=VALUE"),
        ("grafana_timestamp", " --param timestamp_header=VALUE --data @FILE", "=VALUE"),
        ("sinch_application_auth", " --param key=VALUE --data @FILE --url URL", "key=VALUE"),
        ("braintree", " --param public_key=VALUE --data @FILE", " --param public_key=VALUE"),
        ("square", " --data @FILE --url URL", "a-private.pem'"),
        ("atlassian_connect", " --data @FILE --url URL", "a-private.pem'"),
    ],
)
def test_next_steps_name_all_that_the_scheme_needs(name: str, sign: str, verify: str) -> None:
    lines = keys_text(name, all_schemes()[name][1], SHARED, PATHS[:1], PLAIN).splitlines()
    assert lines[-2].startswith("sign ")
    assert lines[-2].endswith(f"a-private.pem'{sign}")
    assert lines[-1].endswith(verify)
