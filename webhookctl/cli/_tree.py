"""The command line as values, read from the real Typer tree."""

from typing import Any

from webhookctl.core.completion import Argument, Command, Option, Program, Source, Values
from webhookctl.core.tamper import Kind

_OPTIONS = {
    "--at": Values(("captured", "now")),
    "--from-capture": Values(source=Source.CAPTURES),
    "--provider": Values(source=Source.PROVIDERS),
    "--retry": Values(source=Source.POLICIES),
    "--scenario": Values(source=Source.SCENARIOS),
    "--speed": Values(("max",)),
    "--tamper": Values(tuple(kind.value for kind in Kind)),
    "--tunnel": Values(source=Source.TUNNELS),
}
"""Options whose values cannot be told from their type."""

_ARGUMENTS = {
    "EVENT": Values(source=Source.EVENTS),
    "ID": Values(source=Source.CAPTURES),
    "PROVIDER": Values(source=Source.PROVIDERS),
}
"""Arguments whose values cannot be told from their type, by the word that stands for them."""


def read_tree(group: Any) -> Program:
    """Return the whole command line; hidden options are left out."""
    from typer import Context

    context = Context(group, info_name="webhookctl", **group.context_settings)
    loaded = {name: group.get_command(context, name) for name in group.list_commands(context)}
    commands = (
        _command(name, command, Context(command, parent=context, info_name=name))
        for name, command in loaded.items()
    )
    return Program(_command("", group, context).options, tuple(commands))


def _command(name: str, command: Any, context: Any) -> Command:
    parameters = [one for one in command.get_params(context) if not one.hidden]
    options = (one for one in parameters if one.param_type_name == "option")
    arguments = (one for one in parameters if one.param_type_name == "argument")
    return Command(
        name,
        " ".join((command.help or "").partition("\n\n")[0].split()).removesuffix("."),
        tuple(_option(one, context) for one in options),
        tuple(_argument(one, context) for one in arguments),
    )


def _option(option: Any, context: Any) -> Option:
    names = tuple(sorted((*option.opts, *option.secondary_opts), key=len))
    help_text = " ".join((option.help or "").split()).removesuffix(".")
    if option.is_flag or option.count:
        return Option(names, help_text)
    known = (_OPTIONS[name] for name in names if name in _OPTIONS)
    values = next(known, _values(option.type))
    shown = option.make_metavar(context).strip("'<[]>")
    return Option(names, help_text, values, shown, option.multiple)


def _argument(argument: Any, context: Any) -> Argument:
    shown = argument.make_metavar(context).strip("<[.]>")
    known = (_ARGUMENTS[word] for word in shown.split("|") if word in _ARGUMENTS)
    return Argument(shown, next(known, _values(argument.type)), argument.nargs == -1)


def _values(kind: Any) -> Values:
    if hasattr(kind, "dir_okay"):
        return Values(source=Source.FILES if kind.file_okay else Source.FOLDERS)
    return Values(tuple(str(one) for one in getattr(kind, "choices", ())))
