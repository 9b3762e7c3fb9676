"""`webhookctl list --sent` as it is typed."""

from tests.conftest import Cli
from tests.delivery.wire import OK, Wire, answer

PUSH = ("send", "github.push", "--unsigned")
CHARGE = ("send", "stripe.charge.succeeded", "--unsigned")


def test_what_was_sent_is_listed_newest_first(cli: Cli) -> None:
    with Wire([OK, answer("503 Busy")]) as wire:
        cli(*PUSH, "--to", wire.url)
        cli(*CHARGE, "--to", f"{wire.url}/x", "--retry", "0,0")
    ended = cli("list", "--sent", env={"COLUMNS": None})
    head, first, second = ended.stdout.splitlines()
    assert head.split() == ["ID", "WHEN", "KIND", "EVENT", "TO", "TRIES", "OUTCOME"]
    assert f"send  stripe charge.succeeded  {wire.url}/x  3      503 " in first
    assert f"send  github push              {wire.url}/   1      200 " in second
    assert (ended.stderr, ended.code) == ("", 0)


def test_list_is_chosen_from(cli: Cli) -> None:
    with Wire() as wire:
        for event in (PUSH, CHARGE, PUSH):
            cli(*event, "--to", wire.url)

    def events(*more: str) -> list[str]:
        return [row["event_type"] for row in cli("list", "--sent", "--json", *more).lines()]

    assert events() == ["push", "charge.succeeded", "push"]
    assert events("--provider", "stripe") == ["charge.succeeded"]
    assert events("--provider", "GitHub") == ["push", "push"]
    assert events("--event", "pu*", "--limit", "1") == ["push"]
    assert events("--since", "1h", "--limit", "0") == ["push", "charge.succeeded", "push"]
    assert events("--since", "2999-01-01") == []


def test_limit_is_told(cli: Cli) -> None:
    with Wire() as wire:
        cli(*PUSH, "--to", wire.url, "--duplicate", "21")
    ended = cli("list", "--sent")
    assert len(ended.stdout.splitlines()) == 21
    assert ended.stderr == "these are the 20 newest; `--limit 0` lists all\n"
    assert cli("list", "--sent", "--limit", "5").stderr == ""
    assert len(cli("list", "--sent", "--limit", "0", "--json").lines()) == 21


def test_nothing_sent_is_told(cli: Cli) -> None:
    nothing = "nothing has been sent yet; `webhookctl send` sends\n"
    assert cli("list", "--sent", env={"WEBHOOKCTL_STORE": None}).stderr == nothing
    with Wire() as wire:
        cli(*PUSH, "--to", wire.url)
    ended = cli("list", "--sent", "--provider", "stripe")
    assert (ended.stdout, ended.stderr, ended.code) == ("", "no delivery matches\n", 0)


def test_filters_of_captures_are_wrong_use(cli: Cli) -> None:
    ended = cli("list", "--sent", "--path", "/x")
    assert ended.stderr == (
        "error: `--path` is about captures, not about what was sent\n\n"
        "hint: choose with `--provider`, `--event` and `--since`\n"
    )
    assert ended.code == 2
