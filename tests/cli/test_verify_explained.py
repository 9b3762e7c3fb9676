"""What `webhookctl verify` finds out beyond yes and no, as it is typed."""

import hmac
from base64 import b64encode
from pathlib import Path

from tests.conftest import Cli
from tests.processes import Finished

SECRET = b"a secret"


def judged(cli: Cli, *arguments: str | Path) -> Finished:
    return cli("verify", *map(str, arguments), env={"RIGHT": SECRET.decode()})


def test_url_behind_a_proxy_is_named_in_both_outputs(cli: Cli, tmp_path: Path) -> None:
    digest = hmac.digest(SECRET, b"https://shop.test/hooks?a=1" + b"{}", "sha256")
    path = tmp_path / "request.http"
    path.write_bytes(
        b"POST /hooks?a=1 HTTP/1.1\r\nHost: 10.0.0.5:3000\r\nX-Forwarded-Port: 443\r\n"
        b'Forwarded: for=192.0.2.1;proto=https;host="shop.test"\r\n'
        b"x-square-hmacsha256-signature: " + b64encode(digest) + b"\r\n\r\n{}"
    )
    asked = ("--file", path, "--provider", "square", "--secret", "env:RIGHT")

    shown, (answer,) = judged(cli, *asked), judged(cli, *asked, "--json").lines()
    right = judged(cli, *asked, "--url", "https://shop.test/hooks?a=1")

    assert "  fits url  https://shop.test/hooks?a=1\n" in shown.stdout
    assert answer["reason"] == "url_differs"
    assert answer["facts"]["fits_url"] == "https://shop.test/hooks?a=1"
    assert answer["facts"]["url_differs_in"] == "scheme, host, port"
    assert right.code == 0


def test_token_that_fits_is_said_to_leave_the_body_open(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "request.http"
    path.write_bytes(b"POST / HTTP/1.1\r\nHost: x\r\nX-Gitlab-Token: a secret\r\n\r\n{}")
    asked = ("--file", path, "--provider", "gitlab_token", "--secret", "env:RIGHT")

    shown, (answer,) = judged(cli, *asked), judged(cli, *asked, "--json").lines()

    assert shown.code == 0
    assert "the token fits; nothing protects the body" in shown.stdout
    assert "covers nothing" in shown.stdout
    assert (answer["valid"], answer["facts"]["body_covered"]) == (True, False)
