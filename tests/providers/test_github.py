from dataclasses import replace

import pytest

from tests.providers.fixed import fixed_facts
from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs, first, text
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Outline
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.providers.github import PROVIDER, SHA1, SHA256

SECRET = Secret("s", b"It's a Secret to Everybody")
HELLO = SignedMessage("POST", None, (), b"Hello, World!")
STAMP = Stamp(0, "id")


def dressed(type_: str, payload: Json) -> HeaderPairs:
    return PROVIDER.dress(Outline(type_, "guid", payload, fixed_facts()))


def test_signature_is_the_one_github_prints() -> None:
    # docs.github.com, "Validating webhook deliveries", "Testing the webhook payload validation".
    signed = SHA256.sign(HELLO, SECRET, STAMP)

    assert text(signed.headers, "X-Hub-Signature-256") == (
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    )


def test_both_hashes_are_sent_but_sha256_decides() -> None:
    signed = SHA256.sign(HELLO, SECRET, STAMP)
    sha1 = first(signed.headers, "X-Hub-Signature")
    forged = tuple(
        (name, b"sha256=" + b"0" * 64 if name == b"X-Hub-Signature-256" else value)
        for name, value in signed.headers
    )

    assert sha1 is not None
    assert SHA1.judge(signed, [SECRET], None).valid
    assert not SHA256.judge(replace(signed, headers=forged), [SECRET], None).valid


@pytest.mark.parametrize(
    ("type_", "event"),
    [("push", "push"), ("pull_request.opened", "pull_request"), ("issues", "issues")],
)
def test_event_header_is_the_type_without_its_action(type_: str, event: str) -> None:
    assert text(dressed(type_, {}), "X-GitHub-Event") == event


@pytest.mark.parametrize(
    ("payload", "kind", "id_"),
    [
        ({"repository": {"id": 17}}, "repository", "17"),
        ({"organization": {"id": 18}}, "organization", "18"),
        ({"organization": {"id": 18}, "repository": {"id": 17}}, "repository", "17"),
    ],
)
def test_hook_is_installed_where_the_payload_is_from(payload: Json, kind: str, id_: str) -> None:
    headers = dressed("push", payload)

    assert text(headers, "X-GitHub-Hook-Installation-Target-Type") == kind
    assert text(headers, "X-GitHub-Hook-Installation-Target-ID") == id_


@pytest.mark.parametrize(
    ("content_type", "body", "event"),
    [
        (b"application/json", b'{"action":"opened"}', "issues.opened"),
        (b"application/json", b"{}", "issues"),
        (
            b"application/x-www-form-urlencoded",
            b"payload=%7B%22action%22%3A%22closed%22%7D",
            "issues.closed",
        ),
    ],
)
def test_event_is_told_with_its_action(content_type: bytes, body: bytes, event: str) -> None:
    headers = ((b"X-GitHub-Event", b"issues"), (b"Content-Type", content_type))

    assert SHA256.event.find(RequestView(headers, body)) == event


def test_github_never_retries_by_itself() -> None:
    policy = PROVIDER.retry

    assert policy is not None
    assert (policy.delays, policy.response_timeout) == ((), 10.0)
