"""What the disk can take: the same sum at the request, at the start and while a download runs."""

import asyncio
from dataclasses import dataclass

from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cache.removing.empty import give_up
from modelshelf.cache.removing.trash import held_bytes
from modelshelf.kit.settings import Settings


@dataclass(frozen=True, slots=True)
class Room:
    """What the disk can take.

    Attributes:
        free_bytes: Free now.
        trash_bytes: What deleted models hold that can be brought back: it is given up first.
        promised_bytes: What other downloads will still write.
        reserve_bytes: What must stay free.
    """

    free_bytes: int
    trash_bytes: int
    promised_bytes: int
    reserve_bytes: int

    def after(self, download_bytes: int) -> int:
        """What is free when all is downloaded and the trash is empty."""
        return self.free_bytes + self.trash_bytes - self.promised_bytes - download_bytes

    def missing(self, download_bytes: int) -> int:
        """How much more there would have to be."""
        return max(0, self.reserve_bytes - self.after(download_bytes))

    def fits(self, download_bytes: int) -> bool:
        return download_bytes == 0 or self.missing(download_bytes) == 0

    def short(self, download_bytes: int) -> int:
        """How much more would have to be free while the trash keeps what it holds."""
        return max(0, self.reserve_bytes - self.after(download_bytes) + self.trash_bytes)


class Space:
    """The disk of this node's cache."""

    def __init__(self, settings: Settings) -> None:
        self._cache_dir = settings.cache_dir
        self._reserve_bytes = settings.disk_reserve

    async def room(self, promised_bytes: int) -> Room:
        """The room of this moment, beside downloads that will still write so much."""
        disk = await asyncio.to_thread(disk_usage, self._cache_dir)
        trash_bytes = await asyncio.to_thread(held_bytes, self._cache_dir)
        return Room(disk.free_bytes, trash_bytes, promised_bytes, self._reserve_bytes)

    async def make_room(self, download_bytes: int, promised_bytes: int = 0) -> Room:
        """Give up as much of the trash as a download needs, if that is enough.

        Returns:
            What the disk can take now. The download may go on if it is not `short`. While enough
            is free the trash is not looked at, and counts nothing.
        """
        disk = await asyncio.to_thread(disk_usage, self._cache_dir)
        free = Room(disk.free_bytes, 0, promised_bytes, self._reserve_bytes)
        if not free.short(download_bytes):  # As mostly, twice a second for each download.
            return free
        found = await self.room(promised_bytes)
        if 0 < found.short(download_bytes) <= found.trash_bytes:
            await asyncio.to_thread(give_up, self._cache_dir, found.short(download_bytes))
            found = await self.room(promised_bytes)
        return found
