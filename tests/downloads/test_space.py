"""Room for downloads: what is free, and what the trash gives up when that is not enough."""

from pathlib import Path

from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cache.removing.remove import remove
from modelshelf.cache.removing.trash import entries
from modelshelf.downloads.space import Space
from modelshelf.kit.settings import Settings
from tests.cache.generate import make_repo
from tests.cache.waste import note


async def test_the_trash_is_looked_at_only_when_the_disk_is_short(tmp_path: Path) -> None:
    make_repo(tmp_path, files={"config.json": b"{}", "model.safetensors": b"w" * 2_000_000})
    remove(tmp_path, note(freed_bytes=2_000_000))
    space = Space(Settings(cache_dir=tmp_path, disk_reserve=0))
    promised = await space.room(0)
    assert promised.trash_bytes == 2_000_000

    enough = await space.make_room(1)
    assert (enough.short(1), enough.trash_bytes) == (0, 0)
    assert len(entries(tmp_path)) == 1

    # Others write to this disk, too: asked anew until it was short by less than the trash holds.
    for _ in range(100):
        await space.make_room(disk_usage(tmp_path).free_bytes + 1_000_000)
        if not entries(tmp_path):
            break
    assert entries(tmp_path) == []
