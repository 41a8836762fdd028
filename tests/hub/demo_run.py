"""`make demo`: Modelshelf beside a Hub of our own, with its own data folder and its own cache."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.hub.process import hub_process

WELCOME = """
This is a demo. Beside Modelshelf runs a small Hub of its own at {hub}. It serves the real
sentence-transformers/all-MiniLM-L6-v2, slowed down to be watched, and stand-ins with little
weight for some others. Everything is kept in {folder}: delete that folder to begin anew.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state-dir", type=Path, default=Path(".demo"))
    folder = parser.parse_args().state_dir.absolute()
    with hub_process("--state-dir", str(folder / "hub")) as hub:
        print(WELCOME.format(hub=hub.url, folder=folder), flush=True)
        environment = {
            **os.environ,
            "MODELSHELF_DATA_DIR": str(folder / "data"),
            "MODELSHELF_CACHE_DIR": str(folder / "cache"),
            "MODELSHELF_HUB_ENDPOINT": hub.url,
            "MODELSHELF_DISK_RESERVE": "0",
            "HF_TOKEN": "",
        }
        # Ctrl-C reaches the server by itself; it stops in order and we go after it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.run(
            [sys.executable, "-m", "modelshelf", "serve"],
            check=False,
            env=environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
