"""Completion for bash, from 3.2 on."""

from collections.abc import Iterator
from shlex import quote

from webhookctl.core.completion import Command, Program, Source, Values

_HEAD = """\
# bash completion for webhookctl, written by `webhookctl completions bash`

_webhookctl_words() {
  local word
  for word in "$@"; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$lead$word")
  done
}

_webhookctl_files() {
  # readline's own completion knows ~ and quoting; bash 3.2 cannot switch to it
  [[ -z $lead ]] && compopt -o default 2>/dev/null && return
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -P "$lead" -- "$current"))
}

_webhookctl_ask() {
  local typed=("${COMP_WORDS[@]:1}") program="${COMP_WORDS[0]/#\\~/$HOME}" word rest
  while IFS=$'\\t' read -r word rest; do
    _webhookctl_words "$word"
  done < <("$program" __complete "$1" "=$current" "${typed[@]}" 2>/dev/null)
}

_webhookctl() {
  local current="${COMP_WORDS[COMP_CWORD]}" option="${COMP_WORDS[COMP_CWORD - 1]}"
  local command="" with_value="" lead="" word="" index position=0 value=0
  COMPREPLY=()

  # --option=value is three words, or one where = breaks no words
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $option == "=" ]]; then
    option="${COMP_WORDS[COMP_CWORD - 2]}"
  elif [[ $current == --*=* ]]; then
    option="${current%%=*}" lead="${current%%=*}=" current="${current#*=}"
  fi

  for ((index = 1; index < COMP_CWORD; index++)); do
    word="${COMP_WORDS[index]}"
    if [[ $word == "=" ]]; then
      continue
    elif [[ $value == 1 ]]; then
      value=0
    elif [[ $word == -* ]]; then
      [[ $with_value == *" $word "* ]] && value=1
    elif [[ -z $command ]]; then
      command="$word"
      case "$command" in
"""

_TAIL = """\
  esac
}

complete -o nosort -F _webhookctl webhookctl 2>/dev/null || complete -F _webhookctl webhookctl
"""


def script(program: Program) -> str:
    """Return the script that bash sources."""
    lines = [
        *_with_values(program),
        "      esac",
        "    else",
        "      ((position++))",
        "    fi",
        "  done",
        "",
        '  case "$command $option" in',
        *_option_values(program),
        "  esac",
        "",
        "  if [[ -n $lead ]]; then",
        "    return",
        "  elif [[ $current == -* ]]; then",
        '    case "$command" in',
        *_options(program),
        "    esac",
        "    return",
        "  fi",
        "",
        '  case "$command $position" in',
        *_positions(program),
    ]
    return _HEAD + "".join(f"{line}\n" for line in lines) + _TAIL


def _with_values(program: Program) -> Iterator[str]:
    for command in program.commands:
        if names := " ".join(command.names_with_values()):
            yield f'        {command.name}) with_value=" {names} " ;;'


def _option_values(program: Program) -> Iterator[str]:
    grouped: dict[str, list[str]] = {}
    for command in program.commands:
        for option in command.options:
            if option.values:
                patterns = [f'"{command.name} {name}"' for name in option.names]
                grouped.setdefault(_values(option.values), []).extend(patterns)
    for action, patterns in grouped.items():
        yield f"    {' | '.join(patterns)})"
        yield f"      {action}return"
        yield "      ;;"


def _values(values: Values) -> str:
    action = ""
    if values.choices:
        action += f"_webhookctl_words {' '.join(map(quote, values.choices))}; "
    if values.source is Source.FILES:
        action += "_webhookctl_files -f; "
    elif values.source is Source.FOLDERS:
        action += "_webhookctl_files -d; "
    elif values.source:
        action += f"_webhookctl_ask {values.source}; "
    return action


def _options(program: Program) -> Iterator[str]:
    for command in (program.root, *program.commands):
        yield f'      "{command.name}") _webhookctl_words {" ".join(command.names())} ;;'


def _positions(program: Program) -> Iterator[str]:
    names = " ".join(command.name for command in program.commands)
    yield f'    " 0") _webhookctl_words {names} ;;'
    for command in program.commands:
        yield from _arguments(command)


def _arguments(command: Command) -> Iterator[str]:
    for number, argument in enumerate(command.arguments):
        action = _values(argument.values)
        if action:
            place = "*" if argument.repeats else str(number)
            yield f'    "{command.name} "{place}) {action.rstrip()[:-1]} ;;'
