"""The oracle is OpenAI's own library, where it is installed."""

from time import time
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.compose import Signing, compose
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url

EVENTS = [name for name in NAMES if name.startswith("openai.")]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the specification's example


def known_types() -> dict[str, Any]:
    """Return the models of the library by the type of their event."""
    webhooks = pytest.importorskip("openai.types.webhooks")
    models = webhooks.UnwrapWebhookEvent.__origin__.__args__  # of Annotated[Union[…], …]
    return {one.model_fields["type"].annotation.__args__[0]: one for one in models}


def unknown_fields(model: Any) -> list[str]:
    """Return the fields of a payload that the library does not declare, at any depth."""
    inner = [getattr(model, name) for name in type(model).model_fields]
    listed = [one for value in inner for one in (value if isinstance(value, list) else [value])]
    deeper = [name for one in listed if hasattr(one, "model_extra") for name in unknown_fields(one)]
    return [*(model.model_extra or {}), *deeper]


@pytest.mark.parametrize("name", EVENTS)
def test_library_knows_the_event_and_all_its_fields(name: str) -> None:
    model = known_types()[name.removeprefix("openai.")]

    for seed in range(5):
        read = model.model_validate(sample(name, facts(seed)), strict=True)
        assert unknown_fields(read) == []


def test_library_accepts_what_is_signed() -> None:
    openai = pytest.importorskip("openai")
    sent = event("openai.response.completed")
    signing = Signing(provider("openai").schemes[0], Secret("env:TEST", SECRET.encode()))
    request = compose(sent, parse_url("https://app.example.com/hook"), signing, time())
    headers = {name.decode(): value.decode() for name, value in request.headers}

    with openai.OpenAI(api_key="none", webhook_secret=SECRET) as client:
        read = client.webhooks.unwrap(request.body.read().decode(), headers)

    assert read.type == "response.completed"


@pytest.mark.parametrize("name", EVENTS)
def test_receiver_finds_type_and_id(name: str) -> None:
    sent = event(name)

    assert told(name) == name.removeprefix("openai.")
    assert header(sent, "webhook-id") == sent.id
    assert sent.id.startswith("wh_")
    assert (header(sent, "user-agent") or "").startswith("OpenAI/")


def test_ids_tell_what_they_are_of() -> None:
    prefixes = {name: sample(name)["data"].get("id", "-").split("_")[0] for name in EVENTS}

    assert prefixes["openai.response.failed"] == "resp"
    assert prefixes["openai.batch.completed"] == "batch"
    assert prefixes["openai.eval.run.failed"] == "evalrun"
    assert prefixes["openai.fine_tuning.job.failed"].startswith("ftjob-")
