"""What is signed is what `verify` takes, whatever the scheme."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.providers.fixed import NOW
from tests.providers.keyring import judging_secret, new_keys, signing_secret, to_sign
from tests.providers.vectors import Vector, vectors
from webhookctl.core.requestfile import read_request
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.flows.sign import Draft, Signed, may_be_public, scheme_to_sign, sign
from webhookctl.flows.verify import Question, verify_request
from webhookctl.flows.world import World, real_world
from webhookctl.output.jsonl import dumped
from webhookctl.output.signing import signed_fields
from webhookctl.providers import all_schemes

SECRET = Secret("env:SECRET", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
GENUINE = {
    one.scheme: one for one in vectors() if one.valid and not one.disputed and one.scheme in BY_ID
}
EACH = [pytest.param(one, id=id_) for id_, one in sorted(GENUINE.items())]


def world(now: float = NOW) -> World:
    return replace(real_world(7), now=lambda: now)


def signed(name: str, draft: Draft | None = None, secret: Secret = SECRET) -> Signed:
    return sign(name, secret, draft or Draft(b'{"a":1}'), world())


def as_typed(one: Signed) -> bytes:
    """Return what `sign --json` prints."""
    return dumped(signed_fields(one.provider, one.scheme, one.after, one.at)).encode()


def headers(one: Signed) -> Mapping[str, str]:
    return {name.decode(): value.decode() for name, value in one.fresh_headers}


@pytest.mark.parametrize("vector", EACH)
def test_verify_takes_what_is_signed(vector: Vector) -> None:
    keys = new_keys(BY_ID[vector.scheme])
    message = to_sign(vector, keys)
    draft = Draft(
        message.body, message.method, message.url, message.headers, None, NOW, message.params
    )

    one = sign(vector.scheme, signing_secret(keys), draft, world())

    assert one.doubt is None
    question = Question(secrets=(judging_secret(keys),), at=NOW, params=message.params)
    finding = verify_request(read_request(as_typed(one)), question, NOW)
    assert finding.verdict.valid, finding.verdict.message
    assert finding.provider == one.provider.name


def test_only_the_headers_that_signing_added_are_fresh() -> None:
    own = ((b"X-Own", b"1"), (b"stripe-signature", b"old"))
    one = signed("stripe", Draft(b"{}", headers=own))

    assert list(headers(one)) == ["stripe-signature"]
    names = [name for name, _ in one.after.headers]
    assert names == [b"X-Own", b"stripe-signature", b"Content-Type"]


@pytest.mark.parametrize("name", ["standard_webhooks", "slack", "discord", "github", "paddle"])
def test_same_id_and_time_sign_the_same(name: str) -> None:
    draft = Draft(b'{"a":1}', id="msg_1", at=1_700_000_000.0)
    secret = Secret("s", b"0f" * 32)

    one, two = (sign(name, secret, draft, world(now)) for now in (NOW, NOW + 99))

    assert one.after == two.after
    assert one.at == 1_700_000_000.0


def test_fresh_id_is_the_providers_and_the_time_is_now() -> None:
    one = headers(signed("standard_webhooks"))

    assert one["webhook-id"].startswith("msg_")
    assert one["webhook-timestamp"] == str(int(NOW))


@pytest.mark.parametrize(
    ("body", "own", "kind"),
    [
        (b'{"a":1}', (), b"application/json"),
        (b"a=1&b[]=%20+&c=", (), b"application/x-www-form-urlencoded"),
        (b"aGk=", (), b"text/plain; charset=utf-8"),
        (b"a=1 b=2", (), b"text/plain; charset=utf-8"),
        (b"\xff", (), b"application/octet-stream"),
        (b"a=1", ((b"content-type", b"a/b"),), b"a/b"),
        (b"", (), None),
    ],
)
def test_body_is_named_where_nobody_did(
    body: bytes, own: tuple[tuple[bytes, bytes], ...], kind: bytes | None
) -> None:
    one = signed("github", Draft(body, headers=own))

    named = [value for name, value in one.after.headers if name.lower() == b"content-type"]
    assert named == ([] if kind is None else [kind])


def test_guess_is_told_where_headers_are_signed() -> None:
    draft = Draft(b"{}", url="https://app.test/x")
    one = signed("http_message_signatures", draft)
    own = signed("http_message_signatures", replace(draft, headers=((b"Content-Type", b"a/b"),)))

    assert headers(one)["Content-Type"] == "application/json"
    assert "content-type" in headers(one)["Signature-Input"]
    assert "Content-Type" not in headers(own)
    assert "Content-Type" not in headers(signed("github", draft))


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("sinch_application_auth", {"key": "k"}),
        ("http_message_signatures", {"keyid": "k"}),
        ("contentful", {}),
    ],
)
def test_signed_headers_are_those_of_the_whole_request(
    name: str, params: Mapping[str, str]
) -> None:
    draft = Draft(b"{}", url="https://app.test/x", params=params)
    one = signed(name, draft, Secret("s", b"0f" * 32))

    question = Question(secrets=(Secret("s", b"0f" * 32),), at=NOW)
    assert verify_request(read_request(as_typed(one)), question, NOW).verdict.valid


def test_request_goes_to_the_url_with_the_exact_body() -> None:
    one = signed("github", Draft(b"a\r\n", "PUT", "http://app.test:81/x%2F?a"))

    assert (one.request.method, one.request.url) == (b"PUT", "http://app.test:81/x%2F?a")
    assert one.request.body.read() == b"a\r\n"


def test_request_without_a_url_cannot_leave() -> None:
    with pytest.raises(UsageError, match="a curl command needs the URL") as refused:
        _ = signed("github").request
    assert refused.value.hint == "add it, like `--url http://localhost:3000/hook`"


@pytest.mark.parametrize(
    ("name", "draft", "message", "hint"),
    [
        ("githb", Draft(), "there is no provider called `githb`", "did you mean `github`?"),
        (
            "docker_hub",
            Draft(),
            "Docker Hub webhooks are not signed: there is nothing to sign",
            "keep the URL secret, and ask the provider's API before acting on an event",
        ),
        (
            "hubspot",
            Draft(),
            "cannot sign for HubSpot signature v3: the signature covers the URL, which is not "
            "known",
            "give the address the sender used with `--url`",
        ),
        (
            "github",
            Draft(params={"key": "1"}),
            "`key` is no parameter of GitHub webhooks (sha256)",
            "leave it out: the secret is all that signs",
        ),
        ("github", Draft(method="a b"), "`a b` is not a method", "write it like `--method POST`"),
        (
            "github",
            Draft(id="a b"),
            "`a b` is not a message id",
            "use visible ASCII without spaces",
        ),
        (
            "sendgrid",
            Draft(),
            "cannot sign for Twilio SendGrid Event Webhook with the secret `env:SECRET`",
            "only the provider has the private key; `webhookctl keys new sendgrid` makes a pair of "
            "your own to test with",
        ),
    ],
)
def test_what_cannot_be_signed_says_why(name: str, draft: Draft, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        signed(name, draft)
    assert (refused.value.message, refused.value.hint) == (message, hint)


def test_first_scheme_of_a_provider_signs_or_the_one_that_is_named() -> None:
    assert scheme_to_sign("GitHub")[1].id == "github_sha256"
    assert scheme_to_sign("github_sha1")[1].id == "github_sha1"


def test_signature_that_would_be_refused_is_doubted() -> None:
    one = signed("linear")

    assert one.doubt is not None
    assert one.doubt.reason is Reason.MISSING_TIMESTAMP
    assert not may_be_public(one)
    assert signed("linear", Draft(b'{"webhookTimestamp": 1}')).doubt is None


def test_bare_public_key_that_passes_for_a_private_one_is_told() -> None:
    keys = new_keys(BY_ID["discord"])

    assert may_be_public(signed("discord", secret=judging_secret(keys)))
    assert not may_be_public(signed("discord", secret=signing_secret(keys)))
    assert not may_be_public(signed("github"))
