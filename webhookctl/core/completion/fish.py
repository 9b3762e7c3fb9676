"""Completion for fish, from 3.0 on."""

from collections.abc import Iterator

from webhookctl.core.completion import Command, Option, Program, Source, Values

_HEAD = """\
# fish completion for webhookctl, written by `webhookctl completions fish`

function __webhookctl_in --description 'Whether the command is the one that was named, or none yet'
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if not string match -q -- '-*' $word
            test "$word" = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end

function __webhookctl_ask --description 'Values that only webhookctl knows'
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    if string match -q -- '-*' "$current"
        string match -q -- '--*=*' $current; or return
        set current (string split -m 1 -- = $current)[2]
    end
    $words[1] __complete $argv[1] "=$current" $words[2..-1] 2>/dev/null
end

complete -c webhookctl -e
complete -c webhookctl -f
"""


def script(program: Program) -> str:
    """Return the script that fish finds among its completions, or sources."""
    rest = [
        *(_option(option) for option in program.options),
        *(f"-a {command.name} -d {_quote(command.help)}" for command in program.commands),
    ]
    lines = [_line(program.root, one) for one in rest]
    for command in program.commands:
        lines += _command(command)
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _command(command: Command) -> Iterator[str]:
    yield ""
    for option in command.options:
        yield _line(command, _option(option))
    for argument in command.arguments:
        if words := _values(argument.values):
            yield _line(command, words)


def _line(command: Command, rest: str) -> str:
    return f'complete -c webhookctl -n "__webhookctl_in {command.name or _quote("")}" {rest}'


def _option(option: Option) -> str:
    names = " ".join(
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
    )
    value = ""
    if option.values:
        words = _values(option.values)
        value = f" -r {words}" if words.startswith("-F") else f" -x {words}".rstrip()
    return f"{names}{value} -d {_quote(option.help)}"


def _values(values: Values) -> str:
    if values.source is Source.FILES:
        return "-F"
    if values.source is Source.FOLDERS:
        return "-a '(__fish_complete_directories)'"
    asked = f"(__webhookctl_ask {values.source})" if values.source else ""
    words = " ".join(filter(None, (*values.choices, asked)))
    return f"{'-k ' if asked else ''}-a {_quote(words)}" if words else ""


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
