"""`webhookctl providers` as it is typed."""

from pathlib import Path

import pytest

from tests.config.files import ACME, write_user_file
from tests.conftest import Cli
from webhookctl.providers import all_providers

OKTA = """\
Okta event hooks  okta

okta_event_hook  Okta event hooks
  signature    token as the secret itself, in the header Authorization
  signed       none (static token compare)
  protects     nothing of the request: whoever has seen one can make others
  secret       the text that you chose, compared as it is
  timestamp    none: an old request looks like a new one
  rotation     none
  event type   body $.data.events.0.eventType
"""


def test_one_is_shown_in_full(cli: Cli) -> None:
    ended = cli("providers", "show", "okta")
    assert ended.stdout.startswith(OKTA)
    assert (ended.stderr, ended.code) == ("", 0)


def test_all_are_listed_by_default(cli: Cli) -> None:
    ended = cli("providers")
    names = [line.split()[0] for line in ended.stdout.splitlines()]
    assert names == ["name", *all_providers()]
    assert (ended.stderr, ended.code) == ("", 0)
    assert cli("providers", "list").stdout == ended.stdout


def test_filter_leaves_some(cli: Cli) -> None:
    ended = cli("providers", "list", "--filter", "stripe-sig")
    assert ended.stdout == (
        "name    provider  signature    body  events  facts\n"
        "stripe  Stripe    HMAC-SHA256  yes       14  library\n"
    )


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_nothing_found_is_said(cli: Cli, as_json: tuple[str, ...]) -> None:
    ended = cli("providers", "--filter", "no such thing", *as_json)
    assert (ended.stdout, ended.stderr, ended.code) == ("", "no provider matches\n", 0)


def test_json_is_one_provider_a_line(cli: Cli) -> None:
    lines = cli("providers", "list", "--json").lines()
    assert [line["name"] for line in lines] == list(all_providers())
    (shown,) = cli("providers", "show", "github", "--json").lines()
    assert shown == next(line for line in lines if line["name"] == "github")
    (one,) = cli("providers", "show", "github_sha1", "--json").lines()
    assert [scheme["id"] for scheme in one["schemes"]] == ["github_sha1"]


def test_colour_is_for_screens_that_want_it(cli: Cli) -> None:
    coloured = cli("providers", "show", "okta", env={"NO_COLOR": None, "FORCE_COLOR": "1"})
    assert "\x1b[1mOkta" in coloured.stdout
    assert "\x1b" not in cli("providers", "show", "okta", env={"NO_COLOR": None}).stdout


@pytest.mark.parametrize("columns", ["60", "132"])
def test_page_fits_the_screen(cli: Cli, columns: str) -> None:
    lines = cli("providers", "show", "stripe", env={"COLUMNS": columns}).stdout.splitlines()
    assert int(columns) - 20 < max(map(len, lines)) <= int(columns)


def test_pipe_is_not_wrapped(cli: Cli) -> None:
    ended = cli("providers", "show", "stripe", env={"COLUMNS": None})
    assert max(map(len, ended.stdout.splitlines())) > 200


def test_recipe_of_ones_own_is_listed_and_shown(cli: Cli, home: Path) -> None:
    write_user_file(home, ACME)
    listed = cli("providers", "list", "--filter", "x-acme").stdout.splitlines()[1]
    assert listed.split() == ["acme", "Acme", "HMAC-SHA512", "yes", "yours"]
    shown = cli("providers", "show", "acme").stdout
    assert "  certainty    your own, from your configuration\n" in shown


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("show", "okto"), "there is no provider called `okto`", "did you mean `okta`?"),
        (
            ("show",),
            "say which provider to show",
            "like `webhookctl providers show github`; `webhookctl providers list` names all",
        ),
        (
            ("list", "okta"),
            "`providers list` lists all, and takes no `okta`",
            "`webhookctl providers show okta` shows one; `--filter` finds some",
        ),
        (
            ("show", "okta", "--filter", "x"),
            "`--filter` is for `providers list`",
            "leave it out, or list",
        ),
        (
            ("okta",),
            "invalid value for `list|show`: `okta` is not one of `list`, `show`",
            "did you mean `webhookctl providers show okta`? "
            "`webhookctl providers --help` lists all options",
        ),
    ],
)
def test_wrong_use_exits_2_with_advice(
    cli: Cli, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ended = cli("providers", *arguments)
    assert ended.stderr == f"error: {message}\n\nhint: {hint}\n"
    assert (ended.stdout, ended.code) == ("", 2)
