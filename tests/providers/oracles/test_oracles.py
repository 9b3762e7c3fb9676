"""The providers' own libraries judge what we sign, and we judge what they sign."""

import time
from collections.abc import Callable

import pytest

from tests.providers.messages import having
from tests.providers.oracles import ORACLES
from tests.providers.oracles.oracle import Oracle
from tests.providers.oracles.without import WITHOUT
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.providers import all_schemes


def each(*wanted: Oracle) -> list[object]:
    return [
        pytest.param(
            oracle,
            id=f"{oracle.scheme}-{oracle.package}",
            marks=[pytest.mark.filterwarnings(one) for one in oracle.warnings],
        )
        for oracle in wanted
    ]


def at(body: str, now: float) -> str:
    """Return a body that holds the time it is sent at, if it holds one."""
    return body.replace("NOW_MS", str(int(now * 1000)))


def accepted(oracle: Oracle, message: SignedMessage, secret: Secret | None = None) -> bool:
    return oracle.ours.judge(message, [secret or oracle.judging], time.time()).valid


@pytest.mark.parametrize("oracle", each(*ORACLES))
def test_library_accepts_what_we_sign_and_not_one_byte_else(
    oracle: Oracle, record_property: Callable[[str, object], None]
) -> None:
    of = "official" if oracle.is_official else "other"
    record_property("oracle", f"{oracle.scheme} {oracle.package} {of}")
    library = oracle.load()
    for body in oracle.bodies:
        now = time.time()
        message = oracle.signed(at(body, now), now)

        assert oracle.takes(library, message), f"refused what we signed: {body!r}"
        assert not oracle.takes(library, oracle.change(message)), f"accepted a forged {body!r}"


@pytest.mark.parametrize("oracle", each(*(one for one in ORACLES if one.sign)))
def test_we_accept_what_a_library_signs_and_not_one_byte_else(
    oracle: Oracle, record_property: Callable[[str, object], None]
) -> None:
    record_property("signed", oracle.scheme)
    library = oracle.load()
    assert oracle.sign is not None
    for body in oracle.bodies:
        now = time.time()
        message = oracle.unsigned(at(body, now))
        for name, value in oracle.sign(library, oracle.to_sign(message), int(now)).items():
            message = having(message, name, value)

        assert accepted(oracle, message), f"refused what the library signed: {body!r}"
        assert not accepted(oracle, oracle.change(message)), f"accepted a forged {body!r}"
        assert not accepted(oracle, message, oracle.other), f"accepted with another key: {body!r}"


@pytest.mark.parametrize("oracle", each(*(one for one in ORACLES if one.tolerance)))
def test_library_and_we_refuse_what_is_too_old(oracle: Oracle) -> None:
    library = oracle.load()
    now = time.time() - (oracle.tolerance or 0) - 10
    message = oracle.signed(at(oracle.bodies[0], now), now)

    assert not oracle.takes(library, message)
    assert not accepted(oracle, message)


def test_each_scheme_that_signs_is_judged_or_has_a_reason_why_not() -> None:
    schemes = {scheme.id: scheme for _, scheme in all_schemes().values()}
    signing = {id_ for id_, one in schemes.items() if not isinstance(one.recipe, UnsignedRecipe)}
    judged = {oracle.scheme for oracle in ORACLES}
    reasons = [id_ for ids in WITHOUT.values() for id_ in ids]

    assert sorted(reasons) == sorted(signing - judged)
