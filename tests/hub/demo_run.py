"""`make demo`: Modelshelf beside a Hub of our own, with its own data folder and its own cache."""

import argparse
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.hub.demo import DEMO_TOKEN
from tests.hub.process import hub_process

HUB_PORT = 8710
WELCOME = """
This is a demo. Beside Modelshelf runs a small Hub of its own at {hub}. Only
sentence-transformers/all-MiniLM-L6-v2 is real there, slowed down to be watched. All other models
are stand-ins: the right names and settings, a few MB of made-up weights, whatever size the list
says. demo/gated-model opens with the token {token}.
Everything is kept in {folder}: delete that folder to begin anew.

For the command line, copy this into another terminal, then try `.venv/bin/modelshelf ls --all`:

  export {exports}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state-dir", type=Path, default=Path(".demo"))
    parser.add_argument("--hub-port", type=int, default=HUB_PORT, help="0: any free one")
    asked = parser.parse_args()
    folder = asked.state_dir.absolute()
    if _taken(asked.hub_port):
        print(
            f"Port {asked.hub_port} is taken: does a demo run already? Stop it first (Ctrl-C where "
            "it runs), or choose another port for its Hub: make demo HUB_PORT=8711",
            file=sys.stderr,
        )
        return 1
    with hub_process("--state-dir", str(folder / "hub"), "--port", str(asked.hub_port)) as hub:
        settings = {
            "MODELSHELF_DATA_DIR": str(folder / "data"),
            "MODELSHELF_CACHE_DIR": str(folder / "cache"),
            "MODELSHELF_HUB_ENDPOINT": hub.url,
            "MODELSHELF_DISK_RESERVE": "0",
            "HF_TOKEN": "",
        }
        exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())
        print(
            WELCOME.format(hub=hub.url, folder=folder, token=DEMO_TOKEN, exports=exports),
            flush=True,
        )
        # Ctrl-C reaches the server by itself; it stops in order and we go after it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.run(
            [sys.executable, "-m", "modelshelf", "serve"],
            check=False,
            env=os.environ | settings,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ).returncode


def _taken(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
