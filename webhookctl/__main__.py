"""The program's entry: answers `--version` and completion by itself, hands on all else."""

import sys


def main() -> None:
    """Run webhookctl with the arguments of the process; exits with one of the `ExitCode`s."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from webhookctl import __version__

        sys.stdout.write(f"webhookctl {__version__}\n")
        return
    from webhookctl.cli import main as run

    run()


if __name__ == "__main__":
    main()
