"""Main memory, as a container may use it."""

from pathlib import Path

import psutil
import pytest

from modelshelf.machine.memory import read_memory

GIB = 2**30


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_without_a_limit_it_is_the_machines(tmp_path: Path) -> None:
    for root in (tmp_path, Path("/")):
        memory = read_memory(root)
        assert 0 < memory.available_bytes <= memory.total_bytes <= psutil.virtual_memory().total
    assert not read_memory(tmp_path).limited


@pytest.mark.parametrize("inside", [True, False], ids=["container", "service"])
def test_the_limit_of_a_container(tmp_path: Path, inside: bool) -> None:
    # A container sees its own group as the root; a service of systemd sits deeper.
    group = "sys/fs/cgroup" if inside else "sys/fs/cgroup/system.slice/shelf.service"
    write(
        tmp_path,
        {
            "proc/self/cgroup": "0::/system.slice/shelf.service\n",
            f"{group}/memory.max": f"{GIB}\n",
            f"{group}/memory.current": f"{GIB // 2}\n",
            f"{group}/memory.stat": f"anon 1\ninactive_file {GIB // 4}\n",
        },
    )

    memory = read_memory(tmp_path)

    # The page cache is given back when somebody needs it.
    assert (memory.total_bytes, memory.available_bytes) == (GIB, GIB * 3 // 4)
    assert memory.limited


def test_a_limit_further_up_counts_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "proc/self/cgroup": "0::/a/b\n",
            "sys/fs/cgroup/a/memory.max": f"{GIB}",
            "sys/fs/cgroup/a/memory.current": f"{2 * GIB}",
            "sys/fs/cgroup/a/b/memory.max": "max\n",
            "sys/fs/cgroup/a/b/memory.current": "1\n",
        },
    )
    memory = read_memory(tmp_path)
    assert (memory.total_bytes, memory.available_bytes) == (GIB, 0)


def test_cgroups_of_version_1(tmp_path: Path) -> None:
    group = "sys/fs/cgroup/memory/docker/abc"
    unlimited = 9223372036854771712
    write(
        tmp_path,
        {
            "proc/self/cgroup": "9:cpu:/docker/abc\n8:memory:/docker/abc\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": str(unlimited),
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "5",
            f"{group}/memory.limit_in_bytes": str(GIB),
            f"{group}/memory.usage_in_bytes": str(GIB),
            f"{group}/memory.stat": f"total_inactive_file {GIB // 2}\n",
        },
    )
    memory = read_memory(tmp_path)
    assert (memory.total_bytes, memory.available_bytes) == (GIB, GIB // 2)
