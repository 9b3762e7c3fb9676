"""Values for shell completion that only the program knows: captures, providers, scenarios…"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from webhookctl.config import store_path
from webhookctl.errors import UsageError

One = TypeVar("One")

LIMIT = 50
"""How many captures are offered, newest first."""


def candidates(source: str, prefix: str, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the values of a source that begin with `prefix`, each with a word about it.

    `words` are those typed so far: a `--store` among them is the store that is asked. Raises
    StoreError where there is no store.
    """
    if source == "captures":
        return _captures(prefix, words)
    if source == "events":
        return _events(prefix)
    found = {
        "policies": _policies,
        "providers": _providers,
        "scenarios": _scenarios,
        "tunnels": _tunnels,
    }.get(source)
    return (one for one in (found() if found else ()) if one[0].startswith(prefix))


def _captures(prefix: str, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    from webhookctl.core.ports import CaptureQuery
    from webhookctl.flows.history import open_store

    store = open_store(store_path(_store_option(words)), create=False)
    try:
        # the newest id with this prefix is the first below all that could follow it
        query = CaptureQuery(before_id=f"{prefix}\x7f" if prefix else None, limit=LIMIT)
        for number, row in enumerate(store.rows(query)):
            request = f"{row.method.decode('latin-1')} {row.target.decode('latin-1')}"
            about = " ".join(filter(None, (request, row.provider, row.event)))
            if number == 0 and "last".startswith(prefix):
                yield "last", "the newest capture"
            if row.id.startswith(prefix):
                yield row.id, about
    finally:
        store.close()


def _store_option(words: Sequence[str]) -> Path | None:
    """Return the value of `--store`, whether a shell left `--store=FILE` whole or in three."""
    found: Path | None = None
    for number, word in enumerate(words):
        if word.startswith("--store="):
            found = Path(word.removeprefix("--store="))
        elif word == "--store":
            rest = [one for one in words[number + 1 : number + 3] if one != "="]
            found = Path(rest[0]) if rest else found
    return found.expanduser() if found else None


def _providers() -> Iterator[tuple[str, str]]:
    from webhookctl.config.titles import own_titles
    from webhookctl.providers import provider_titles

    return iter(sorted({**dict(provider_titles()), **own_titles()}.items()))


def _policies() -> Iterator[tuple[str, str]]:
    from webhookctl.config.known import all_policies
    from webhookctl.providers import all_policies as built_in

    known = _known(all_policies, built_in)
    yield "none", "one attempt"
    yield from ((name, policy.title) for name, policy in known.items())


def _scenarios() -> Iterator[tuple[str, str]]:
    from webhookctl.config.known import all_scenarios
    from webhookctl.providers.scenarios import all_scenarios as built_in

    known = _known(all_scenarios, built_in)
    return ((name, scenario.summary or scenario.course) for name, scenario in known.items())


def _events(prefix: str) -> Iterator[tuple[str, str]]:
    from webhookctl.providers import event_names

    return ((name, event.summary) for name, event in event_names(prefix))


def _known(
    own_too: Callable[[], Mapping[str, One]], built_in: Callable[[], Mapping[str, One]]
) -> Mapping[str, One]:
    try:
        return own_too()
    except UsageError:  # a mistake in a configuration file is for the commands to tell
        return built_in()


def _tunnels() -> Iterator[tuple[str, str]]:
    from webhookctl.tunnels import tunnel_names

    return ((name, "a public URL") for name in tunnel_names())
