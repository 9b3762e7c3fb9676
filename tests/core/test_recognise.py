from dataclasses import replace

import pytest

from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.headers import HeaderPairs, without
from webhookctl.core.locate import RequestView
from webhookctl.core.recognise import (
    NO_SCHEME,
    Recogniser,
    applicable,
    judge,
    signature_like,
    url_of,
)
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.providers import all_schemes, find

WHSEC = Secret("env:WHSEC", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
RECOGNISER = Recogniser(all_schemes())
GITHUB = find("github")[1]
STRIPE = find("stripe")[1]


def signed(name: str, *headers: tuple[str, str], body: bytes = b'{"type":"a.b"}') -> SignedMessage:
    scheme = find(name)[1][0]
    return scheme.sign(a_message(*headers, body=body), SECRET, Stamp(NOW, "msg_1"))


def view(message: SignedMessage) -> RequestView:
    return RequestView(message.headers, message.body)


def test_signature_that_fits_settles_whose_request_it_is() -> None:
    message = signed("stripe", ("X-GitHub-Event", "push"))
    seen = view(message)
    candidates = RECOGNISER.candidates(seen)

    verdict = judge(message, RECOGNISER.likely(candidates), [SECRET], NOW)

    assert verdict.valid
    assert RECOGNISER.recognise(seen, candidates, verdict, None).provider == "stripe"


def test_old_signature_settles_it_as_well() -> None:
    message = signed("stripe", ("X-GitHub-Event", "push"))
    seen = view(message)
    candidates = RECOGNISER.candidates(seen)

    verdict = judge(message, RECOGNISER.likely(candidates), [SECRET], NOW + 9999)

    assert verdict.reason is Reason.STALE_TIMESTAMP
    assert RECOGNISER.recognise(seen, candidates, verdict, None).provider == "stripe"


def test_named_provider_goes_before_likelier_ones() -> None:
    message = signed("github", ("X-GitHub-Event", "push"), ("X-Slack-Signature", "v0=0"))
    seen = view(message)
    candidates = RECOGNISER.candidates(seen)

    assert RECOGNISER.recognise(seen, candidates, None, None).provider == "github"
    assert RECOGNISER.recognise(seen, candidates, None, "slack").provider == "slack"
    assert RECOGNISER.recognise(seen, candidates, None, "shopify").provider == "github"


def test_shared_header_alone_is_not_recognised() -> None:
    seen = RequestView(((b"X-Hub-Signature-256", b"sha256=00"),), b"")
    candidates = RECOGNISER.candidates(seen)

    assert [one.provider for one in candidates][:1] == ["github"]
    assert not any(one.certain for one in candidates)
    assert RECOGNISER.recognise(seen, candidates, None, None).provider is None


def test_sha256_decides_beside_a_genuine_sha1() -> None:
    message = signed("github")
    forged = tuple(
        (name, value[:-1] + b"0" if name == b"X-Hub-Signature-256" else value)
        for name, value in message.headers
    )

    verdict = judge(replace(message, headers=forged), [GITHUB], [SECRET], None)

    assert (verdict.scheme, verdict.valid) == ("github_sha256", False)


def test_sha1_alone_is_judged_as_such() -> None:
    message = signed("github")
    alone = replace(message, headers=without(message.headers, ["X-Hub-Signature-256"]))

    assert judge(alone, [GITHUB], [SECRET], None).scheme == "github_sha1"
    assert judge(alone, [GITHUB], [OTHER], None).scheme == "github_sha1"


ALONE = [
    ("github_sha1", "github_sha256", "X-Hub-Signature-256", ("X-GitHub-Event", "push")),
    ("hubspot_v1", "hubspot_v3", "X-HubSpot-Signature-v3", ("X-HubSpot-Signature-Version", "v1")),
    ("hubspot_v2", "hubspot_v3", "X-HubSpot-Signature-v3", ("X-HubSpot-Signature-Version", "v2")),
]


def of_old_scheme(name: str, *headers: tuple[str, str]) -> SignedMessage:
    message = replace(a_message(*headers), url="https://x.test/hook")
    return find(name)[1][0].sign(message, SECRET, Stamp(NOW, "msg_1"))


@pytest.mark.parametrize(("old", "better", "header", "marker"), ALONE)
@pytest.mark.parametrize("named", [True, False])
def test_old_signature_that_never_comes_alone_is_genuine_and_says_what_is_missing(
    old: str, better: str, header: str, marker: tuple[str, str], named: bool
) -> None:
    message = of_old_scheme(old, marker)
    likely = RECOGNISER.likely(RECOGNISER.candidates(view(message)))

    verdict = judge(message, [find(better)[0].schemes] if named else likely, [SECRET], NOW)

    assert (verdict.valid, verdict.scheme) == (True, old)
    assert verdict.message == (
        "the signature is genuine, but it is the old one alone: "
        f"no {header} header, which always comes with it"
    )
    assert f"`--provider {old}` is content with the old one" in (verdict.hint or "")
    assert verdict.facts["better_scheme"] == better


@pytest.mark.parametrize("old", [row[0] for row in ALONE])
def test_who_asks_for_the_old_scheme_gets_its_verdict_as_it_is(old: str) -> None:
    verdict = judge(of_old_scheme(old), [find(old)[1]], [SECRET], NOW)

    assert (verdict.message, verdict.hint) == ("the signature is genuine", None)
    assert "better_scheme" not in verdict.facts


def test_schemes_that_read_one_header_are_all_tried() -> None:
    first = STRIPE[0]
    second = replace(first, id="other", signature_header="stripe-signature")
    headerless = replace(first, id="in_body", signature_header=None)

    assert applicable((first, second), ((b"Stripe-Signature", b"x"),)) == (first, second)
    assert applicable((first, second), ()) == (first,)
    assert applicable((headerless, first), ()) == (headerless,)


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ((("Host", "x"),), "no header looks like a signature"),
        ((("X-Acme-Signature", "x"), ("Authorization", "x")), "X-Acme-Signature, Authorization"),
    ],
)
def test_unsigned_request_says_what_is_there(
    headers: tuple[tuple[str, str], ...], words: str
) -> None:
    unnamed = judge(a_message(*headers), [], [SECRET], NOW)
    named = judge(a_message(*headers), [GITHUB], [SECRET], NOW)

    assert (unnamed.reason, unnamed.scheme) == (Reason.MISSING_HEADER, NO_SCHEME)
    assert (named.reason, named.scheme) == (Reason.MISSING_HEADER, "github_sha256")
    assert words in unnamed.message
    assert words in named.message
    assert "X-Hub-Signature-256" in named.message


