"""What a transfer asks of its machine: disk, memory, proxy settings."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.transfer.progress import Phase
from tests.hub import Pattern
from tests.support.page_cache import cached_bytes
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import WEIGHTS, WEIGHTS_BYTES, Child, Shelf, child_arguments

_MEMORY_LIMIT_BYTES = 150 * 1024 * 1024
# $1 is the cache, $2 … the transfer: on a disk of 6 MB it fails, on a larger one it goes on.
_ON_A_SMALL_DISK = """
mkdir -p "$1" && mount -t tmpfs -o size=6m tmpfs "$1" || exit 99
cache="$1"; shift
"$@" > /dev/null
echo "exit $?"
mount -o remount,size=60m "$cache"
"$@" > "$cache.told"
head -1 "$cache.told"
cat "$cache"/*/snapshots/*/model.safetensors | sha256sum
find "$cache" -name '*.shelf.*'
"""


def test_a_disk_that_fills_stops_cleanly_and_goes_on_when_there_is_space(shelf: Shelf) -> None:
    if shutil.which("unshare") is None:
        # Only a file system of its own gets full without harm to the rest of the machine.
        pytest.skip("needs a Linux where a user may mount a small disk")
    command = ["unshare", "--user", "--map-root-user", "--mount"]
    script = ["sh", "-c", _ON_A_SMALL_DISK, "sh", str(shelf.cache_dir)]
    child = [sys.executable, str(Path(__file__).with_name("child.py")), child_arguments(shelf)]

    done = subprocess.run(
        [*command, *script, *child], capture_output=True, text=True, timeout=60, check=False
    )

    if done.returncode == 99 or "unshare" in done.stderr:
        # A container may be root and still not mount.
        pytest.skip("a small disk cannot be mounted here")
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    code, resumed_at, found = done.stdout.splitlines()
    assert code == "exit 1"
    assert done.stderr.strip() == "insufficient_storage"
    assert int(resumed_at) > 1_000_000
    assert found.split()[0] == weights.blob


def test_a_cache_that_cannot_be_written(shelf: Shelf) -> None:
    shelf.cache_dir.write_text("a file where the cache should be")

    with pytest.raises(CacheReadOnly, match=str(shelf.cache_dir)):
        shelf.run()


def test_memory_does_not_grow_with_the_file(make_shelf: MakeShelf) -> None:
    size = 400_000_000
    shelf = make_shelf({WEIGHTS: Pattern(size)})
    child = Child(shelf)
    status = Path(f"/proc/{child.process.pid}/status")

    child.wait_for(size * 9 // 10)
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    child.kill()

    assert int(peak.split()[1]) * 1024 < _MEMORY_LIMIT_BYTES


def test_what_was_fetched_leaves_memory_to_others(shelf: Shelf) -> None:
    shelf.run()

    weights = shelf.folder.snapshot(shelf.sha) / WEIGHTS
    assert cached_bytes(weights) < WEIGHTS_BYTES // 10


def test_what_was_cut_off_leaves_memory_to_others_too(shelf: Shelf) -> None:
    shelf.run_until(lambda progress: progress.bytes_done > WEIGHTS_BYTES // 2)

    shelf.run()

    weights = shelf.folder.snapshot(shelf.sha) / WEIGHTS
    assert cached_bytes(weights) < WEIGHTS_BYTES // 10


def test_the_proxy_of_the_environment_is_used(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", shelf.server.url.replace("://", "://ada:secret@"))
    shelf.endpoint = "http://hub.invalid"

    shelf.run()

    shelf.check_installed()
    asked = shelf.server.stats.seen[-1].headers
    assert asked["host"] == "hub.invalid"
    assert asked["proxy-authorization"].startswith("Basic ")


def test_hosts_without_proxy_are_asked_directly(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    shelf.run()

    assert shelf.told[-1].phase is Phase.DONE


def test_passwords_of_netrc_are_left_alone(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    shelf.token = "hf_secret"
    shelf.server.hub.give_token("hf_secret")

    shelf.run()

    assert {seen.token for seen in shelf.server.stats.seen} == {"hf_secret"}
