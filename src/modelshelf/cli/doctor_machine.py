"""What `doctor` looks at on this machine: its folders, its disk, its memory."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from modelshelf.cache.extra.caches import ExtraCache, Unreachable
from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cache.removing.trash import held_bytes
from modelshelf.cli import figures
from modelshelf.cli.finding import Finding, Verdict
from modelshelf.kit.settings import Settings
from modelshelf.machine.report import read_machine


def data_dir(settings: Settings) -> Finding:
    if fault := _not_writable(settings.data_dir):
        return Finding(
            "data folder", Verdict.BAD, fault, "Set MODELSHELF_DATA_DIR to a folder of yours."
        )
    return Finding("data folder", Verdict.GOOD, str(settings.data_dir))


def cache(settings: Settings) -> Finding:
    place = settings.cache_dir
    try:
        nearest = next(folder for folder in (place, *place.parents) if folder.exists())
        fault = _not_writable(nearest)
    except OSError as error:  # A folder above it may not be entered.
        nearest, fault = place, reason(error)
    if fault:
        return Finding(
            "cache",
            Verdict.BAD,
            fault,
            "Downloads and deletions need to write there: mend its permissions, or set "
            "MODELSHELF_CACHE_DIR.",
        )
    if nearest != place:
        return Finding("cache", Verdict.NOTE, f"{place} is not there yet; a download makes it")
    return Finding("cache", Verdict.GOOD, str(place))


def disk(settings: Settings) -> Finding:
    try:
        usage = disk_usage(settings.cache_dir)
    except OSError as error:
        return Finding("disk", Verdict.BAD, reason(error), "Check MODELSHELF_CACHE_DIR.")
    trash_bytes = held_bytes(settings.cache_dir)
    fact = f"{figures.size(usage.free_bytes)} free of {figures.size(usage.total_bytes)}"
    if trash_bytes:
        fact += f", {figures.size(trash_bytes)} in the trash"
    if usage.free_bytes + trash_bytes < settings.disk_reserve:
        return Finding(
            "disk",
            Verdict.BAD,
            f"{fact}, less than the reserve of {figures.size(settings.disk_reserve)}",
            "Delete a model, or lower MODELSHELF_DISK_RESERVE.",
        )
    return Finding("disk", Verdict.GOOD, fact)


def machine() -> Iterator[Finding]:
    found = read_machine()
    memory = found.memory
    limit = ", as a cgroup allows" if memory.limited else ""
    yield Finding(
        "memory",
        Verdict.GOOD,
        f"{figures.size(memory.available_bytes)} free of {figures.size(memory.total_bytes)}{limit}",
    )
    if not found.accelerators:
        yield Finding("accelerators", Verdict.GOOD, "none; NVIDIA's and Apple's are looked for")
    for each in found.accelerators:
        where = " of the main memory" if each.unified else ""
        yield Finding(
            "accelerator",
            Verdict.GOOD,
            f"{each.name}, {figures.size(each.free_bytes)} free of "
            f"{figures.size(each.total_bytes)}{where}",
        )


async def extra_cache(folder: Path) -> Finding:
    try:
        seen = await ExtraCache(folder).survey({})
    except Unreachable as problem:
        advice = "What is listed of it may be old; downloads fetch from the Hub instead."
        return Finding("extra cache", Verdict.NOTE, str(problem), advice)
    return Finding("extra cache", Verdict.GOOD, f"{folder}, {len(seen.folders)} repositories")


def _not_writable(folder: Path) -> str | None:
    """What keeps us from writing there; None if nothing does. Permission bits alone would lie."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except FileExistsError:
        return f"{folder} is not a folder"
    except OSError as error:
        return f"{folder}: {error.strerror}"


def reason(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}"
