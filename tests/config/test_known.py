from pathlib import Path

import pytest

from tests.config.files import ACME, Project, write_user_file
from tests.conftest import Cli, StartListener
from webhookctl import providers
from webhookctl.config import known
from webhookctl.core.locate import RequestView
from webhookctl.errors import UsageError
from webhookctl.flows.history import open_store

SECRET = {"SECRET": "very secret", "WRONG": "another"}
SIGNED = ("--secret", "env:SECRET")
MISTAKE = '[providers.acme]\nheader = "X-Sig"\nencoding = "hexa"\n'


def test_without_files_only_the_built_in_are_known(project: Project) -> None:
    assert known.all_providers() is providers.all_providers()
    assert known.all_schemes() is providers.all_schemes()
    assert known.recogniser() is known.recogniser()


def test_own_recipe_is_known_beside_the_built_in(project: Project) -> None:
    project(ACME)

    assert list(known.all_providers()) == sorted([*providers.all_providers(), "acme"])
    assert known.find("Acme") == (
        known.all_providers()["acme"],
        known.all_providers()["acme"].schemes,
    )
    assert known.find("github") == providers.find("github")
    assert "acme" in known.all_schemes()


def test_own_header_gives_the_sender_away(project: Project) -> None:
    project(ACME)
    view = RequestView(((b"x-acme-signature", b"v1=00"),), b"")

    (candidate,) = known.recogniser().candidates(view)

    assert (candidate.provider, candidate.certain) == ("acme", True)


def test_project_goes_before_the_user_and_both_count(project: Project, home: Path) -> None:
    project('[providers.acme]\nheader = "X-Ours"')
    write_user_file(home, '[providers.ACME]\nheader = "X-Mine"\n[providers.more]\nheader = "X-M"')

    own = {
        name: one.schemes[0].signature_header
        for name, one in known.all_providers().items()
        if name not in providers.all_providers()
    }
    assert own == {"acme": "X-Ours", "more": "X-M"}


def test_file_that_changed_is_read_again(project: Project) -> None:
    project('[providers.acme]\nheader = "X-Ours"')
    assert known.find("acme")

    project('[providers.bolt]\nheader = "X-Another"')
    assert known.find("bolt")
    with pytest.raises(UsageError, match="no provider called `acme`"):
        known.find("acme")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            '[providers.github]\nheader = "X"',
            "`[providers.github]` in `FILE` has the name of a built-in provider",
            "give it another name, like `[providers.my_github]`",
        ),
        ('[providers.Git-Hub]\nheader = "X"', "has the name of a built-in provider", "my_Git-Hub"),
        ('[providers.github_sha1]\nheader = "X"', "has the name of a built-in provider", ""),
        (
            '[providers.a_b]\nheader = "X"\n[providers.AB]\nheader = "X"',
            "`[providers.AB]` in `FILE` and `a_b` are one name",
            "make no difference",
        ),
        ("[provider.acme]", "`FILE` has an unknown key `provider`", "allowed: `providers`"),
        ("providers = 1", "`providers` in `FILE` is a number, not a table", "`[providers]`"),
        ("[providers]\nacme = 1", "`providers.acme` in `FILE` is a number", "`[providers.acme]`"),
        ("[providers.acme\n", "`FILE` is no TOML", ""),
        (MISTAKE, "`encoding` of `[providers.acme]` in `FILE`", "`hex`, `base64`, `base64url`"),
    ],
)
def test_mistake_in_a_file_is_told(project: Project, text: str, message: str, hint: str) -> None:
    path = project(text)

    with pytest.raises(UsageError) as caught:
        known.find("stripe")

    assert message.replace("FILE", str(path)) in caught.value.message
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("listen", "--port", "0"),
        ("send", "acme.a", "--data", "x", "--to", "http://127.0.0.1:1", "--secret", "env:SECRET"),
        ("send", "acme.a", "--data", "x", "--to", "http://127.0.0.1:1", "--retry", "acme"),
        ("verify", "-", "--secret", "env:SECRET"),
        ("replay", "last", "--to", "http://127.0.0.1:1", "--provider", "acme"),
    ],
)
def test_mistake_is_a_usage_error_of_every_command(
    cli: Cli, home: Path, arguments: tuple[str, ...]
) -> None:
    write_user_file(home, MISTAKE)

    ended = cli(*arguments, stdin=b"GET / HTTP/1.1\r\n\r\n", env=SECRET)

    assert (ended.code, ended.stdout) == (2, "")
    assert "`encoding` of `[providers.acme]`" in ended.stderr
    assert "did you mean `hex`?" in ended.stderr


def test_what_needs_no_provider_does_not_read_the_files(
    cli: Cli, home: Path, store_file: Path
) -> None:
    write_user_file(home, MISTAKE)
    open_store(store_file, create=True).close()

    assert cli("list").code == 0
    assert cli("completions", "bash").code == 0


def test_own_recipe_works_wherever_a_built_in_name_does(
    cli: Cli, listener: StartListener, home: Path
) -> None:
    write_user_file(home, ACME)
    running = listener("--provider", "acme", *SIGNED, env=SECRET)
    send = ("send", "acme.order.created", "--data", '{"n":1}', "--to", f"{running.url}/hook?a=1")

    assert cli(*send, *SIGNED, env=SECRET).code == 0
    assert cli(*send, "--secret", "env:WRONG", env=SECRET).code == 0
    _, first, second = running.wait_for_events(3)
    assert (first["provider"], first["event_type"]) == ("acme", "order.created")
    assert (first["verdict"]["valid"], second["verdict"]["valid"]) == (True, False)
    assert cli("verify", first["id"], *SIGNED, env=SECRET).stdout.startswith("✓ acme: ")
    assert cli("verify", second["id"], *SIGNED, env=SECRET).code == 1
    again = ("replay", second["id"], "--to", f"{running.url}/other", "--resign", *SIGNED)
    assert cli(*again, env=SECRET).code == 0
    third = running.wait_for_events(4)[3]
    assert third["verdict"]["valid"]
    assert third["delivery_id"] == second["delivery_id"]
    assert len(cli("list", "--provider", "acme", "--json").lines()) == 3
    assert "acme\tAcme\n" in cli("__complete", "providers", "=ac").stdout


def test_recipe_is_recognised_without_being_named(
    cli: Cli, listener: StartListener, home: Path
) -> None:
    write_user_file(home, ACME)
    running = listener(*SIGNED, env=SECRET)

    cli("send", "acme.a", "--data", "x", "--to", running.url, *SIGNED, env=SECRET)

    seen = running.wait_for_events(2)[1]
    assert (seen["provider"], seen["verdict"]["valid"]) == ("acme", True)


def test_completion_does_without_a_broken_file(cli: Cli, home: Path) -> None:
    write_user_file(home, MISTAKE)

    assert "stripe\tStripe\n" in cli("__complete", "providers", "=str").stdout


def test_list_knows_own_names(cli: Cli, home: Path, listener: StartListener) -> None:
    write_user_file(home, ACME)
    listener()

    ended = cli("list", "--provider", "acme")

    assert (ended.code, ended.stdout) == (0, "")
    assert "is no provider" not in ended.stderr
