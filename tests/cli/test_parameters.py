import pytest

from webhookctl.cli._parameters import parameters
from webhookctl.errors import UsageError


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (None, {}),
        ([], {}),
        (
            ["a=1", "hub.verify_token=x=y", "empty="],
            {"a": "1", "hub.verify_token": "x=y", "empty": ""},
        ),
        (["a=1", "a=2"], {"a": "2"}),
    ],
)
def test_values_are_found_by_their_names(texts: list[str] | None, values: dict[str, str]) -> None:
    assert parameters(texts) == values


@pytest.mark.parametrize("text", ["", "a", "=1"])
def test_what_has_no_name_and_value_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="is no parameter") as caught:
        parameters([text])

    assert caught.value.hint == "write it like `--param name=value`"


def test_what_is_no_text_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="the parameter `key` is no UTF-8"):
        parameters(["key=caf\udce9"])
