"""Accelerators, asked through the driver's library as it is loaded on a machine that has one."""

import json
import subprocess
import sys
from pathlib import Path

from modelshelf.machine.accelerators import apple
from modelshelf.machine.memory import Memory
from modelshelf.machine.report import Machine, read_machine

GIB = 2**30
DRIVER = Path(__file__).with_name("driver.c")
ASK = (
    "import json; from modelshelf.machine.report import read_machine;"
    "print(json.dumps(read_machine().to_json()))"
)


def test_an_nvidia_card(tmp_path: Path) -> None:
    library = tmp_path / "libnvidia-ml.so.1"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, DRIVER], check=True)

    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={"LD_LIBRARY_PATH": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    machine = Machine.from_json(json.loads(told.stdout.splitlines()[-1]))
    (card,) = machine.accelerators  # The lost one is passed over.
    assert (card.kind, card.name) == ("nvidia", "NVIDIA Test 24GB")
    assert (card.total_bytes, card.free_bytes, card.unified) == (24 * GIB, 20 * GIB, False)


def test_none() -> None:
    machine = read_machine()
    assert machine.accelerators == ()
    assert machine.cores >= 1
    assert {"Python", "modelshelf", "huggingface_hub"} <= machine.versions.keys()
    assert Machine.from_json(json.loads(json.dumps(machine.to_json()))) == machine


def test_apples_is_a_part_of_the_main_memory() -> None:
    small = apple(Memory(16 * GIB, 4 * GIB), 0)
    large = apple(Memory(64 * GIB, 60 * GIB), 0)
    by_hand = apple(Memory(16 * GIB, 14 * GIB), 12 * GIB)

    assert (small.total_bytes, small.free_bytes) == (16 * GIB * 2 // 3, 4 * GIB)
    assert large.total_bytes == 48 * GIB == large.free_bytes
    assert by_hand.total_bytes == 12 * GIB
    assert small.unified and large.unified
