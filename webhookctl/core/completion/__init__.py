"""Shell completion: the command line as values, from which each shell's script is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where the values come from that are not a fixed list."""

    FILES = "files"
    FOLDERS = "folders"
    CAPTURES = "captures"
    EVENTS = "events"
    POLICIES = "policies"
    PROVIDERS = "providers"
    SCENARIOS = "scenarios"
    TUNNELS = "tunnels"

    @property
    def asked(self) -> bool:
        """Whether the program knows them, not the shell."""
        return self not in {Source.FILES, Source.FOLDERS}


@dataclass(frozen=True, slots=True)
class Values:
    """What can stand in one place: a fixed list, a source, both, or (neither) anything."""

    choices: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An option. `names` has the short and long spellings; `values` is None for a flag.

    `value_name` stands for the value in help; `repeats` says that it may be given again.
    """

    names: tuple[str, ...]
    help: str
    values: Values | None = None
    value_name: str = ""
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """A positional argument; `repeats` says that it takes all that follow."""

    name: str
    values: Values
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what can follow it."""

    name: str
    help: str
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()

    def names_with_values(self) -> Iterator[str]:
        """Yield the spellings of options that take a value."""
        return (name for option in self.options if option.values for name in option.names)

    def names(self) -> Iterator[str]:
        """Yield the spellings of all options."""
        return (name for option in self.options for name in option.names)


@dataclass(frozen=True, slots=True)
class Program:
    """The whole command line; `options` are the flags before a command."""

    options: tuple[Option, ...]
    commands: tuple[Command, ...]

    @property
    def root(self) -> Command:
        """The program itself as a command without a name."""
        return Command("", "", self.options)
