from webhookctl.core.detect import DetectionRule, Detector, Trait
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import RequestView

GITHUB = Trait(
    "github",
    "github",
    "X-Sign",
    DetectionRule(
        40, any_header=("X-GitHub-Event",), not_header=("X-Gitea-Event",), user_agent="^GitHub"
    ),
)
META = Trait(
    "meta",
    "meta",
    "X-Sign",
    DetectionRule(48, all_header=("X-Sign",), body_paths=("entry", "object")),
)
STANDARD = Trait(
    "standard",
    "standard",
    "webhook-signature",
    DetectionRule(70, all_header=("webhook-id", "webhook-signature")),
)
OPENAI = Trait(
    "openai",
    "openai",
    "webhook-signature",
    DetectionRule(60, all_header=("webhook-id", "webhook-signature")),
)
TOKEN = Trait("token", "token", None, DetectionRule(50, any_header=("X-Token",)))
ALL = Detector([GITHUB, META, STANDARD, OPENAI, TOKEN])


class UnreadableView(RequestView):
    """A view whose body must not be looked at."""

    @property
    def json(self) -> object:
        raise AssertionError("the body was parsed")


def names(headers: HeaderPairs, body: bytes = b"") -> list[str]:
    return [one.provider for one in ALL.candidates(RequestView(headers, body))]


def test_request_of_nobody_has_no_candidates() -> None:
    assert names(((b"Host", b"x"), (b"User-Agent", b"GitHub-Hookshot/1"))) == []


def test_names_of_headers_are_found_in_any_spelling() -> None:
    assert names(((b"x-github-EVENT", b"push"),)) == ["github"]


def test_header_of_another_provider_rules_one_out() -> None:
    assert names(((b"X-GitHub-Event", b"push"), (b"X-Gitea-Event", b"push"))) == []


def test_all_of_several_headers_must_be_there_to_be_certain() -> None:
    assert names(((b"webhook-id", b"1"),)) == []
    candidates = ALL.candidates(RequestView(((b"webhook-signature", b"v1,x"),), b""))
    assert [one.certain for one in candidates] == [False, False]


def test_lower_priority_wins_a_tie() -> None:
    assert names(((b"webhook-id", b"1"), (b"webhook-signature", b"v1,x"))) == ["openai", "standard"]


def test_more_evidence_comes_first() -> None:
    headers = ((b"X-Sign", b"x"), (b"X-GitHub-Event", b"push"), (b"User-Agent", b"GitHub/1"))

    candidates = ALL.candidates(RequestView(headers, b"{}"))

    assert [one.provider for one in candidates] == ["github", "meta"]
    assert candidates[0].evidence == (
        "header X-GitHub-Event",
        "signature header X-Sign",
        "User-Agent",
    )


def test_names_in_the_body_are_evidence() -> None:
    headers = ((b"X-Sign", b"x"),)

    with_keys = ALL.candidates(RequestView(headers, b'{"object":1,"entry":[]}'))
    without = ALL.candidates(RequestView(headers, b"[]"))

    assert with_keys[0].evidence[-2:] == ("body $.entry", "body $.object")
    assert with_keys[0].score > without[0].score


def test_signature_header_alone_is_a_weak_candidate() -> None:
    github = ALL.candidates(RequestView(((b"X-Sign", b"x"),), b""))[0]

    assert (github.provider, github.certain) == ("github", False)
    assert github.evidence == ("signature header X-Sign",)


def test_body_is_not_parsed_unless_a_candidate_asks() -> None:
    headers = ((b"webhook-id", b"1"), (b"webhook-signature", b"v1,x"), (b"X-Token", b"t"))

    assert len(ALL.candidates(UnreadableView(headers, b"{}"))) == 3
