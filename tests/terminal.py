"""A terminal for the output of the real program."""

import os
import subprocess
import sys
from pathlib import Path

from tests.processes import COMMAND, Changes, clean_environment


def on_terminal(
    home: Path, *arguments: str, columns: int | None = None, env: Changes | None = None
) -> tuple[int, bytes, str]:
    """Run the program with a terminal for its output; return its code, that, and its talk.

    With `columns` the terminal is so wide, and the environment says nothing of it.
    """
    assert sys.platform != "win32"
    import fcntl
    import struct
    import termios

    leader, follower = os.openpty()
    changes = dict(env or {})
    if columns is not None:
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        changes["COLUMNS"] = None
    try:
        ended = subprocess.run(
            [*COMMAND, *arguments],
            env=clean_environment(home, changes),
            stdin=subprocess.DEVNULL,
            stdout=follower,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
        os.set_blocking(leader, False)
        try:
            shown = os.read(leader, 65_536)
        except BlockingIOError:
            shown = b""
    finally:
        os.close(follower)
        os.close(leader)
    return ended.returncode, shown, ended.stderr.decode()
