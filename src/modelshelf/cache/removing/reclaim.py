"""Removing what nothing needs of one repository, in a cache that other programs use meanwhile.

Links go before blobs, so that a crash never leaves a link to nothing. A blob is set aside under
its lock and unlinked a moment later, when still no link names it: a client that has just seen it
makes its link in between. What a crash leaves set aside is put back by the next attempt.
The folders are held open, and everything is renamed and unlinked by its name in what is held: a
folder that somebody swaps for a link meanwhile leads nothing of it elsewhere.
All of it blocks: use threads.
"""

import fcntl
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from modelshelf.cache.removing import shared_store
from modelshelf.cache.removing.empty import unlink_folder
from modelshelf.cache.removing.leftover_scan import IsOpen, blob_of, look_at_repo, named_blobs
from modelshelf.cache.removing.leftovers import (
    Choice,
    Kind,
    Needs,
    RepoLeftovers,
    freed_bytes,
    place_of,
)
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import (
    BLOBS,
    DRAFTS,
    LOCKS,
    REFS,
    SNAPSHOTS,
    TREES,
    UNFINISHED_SUFFIX,
    RepoFolder,
)
from modelshelf.hub.transfer.drafts import remove_abandoned
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo
from modelshelf.hub.transfer.locks import BlobLock

# huggingface_hub looks for a lock it waits for every 50 ms (filelock), then links at once.
ASIDE_SECONDS = 0.25
_ASIDE = ".aside" + UNFINISHED_SUFFIX
_LOCK_FLAGS = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC


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

    @contextmanager
    def failing(self) -> Iterator[None]:
        """What cannot be done with one thing hinders none of the others."""
        try:
            yield
        except CacheReadOnly as problem:
            self.failures.append(problem.detail)
        except FileNotFoundError:
            pass  # Somebody else was quicker.
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            self.failures.append(f"{place}{error.strerror}.")


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
    done = Reclaimed()
    with done.failing():
        repo = HeldRepo.existing(folder)
        if repo is None:  # Locks may be all there is of it.
            found = look_at_repo(folder, needs, is_open)
            _refuse(done, folder, choices, found)
        else:
            with repo:
                _bring_back(repo.blobs, _all_aside(repo.blobs))
                found = look_at_repo(folder, needs, is_open)
                repo.check_in_place()
                _refuse(done, folder, choices, found)
                _Deed(repo, found, is_open, aside_seconds, done).do(choices, blobs)
        with HeldFolder.at(folder.cache_dir) as cache, cache.inside(LOCKS) as locks:
            if any(choice.kind is Kind.LOCK for choice in choices):
                _remove_locks(locks, folder.locks.name, found, done)
            locks.remove_empty(folder.locks.name)
    return done


def _refuse(
    done: Reclaimed, folder: RepoFolder, choices: Iterable[Choice], found: RepoLeftovers
) -> None:
    """Note what was chosen and is needed by now."""
    offered = found.choices
    done.kept += [
        choice for choice in choices if choice not in offered and place_of(folder, choice).exists()
    ]


