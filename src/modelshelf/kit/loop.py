"""The event loop of our processes: uvloop where there is one."""

import asyncio
from collections.abc import Callable


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop  # noqa: PLC0415 (absent on Windows)
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
