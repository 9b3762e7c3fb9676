"""First mistakes: each is one error and its fix on stderr, and an honest exit code."""

import json
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.installed import installed
from tests.acceptance.messages import a_closed_port, message, send
from tests.conftest import StartListener
from tests.processes import Finished, clean_environment, run_program
from tests.store.samples import capture, capture_id
from webhookctl.store.sqlite import SqliteStore

USAGE, UNAVAILABLE = 2, 3
NEWEST = "the newest are:\n  {newest:.10}"
TO = ("--to", "http://127.0.0.1:{taken}")
SECRET = ("--secret", "env:SECRET")
CHARGE = ("send", "stripe.charge.succeeded", *TO)


@dataclass(frozen=True)
class Bench:
    """A store with two captures, an empty one and none; a port that is taken."""

    environment: dict[str, str]
    facts: dict[str, object]

    def run(self, *arguments: str) -> Finished:
        """Run the installed program; `{taken}` and such in arguments stand for the facts."""
        told = [argument.format_map(self.facts) for argument in arguments]
        return run_program([*installed(), *told], b"", self.environment)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    home = tmp_path_factory.mktemp("home")
    environment = clean_environment(home, {"SECRET": "whsec_c2VjcmV0"})
    store = SqliteStore.open(Path(environment["WEBHOOKCTL_STORE"]), create=True)
    store.add(capture(1))
    store.add(capture(2))
    store.close()
    SqliteStore.open(home / "empty", create=True).close()
    (home / "text").write_text("this is no store", "utf-8")
    with closing(socket.create_server(("127.0.0.1", 0))) as holder:
        taken = holder.getsockname()[1]
        yield Bench(environment, {"taken": taken, "home": home, "newest": capture_id(2)})


