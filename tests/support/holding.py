"""A program that has a file of a model open, as one that serves the model has."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCRIPT = """
import mmap, os, sys, time
fd = os.open(sys.argv[1], os.O_RDONLY)
if sys.argv[2] == "mapped":
    kept = mmap.mmap(fd, 0, prot=mmap.PROT_READ)
    os.close(fd)
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def holding(path: Path, how: str = "mapped") -> Iterator[subprocess.Popen[str]]:
    """A program that has a file open, or mapped, while the block runs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, _script(folder), str(path), how, "--token", "secret"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as program,
    ):
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        try:
            yield program
        finally:
            program.kill()


def _script(folder: str) -> str:
    path = Path(folder, "serve.py")
    path.write_text(_SCRIPT)
    return str(path)
