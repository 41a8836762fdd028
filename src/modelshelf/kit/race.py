"""Coroutines that end together, and those that nobody cuts off."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

CANCEL_AGAIN_SECONDS = 3.0


async def first_to_end(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run all; when one ends, however it ends, stop the others and end the same way."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(tasks)
    for task in tasks:
        if task in done:
            task.result()


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel until it is so: a driver whose connection breaks just then swallows the first time."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)  # Else asyncio complains of errors unseen.


async def to_its_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it through; who is cancelled meanwhile is so when it is over, and not before."""
    task = asyncio.ensure_future(coroutine)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        await asyncio.gather(task, return_exceptions=True)
        raise cancelled
    return task.result()