MISTAKES = [
    (("lisen",), USAGE, "no such command: `lisen`", "did you mean `listen`"),
    (("listen", "--prot", "1"), USAGE, "no such option: `--prot`", "did you mean `--port`"),
    (("listen", "--port", "99999"), USAGE, "invalid value for `--port`", "--help"),
    (("listen", "--port", "http"), USAGE, "`http` is not a whole number", "--help"),
    (("listen", "--secret", "evn:SECRET"), USAGE, "not given with `evn:`", "did you mean `env:`?"),
    (("listen", "--secret", "env:SECRTE"), USAGE, "`SECRTE`", "did you mean `env:SECRET`?"),
    (("listen", "--port", "{taken}"), UNAVAILABLE, "port {taken} is in use", "`--port "),
    (
        ("listen", "--forward-to", "localhost:3000"),
        USAGE,
        "`localhost:3000` is not a URL",
        "write it like `http://localhost:3000`",
    ),
    (
        ("listen", "--forward-to", "https//x"),
        USAGE,
        "`https//x` is not a URL",
        "write it like `http",
    ),
    (
        ("listen", "--forward-to", "ftp://app"),
        USAGE,
        "`ftp` is not a scheme",
        "use `http://` or `https://`",
    ),
    (
        ("listen", "--provider", "strpie"),
        USAGE,
        "there is no provider called `strpie`",
        "did you mean `stripe`?",
    ),
    (("listen", "--secret", "env:NOT_SET"), USAGE, "`NOT_SET`", "export NOT_SET="),
    (("listen", "--secret", "file:{home}/none"), USAGE, "secret file `{home}/none`", "check the"),
    (("listen", "--tunnel", "ngrk"), USAGE, "there is no tunnel `ngrk`", "did you mean `ngrok`?"),
    (("listen", "--store", "{home}/text"), UNAVAILABLE, "not a webhookctl store", "`--store`"),
    (("send",), USAGE, "say what to send", "Stripe: stripe."),
    (("send", "github.push", *SECRET), USAGE, "say where to send it", "`--to http://"),
    (CHARGE, USAGE, "no secret was given", "`--secret env:NAME`"),
    ((*CHARGE, "--secret", "env:NOT_SET"), USAGE, "`NOT_SET`", "export NOT_SET="),
    (
        ("send", "stripe.charge.suceeded", *TO, *SECRET),
        USAGE,
        "there is no event `charge.suceeded` of Stripe",
        "did you mean `stripe.charge.succeeded`?",
    ),
    (
        ("send", "gihub.push", *TO, *SECRET),
        USAGE,
        "there is no provider called `gihub`",
        "did you mean `github`?",
    ),
    (
        ("send", "github.push", "--to", "localhost", *SECRET),
        USAGE,
        "`localhost` is not a URL",
        "write it like `http://localhost`",
    ),
    (
        (*CHARGE, *SECRET, "--set", "data.object.amuont=5"),
        USAGE,
        "there is nothing at `data.object.amuont`",
        "did you mean `data.object.amount`?",
    ),
    (
        ("send", "--data", "@{home}/none.json", *TO),
        USAGE,
        "cannot read the data file `{home}/none.json`",
        "check the path after `@`",
    ),
    (
        (*CHARGE, *SECRET, "--retry", "often"),
        USAGE,
        "no retry policy called `often`",
        "like `1s,5s,1m`",
    ),
    ((*CHARGE, *SECRET, "--header", "X"), USAGE, "`X` is not a header", "--header 'X-Name: value'"),
    (("show", "zzzz"), USAGE, "there is no capture `zzzz`", NEWEST),
    (("show", "{newest:.3}"), USAGE, "fits 2 captures", "give more of the id:\n  {newest:.10}"),
    (("show", "last~7"), USAGE, "there is no capture `last~7`", NEWEST),
    (
        ("show", "last", "--store", "{home}/empty"),
        USAGE,
        "no capture `last`",
        "nothing has been captured",
    ),
    (("show", "last", "--store", "{home}/none"), UNAVAILABLE, "there is no store at", "listen`"),
    (("replay", "last"), USAGE, "say where to send them", "`--to http://"),
    (("replay", *TO), USAGE, "say which captures", "`webhookctl replay last "),
    (("replay", "zzzz", *TO), USAGE, "there is no capture `zzzz`", NEWEST),
    (("replay", "last", *TO, "--resign"), USAGE, "needs the secret", "`--secret env:NAME`"),
    (("verify", "last"), USAGE, "cannot be judged without its secret", "`--secret env:NAME`"),
    (("verify", *SECRET), USAGE, "there is nothing to verify", "a capture like `last`"),
    (("list", "--since", "noon"), USAGE, "`noon` is not a time", "`10m`"),
    (("completions", "tcsh"), USAGE, "`tcsh` is not one of `bash`", "--help"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "error", "fix"), MISTAKES, ids=[" ".join(one[0]) for one in MISTAKES]
)
def test_mistake_is_told_with_its_fix(
    bench: Bench, arguments: tuple[str, ...], code: int, error: str, fix: str
) -> None:
    finished = bench.run(*arguments)
    assert (finished.code, finished.output) == (code, b"")
    said = re.fullmatch(r"error: (.+)\n\nhint: ((?:.+\n)+)", finished.stderr)
    assert said is not None, finished.stderr
    assert error.format_map(bench.facts) in said[1]
    assert fix.format_map(bench.facts) in said[2]
    assert not said[1].endswith(".")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking")
def test_app_that_is_down_is_told_to_the_sender_and_on_the_screen(listener: StartListener) -> None:
    with a_closed_port() as port:
        options = ("--forward-to", f"http://127.0.0.1:{port}", "--output", "compact")
        listening = listener(*options)
        status, body = send(listening.ready["port"], message(b"POST", b"/hook", body=b"{}"))
        finished = listening.stop()
    assert (status, body) == (502, b"502 Bad Gateway: the app did not answer (refused)\n")
    assert f"connection refused by http://127.0.0.1:{port}" in finished.stderr
    assert "hint: nothing listens there: start the app, or check the port" in finished.stderr
    (line,) = finished.stdout.splitlines()
    assert "POST /hook" in line
    assert "502" in line


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("send", "--data", "{{}}", "--to", "http://127.0.0.1:{closed}"), "connection refused"),
        (("replay", "last", "--to", "http://127.0.0.1:{closed}"), "connection refused"),
        (("verify", "last", *SECRET), "no signature of a known provider"),
    ],
    ids=["send", "replay", "verify"],
)
def test_what_does_not_succeed_is_a_result_with_its_reason_and_exit_code_1(
    bench: Bench, arguments: tuple[str, ...], told: str
) -> None:
    with a_closed_port() as port:
        bench.facts["closed"] = port
        finished = bench.run(*arguments)
        as_json = bench.run(*arguments, "--json")
    assert (finished.code, as_json.code) == (1, 1)
    assert told in finished.stdout
    assert "Traceback" not in finished.stderr + as_json.stderr
    assert told in json.dumps(as_json.lines())
