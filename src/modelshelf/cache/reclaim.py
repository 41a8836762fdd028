"""Removing what nothing needs of one model, in a cache that other programs use meanwhile.

Links go before blobs, so that a crash never leaves a link to nothing. A blob is set aside under
its lock and unlinked a moment later, when still no link names it: a client that has just seen it
makes its link in between. What a crash leaves set aside is put back by the next attempt.
All of it blocks: use threads.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from modelshelf.cache import shared_store
from modelshelf.cache.empty import unlink_folder
from modelshelf.cache.leftover_scan import IsOpen, blob_of, look_at_model, named_blobs
from modelshelf.cache.leftovers import Choice, Kind, ModelLeftovers, Needs, freed_bytes
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import UNFINISHED_SUFFIX, RepoFolder
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.locks import BlobLock

# huggingface_hub looks for a lock it waits for every 50 ms (filelock), then links at once.
ASIDE_SECONDS = 0.25
_ASIDE = ".aside" + UNFINISHED_SUFFIX


@dataclass(slots=True)
class Reclaimed:
    """What came of it.

    Attributes:
        kept: What was left alone, since something needs it now or has it open.
        failures: Why something else is still there.
    """

    freed_bytes: int = 0
    kept: list[Choice] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def reclaim(
    folder: RepoFolder,
    choices: Collection[Choice],
    blobs: Collection[str],
    needs: Needs,
    is_open: IsOpen,
    aside_seconds: float = ASIDE_SECONDS,
) -> Reclaimed:
    """Look again, and remove what is still not needed of what was chosen.

    Args:
        blobs: Names that went with chosen revisions when those were chosen: an attempt that was
            cut off may have removed such a revision and not yet its blobs.
        aside_seconds: How long a blob lies aside, where a link to it may still be made.
    """
    _bring_back(folder.blobs.glob(f"*{_ASIDE}"))
    found = look_at_model(folder, needs, is_open)
    return _Deed(folder, found, is_open, aside_seconds).do(choices, blobs)


class _Deed:
    def __init__(
        self, folder: RepoFolder, found: ModelLeftovers, is_open: IsOpen, aside_seconds: float
    ) -> None:
        self._folder = folder
        self._found = found
        self._is_open = is_open
        self._aside_seconds = aside_seconds
        self._done = Reclaimed()

    def do(self, choices: Collection[Choice], blobs: Collection[str]) -> Reclaimed:
        chosen = [choice for choice in choices if choice in self._found.choices]
        self._done.kept += [c for c in choices if c not in chosen and self._is_there(c)]
        going = self._found.blobs_of(chosen) | (self._found.blobs & set(blobs))
        for choice in chosen:
            match choice.kind:
                case Kind.PARTIAL:
                    self._partial(choice)
                case Kind.REVISION:
                    self._revision(choice.name)
                case Kind.LOCK:
                    self._locks()
                case _:
                    pass
        self._blobs(going)
        folder = self._folder
        for path in (folder.blobs, folder.snapshots, folder.trees, folder.refs, folder.root):
            with suppress(OSError):
                path.rmdir()
        with suppress(OSError):
            folder.locks.rmdir()
        return self._done

    def _is_there(self, choice: Choice) -> bool:
        parent = {Kind.REVISION: self._folder.snapshots, Kind.LOCK: self._folder.locks.parent}
        return (parent.get(choice.kind, self._folder.blobs) / choice.name).exists()

    def _partial(self, choice: Choice) -> None:
        def unlink() -> None:
            paths = self._found.partials[choice.name]
            freed = freed_bytes(paths, self._folder.cache_dir)
            for path in paths:
                path.unlink(missing_ok=True)
            self._done.freed_bytes += freed

        if not self._under_lock(self._folder.blobs / choice.name, unlink):
            self._done.kept.append(choice)

    def _revision(self, sha: str) -> None:
        folder = self._folder
        listing = folder.trees / f"{sha}.json"
        paths = set(self._found.paths_of([Choice(Kind.REVISION, sha)]))
        freed = freed_bytes((p for p in paths if p.parent != folder.blobs), folder.cache_dir)
        with self._failing():
            unlink_folder(folder.cache_dir, folder.snapshot(sha))
            listing.unlink(missing_ok=True)
            self._done.freed_bytes += freed

    def _locks(self) -> None:
        for path in self._found.locks:
            with self._failing(), suppress(Timeout), FileLock(path, timeout=0):
                path.unlink(missing_ok=True)

    def _blobs(self, names: Iterable[str]) -> None:
        aside = [path for name in sorted(names) if (path := self._put_aside(name)) is not None]
        if not aside:
            return
        time.sleep(self._aside_seconds)
        named = named_blobs(self._folder)
        used = None if named is None else set[str]().union(*named.values())
        needed = [path for path in aside if used is None or _name_behind(path) in used]
        self._done.kept += [Choice(Kind.BLOB, _name_behind(path)) for path in needed]
        _bring_back(needed)
        self._unlink([path for path in aside if path not in needed])

    def _put_aside(self, name: str) -> Path | None:
        blob = self._folder.blobs / name
        aside = blob.with_name(name + _ASIDE)
        if self._under_lock(blob, lambda: blob.rename(aside)):
            return aside if aside.is_symlink() or aside.exists() else None
        self._done.kept.append(Choice(Kind.BLOB, name))
        return None

    def _unlink(self, aside: list[Path]) -> None:
        cache_dir = self._folder.cache_dir
        freed = freed_bytes(aside, cache_dir)
        payloads = shared_store.targets(aside, cache_dir)
        sizes = {payload: freed_bytes([payload], cache_dir) for payload in payloads}
        for path in aside:
            with self._failing():
                path.unlink(missing_ok=True)
        for payload in payloads:
            if shared_store.sweep([payload], cache_dir):
                freed += sizes[payload]
        self._done.freed_bytes += freed

    def _under_lock(self, path: Path, act: Callable[[], object]) -> bool:
        """Do it while no other program makes this blob; False where one does, or has it open."""
        with self._failing():
            repo = HeldRepo.existing(self._folder)
            if repo is None:
                return False
            with repo:
                lock = BlobLock(repo, blob_of(path.name), stuck_seconds=0)
                if not lock.acquire():
                    return False
                try:
                    if self._is_open(path):
                        return False
                    act()
                    lock.remove()
                finally:
                    lock.release()
        return True

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """What cannot be done with one thing hinders none of the others."""
        try:
            yield
        except CacheReadOnly as problem:
            self._done.failures.append(problem.detail)
        except FileNotFoundError:
            pass  # Somebody else was quicker.
        except OSError as error:
            self._done.failures.append(f"{error.filename}: {error.strerror}.")


def _bring_back(aside: Iterable[Path]) -> None:
    for path in aside:
        with suppress(OSError):
            blob = path.with_name(_name_behind(path))
            # Another program may have made it anew: then this one is of no use.
            path.unlink() if blob.is_symlink() or blob.exists() else path.rename(blob)


def _name_behind(aside: Path) -> str:
    return aside.name.removesuffix(_ASIDE)
