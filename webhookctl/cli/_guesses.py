"""What may have been meant by a command line that cannot be read."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import typer

# Typer has its own copy of Click, and makes only part of its errors public.
from typer._click.exceptions import BadOptionUsage, BadParameter, NoSuchOption

_OTHER_WORDS = {
    "--body": ("--data",),
    "--dest": ("--to",),
    "--endpoint": ("--to",),
    "--event": ("--filter",),
    "--forward": ("--forward-to",),
    "--payload": ("--data",),
    "--repeat": ("--count", "--duplicate"),
    "--target": ("--to",),
    "--times": ("--count", "--duplicate"),
    "--url": ("--to", "--forward-to"),
    "-H": ("--header",),
    "-d": ("--data",),
    "-k": ("--insecure",),
}
"""Options as they are called elsewhere, and as they are called here."""

_EXTRA = re.compile(r"unexpected extra argument(?:\(s\)|s)? \(([^ ]+?)(?: |\)\.?$)")
_CHOICE = re.compile(r"'([^']*)' is not one of")
_TARGETS = ("--to", "--forward-to")


def guess(error: typer.TyperException, context: Any) -> str:
    """Return `did you mean …? ` for a mistake on the command line, or nothing."""
    if context is None:
        return ""
    if isinstance(error, NoSuchOption):
        return _ask(_options_like(error.option_name, _long_options(context)))
    text = error.format_message()
    if extra := _EXTRA.search(text):
        return _ask(_option_for(extra[1], _long_options(context)))
    if isinstance(error, BadParameter) and (wrong := _CHOICE.search(text)):
        choices = (
            [str(one) for one in getattr(error.param.type, "choices", ())] if error.param else []
        )
        return _ask(_choices_like(wrong[1], choices, context))
    return ""


def scenarios(error: typer.TyperException) -> str:
    """Return what could stand behind a `--scenario` that nothing stands behind, or nothing."""
    if not isinstance(error, BadOptionUsage) or error.option_name != "--scenario":
        return ""
    from webhookctl.config.known import all_scenarios
    from webhookctl.core.scenario import listed

    return "\n  ".join([", and these are the scenarios:", *listed([*all_scenarios().values()])])


def _ask(meant: Iterable[str]) -> str:
    texts = [f"`{one}`" for one in meant][:3]
    return f"did you mean {' or '.join(texts)}? " if texts else ""


def _options_like(typed: str, names: list[str]) -> list[str]:
    known = [name for name in _OTHER_WORDS.get(typed, ()) if name in names]
    if known:
        return known
    lead = typed if typed.startswith("--") else f"-{typed}"
    begin = [name for name in names if name.startswith(lead)]
    bare = {name.lstrip("-"): name for name in names}
    return begin or [bare[near] for near in get_close_matches(typed.lstrip("-"), bare, 1)]


def _option_for(extra: str, names: list[str]) -> list[str]:
    """Return the option that an argument too many may be the value of."""
    if "://" in extra:
        return [f"{name} {extra}" for name in _TARGETS if name in names]
    return [f"--provider {extra}"] if "--provider" in names and _is_provider(extra) else []


def _choices_like(typed: str, choices: list[str], context: Any) -> list[str]:
    """Return the nearest choices, or what goes before the name of a provider: `show`, `new`."""
    takes_provider = any(one.name == "provider" for one in context.command.params)
    if choices and takes_provider and _is_provider(typed):
        return [f"{context.command_path} {choices[-1]} {typed}"]
    return get_close_matches(typed.lower(), choices)


def _is_provider(text: str) -> bool:
    from webhookctl.config.known import all_schemes

    return text in all_schemes()


def _long_options(context: Any) -> list[str]:
    return [
        name
        for option in context.command.get_params(context)
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
    ]
