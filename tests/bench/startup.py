"""Start-up as a ratio to `python -c pass`: `python -m tests.bench.startup [ROUNDS] [PROGRAM]`.

All are measured in turn, round after round, so that a busy minute hits them alike. PROGRAM is an
installed console script; without it, one is installed in a fresh environment, since packages for
development slow down the start of every Python process.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.processes import clean_environment

GOALS = {
    "--version": 1.5,
    "--help": 7.0,
    "list": 9.0,
    "__complete captures =": 9.0,
    "__complete events =": 9.0,
    "__complete providers =": 9.0,
}
"""The most that an invocation may take, as a ratio."""

_FILL = """
import sys
from pathlib import Path
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.flows.history import open_store
from webhookctl.flows.world import real_world
store, new_id = open_store(Path(sys.argv[1]), create=True), real_world().new_id
for number in range(100):
    body = MemoryBody(b"{}")
    request = CapturedRequest(b"POST", b"/", "1.1", (), body, "127.0.0.1:1", number, number)
    store.add(Capture(new_id(), request))
store.close()
"""


def main() -> None:
    """Measure, print a table, and exit with 1 when a goal is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        program = Path(sys.argv[2]) if len(sys.argv) > 2 else _install(home / "environment")
        environment = clean_environment(home)
        python = str(next(program.parent.glob("python*")))
        store = environment["WEBHOOKCTL_STORE"]
        subprocess.run([python, "-c", _FILL, store], env=environment, cwd=home, check=True)
        commands = {name: [str(program), *name.split()] for name in GOALS}
        seconds = _measure({"pass": [python, "-c", "pass"], **commands}, rounds, environment)
    sys.exit(_show(seconds))


def _install(folder: Path) -> Path:
    venv.create(folder, with_pip=True, upgrade_deps=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    source = Path(__file__).parents[2]
    install = [str(scripts / "python"), "-m", "pip", "install", "--quiet", str(source)]
    subprocess.run(install, check=True)
    return scripts / "webhookctl"


def _measure(
    commands: Mapping[str, Sequence[str]], rounds: int, environment: Mapping[str, str]
) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(
                command,
                env=dict(environment),
                cwd=environment["HOME"],  # not where the sources are
                stdout=subprocess.DEVNULL,
                check=True,
            )
            if number > 0:  # the first round only warms up the disk's cache
                seconds[name].append(time.perf_counter() - start)
    return seconds


def _show(seconds: Mapping[str, list[float]]) -> int:
    base = seconds["pass"]
    print(f"{'':24}{'median ms':>10}{'ratio':>8}{'min':>7}{'max':>7}{'goal':>7}")
    missed = 0
    for name, taken in seconds.items():
        ratios = [one / other for one, other in zip(taken, base, strict=True)]
        ratio, goal = statistics.median(ratios), GOALS.get(name, 1.0)
        missed += ratio > goal
        numbers = f"{statistics.median(taken) * 1000:10.1f}{ratio:8.2f}{min(ratios):7.2f}"
        print(f"{name:24}{numbers}{max(ratios):7.2f}{goal:7.1f}")
    return 1 if missed else 0


if __name__ == "__main__":
    main()
