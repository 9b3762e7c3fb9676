"""What is left to say when no variation fits."""

from webhookctl.core.explanation.case import Case
from webhookctl.core.explanation.url import url_option
from webhookctl.core.locate import RequestView
from webhookctl.core.mode import Mode
from webhookctl.core.recipe_body_token import BodyTokenRecipe
from webhookctl.core.recipe_token import BasicRecipe, TokenRecipe
from webhookctl.core.scheme import Part
from webhookctl.core.verdict import Reason, Verdict

_TRIED = ((Part.BODY, "of the body"), (Part.URL, "of the URL"))


def about_nothing(case: Case) -> Verdict:
    """Say what is left: likely the secret, since what the signature covers looks whole."""
    covers = case.scheme.recipe.covers
    what = "value" if _is_token(case) else "signature"
    key = "public key" if case.scheme.key_form.is_pair else "secret"
    which = f"any of the {len(case.secrets)} {key}s" if len(case.secrets) > 1 else f"the {key}"
    tried = _listed(["it", *(word for part, word in _TRIED if part in covers)])
    message = f"the {what} does not fit {which}, nor a usual variation of {tried}"
    mode = _mode(case)
    facts = {"likely": Reason.WRONG_SECRET.value} | ({"mode": mode.value} if mode else {})
    return case.says(case.verdict.reason, message, _hint(case, key, mode), None, **facts)


def _hint(case: Case, key: str, mode: Mode | None) -> str:
    covers = case.scheme.recipe.covers
    if _is_token(case):
        return "the sender was given another one, or sent it in another form"
    likely = (
        f"most likely it was made with another {key} (of another endpoint, app or mode: test, live)"
    )
    if mode is not None:
        likely = f"the event is of {mode} mode: use the {key} of the {mode} endpoint"
    otherwise = "the request was changed on its way"
    if Part.URL in covers:
        option = url_option(case.message)
        otherwise += f", or signed for another URL: give the one the sender used with `{option}`"
    return f"{likely}; otherwise {otherwise}"


def _is_token(case: Case) -> bool:
    return isinstance(case.scheme.recipe, TokenRecipe | BasicRecipe | BodyTokenRecipe)


def _mode(case: Case) -> Mode | None:
    rule = case.provider.mode
    if rule is None:
        return None
    return rule.find(RequestView(case.message.headers, case.message.body))


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
