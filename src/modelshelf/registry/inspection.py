"""Looking at a model without fetching it: at most four questions to the Hub, and no weights.

One question tells what the Hub knows: files with their hashes, tags, card, number of weights. Three
are left for small files, the most telling first. Files whose hash says what they hold
(`detect.known_files`), that were read before, or that are on the disk, cost none. What there was no
question left for is named, and what it would have told is unknown.

Where the Hub cannot be asked, a model on the disk tells the same by itself.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from modelshelf.cache.safetensors import LENGTH_BYTES, header_bytes, parse_header
from modelshelf.hub.door import Hub, HubFile, HubRepo, check_model_id, check_revision
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.errors import Problem
from modelshelf.registry.detect import examine
from modelshelf.registry.detect.facts import Detected
from modelshelf.registry.detect.known_files import recognise
from modelshelf.registry.detect.sources import Sources
from modelshelf.registry.detect.wanted import MOST_BYTES, wanted_files
from modelshelf.registry.snapshot import Snapshot, read_blob, read_snapshot

QUESTIONS = 4
# A header has a line for each tensor: the largest models have some thousands.
_MOST_HEADER_BYTES = 8 * 1024 * 1024
_REMEMBERED_BYTES = 8 * 1024 * 1024
_CARD = "README.md"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found.

    Attributes:
        sha: The revision that was looked at.
        sizes: Bytes of each file by its path.
        sources: What `detected` was found in.
        repo: What the Hub says; None where the disk alone was looked at.
        unread: Small files that would tell something and were not read.
        warnings: Why something could not be looked at, for people.
        questions: How many questions it took.
    """

    model_id: str
    sha: str
    sizes: Mapping[str, int]
    sources: Sources
    detected: Detected
    repo: HubRepo | None = None
    unread: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    questions: int = 0


class Inspector:
    """Inspects models for one process, and remembers small files by their hashes."""

    def __init__(self, hub: Hub, cache_dir: Path) -> None:
        self._hub = hub
        self._cache_dir = cache_dir
        self._remembered = _Contents()

    async def inspect(self, model_id: str, revision: str | None = None) -> Inspection:
        """What a model is.

        Raises:
            InvalidModelId, InvalidRevision; and what `Hub.look_up` raises, unless the model is on
            the disk.
        """
        folder = RepoFolder(self._cache_dir, check_model_id(model_id))
        if revision is not None:
            check_revision(revision)
        try:
            repo = await self._hub.look_up(model_id, revision)
        except Problem as problem:
            snapshot = await asyncio.to_thread(read_snapshot, folder, revision)
            if snapshot is None:
                raise
            return await asyncio.to_thread(_from_disk, model_id, snapshot, problem)
        return await _Look(self._hub, repo, folder, self._remembered).look()


def _from_disk(model_id: str, snapshot: Snapshot, problem: Problem) -> Inspection:
    sources = Sources(snapshot.files, snapshot.sizes, headers=snapshot.headers)
    return Inspection(
        model_id=model_id,
        sha=snapshot.sha,
        sizes=snapshot.sizes,
        sources=sources,
        detected=examine(sources),
        warnings=(f"Looked at on the disk alone. {problem.detail}",),
    )


@dataclass
class _Look:
    """One look at one model."""

    hub: Hub
    repo: HubRepo
    folder: RepoFolder
    remembered: "_Contents"
    left: int = QUESTIONS - 1
    warnings: list[str] = field(default_factory=list)

    async def look(self) -> Inspection:
        by_path = {file.path: file for file in self.repo.files}
        wanted = [
            by_path[path]
            for path in wanted_files(by_path)
            if path != _CARD and by_path[path].size_bytes <= MOST_BYTES
        ]
        files = await asyncio.to_thread(self._at_hand, wanted)
        missing = [file for file in wanted if file.path not in files]
        headers = await self._headers(files, len(missing))
        asked, unasked = missing[: self.left], missing[self.left :]
        self.left -= len(asked)
        bodies = await asyncio.gather(*(self._fetch(file) for file in asked))
        files |= {f.path: body for f, body in zip(asked, bodies, strict=True) if body is not None}
        sources = Sources(files, by_path, self.repo, headers)
        detected = await asyncio.to_thread(examine, sources)
        refused = [f.path for f, body in zip(asked, bodies, strict=True) if body is None]
        return Inspection(
            model_id=self.repo.model_id,
            sha=self.repo.sha,
            sizes={file.path: file.size_bytes for file in self.repo.files},
            sources=sources,
            detected=detected,
            repo=self.repo,
            unread=(*refused, *(file.path for file in unasked)),
            warnings=tuple(dict.fromkeys(self.warnings)),
            questions=QUESTIONS - self.left,
        )

    def _at_hand(self, wanted: Iterable[HubFile]) -> dict[str, bytes]:
        """What needs no question."""
        contents = {}
        for file in wanted:
            content = (
                self.remembered.get(file.blob)
                or recognise(file.path, file.size_bytes, file.blob)
                or read_blob(self.folder, file.blob, file.size_bytes)
            )
            if content is not None:
                contents[file.path] = content
        return contents

    async def _fetch(self, file: HubFile) -> bytes | None:
        content = await self._ask(file.path, 0, file.size_bytes)
        if content is None or len(content) != file.size_bytes:
            return None
        self.remembered.put(file.blob, content)
        return content

    async def _headers(
        self, files: Mapping[str, bytes], still_wanted: int
    ) -> dict[str, Mapping[str, Any]]:
        """The header of the weights, in two questions, where only it can tell.

        That is the shape of a static embedding; and where the small files leave two questions over,
        the number of weights that the Hub has not counted.
        """
        weights = [f for f in self.repo.files if f.path.endswith(".safetensors")]
        chosen = [f for f in weights if _holds_static(f.path, files)]
        if len(weights) == 1 and not self.repo.parameters and self.left - still_wanted >= 2:
            chosen += weights
        if not chosen:
            return {}
        path = chosen[0].path
        self.left -= 2
        length = await self._ask(path, 0, LENGTH_BYTES)
        size = header_bytes(length, _MOST_HEADER_BYTES) if length else None
        packed = await self._ask(path, LENGTH_BYTES, size) if size else None
        header = await asyncio.to_thread(parse_header, packed) if packed else None
        return {path: header} if header is not None else {}

    async def _ask(self, path: str, start: int, size_bytes: int) -> bytes | None:
        if size_bytes == 0:
            return b""
        try:
            return await self.hub.read(
                self.repo.model_id, self.repo.sha, path, start=start, size_bytes=size_bytes
            )
        except Problem as problem:  # What the Hub has told already is worth showing.
            self.warnings.append(problem.detail)
            return None


def _holds_static(path: str, files: Mapping[str, bytes]) -> bool:
    place = PurePosixPath(path)
    if place.name != "model.safetensors":
        return False
    if place.parent.name.endswith("_StaticEmbedding"):
        return True
    return str(place.parent) == "." and b".StaticEmbedding" in files.get("modules.json", b"")


class _Contents:
    """Small files by their hashes, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._contents: OrderedDict[str, bytes] = OrderedDict()
        self._size_bytes = 0

    def get(self, blob: str) -> bytes | None:
        content = self._contents.get(blob)
        if content is not None:
            self._contents.move_to_end(blob)
        return content

    def put(self, blob: str, content: bytes) -> None:
        if blob in self._contents:
            return
        self._contents[blob] = content
        self._size_bytes += len(content)
        while self._size_bytes > _REMEMBERED_BYTES:
            _, forgotten = self._contents.popitem(last=False)
            self._size_bytes -= len(forgotten)
