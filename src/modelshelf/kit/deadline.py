"""Work that may never end, such as reading a network disk whose server is gone."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Silent(Exception):
    """It did not end in time, or what was asked before has not ended yet."""


class OwnThread:
    """Does one thing at a time, each in a thread that nothing waits for at the end of a process.

    A thread that hangs in the kernel cannot be ended. While it hangs no other is begun, so that
    there is one of them at most.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._turn = asyncio.Lock()

    async def run(self, seconds: float, work: Callable[..., T], *args: Any) -> T:
        """Do it, and give what it gives. It goes on by itself when nobody waits any more.

        Raises:
            Silent
        """
        try:
            async with asyncio.timeout(seconds), self._turn:
                if self._thread is not None and self._thread.is_alive():
                    raise Silent
                return await self._begin(work, *args)
        except TimeoutError:
            raise Silent from None

    def _begin(self, work: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def conclude(result: T | None, error: BaseException | None) -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type] # None where T is None

        def run() -> None:
            result, failure = None, None
            try:
                result = work(*args)
            except BaseException as error:
                failure = error
            self._thread = None
            with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits.
                loop.call_soon_threadsafe(conclude, result, failure)

        self._thread = threading.Thread(target=run, name="own-thread", daemon=True)
        self._thread.start()
        return future