class _Deed:
    """Removes what lies in a repository's own folder."""

    def __init__(
        self,
        repo: HeldRepo,
        found: RepoLeftovers,
        is_open: IsOpen,
        aside_seconds: float,
        done: Reclaimed,
    ) -> None:
        self._repo = repo
        self._folder = repo.folder
        self._found = found
        self._is_open = is_open
        self._aside_seconds = aside_seconds
        self._done = done

    def do(self, choices: Collection[Choice], blobs: Collection[str]) -> None:
        chosen = [choice for choice in choices if choice in self._found.choices]
        going = self._found.blobs_of(chosen) | (self._found.blobs & set(blobs))
        for choice in chosen:
            if choice.kind is Kind.PARTIAL:
                self._partial(choice)
            elif choice.kind is Kind.REVISION:
                self._revision(choice.name)
            elif choice.kind is Kind.DRAFT:
                self._draft(choice)
        self._blobs(going)
        for name in (BLOBS, SNAPSHOTS, TREES, REFS, DRAFTS):
            self._repo.root.remove_empty(name)
        self._repo.cache.remove_empty(self._folder.root.name)

    def _partial(self, choice: Choice) -> None:
        def unlink() -> None:
            paths = self._found.partials[choice.name]
            freed = freed_bytes(paths, self._folder.cache_dir)
            for path in paths:
                self._repo.blobs.remove(path.name)
            self._done.freed_bytes += freed

        if not self._under_lock(choice.name, unlink):
            self._done.kept.append(choice)

    def _revision(self, sha: str) -> None:
        folder, root = self._folder, self._repo.root
        paths = set(self._found.paths_of([Choice(Kind.REVISION, sha)]))
        freed = freed_bytes((p for p in paths if p.parent != folder.blobs), folder.cache_dir)
        with self._done.failing():
            with root.inside(SNAPSHOTS) as snapshots:
                unlink_folder(self._repo.cache, snapshots, sha)
            with suppress(FileNotFoundError), root.inside(TREES) as trees:
                trees.remove(f"{sha}.json")
            self._done.freed_bytes += freed

    def _draft(self, choice: Choice) -> None:
        freed = freed_bytes(self._found.paths_of([choice]), self._folder.cache_dir)
        with self._done.failing(), self._repo.root.inside(DRAFTS) as drafts:
            if remove_abandoned(drafts, choice.name):
                self._done.freed_bytes += freed
            else:
                self._done.kept.append(choice)

    def _blobs(self, names: Iterable[str]) -> None:
        aside = [name for name in sorted(names) if self._put_aside(name)]
        if not aside:
            return
        time.sleep(self._aside_seconds)
        named = named_blobs(self._folder)
        used = None if named is None else set[str]().union(*named.values())
        needed = [name for name in aside if used is None or name in used]
        self._done.kept += [Choice(Kind.BLOB, name) for name in needed]
        _bring_back(self._repo.blobs, needed)
        self._unlink([name for name in aside if name not in needed])

    def _put_aside(self, name: str) -> bool:
        moved = False

        def move() -> None:
            nonlocal moved
            self._repo.blobs.rename(name, name + _ASIDE)
            moved = True

        if not self._under_lock(name, move):
            self._done.kept.append(Choice(Kind.BLOB, name))
        return moved

    def _unlink(self, names: list[str]) -> None:
        cache_dir = self._folder.cache_dir
        aside = [self._folder.blobs / (name + _ASIDE) for name in names]
        freed = freed_bytes(aside, cache_dir)
        payloads = shared_store.targets(aside, cache_dir)
        sizes = {payload: freed_bytes([payload], cache_dir) for payload in payloads}
        for path in aside:
            with self._done.failing():
                self._repo.blobs.remove(path.name)
        for payload in payloads:
            if shared_store.sweep([payload], cache_dir):
                freed += sizes[payload]
        self._done.freed_bytes += freed

    def _under_lock(self, name: str, act: Callable[[], object]) -> bool:
        """Do it while no other program makes this blob; False where one does, or has it open."""
        with self._done.failing():
            lock = BlobLock(self._repo, blob_of(name), stuck_seconds=0)
            if not lock.acquire():
                return False
            try:
                if self._is_open(self._folder.blobs / name):
                    return False
                act()
                lock.remove()
            finally:
                lock.release()
        return True


def _remove_locks(
    locks: HeldFolder, folder_name: str, found: RepoLeftovers, done: Reclaimed
) -> None:
    with done.failing(), locks.inside(folder_name) as held:
        for path in found.locks:
            with done.failing(), suppress(BlockingIOError):  # Somebody has taken it meanwhile.
                fd = held.open(path.name, _LOCK_FLAGS)
                try:
                    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    held.remove(path.name)
                finally:
                    os.close(fd)


def _all_aside(blobs: HeldFolder) -> list[str]:
    """The blobs that an attempt before this one has set aside."""
    with os.scandir(blobs.fd) as entries:
        return [e.name.removesuffix(_ASIDE) for e in entries if e.name.endswith(_ASIDE)]


def _bring_back(blobs: HeldFolder, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            # Another program may have made it anew: then this one is of no use.
            if _is_in(blobs, name):
                blobs.remove(name + _ASIDE)
            else:
                blobs.rename(name + _ASIDE, name)


def _is_in(folder: HeldFolder, name: str) -> bool:
    try:
        os.lstat(name, dir_fd=folder.fd)
    except FileNotFoundError:
        return False
    return True
