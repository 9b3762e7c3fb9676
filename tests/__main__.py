"""`python -m tests`: format, lint, import rules, types, tests; stops at the first failure."""

import subprocess
import sys

IMPORT_RULES = (
    "import sys; from importlinter.cli import lint_imports as run; sys.exit(run(no_logo=True))"
)

STEPS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("import rules", ["-c", IMPORT_RULES]),
    ("types", ["-m", "mypy"]),
    ("tests", ["-m", "pytest"]),
)


def main() -> int:
    """Run the steps in order (arguments go to pytest); return the first failing exit code."""
    for name, command in STEPS:
        print(f"== {name}", flush=True)  # noqa: T201 - this is a command for people
        extra = sys.argv[1:] if name == "tests" else []
        code = subprocess.run([sys.executable, *command, *extra], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
