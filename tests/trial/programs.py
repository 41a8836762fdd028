"""Small programs that speak the protocol of `trial/program.py`, well and badly."""

import sys
from collections.abc import Sequence

HEAD = "import json, os, sys, time\ntask = json.loads(sys.stdin.readline())\n"
TELL = "def tell(**e): print(json.dumps(e), flush=True)\n"

WORKS = (
    "tell(event='ready', resident_bytes=1000)\n"
    "tell(event='loaded', seconds=0.5)\n"
    "tell(event='done', seconds=0.25, texts=3, dimension=8, finite=True, sample=None)\n"
)
NAN = WORKS.replace("finite=True", "finite=False")
RAISES = "tell(event='failed', reason='OSError: no file named model.safetensors')\n"
DIES = "print('Killed by a library', file=sys.stderr)\nos._exit(9)\n"
HANGS = "time.sleep(600)\n"
GROWS = "held = []\nwhile True:\n    held.append(bytearray(os.urandom(2**20) * 8))\n"
# A child of its own that outlives it, unless all of its group is ended.
LEAVES_A_CHILD = (
    "import subprocess\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "tell(event='ready', child=child.pid)\n"
)
# Goes on when there is a file of this name beside it.
WAITS = "while not os.path.exists({path!r}): time.sleep(0.01)\n"
TELLS_ITS_ENVIRONMENT = "tell(event='failed', reason=json.dumps(dict(os.environ)))\n"


def program(text: str) -> Sequence[str]:
    return (sys.executable, "-I", "-c", HEAD + TELL + text)
