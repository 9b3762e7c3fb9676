import sys
from pathlib import Path

import pytest

from tests.cli.looking import AT, MIDDLE, NEWEST, OLDEST, fill
from tests.config.files import write_user_file
from tests.conftest import Cli
from tests.terminal import on_terminal
from webhookctl.core.body import EMPTY, MemoryBody
from webhookctl.core.model import Capture, CapturedRequest, Recognition
from webhookctl.store.sqlite import SqliteStore

TABLE = """\
ID          WHEN        REQUEST        SIZE  EVENT      SIGNATURE      ANSWER
0c00000000  2001-07-01  POST /pay      40B   shopify …  –              202
0b00000000  2001-07-01  POST /pay?a=…  0B    stripe c…  ✗ signature …  500 12 ms
0a00000000  2001-07-01  GET /health    0B    –          –              200
"""


def test_captures_are_listed_newest_first(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    ended = cli("list")
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout == TABLE


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("sent", [(), ("--sent",)])
def test_no_row_is_wider_than_the_terminal(
    home: Path, store_file: Path, cli: Cli, width: int, sent: tuple[str, ...]
) -> None:
    fill(store_file)
    cli("send", "stripe.payment_intent.succeeded", "--unsigned", "--to", "http://127.0.0.1:1/hook")
    code, shown, _ = on_terminal(home, "list", *sent, columns=width)
    lines = shown.decode().splitlines()
    assert (code, len(lines)) == (0, 2 if sent else 4)
    assert lines[0].startswith("ID ")
    assert max(map(len, lines)) <= width


def test_nothing_is_cut_in_a_pipe(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    assert (
        "POST /pay?a=%2F  0B    stripe charge.succeeded"
        in cli("list", env={"COLUMNS": None}).stdout
    )


def test_json_is_one_object_a_line(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    rows = cli("list", "--json").lines()
    assert [row["id"] for row in rows] == [NEWEST, MIDDLE, OLDEST]
    assert rows[1] == {
        "id": MIDDLE,
        "received_at": AT,
        "method": "POST",
        "target": "/pay?a=%2F",
        "size": 0,
        "peer": "127.0.0.1:50000",
        "provider": "stripe",
        "event_type": "charge.succeeded",
        "valid": False,
        "reason": "signature_mismatch",
        "handshake": None,
        "refused": False,
        "status": 500,
        "elapsed_ms": 12.3,
        "candidates": [],
    }


def test_json_has_whose_request_it_may_be(cli: Cli, store_file: Path) -> None:
    github = CapturedRequest(
        b"POST", b"/", "1.1", ((b"X-GitHub-Event", b"push"),), MemoryBody(b"{}"), "x:1", AT, AT
    )
    store = SqliteStore.open(store_file, create=True)
    store.add(Capture(NEWEST, github))
    store.close()

    (row,) = cli("list", "--json").lines()

    assert row["candidates"][0]["provider"] == "github"
    assert row["candidates"][0]["evidence"] == ["header X-GitHub-Event"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [NEWEST, MIDDLE, OLDEST]),
        (("--method", "get"), [OLDEST]),
        (("-m", "POST"), [NEWEST, MIDDLE]),
        (("--path", "/pay"), [NEWEST, MIDDLE]),
        (("--path-prefix", "/pa"), [NEWEST, MIDDLE]),
        (("--provider", "stripe"), [MIDDLE]),
        (("--event", "orders/*"), [NEWEST]),
        (("--since", "2001-06-30"), [NEWEST, MIDDLE, OLDEST]),
        (("--since", "2001-07-01T10:00Z", "--limit", "0"), [NEWEST, MIDDLE, OLDEST]),
        (("--since", "2001-07-01T10:00:01Z"), []),
        (("--since", "90d"), []),
        (("--provider", "github"), []),
        (("--limit", "1"), [NEWEST]),
        (("-n", "2"), [NEWEST, MIDDLE]),
        (("--method", "POST", "--provider", "shopify", "--path", "/pay"), [NEWEST]),
    ],
)
def test_options_choose(
    cli: Cli, store_file: Path, options: tuple[str, ...], found: list[str]
) -> None:
    fill(store_file)
    ended = cli("list", "--json", *options)
    assert [row["id"] for row in ended.lines()] == found
    assert ended.code == 0
    assert ended.stderr == ("" if found else "no capture matches\n")


def test_a_list_that_is_cut_says_so_unless_it_was_asked_for(cli: Cli, store_file: Path) -> None:
    store = SqliteStore.open(store_file, create=True)
    seen = CapturedRequest(b"GET", b"/", "1.1", (), EMPTY, "127.0.0.1:1", AT, AT)
    for number in range(21):
        store.add(Capture(f"{number:016}", seen))
    store.close()
    ended = cli("list", "--json")
    assert len(ended.lines()) == 20
    assert ended.stderr == "these are the 20 newest; `--limit 0` lists all\n"
    assert cli("list", "--limit", "5").stderr == ""
    everything = cli("list", "--limit", "0")
    assert (everything.stderr, len(everything.stdout.splitlines())) == ("", 22)


NONE = "error: there is no provider called `{}`\n\nhint: {}\n"


@pytest.mark.parametrize("sent", [(), ("--sent",)])
@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize(
    ("typed", "hint"),
    [("strip", "did you mean `stripe`?"), ("…", "`webhookctl providers list` shows all")],
)
def test_an_unknown_provider_is_told_with_the_nearest(
    cli: Cli, store_file: Path, typed: str, hint: str, filled: bool, sent: tuple[str, ...]
) -> None:
    if filled:
        fill(store_file)
    ended = cli(
        "list", "--provider", typed, *sent, env={} if filled else {"WEBHOOKCTL_STORE": None}
    )
    assert (ended.code, ended.stdout, ended.stderr) == (2, "", NONE.format(typed, hint))


@pytest.mark.parametrize("typed", ["Stripe", "STRIPE", " stripe"])
def test_a_provider_goes_by_any_of_its_names(cli: Cli, store_file: Path, typed: str) -> None:
    fill(store_file)
    assert [row["id"] for row in cli("list", "--provider", typed, "--json").lines()] == [MIDDLE]


def test_a_provider_that_only_the_store_knows_is_listed(cli: Cli, store_file: Path) -> None:
    fill(store_file)
    seen = CapturedRequest(b"GET", b"/", "1.1", (), EMPTY, "127.0.0.1:1", AT, AT)
    store = SqliteStore.open(store_file, create=False)
    store.add(Capture(NEWEST[:-1] + "4", seen, Recognition("acme_of_old", "acme_of_old")))
    store.close()
    assert len(cli("list", "--provider", "acme_of_old", "--json").lines()) == 1
    ended = cli("list", "--provider", "acme_of_old", "--since", "1h")
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "no capture matches\n")


