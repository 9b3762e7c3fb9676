from dataclasses import replace

import pytest

from webhookctl.errors import UsageError
from webhookctl.providers import all_providers, all_schemes, events_of, find


def test_the_five_providers_are_found() -> None:
    assert list(all_providers()) == ["github", "shopify", "slack", "standard_webhooks", "stripe"]


def test_every_scheme_is_known_by_its_names() -> None:
    names = {"github", "github_sha1", "github_sha256", "shopify_events", "standard-webhooks"}

    assert names <= set(all_schemes())
    assert all_schemes()["github"][1].id == "github_sha256"


@pytest.mark.parametrize(
    ("name", "provider", "schemes"),
    [
        ("github", "github", ("github_sha256", "github_sha1")),
        ("GitHub", "github", ("github_sha256", "github_sha1")),
        ("github_sha1", "github", ("github_sha1",)),
        ("standard-webhooks", "standard_webhooks", ("standard_webhooks",)),
        ("StandardWebhooks", "standard_webhooks", ("standard_webhooks",)),
        ("shopify", "shopify", ("shopify", "shopify_events")),
    ],
)
def test_name_means_a_provider_or_one_scheme(
    name: str, provider: str, schemes: tuple[str, ...]
) -> None:
    found, its_schemes = find(name)

    assert found.name == provider
    assert tuple(scheme.id for scheme in its_schemes) == schemes


def test_nearest_name_is_suggested() -> None:
    with pytest.raises(UsageError, match="no provider called `strpe`") as caught:
        find("strpe")

    assert caught.value.hint == "did you mean `stripe`?"


def test_known_providers_are_listed_when_none_is_near() -> None:
    with pytest.raises(UsageError) as caught:
        find("zzz")

    assert caught.value.hint == "known: github, shopify, slack, standard_webhooks, stripe"


def test_events_are_those_of_the_file_with_its_name() -> None:
    github = all_providers()["github"]

    assert "push" in [event.type for event in events_of(github)]
    assert events_of(replace(github, name="nobody")) == ()
