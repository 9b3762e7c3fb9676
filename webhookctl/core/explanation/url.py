"""URLs that are not the one that was signed, as behind a proxy."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from webhookctl.core.explanation.case import Case
from webhookctl.core.recipe import URL_PARAMETER
from webhookctl.core.scheme import Part, SignedMessage
from webhookctl.core.variation import url_variations
from webhookctl.core.verdict import Reason, Verdict

_LONGEST_SHOWN = 200


def about_url(case: Case) -> Verdict | None:
    """Find a URL that fits, where the signature covers it, and name it."""
    if Part.URL not in case.scheme.recipe.covers:
        return None
    found = case.fitting(_at_other_urls(case.message))
    if found is None:
        return None
    url, fit = found
    judged = case.message.params.get(URL_PARAMETER) or case.message.url or ""
    differs = ", ".join(differences(judged, url))
    message = f"the URL is not the one that was signed: the signature fits {_cut(url)}"
    option = url_option(case.message)
    hint = f"give that address with `{option}`, and have your app verify with it as well"
    return case.says(
        Reason.URL_DIFFERS,
        f"{message} (other {differs})" if differs else message,
        hint,
        fit,
        fits_url=url,
        url_differs_in=differs,
    )


def url_option(message: SignedMessage) -> str:
    """Return the option by which another URL is given."""
    return f"--param {URL_PARAMETER}=URL" if URL_PARAMETER in message.params else "--url URL"


def differences(judged: str, signed: str) -> Iterator[str]:
    """Yield in what the URL that was judged differs from the one that was signed, in words."""
    try:
        ours, theirs = urlsplit(judged), urlsplit(signed)
        ports = ours.port, theirs.port
    except ValueError:
        return
    if ours.scheme != theirs.scheme:
        yield "scheme"
    if ours.hostname != theirs.hostname:
        yield "host"
    if ports[0] != ports[1]:
        yield "port"
    if ours.path != theirs.path:
        slashes = ours.path.rstrip("/") == theirs.path.rstrip("/")
        yield "trailing slash" if slashes else "path"
    if ours.query != theirs.query:
        same = sorted(ours.query.split("&")) == sorted(theirs.query.split("&"))
        yield "order of the query" if same else "query"


def _at_other_urls(message: SignedMessage) -> Iterator[tuple[str, SignedMessage]]:
    """Yield URLs with the message as if it had come to them."""
    registered = message.params.get(URL_PARAMETER)
    for known in dict.fromkeys(filter(None, (registered, message.url))):
        for url in dict.fromkeys((known, *url_variations(known, message.headers))):
            if registered:
                yield url, replace(message, params={**message.params, URL_PARAMETER: url})
            else:
                yield url, replace(message, url=url)


def _cut(url: str) -> str:
    return url if len(url) <= _LONGEST_SHOWN else url[: _LONGEST_SHOWN - 1] + "…"