def test_a_recipe_of_ones_own_is_a_provider(cli: Cli, home: Path, store_file: Path) -> None:
    fill(store_file)
    write_user_file(home, '[providers.acme]\nheader = "X-Acme-Signature"\n')
    ended = cli("list", "--provider", "Acme")
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "no capture matches\n")


def test_an_empty_store_says_how_to_fill_it(cli: Cli, store_file: Path) -> None:
    SqliteStore.open(store_file, create=True).close()
    ended = cli("list")
    assert (ended.code, ended.stdout) == (0, "")
    assert ended.stderr == "nothing has been captured yet; `webhookctl listen` captures\n"


def test_before_the_first_listen_there_is_nothing_to_list(cli: Cli) -> None:
    ended = cli("list", "--json", env={"WEBHOOKCTL_STORE": None})
    assert (ended.code, ended.stdout) == (0, "")
    assert ended.stderr == "nothing has been captured yet; `webhookctl listen` captures\n"


def test_a_store_that_was_named_has_to_be_there(cli: Cli, tmp_path: Path) -> None:
    ended = cli("list", "--store", str(tmp_path / "none"))
    assert (ended.code, ended.stdout) == (3, "")
    assert "there is no store at" in ended.stderr


@pytest.mark.parametrize("time", ["soon", "2001-13-01", "0001-01-01", ""])
def test_a_time_that_is_none_is_refused(cli: Cli, store_file: Path, time: str) -> None:
    fill(store_file)
    ended = cli("list", "--since", time)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"error: `{time}` is not a time\n"
        "\n"
        "hint: write how long ago (`10m`, `2h`, `7d`) or when (`2026-11-24T10:42`)\n"
    )


def test_a_negative_limit_is_refused(cli: Cli) -> None:
    assert cli("list", "--limit", "-1").code == 2
