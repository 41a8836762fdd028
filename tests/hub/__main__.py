"""Run the demo's Hub: `python -m tests.hub [--port N] [--state-dir DIR] …`.

Prints one line of JSON once it serves: `url`, `cdn_url`, `token` (which opens the gated model),
and `large_file` (its repository) where one was asked for. Stops on SIGINT or SIGTERM.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tests.hub.content import Pattern
from tests.hub.demo import DEMO_TOKEN, demo_hub
from tests.hub.repository import LocalHub
from tests.hub.server import HubServer
from tests.hub.serving import Options

LARGE_REPO = "bench/large"
_CARD = """\
---
{"license": "mit", "pipeline_tag": "sentence-similarity", "tags": ["sentence-transformers"]}
---
"""
_DEMO_BYTES_PER_SECOND = 8_000_000.0


def main() -> None:
    asked = _parser().parse_args()
    hub = LocalHub() if asked.empty else demo_hub()
    if asked.large_file:
        large = Pattern(asked.large_file, seed=99).on_disk(asked.state_dir)
        hub.add(LARGE_REPO, {"config.json": "{}", "model.safetensors": large})
    for number in range(asked.models):
        hub.add(f"lab-{number % 20}/embedding-model-{number}", {"README.md": _CARD})
    asyncio.run(_serve(hub, asked))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.hub", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=0, help="0, the default, takes any free one")
    add("--state-dir", type=Path, default=Path(".demo/hub"), help="where large files are kept")
    add("--rate", type=float, default=_DEMO_BYTES_PER_SECOND, help="bytes/s in all, 0: unlimited")
    add("--connection-rate", type=float, default=0, help="bytes/s per connection, 0: unlimited")
    add("--second-origin", action="store_true", help="redirect LFS files to another port")
    add("--link-seconds", type=float, default=300.0, help="how long such a redirect is good for")
    add("--ipv6", action="store_true", help="listen on ::1 as well")
    add("--large-file", type=int, default=0, help=f"bytes of a weight file in {LARGE_REPO}")
    add("--models", type=int, default=0, help="so many more, with a card only, to be searched")
    add("--until-eof", action="store_true", help="stop when standard input ends, too")
    add("--empty", action="store_true", help="leave the demo's models out")
    return parser


async def _serve(hub: LocalHub, asked: argparse.Namespace) -> None:
    server = HubServer(
        hub,
        Options(
            port=asked.port,
            second_origin=asked.second_origin,
            link_seconds=asked.link_seconds,
            bytes_per_second=asked.rate or None,
            connection_bytes_per_second=asked.connection_rate or None,
            ipv6=asked.ipv6,
        ),
    )
    stopped = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopped.set)
    if asked.until_eof:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _read_to_end, stopped)
    await server.start()
    try:
        print(json.dumps(_announcement(server, asked)), flush=True)
        await stopped.wait()
    finally:
        await server.stop()


def _read_to_end(ended: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        ended.set()


def _announcement(server: HubServer, asked: argparse.Namespace) -> dict[str, str | None]:
    return {
        "url": server.url,
        "cdn_url": server.cdn_url,
        "token": DEMO_TOKEN,
        "large_file": LARGE_REPO if asked.large_file else None,
    }


if __name__ == "__main__":
    main()
