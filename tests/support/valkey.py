"""The product's own private Valkey, in a folder of its own, for tests to use and to break."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modelshelf.app.children import Child
from modelshelf.app.valkey import private_valkey, wait_until_ready
from modelshelf.kit.settings import Settings


class Valkey:
    """A Valkey that can be killed and started again at the same address."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: Child = private_valkey(settings)

    @property
    def url(self) -> str:
        return self._settings.messages_url

    def start(self) -> None:
        self._child.start()
        wait_until_ready(self._child, self._settings)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        assert self._child.pid is not None
        os.kill(self._child.pid, signal.SIGKILL)
        self._child.stop()

    def stop(self) -> None:
        self._child.stop()


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Run a Valkey while the block runs."""
    # A short path: a unix socket's may not be longer than about a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="shelf-valkey-") as folder:
        valkey = Valkey(Settings(data_dir=Path(folder), redis_url=None))
        valkey.start()
        try:
            yield valkey
        finally:
            valkey.stop()
