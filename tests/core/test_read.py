from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import without
from webhookctl.core.model import UNKNOWN, CapturedRequest, Recognition
from webhookctl.core.opening import Knock
from webhookctl.core.read import MAX_JUDGED, Reader
from webhookctl.core.scheme import Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers import all_schemes, find

SCHEMES = all_schemes()


class FileBody:
    """A body of any size that can only be read when it may be."""

    def __init__(self, size: int, data: bytes | None = None) -> None:
        self.size = size
        self._data = data

    def read(self) -> bytes:
        if self._data is None:
            raise OSError("the file is gone")
        return self._data

    def head(self, limit: int) -> bytes:
        return self.read()[:limit]

    def chunks(self) -> Iterator[bytes]:
        yield self.read()


def a_request(
    *headers: tuple[str, str], body: bytes = b"{}", target: bytes = b"/hook"
) -> CapturedRequest:
    pairs = a_message(*headers).headers
    return CapturedRequest(
        b"POST", target, "1.1", pairs, MemoryBody(body), "127.0.0.1:1", NOW - 1, NOW
    )


def a_signed_request(
    name: str, *headers: tuple[str, str], body: bytes = b'{"type":"a.b","id":"evt_1"}'
) -> CapturedRequest:
    scheme = find(name)[1][0]
    signed = scheme.sign(a_message(*headers, body=body), SECRET, Stamp(NOW, "msg_1"))
    return replace(a_request(body=body), headers=signed.headers)


def test_nothing_is_judged_without_secrets() -> None:
    recognition, verdict = Reader(SCHEMES).read(Knock(a_signed_request("stripe")))

    assert verdict is None
    assert recognition == Recognition("stripe", "stripe", "a.b", "evt_1")


def test_request_of_nobody_is_unknown() -> None:
    assert Reader(SCHEMES).read(Knock(a_request(("Host", "x")))) == (UNKNOWN, None)


@pytest.mark.parametrize("name", ["stripe", "slack", "github", "shopify", "standard_webhooks"])
@pytest.mark.parametrize("named", [True, False])
def test_genuine_signature_is_valid_at_its_receive_time(name: str, named: bool) -> None:
    secret = Secret("env:S", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    scheme = find(name)[1][0]
    signed = scheme.sign(a_message(), secret, Stamp(NOW, "msg_1"))
    request = replace(a_request(body=signed.body), headers=signed.headers)

    recognition, verdict = Reader(SCHEMES, name if named else None, [OTHER, secret]).read(
        Knock(request)
    )

    assert verdict is not None
    assert (verdict.valid, verdict.secret) == (True, "env:S")
    assert recognition.provider == name


def test_wrong_secret_is_told() -> None:
    _, verdict = Reader(SCHEMES, "stripe", [OTHER]).read(Knock(a_signed_request("stripe")))

    assert verdict is not None
    assert verdict.reason is Reason.MISMATCH


def test_unsigned_request_is_told_with_what_is_there() -> None:
    request = a_request(("X-GitHub-Event", "push"), ("X-Other-Signature", "x"))

    recognition, verdict = Reader(SCHEMES, "github", [SECRET]).read(Knock(request))

    assert recognition.provider == "github"
    assert verdict is not None
    assert verdict.reason is Reason.MISSING_HEADER
    assert "X-Other-Signature" in verdict.message


def test_sha256_is_judged_where_both_are_sent() -> None:
    request = a_signed_request("github", ("X-GitHub-Event", "push"))

    _, both = Reader(SCHEMES, None, [SECRET]).read(Knock(request))
    old = replace(request, headers=without(request.headers, ["X-Hub-Signature-256"]))
    _, sha1 = Reader(SCHEMES, None, [SECRET]).read(Knock(old))

    assert both is not None
    assert sha1 is not None
    assert (both.scheme, sha1.scheme) == ("github_sha256", "github_sha1")


def test_unknown_provider_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no provider called `strpe`"):
        Reader(SCHEMES, "strpe")


def test_huge_bodies_are_neither_read_nor_judged() -> None:
    request = replace(a_request(("X-GitHub-Event", "push")), body=FileBody(MAX_JUDGED + 1))

    recognition, verdict = Reader(SCHEMES, "github", [SECRET]).read(Knock(request))

    assert verdict is None
    assert (recognition.provider, recognition.event) == ("github", "push")


def test_large_bodies_are_judged_but_not_parsed() -> None:
    body = b'{"type":"a.b"}' + b" " * (2 * 1024 * 1024)
    request = replace(a_signed_request("stripe", body=body), body=FileBody(len(body), body))

    recognition, verdict = Reader(SCHEMES, "stripe", [SECRET]).read(Knock(request))

    assert verdict is not None
    assert verdict.valid
    assert recognition == Recognition("stripe", "stripe", None, None)


def test_body_that_cannot_be_read_back_is_not_judged() -> None:
    request = replace(a_signed_request("stripe"), body=FileBody(10))

    recognition, verdict = Reader(SCHEMES, "stripe", [SECRET]).read(Knock(request))

    assert (recognition, verdict) == (Recognition("stripe", "stripe"), None)


def test_names_can_be_stored_whatever_they_are() -> None:
    body = b'{"type":"\\ud800' + b"x" * 1000 + b'","id":"\\u001b[2J"}'

    recognition, _ = Reader(SCHEMES).read(Knock(a_request(("Stripe-Signature", "x"), body=body)))

    assert recognition.event is not None
    assert len(recognition.event.encode()) < 300
    assert recognition.delivery_id == "\x1b[2J"


def test_url_is_the_public_one_once_it_is_known() -> None:
    reader = Reader(SCHEMES, "stripe", [SECRET], params={"a": "b"})
    reader.public_url = "https://public.test"

    _, verdict = reader.read(Knock(a_signed_request("stripe")))

    assert verdict is not None
    assert verdict.valid


@settings(deadline=None)
@given(
    method=st.binary(max_size=8),
    target=st.binary(max_size=30),
    headers=st.lists(
        st.tuples(
            st.one_of(
                st.binary(max_size=20),
                st.sampled_from(
                    [b"X-GitHub-Event", b"stripe-signature", b"Content-Type", b"webhook-id"]
                ),
            ),
            st.one_of(
                st.binary(max_size=40),
                st.sampled_from([b"application/x-www-form-urlencoded", b"t=1,v1=" + b"0" * 64]),
            ),
        ),
        max_size=10,
    ).map(tuple),
    body=st.one_of(st.binary(max_size=60), st.text(max_size=30).map(str.encode)),
    named=st.sampled_from([None, "github", "stripe", "slack", "standard_webhooks"]),
    secrets=st.lists(st.binary(max_size=20).map(lambda value: Secret("s", value)), max_size=2),
)
def test_no_bytes_make_it_fail(
    method: bytes,
    target: bytes,
    headers: tuple[tuple[bytes, bytes], ...],
    body: bytes,
    named: str | None,
    secrets: list[Secret],
) -> None:
    request = CapturedRequest(
        method, target, "1.1", headers, MemoryBody(body), "127.0.0.1:1", NOW, NOW
    )

    recognition, verdict = Reader(SCHEMES, named, secrets).read(Knock(request))

    assert (verdict is None) is (not secrets)
    for name in (recognition.event, recognition.delivery_id):
        assert name is None or name.encode()
