"""Every provider that a name may mean: those built in, and the user's own recipes.

The same names as in `webhookctl.providers`, which knows only the first. Each may raise UsageError
for a mistake in a configuration file.
"""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path

from webhookctl.config.file import config_files, read_config
from webhookctl.config.recipe import provider_of
from webhookctl.config.table import Table
from webhookctl.core.lookup import SchemesByName, look_up, plain_name
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import Recogniser
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scenario import Scenario
from webhookctl.core.scheme import Scheme
from webhookctl.errors import UsageError

TABLES = ("providers", "retry", "scenario")
"""The tables that a configuration file may have."""


def all_providers() -> Mapping[str, Provider]:
    """Return every provider by its name, sorted."""
    return _known().providers


def all_schemes() -> SchemesByName:
    """Return every scheme by each of its names: scheme id, provider name and aliases."""
    return _known().schemes


def find(name: str) -> tuple[Provider, tuple[Scheme, ...]]:
    """Return the provider of that name or alias with all its schemes, or one scheme by its id.

    Capitals, `-` and `_` make no difference. Raises UsageError that names the nearest.
    """
    return look_up(all_schemes(), name)


def all_policies() -> Mapping[str, RetryPolicy]:
    """Return every retry policy by each of its names: those built in, and the user's own."""
    return _known().policies


def all_scenarios() -> Mapping[str, Scenario]:
    """Return every scenario by its name: those built in, and the user's own.

    Providers are not loaded for it: shells ask at each Tab.
    """
    from webhookctl.config.scenario import scenarios_in
    from webhookctl.providers.scenarios import all_scenarios as built_in

    own: dict[str, Scenario] = {}
    for path in reversed(config_files()):
        root = Table("", str(path), read_config(path))
        root.allow(TABLES)
        found = scenarios_in(root.table("scenario"), built_in())
        own |= {plain_name(scenario.name): scenario for scenario in found}
    return {**built_in(), **{scenario.name: scenario for scenario in own.values()}}


def recogniser() -> Recogniser:
    """Return what recognises the requests of them all; it is built once."""
    return _known().recogniser


class _Known:
    """The built-in providers and some more; without more, the very mappings of the built-in."""

    def __init__(self, own: Mapping[str, Provider], policies: Iterable[RetryPolicy] = ()) -> None:
        from webhookctl import providers

        self._own_policies = tuple(policies)

        self.providers, self.schemes = providers.all_providers(), providers.all_schemes()
        if own:
            both = {**self.providers, **own}
            self.providers = {name: both[name] for name in sorted(both)}
            mine = {name: (provider, provider.schemes[0]) for name, provider in own.items()}
            self.schemes = {**self.schemes, **mine}

    @cached_property
    def policies(self) -> Mapping[str, RetryPolicy]:
        from webhookctl.providers import all_policies as built_in

        own = {policy.name: policy for policy in self._own_policies}
        return {**built_in(), **own} if own else built_in()

    @cached_property
    def recogniser(self) -> Recogniser:
        return Recogniser(self.schemes)


def _known() -> _Known:
    # a process reads a file once, unless it changes meanwhile
    stats = [(path, path.stat()) for path in config_files()]
    return _read(tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats))


@cache
def _read(files: tuple[tuple[Path, int, int], ...]) -> _Known:
    own: dict[str, Provider] = {}
    policies: dict[str, RetryPolicy] = {}
    for path, _, _ in reversed(files):
        root = Table("", str(path), read_config(path))
        root.allow(TABLES)
        for provider in _providers_in(root):
            own = {name: one for name, one in own.items() if not _same(name, provider.name)}
            own[provider.name] = provider
        policies |= {plain_name(policy.name): policy for policy in _policies_in(root)}
    return _Known(own, policies.values())


def _policies_in(root: Table) -> list[RetryPolicy]:
    if "retry" not in root.values:
        return []
    from webhookctl.config.retry import policies_in
    from webhookctl.providers import all_policies as built_in

    return policies_in(root.table("retry"), built_in())


def _providers_in(root: Table) -> list[Provider]:
    path = root.file
    tables = root.table("providers")
    built_in = _built_in_names()
    found: dict[str, Provider] = {}
    for name in tables.values:
        plain = plain_name(name)
        if plain in built_in:
            raise UsageError(
                f"`[providers.{name}]` in `{path}` has the name of a built-in provider",
                hint=f"give it another name, like `[providers.my_{name}]`",
            )
        if plain in found:
            raise UsageError(
                f"`[providers.{name}]` in `{path}` and `{found[plain].name}` are one name",
                hint="capitals, `-` and `_` make no difference: give one of them another name",
            )
        found[plain] = provider_of(name, tables.table(name))
    return list(found.values())


@cache
def _built_in_names() -> frozenset[str]:
    from webhookctl.providers import all_schemes as built_in

    return frozenset(map(plain_name, built_in()))


def _same(name: str, other: str) -> bool:
    return plain_name(name) == plain_name(other)
