"""The program as a user has it: the console script that was installed with this interpreter."""

import shutil
import sysconfig

from tests.processes import COMMAND


def installed() -> tuple[str, ...]:
    """Return the command of the console script, or how the module is run where there is none."""
    script = shutil.which("webhookctl", path=sysconfig.get_path("scripts"))
    return COMMAND if script is None else (script,)
