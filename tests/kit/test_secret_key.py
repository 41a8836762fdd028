"""One installation has one key, which nobody else may read."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from modelshelf.kit.secret_key import secret_key
from modelshelf.kit.settings import Settings

TELL = """
import sys
from pathlib import Path
from modelshelf.kit.secret_key import secret_key
from modelshelf.kit.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]), secret_key=None)
print("ready", flush=True)
sys.stdin.readline()
print(secret_key(settings).hex())
"""


@pytest.mark.usefixtures("home")
def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TELL, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    keys = set()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    for process in processes:
        keys.add(process.communicate(timeout=30)[0])
    assert len(keys) == 1
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    assert keys == {secret_key(Settings(data_dir=folder)).hex() + "\n"}


@pytest.mark.usefixtures("home")
def test_the_key_is_long_private_and_stays(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert secret_key(Settings(data_dir=tmp_path / "other")) != key


@pytest.mark.usefixtures("home")
def test_a_key_that_is_set_is_not_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSHELF_SECRET_KEY", "s" * 40)
    assert secret_key(Settings(data_dir=tmp_path / "data")) == b"s" * 40
    assert not (tmp_path / "data").exists()