def test_missing_part_of_a_signature_is_told_as_such() -> None:
    message = signed("slack")
    bare = replace(message, headers=without(message.headers, ["X-Slack-Request-Timestamp"]))

    verdict = judge(bare, [find("slack")[1]], [SECRET], NOW)

    assert verdict.reason is Reason.MISSING_TIMESTAMP


def test_failed_signature_counts_more_than_an_absent_one() -> None:
    message = signed("stripe")

    verdict = judge(message, [GITHUB, STRIPE], [OTHER], NOW)

    assert (verdict.scheme, verdict.reason) == ("stripe", Reason.MISMATCH)


@pytest.mark.parametrize(
    ("target", "headers", "origin", "url"),
    [
        (b"/a?b=%2F", (), "https://x.test", "https://x.test/a?b=%2F"),
        (b"/a", (), "https://x.test/", "https://x.test/a"),
        (b"/a", ((b"Host", b"y.test:8080"),), None, "http://y.test:8080/a"),
        (
            b"/a",
            (
                (b"Host", b"localhost"),
                (b"X-Forwarded-Proto", b"https, http"),
                (b"X-Forwarded-Host", b"z.test, localhost"),
            ),
            None,
            "https://z.test/a",
        ),
        (b"/a", (), None, None),
        (b"http://y.test/a", (), "https://x.test", "http://y.test/a"),
        (b"*", ((b"Host", b"y.test"),), None, None),
        (b"/\xe9", (), "https://x.test", "https://x.test/\xe9"),
    ],
)
def test_url_is_what_the_sender_saw(
    target: bytes, headers: HeaderPairs, origin: str | None, url: str | None
) -> None:
    assert url_of(target, headers, origin) == url


