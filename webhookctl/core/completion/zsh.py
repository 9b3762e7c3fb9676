"""Completion for zsh, from 5.0 on."""

import re
from collections.abc import Iterator

from webhookctl.core.completion import Argument, Command, Option, Program, Source, Values

_HEAD = """\
#compdef webhookctl
# zsh completion for webhookctl, written by `webhookctl completions zsh`

_webhookctl_ask() {
  local line
  local -a found=("${(@)@[2,-1]}")
  for line in ${(f)"$(${~typed[1]} __complete $1 "=$PREFIX" "${(@)typed[2,-1]}" 2>/dev/null)"}; do
    found+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}")
  done
  _describe -V -t $1 $1 found
}

_webhookctl() {
  local curcontext="$curcontext" state line
  local -a typed=("${words[@]}") commands
  typeset -A opt_args
"""

_TAIL = """\
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _webhookctl ]]; then
  _webhookctl "$@"
else
  compdef _webhookctl webhookctl
fi
"""


def script(program: Program) -> str:
    """Return the script that zsh finds in its `fpath`, or sources."""
    lines = [
        "  commands=(",
        *(f"    {_quote(f'{one.name}:{one.help}')}" for one in program.commands),
        "  )",
        "  _arguments -C -S \\",
        *(f"    {_option(option, only='(- *)')} \\" for option in program.options),
        "    '1: :->command' '*:: :->words'",
        "",
        "  case $state in",
        "    command)",
        f"      _describe -V -t commands {_quote('webhookctl command')} commands",
        "      ;;",
        "    words)",
        "      case $words[1] in",
    ]
    for command in program.commands:
        lines += _command(command)
    return _HEAD + "".join(f"{line}\n" for line in lines) + _TAIL


def _command(command: Command) -> Iterator[str]:
    specs = [_option(option) for option in command.options]
    specs += [
        _argument(number, argument) for number, argument in enumerate(command.arguments, start=1)
    ]
    yield f"        {command.name})"
    yield "          _arguments -S \\"
    yield from (f"            {spec} \\" for spec in specs[:-1])
    yield f"            {specs[-1]}"
    yield "          ;;"


def _option(option: Option, only: str = "") -> str:
    """Return a spec such as `'*--header=[help]:webhookctl: '` of zsh's `_arguments`."""
    value = ""
    if option.values:
        value = f":{_plain(option.value_name)}:{_action(option.values)}"
    text = f"[{_plain(option.help)}]{value}"
    if option.repeats:
        return " ".join(_quote(f"*{_name(name, option)}{text}") for name in option.names)
    if len(option.names) == 1:
        return _quote(f"{only}{_name(option.names[0], option)}{text}")
    others = only or f"({' '.join(option.names)})"
    names = ",".join(_name(name, option) for name in option.names)
    return f"{_quote(others)}{{{names}}}{_quote(text)}"


def _name(name: str, option: Option) -> str:
    if not option.values:
        return name
    return f"{name}=" if name.startswith("--") else f"{name}+"


def _argument(number: int, argument: Argument) -> str:
    place = "*" if argument.repeats else str(number)
    action = _action(argument.values)
    return _quote(f"{place}:{_plain(argument.name)}:{action}")


def _action(values: Values) -> str:
    choices = " ".join(values.choices)
    if values.source is Source.FILES:
        return "_files"
    if values.source is Source.FOLDERS:
        return "_files -/"
    if values.source:  # the space in front keeps _arguments from adding words of its own
        return f" _webhookctl_ask {values.source} {choices}".rstrip()
    return f"({choices})" if choices else " "


def _plain(text: str) -> str:
    return re.sub(r"([\[\]:\\])", r"\\\1", text)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
