import re

import pytest

from tests.providers.payloads.samples import facts
from webhookctl.errors import UsageError
from webhookctl.flows.catalogue import fresh_payload, nothing_to_send, provider_and_type
from webhookctl.providers import find


@pytest.mark.parametrize(
    ("event", "named", "told"),
    [
        ("github.push", None, ("github", "push")),
        ("GitHub.pull_request.closed", "github", ("github", "pull_request.closed")),
        (None, "stripe", ("stripe", None)),
        (None, None, (None, None)),
    ],
)
def test_event_tells_its_provider_and_its_type(
    event: str | None, named: str | None, told: tuple[str | None, str | None]
) -> None:
    provider, type_ = provider_and_type(event, named)
    assert (provider and provider.name, type_) == told


@pytest.mark.parametrize(
    ("event", "named", "message"),
    [
        ("github", None, "`github` names no event of GitHub"),
        (
            "github.push",
            "stripe",
            "`github.push` is an event of GitHub, `--provider` says stripe",
        ),
    ],
)
def test_event_that_contradicts_itself_is_refused(
    event: str, named: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        provider_and_type(event, named)
    assert caught.value.message == message


def test_payload_is_that_of_the_template() -> None:
    github, _ = find("github")
    payload = fresh_payload(github, "push", facts())
    assert isinstance(payload, dict)
    assert payload["ref"] == "refs/heads/main"


def test_type_without_a_template_is_answered_with_the_nearest() -> None:
    github, _ = find("github")
    with pytest.raises(UsageError) as caught:
        fresh_payload(github, "psh", facts())
    assert (caught.value.hint or "").startswith("did you mean `github.push`?")


def test_advice_names_every_provider_with_one_event_each() -> None:
    how, *lines = (nothing_to_send().hint or "").splitlines()
    named: dict[str, str] = {}
    for line in lines:
        title, _, example = line.strip().partition(": ")
        named[title] = example
    assert how.endswith("`webhookctl providers show NAME` lists all events of one of these:")
    assert {"Brevo", "GitHub", "Shopify", "Slack", "Stripe"} < named.keys()
    assert named["Typeform"] == "typeform.form_response"
    assert re.fullmatch(r"github\.push and \d+ more", named["GitHub"])
    assert named["Standard Webhooks"].endswith(" and 2 more, or any type")
