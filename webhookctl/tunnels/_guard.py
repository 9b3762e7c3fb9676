"""Run as a script: wait until the parent process is gone, then end the program it had started.

Its standard input is a pipe that only the parent holds: it closes when the parent ends, even by
SIGKILL. The one argument is the process id of the program.
"""

import contextlib
import os
import signal
import sys
import time


def main() -> None:
    """Wait for the end of standard input, then end the program and what it has started."""
    sys.stdin.buffer.read()
    with contextlib.suppress(OSError):
        end(int(sys.argv[1]))


def end(process_id: int, patience: float = 1.0) -> None:
    """End a program: on POSIX its process group, politely, and after `patience` by force."""
    if sys.platform == "win32":
        os.kill(process_id, signal.SIGTERM)
        return
    os.killpg(process_id, signal.SIGTERM)
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        time.sleep(0.05)
        os.killpg(process_id, 0)
    os.killpg(process_id, signal.SIGKILL)


if __name__ == "__main__":
    main()
