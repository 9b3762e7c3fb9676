"""Configuration files of the user whose home a test has."""

from collections.abc import Callable
from pathlib import Path

Project = Callable[[str], Path]
"""Writes the project's file, in whose folder we are, and returns its path."""

ACME = """
[providers.acme]
title = "Acme"
algorithm = "hmac-sha512"
header = "X-Acme-Signature"
template = "{method}:{url}:{timestamp}.{id}.{body}"
encoding = "base64"
prefix = "v1="
timestamp = "header:X-Acme-Time"
tolerance = "10m"
id = "header:X-Acme-Id"
event = "header:X-Acme-Event"
"""


def write_user_file(home: Path, text: str) -> None:
    """Write the user's file to where each platform looks for it."""
    folders = ("config", "data", "Library/Application Support")
    for folder in (home / name / "webhookctl" for name in folders):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "webhookctl.toml").write_text(text, "utf-8")
