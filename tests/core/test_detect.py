import pytest

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


def test_prefix_tells_those_who_share_a_header_apart() -> None:
    rule = DetectionRule(any_header=("X-Hub",))
    weak, strong = (
        Trait(name, name, "X-Hub", rule, prefix) for name, prefix in (("a", b"v0="), ("b", b"v1="))
    )
    headers = ((b"x-hub", b"v1=00"),)

    first, second = Detector((weak, strong)).candidates(RequestView(headers, b""))

    assert (first.provider, first.evidence) == ("b", ("signature header X-Hub with `v1=`",))
    assert (second.provider, second.evidence) == ("a", ("signature header X-Hub",))


def test_prefix_counts_for_nothing_where_only_one_has_the_header() -> None:
    one = Trait("a", "a", "X-Hub", DetectionRule(any_header=("X-Hub",)), b"v0=")

    (candidate,) = Detector((one,)).candidates(RequestView(((b"X-Hub", b"v0=1"),), b""))

    assert "with `v0=`" not in " ".join(candidate.evidence)


def test_signature_header_alone_is_a_weak_candidate() -> None:
    github = ALL.candidates(RequestView(((b"X-Sign", b"x"),), b""))[0]

    assert (github.provider, github.certain) == ("github", False)
    assert github.evidence == ("signature header X-Sign",)


def test_body_is_not_parsed_unless_a_candidate_asks() -> None:
    headers = ((b"webhook-id", b"1"), (b"webhook-signature", b"v1,x"), (b"X-Token", b"t"))

    assert len(ALL.candidates(UnreadableView(headers, b"{}"))) == 3


HUBSPOT = Trait(
    "hubspot",
    "hubspot_v1",
    "X-HubSpot",
    DetectionRule(50, any_header=("X-HubSpot",), patterns=(("X-HubSpot-Version", "^v1$"),)),
)
TEAMS = Trait(
    "teams", "teams", "Authorization", DetectionRule(patterns=(("Authorization", "^HMAC "),))
)
LIVEKIT = Trait(
    "livekit",
    "livekit",
    "Authorization",
    DetectionRule(
        patterns=(("authorization", "^eyJ"),), content_type=r"^application/webhook\+json"
    ),
)
DOCKER = Trait("docker", "docker", None, DetectionRule(body_paths=("push_data", "callback_url")))
AUTH0 = Trait("auth0", "auth0", "Authorization", DetectionRule(body_paths=("logs",)))
GRAPH = Trait("graph", "graph", None, DetectionRule(body_paths=("value.0.subscriptionId",)))
POSTMARK = Trait(
    "postmark",
    "postmark",
    "Authorization",
    DetectionRule(user_agent="^Postmark", body_paths=("RecordType",)),
)
MAILCHIMP = Trait("mailchimp", "mailchimp", None, DetectionRule(form_fields=("type", "data[id]")))
VONAGE = Trait("vonage", "vonage", None, DetectionRule(query=("sig", "messageId")))
NOBODY = Trait("nobody", "nobody", None, DetectionRule())
BY_CONTENT = Detector(
    [HUBSPOT, TEAMS, LIVEKIT, DOCKER, AUTH0, GRAPH, POSTMARK, MAILCHIMP, VONAGE, NOBODY]
)
FORM = (b"Content-Type", b"application/x-www-form-urlencoded")


def found(headers: HeaderPairs, body: bytes = b"", target: bytes = b"/") -> list[tuple[str, bool]]:
    candidates = BY_CONTENT.candidates(RequestView(headers, body, target))
    return [(one.provider, one.certain) for one in candidates]


@pytest.mark.parametrize(
    ("headers", "body", "target", "expected"),
    [
        (((b"authorization", b"HMAC abc"),), b"", b"/", [("teams", True)]),
        (((b"Authorization", b"Bearer HMAC"),), b"", b"/", []),
        (((b"Authorization", b"eyJh"),), b"", b"/", [("livekit", False)]),
        (
            ((b"Authorization", b"eyJh"), (b"content-type", b"application/webhook+json")),
            b"",
            b"/",
            [("livekit", True)],
        ),
        (((b"X-HubSpot-Version", b"v1"),), b"", b"/", [("hubspot", True)]),
        (((b"X-HubSpot-Version", b"v12"),), b"", b"/", []),
        ((), b'{"push_data":{},"callback_url":"x"}', b"/", [("docker", True)]),
        ((), b'{"push_data":{},"other":"callback_url"}', b"/", []),
        ((), b'{"push_data":null,"callback_url":"x"}', b"/", []),
        ((), b' \n[{"push_data":{},"callback_url":"x"}]', b"/", []),
        ((), b'{"logs":[]}', b"/", [("auth0", False)]),
        ((), b'{"value":[{"subscriptionId":"x"}]}', b"/", [("graph", True)]),
        ((), b'{"value":[],"x":{"subscriptionId":"x"}}', b"/", []),
        (((b"User-Agent", b"Postmark"),), b"", b"/", [("postmark", True)]),
        (((b"User-Agent", b"NotPostmark"),), b'{"RecordType":1}', b"/", [("postmark", False)]),
        ((FORM,), b"type=x&data%5Bid%5D=1", b"/", [("mailchimp", True)]),
        ((), b"type=x&data%5Bid%5D=1", b"/", []),
        ((FORM,), b"type=x", b"/", []),
        ((), b"", b"/h?sig=1&messageId=2#x", [("vonage", True)]),
        ((), b"", b"/h?messageId=2", []),
        ((), b"", b"/h?a=b", []),
        ((), b"{" + b" " * 20_000 + b'"logs":[]}', b"/", []),
    ],
)
def test_what_a_request_holds_gives_its_sender_away(
    headers: HeaderPairs, body: bytes, target: bytes, expected: list[tuple[str, bool]]
) -> None:
    assert found(headers, body, target) == expected


def test_right_value_of_a_header_comes_before_its_name_alone() -> None:
    other = Trait("other", "other", None, DetectionRule(any_header=("X-HubSpot",)))
    detector = Detector([other, HUBSPOT])

    headers = ((b"X-HubSpot", b"x"), (b"X-HubSpot-Version", b"v1"))
    candidates = detector.candidates(RequestView(headers, b""))

    assert [one.scheme for one in candidates] == ["hubspot_v1", "other"]
    assert "header X-HubSpot-Version of the right kind" in candidates[0].evidence


def test_body_is_not_looked_at_when_a_header_is_certain() -> None:
    headers = ((b"X-HubSpot", b"x"),)

    candidates = BY_CONTENT.candidates(UnreadableView(headers, b'{"logs":[]}'))

    assert [one.provider for one in candidates] == ["hubspot"]


def test_header_that_several_providers_sign_with_is_not_certain() -> None:
    def uncertain(headers: HeaderPairs) -> list[tuple[str, bool]]:
        return [(one.provider, one.certain) for one in ALL.candidates(RequestView(headers, b""))]

    assert uncertain(((b"X-Sign", b"x"),)) == [("github", False), ("meta", False)]
    assert uncertain(((b"X-Sign", b"x"), (b"X-Token", b"x")))[0] == ("token", True)
