from pathlib import Path

import pytest

from tests.config.files import Project
from tests.processes import clean_environment


@pytest.fixture
def project(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Writes the project's file, in whose folder we are."""
    for name, value in clean_environment(home).items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def write(text: str) -> Path:
        path = folder / "webhookctl.toml"
        path.write_text(text, "utf-8")
        return path

    return write
