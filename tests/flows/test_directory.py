import pytest

from webhookctl.errors import UsageError
from webhookctl.flows.directory import entries, entry
from webhookctl.providers import all_providers


def test_all_providers_are_listed_by_name_with_all_they_have() -> None:
    found = entries()

    assert [one.provider.name for one in found] == list(all_providers())
    assert all(one.schemes == one.provider.schemes for one in found)


def test_filter_leaves_those_that_mention_it() -> None:
    assert {one.provider.name for one in entries("X-Hub-Signature")} >= {"github", "meta"}
    assert [one.provider.name for one in entries("checkout.session")] == ["stripe"]
    assert entries("no such thing") == ()


def test_provider_is_shown_with_all_its_schemes_and_events() -> None:
    one = entry("GitHub")

    assert [scheme.id for scheme in one.schemes] == ["github_sha256", "github_sha1"]
    assert "push" in [event.type for event in one.events]


def test_scheme_is_shown_alone() -> None:
    one = entry("github_sha1")

    assert one.provider.name == "github"
    assert [scheme.id for scheme in one.schemes] == ["github_sha1"]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("githb", "there is no provider called `githb`", "did you mean `github`?"),
        (
            None,
            "say which provider to show",
            "like `webhookctl providers show github`; `webhookctl providers list` names all",
        ),
    ],
)
def test_unknown_name_gets_the_nearest(name: str | None, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        entry(name)
    assert (refused.value.message, refused.value.hint) == (message, hint)
