"""Transfers in a process that a test can kill; prints the bytes done, one number per report.

A problem ends it with the problem's code on its standard error. Runs on the event loop of our
processes, or on Python's own with `asyncio` as its second argument.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.kit.errors import Problem
from modelshelf.kit.loop import loop_factory


def run(told: dict[str, Any]) -> None:
    """Do the transfer that `shelf.child_arguments` describes."""
    job = TransferJob(
        endpoint=told["endpoint"],
        folder=RepoFolder(Path(told["cache_dir"]), told["model_id"]),
        sha=told["sha"],
        files=tuple(HubFile(**file) for file in told["files"]),
        refs=("main",),
    )
    loop = asyncio.new_event_loop if sys.argv[2:] == ["asyncio"] else loop_factory()
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(transfer(job, lambda progress: print(progress.bytes_done, flush=True)))
    except Problem as problem:
        sys.exit(problem.code)


if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
