"""The scenarios that are built in, one file each; a file with a `SCENARIO` is found by itself."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from webhookctl.core.scenario import Scenario


@cache
def all_scenarios() -> Mapping[str, Scenario]:
    """Return every built-in scenario by its name, sorted."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    scenarios = sorted((module.SCENARIO for module in modules), key=lambda one: str(one.name))
    return {scenario.name: scenario for scenario in scenarios}
