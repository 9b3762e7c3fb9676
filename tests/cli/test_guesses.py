"""What the program takes a mistake on the command line for."""

from pathlib import Path

import pytest

from tests.conftest import Cli

URL = "http://127.0.0.1:9/hook"


@pytest.mark.parametrize(
    ("typed", "error", "guess"),
    [
        (
            ("send", "github.push", URL),
            f"unexpected extra argument `{URL}`",
            f"did you mean `--to {URL}`? ",
        ),
        (
            ("send", "github.push", URL, "more"),
            f"unexpected extra argument `{URL} more`",
            f"did you mean `--to {URL}`? ",
        ),
        (
            ("listen", URL),
            f"unexpected extra argument `{URL}`",
            f"did you mean `--forward-to {URL}`? ",
        ),
        (
            ("sign", "github"),
            "unexpected extra argument `github`",
            "did you mean `--provider github`? ",
        ),
        (("sign", "nobody"), "unexpected extra argument `nobody`", ""),
        (("keys", "new", "github", URL), f"unexpected extra argument `{URL}`", ""),
        (("send", "x", "--url", URL), "no such option: `--url`", "did you mean `--to`? "),
        (
            ("send", "x", "--times", "3"),
            "no such option: `--times`",
            "did you mean `--count` or `--duplicate`? ",
        ),
        (("send", "-d", "x"), "no such option: `-d`", "did you mean `--data`? "),
        (("send", "--secrt", "x"), "no such option: `--secrt`", "did you mean `--secret`? "),
        (("replay", "last", "--retry", "1s"), "no such option: `--retry`", ""),
        (
            ("keys", "github"),
            "invalid value for `new`: `github` is not one of `new`",
            "did you mean `webhookctl keys new github`? ",
        ),
        (
            ("providers", "github_sha1"),
            "invalid value for `list|show`: `github_sha1` is not one of `list`, `show`",
            "did you mean `webhookctl providers show github_sha1`? ",
        ),
        (
            ("providers", "Shwo"),
            "invalid value for `list|show`: `Shwo` is not one of `list`, `show`",
            "did you mean `show`? ",
        ),
        (
            ("keys", "make", "github"),
            "invalid value for `new`: `make` is not one of `new`",
            "",
        ),
    ],
)
def test_mistake_is_named_with_what_may_be_meant(
    cli: Cli, typed: tuple[str, ...], error: str, guess: str
) -> None:
    ended = cli(*typed)

    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"error: {error}\n\nhint: {guess}`webhookctl {typed[0]} --help` lists all options\n"
    )


@pytest.mark.parametrize(
    ("typed", "error", "hint"),
    [
        (
            ("replay", "last", URL),
            "say where to send them",
            f"did you mean `--to {URL}`? add the URL, like `--to http://localhost:3000`",
        ),
        (
            ("verify", "request.http", "--secret", "env:KEY"),
            "`request.http` is a file, not a capture",
            "did you mean `--file request.http`?",
        ),
        (
            ("send", "push", "--to", URL, "--secret", "env:KEY"),
            "`push` is not `PROVIDER.TYPE`",
            "did you mean `github.push` or `gitlab.push`?",
        ),
        *(
            (
                ("send", name, "--to", URL, "--secret", "env:KEY"),
                f"`{name}` is not `PROVIDER.TYPE`",
                "did you mean `github.push`?",
            )
            for name in ("github/push", "github push")
        ),
        (
            ("send", "shopify/orders/create.x", "--to", URL, "--secret", "env:KEY"),
            "`shopify/orders/create.x` is not `PROVIDER.TYPE`",
            "did you mean `shopify.orders/create.x`?",
        ),
        (
            ("send", "pushh", "--to", URL, "--secret", "env:KEY"),
            "there is no provider called `pushh`",
            "did you mean `pusher`?",
        ),
        *(
            (
                ("send", "github.push", "--to", URL, "--secret", name),
                f"`{name}` is the name of an environment variable, not a secret",
                "did you mean `env:KEY`? Or give a secret that looks so by `file:PATH`",
            )
            for name in ("KEY", "$KEY", "${KEY}")
        ),
    ],
)
def test_mistake_in_what_is_given_is_named_with_what_may_be_meant(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: tuple[str, ...],
    error: str,
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "request.http").write_bytes(b"POST / HTTP/1.1\r\n\r\n")

    ended = cli(*typed, env={"KEY": "a secret"})

    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == f"error: {error}\n\nhint: {hint}\n"
