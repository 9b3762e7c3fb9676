import pytest

from tests.core.messages import a_scheme
from webhookctl.core.lookup import look_up
from webhookctl.core.provider import Provider
from webhookctl.errors import UsageError

SCHEME = a_scheme()
PROVIDER = Provider("acme_inc", "Acme", (SCHEME,), aliases=("acme-inc", "coyote"))
SCHEMES = dict.fromkeys(("acme_inc", "acme-inc", "coyote", "acme"), (PROVIDER, SCHEME))


@pytest.mark.parametrize("name", ["acme_inc", "Acme-Inc", "ACMEINC", "coyote", "acme"])
def test_name_is_found_however_it_is_written(name: str) -> None:
    assert look_up(SCHEMES, name) == (PROVIDER, (SCHEME,))


def test_nearest_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        look_up(SCHEMES, "coyotte")

    assert caught.value.hint == "did you mean `coyote`?"


@pytest.mark.parametrize("name", ["", "_", "nothing like it"])
def test_list_is_named_when_no_name_is_near(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        look_up(SCHEMES, name)

    assert caught.value.hint == "`webhookctl providers list` shows all"
