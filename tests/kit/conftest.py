import os
from pathlib import Path

import pytest

from modelshelf.kit.settings import Settings


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which nothing is set: the home folder, which is also the current one."""
    settings = {f"MODELSHELF_{name}" for name in Settings.model_fields}
    for name in os.environ:
        if name.upper() in {key.upper() for key in settings} or name.startswith(("HF_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.delenv("HUGGINGFACE_HUB_CACHE", raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    return home
