from dataclasses import replace

from tests.core.explanation.cases import scheme_of, signed
from tests.core.messages import OTHER, SECRET
from webhookctl.core.explanation.case import BUDGET, first_fit, fit_of


def test_fit_says_which_secret_it_was() -> None:
    fit = fit_of(scheme_of("stripe"), signed("stripe"), [OTHER, SECRET])

    assert fit is not None
    assert fit.secret == SECRET.name
    assert fit_of(scheme_of("stripe"), signed("stripe"), [OTHER]) is None


def test_no_more_is_hashed_than_the_budget() -> None:
    genuine = signed("stripe")
    large = replace(genuine, body=bytes(BUDGET // 2 + 1))
    scheme = scheme_of("stripe")

    assert first_fit([("a", scheme, large), ("b", scheme, genuine)], [SECRET]) is not None
    spent = [("a", scheme, large), ("b", scheme, large), ("c", scheme, genuine)]
    assert first_fit(spent, [SECRET]) is None
