import pytest

from webhookctl.cli._list_provider import stored_name
from webhookctl.errors import UsageError


def test_nothing_typed_is_no_name() -> None:
    assert stored_name(None, lambda _: ["one"]) is None


@pytest.mark.parametrize("typed", ["acme", "Stripe"])
def test_what_the_store_has_counts_as_it_is(typed: str) -> None:
    assert stored_name(typed, lambda name: ["one"] if name == typed else []) == typed


@pytest.mark.parametrize("typed", ["stripe", "Stripe", "s-t-r_i p e"])
def test_what_the_store_lacks_is_a_providers_name(typed: str) -> None:
    assert stored_name(typed, lambda _: []) == "stripe"


def test_name_that_nobody_has_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        stored_name("stripee", lambda _: [])
    assert raised.value.hint == "did you mean `stripe`?"
