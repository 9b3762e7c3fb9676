"""The real shells for completion tests: what they offer for a line that is typed up to its end."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

TIMEOUT = 30

_BASH = r"""
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_webhookctl "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""

_ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source ${(q)1}"
zpty -r shell said '*@ready@*'
zpty -w -n shell "$2"$'\t'
zpty -r shell said '*@done@*'
zpty -d shell
"""

_ZSH_SETUP = r"""
PS1=
fpath=(%(folder)s $fpath)
autoload -Uz compinit && compinit -u -d %(dump)s
bindkey '^I' complete-word
zstyle ':completion:*' list-grouped no
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a offered
  builtin compadd -O offered "$@"
  print -lr -- $offered >> %(result)s
  builtin compadd "$@"
}
finish() { print -r -- '@''done@' }
comppostfuncs=(finish)
print -r -- '@''ready@'
"""


@dataclass(frozen=True, slots=True)
class Shell:
    """One shell. `ask` takes the completion script, a line, an environment and a folder."""

    name: str
    file_name: str
    ask: Callable[[Path, str, Mapping[str, str], Path], list[str]]

    def offers(
        self, script: Path, line: str, environment: Mapping[str, str], folder: Path
    ) -> set[str]:
        """Return what the shell offers for the last word, or skip where it is not installed.

        `folder` is the working folder, and keeps what makes the next question cheaper.
        """
        if os.name == "nt" or shutil.which(self.name) is None:
            pytest.skip(f"{self.name} is not installed")
        return set(self.ask(script, line, environment, folder))


def _run(command: list[str], environment: Mapping[str, str], folder: Path) -> list[str]:
    ended = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )
    complaints = ended.stderr.decode()
    assert "rror" not in complaints, complaints
    assert ended.returncode in {0, 1}, complaints
    return [line for line in ended.stdout.decode().splitlines() if line]


def _bash(script: Path, line: str, environment: Mapping[str, str], folder: Path) -> list[str]:
    words = [word for part in line.split(" ") for word in re.findall(r"[=:]|[^=:]+", part) or [""]]
    command = ["bash", "--noprofile", "--norc", "-c", _BASH, "bash", str(script), *words]
    return _run(command, environment, folder)


def _zsh(script: Path, line: str, environment: Mapping[str, str], folder: Path) -> list[str]:
    functions, result, setup = folder / "functions", folder / "offered", folder / "setup.zsh"
    functions.mkdir(exist_ok=True)
    shutil.copy(script, functions / "_webhookctl")
    result.write_text("")
    setup.write_text(_ZSH_SETUP % {"folder": functions, "result": result, "dump": folder / "dump"})
    _run(["zsh", "-f", "-c", _ZSH, "zsh", str(setup), line], environment, folder)
    return [word for word in result.read_text().splitlines() if word]


def _fish(script: Path, line: str, environment: Mapping[str, str], folder: Path) -> list[str]:
    ask = "source $argv[1]; complete -C $argv[2]"
    lines = _run(["fish", "--no-config", "-c", ask, str(script), line], environment, folder)
    lead = re.match(r"(--[^ ]*=)?", line.rpartition(" ")[2])
    words = [one.partition("\t")[0] for one in lines]
    return [word.removeprefix(lead[0] if lead else "") for word in words]


SHELLS = (
    Shell("bash", "webhookctl.bash", _bash),
    Shell("zsh", "_webhookctl", _zsh),
    Shell("fish", "webhookctl.fish", _fish),
)
