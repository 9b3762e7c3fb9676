"""Completion for PowerShell, from 5.1 on."""

from collections.abc import Iterator

from webhookctl.core.completion import Command, Option, Program, Values

_HEAD = """\
# PowerShell completion for webhookctl, written by `webhookctl completions powershell`

Register-ArgumentCompleter -Native -CommandName webhookctl -ScriptBlock {
    param($current, $commandAst, $cursor)

    $commands = [ordered]@{
"""

_TAIL = """\
    }

    # the words before the one at the cursor
    $program, $words = @(
        $commandAst.CommandElements |
            Where-Object { $_.Extent.EndOffset -lt $cursor } |
            ForEach-Object { $_.ToString() }
    )
    $words = @($words)
    $name = $words | Where-Object { $_ -and -not $_.StartsWith('-') } | Select-Object -First 1
    $known = $options["$name"]
    $last = "$($words[-1])"
    $found = @()

    if (-not $known) {
        return
    } elseif ($known.Contains($last) -and $null -ne $known[$last].Values) {
        $found = & $known[$last].Values
    } elseif ($current.StartsWith('-')) {
        foreach ($option in $known.Keys) { $found += "$option`t$($known[$option].Help)" }
    } elseif (-not $name) {
        foreach ($command in $commands.Keys) { $found += "$command`t$($commands[$command])" }
    } elseif ($arguments.Contains($name)) {
        $found = & $arguments[$name]
    }

    foreach ($line in $found) {
        $value, $help = "$line" -split "`t", 2
        if ($value.StartsWith($current)) {
            if (-not $help) { $help = $value }
            $result = 'System.Management.Automation.CompletionResult'
            New-Object $result -ArgumentList $value, $value, 'ParameterValue', $help
        }
    }
}
"""


def script(program: Program) -> str:
    """Return the script that a PowerShell profile runs. Paths are left to PowerShell."""
    lines = [f"        {_quote(one.name)} = {_quote(one.help)}" for one in program.commands]
    lines += ["    }", "    $options = @{"]
    for command in (program.root, *program.commands):
        lines += _options(command)
    lines += ["    }", "    $arguments = @{"]
    lines += _arguments(program)
    return _HEAD + "".join(f"{line}\n" for line in lines) + _TAIL


def _options(command: Command) -> Iterator[str]:
    yield f"        {_quote(command.name)} = [ordered]@{{"
    for option in command.options:
        for name in option.names:
            yield f"            {_quote(name)} = {_option(option)}"
    yield "        }"


def _option(option: Option) -> str:
    values = "$null" if option.values is None else _values(option.values)
    return f"@{{ Help = {_quote(option.help)}; Values = {values} }}"


def _arguments(program: Program) -> Iterator[str]:
    for command in program.commands:
        if command.arguments:
            yield f"        {_quote(command.name)} = {_values(command.arguments[0].values)}"


def _values(values: Values) -> str:
    found = [f"@({', '.join(map(_quote, values.choices))})"]
    if values.source and values.source.asked:
        found.append(f'& $program __complete {values.source} "=$current" @words 2>$null')
    return f"{{ {'; '.join(found)} }}"


def _quote(text: str) -> str:
    """Quote for PowerShell, which takes typographic single quotes for quotes as well."""
    for mark in "'\u2018\u2019\u201a\u201b":
        text = text.replace(mark, mark * 2)
    return f"'{text}'"
