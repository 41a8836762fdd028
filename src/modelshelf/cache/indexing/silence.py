"""A disk that does not answer, such as that of a network whose server is gone.

Whoever reads it waits in the kernel, without an end and without an error, and so does the pass that
would tell of it. So the folder is asked for by somebody who does nothing else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from modelshelf.kit.deadline import OwnThread, Silent

# A disk that sleeps takes some ten seconds to answer.
SILENT_SECONDS = 15.0
LOOK_SECONDS = 5.0


class Silence:
    """That of one cache.

    Args:
        look: Asks the disk; blocks until it answers, with whatever it may be.
        tell: Awaited when there is another warning, or none any more.

    Attributes:
        warnings: What to tell people of it, in a sentence with path and time.
    """

    def __init__(
        self, cache_dir: Path, look: Callable[[], object], tell: Callable[[], Awaitable[None]]
    ) -> None:
        self.warnings: tuple[str, ...] = ()
        self._cache_dir = cache_dir
        self._look = look
        self._tell = tell
        self._thread = OwnThread()

    async def listen(self) -> None:
        """Ask again and again until cancelled."""
        answered_at = time.monotonic()
        while True:
            try:
                await self._thread.run(SILENT_SECONDS, self._look)
                answered_at = time.monotonic()
            except Silent:
                pass
            said, self.warnings = self.warnings, self._after(time.monotonic() - answered_at)
            if said != self.warnings:
                await self._tell()
            await asyncio.sleep(LOOK_SECONDS)

    def _after(self, seconds: float) -> tuple[str, ...]:
        if seconds < SILENT_SECONDS:
            return ()
        return (
            f"The cache {self._cache_dir} has not answered for {_roughly(seconds)}: what is listed "
            "of it may be old. Check its disk, or its network.",
        )


def _roughly(seconds: float) -> str:
    """So that it is another one seldom enough to be told each time."""
    if seconds < 60:
        return f"{seconds // SILENT_SECONDS * SILENT_SECONDS:.0f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min"
    return f"{seconds // 3600:.0f} h"
