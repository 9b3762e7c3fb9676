"""The program's entry: answers `--version` and completion by itself, hands on all else."""

import gc
import os
import sys

gc.set_threshold(10_000)  # what a start loads stays: looking for garbage in it costs 5 to 10 %


def main() -> None:
    """Run webhookctl with the arguments of the process; exits with one of the `ExitCode`s."""
    _open_closed_streams()
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from webhookctl import __version__

        sys.stdout.write(f"webhookctl {__version__}\n")
        return
    if arguments[:1] == ["__complete"]:
        _complete(arguments[1:])
        return
    try:
        from webhookctl.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


def _open_closed_streams() -> None:
    """Let a standard stream that the caller closed (`>&-`) lead nowhere, as nobody is there."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115 - pathlib costs
            setattr(sys, name, nowhere)


def _complete(words: list[str]) -> None:
    """Answer a completion script: `SOURCE =PREFIX WORD…`, and never say anything else.

    PowerShell before 7.3 drops empty arguments: the prefix has a sign before it.
    """
    try:
        from webhookctl.flows.complete import candidates
        from webhookctl.output.safe import safe_line

        source, prefix, *typed = words
        found = candidates(source, prefix.removeprefix("="), typed)
        lines = "".join(f"{value}\t{safe_line(text)}\n" for value, text in found)
        sys.stdout.buffer.write(lines.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt):  # noqa: BLE001, S110 - a shell waits, in mid-line
        pass


if __name__ == "__main__":
    main()