def test_signature_like_headers_are_named_once_and_few() -> None:
    headers = tuple((f"X-Signature-{n}".encode(), b"x") for n in range(20))

    assert len(signature_like(headers)) == 8
    assert signature_like(((b"Token", b"1"), (b"Token", b"2"), (b"Accept", b"x"))) == ("Token",)


FAMILY = (("webhook-id", "msg_1"), ("webhook-timestamp", str(int(NOW))))


def test_of_senders_that_sign_alike_only_the_likeliest_is_tried() -> None:
    message = a_message(*FAMILY, ("webhook-signature", "v1,AAAA"))
    candidates = RECOGNISER.candidates(view(message))

    tried = [scheme.id for group in RECOGNISER.likely(candidates) for scheme in group]

    assert candidates[0].scheme == "standard_webhooks"
    assert {"openai", "anthropic"} <= {one.scheme for one in candidates}
    assert not {"openai", "anthropic"} & set(tried)
    assert {"standard_webhooks", "standard_webhooks_v1a", "polar", "bigcommerce"} <= set(tried)


@pytest.mark.parametrize(
    ("own", "likeliest"),
    [
        ((), "websub_sha256"),
        ((("X-Event-Key", "repo:push"), ("X-Hook-UUID", "1")), "bitbucket_cloud"),
        ((("X-Atlassian-Webhook-Identifier", "1"),), "jira_cloud"),
    ],
)
def test_header_that_is_shared_is_of_its_inventor_unless_another_shows(
    own: tuple[tuple[str, str], ...], likeliest: str
) -> None:
    message = signed("websub_sha256", *own)

    candidates = RECOGNISER.candidates(view(message))

    assert candidates[0].scheme == likeliest


def test_evidence_of_its_own_puts_a_sender_before_the_family() -> None:
    unsigned = a_message(("User-Agent", "OpenAI/1.0"), body=b'{"object":"event","type":"a.b"}')
    message = find("openai")[1][0].sign(unsigned, WHSEC, Stamp(NOW, "msg_1"))
    seen = view(message)
    candidates = RECOGNISER.candidates(seen)

    verdict = judge(message, RECOGNISER.likely(candidates), [WHSEC], NOW)

    assert (verdict.valid, verdict.scheme) == (True, "openai")
    assert RECOGNISER.recognise(seen, candidates, None, None).provider == "openai"


def test_reason_is_that_of_the_scheme_whose_kind_of_signature_it_is() -> None:
    v1a = f"v1a,{'A' * 86}=="
    group = find("standard_webhooks")[1]
    sha512 = a_message(("X-Hub-Signature", f"sha512={'0' * 128}"))

    only_v1a = judge(a_message(*FAMILY, ("webhook-signature", v1a)), [group], [WHSEC], NOW)
    only_v2 = judge(a_message(*FAMILY, ("webhook-signature", "v2,AAAA")), [group], [WHSEC], NOW)
    of_websub = judge(sha512, [find("websub")[1]], [SECRET], NOW)

    assert (only_v1a.scheme, only_v1a.reason) == (
        "standard_webhooks_v1a",
        Reason.MALFORMED_SECRET,
    )
    assert (only_v2.scheme, only_v2.reason) == ("standard_webhooks", Reason.WRONG_VERSION)
    assert (of_websub.scheme, of_websub.reason) == ("websub_sha512", Reason.MISMATCH)
