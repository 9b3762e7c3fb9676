from dataclasses import replace

from tests.core.explanation.cases import scheme_of, signed
from tests.core.messages import OTHER, SECRET
from webhookctl.core.explanation.case import BUDGET, cost_of, first_fit, fit_of


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


def test_body_that_has_to_be_read_counts_for_more() -> None:
    message = signed("stripe")
    size = len(message.body)

    assert cost_of(scheme_of("stripe"), message) == size
    assert cost_of(scheme_of("twilio"), message) > size
    assert cost_of(scheme_of("mandrill"), message) > size
