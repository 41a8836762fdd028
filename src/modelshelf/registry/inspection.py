"""Looking at a model without fetching it: at most four questions to the Hub, and no weights.

One question tells what the Hub knows: files with their hashes, tags, card, number of weights. Three
are left for small files, the most telling first. Files whose hash says what they hold
(`detect.known_files`), that were read before, or that are on the disk, cost none. What there was no
question left for is named, and what it would have told is unknown.

Where the Hub cannot be asked, a model on the disk tells the same by itself.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from modelshelf.cache.reading.safetensors import LENGTH_BYTES, header_bytes, parse_header
from modelshelf.hub.door import Hub, HubFile, HubRepo, check_model_id, check_revision
from modelshelf.hub.errors import ModelGated, TokenInvalid
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.errors import Problem
from modelshelf.policy.foreign import follow
from modelshelf.registry.detect import examine
from modelshelf.registry.detect.facts import Detected
from modelshelf.registry.detect.known_files import recognise
from modelshelf.registry.detect.sources import Sources
from modelshelf.registry.detect.wanted import MOST_BYTES, wanted_files
from modelshelf.registry.inspected import Aim, Inspection
from modelshelf.registry.remembered import Answers, Contents
from modelshelf.registry.snapshot import Snapshot, read_blob, read_snapshot
from modelshelf.sizing.gguf import HEAD_BYTES, read_gguf

QUESTIONS = 4
# A header has a line for each tensor: the largest models have some thousands.
# For so long what the Hub said of a model holds.
FRESH_SECONDS = 120.0
_MOST_REPOS = 64
_MOST_HEADER_BYTES = 8 * 1024 * 1024
_CARD = "README.md"


class Inspector:
    """Inspects models for one process, and remembers what it has read.

    Args:
        cache_dir: What lies there need not be asked for, and is looked at where the Hub cannot be
            asked; None: the Hub alone counts.
    """

    def __init__(self, hub: Hub, cache_dir: Path | None) -> None:
        self._hub = hub
        self._cache_dir = cache_dir
        self._remembered = Contents()
        self._repos: Answers[tuple[str, str | None], HubRepo] = Answers(FRESH_SECONDS, _MOST_REPOS)

    async def inspect(
        self,
        model_id: str,
        revision: str | None = None,
        *,
        aim: Aim = Aim.USE,
        most_files: int = QUESTIONS - 1,
        anew: bool = False,
    ) -> Inspection:
        """What a model is.

        Args:
            most_files: How many small files the Hub may be asked for.
            anew: Ask the Hub also where it was asked a moment ago.

        Raises:
            InvalidModelId, InvalidRevision; and what `Hub.look_up` raises, unless the model is on
            the disk.
        """
        check_model_id(model_id)
        folder = RepoFolder(self._cache_dir, model_id) if self._cache_dir else None
        if revision is not None:
            check_revision(revision)
        repo = None if anew else self._repos.get((model_id, revision))
        questions = 0 if repo else 1
        try:
            repo = repo or await self._hub.look_up(model_id, revision)
        except Problem as problem:
            if folder is None:
                raise
            snapshot = await asyncio.to_thread(read_snapshot, folder, revision)
            if snapshot is None:
                raise
            return await asyncio.to_thread(_from_disk, model_id, snapshot, problem)
        if questions:
            self._repos.put((model_id, revision), repo)
        look = _Look(self._hub, repo, folder, self._remembered, aim, most_files)
        return await look.look(questions)


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
    folder: RepoFolder | None
    remembered: Contents
    aim: Aim
    left: int
    by_path: dict[str, HubFile] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    warnings: list[str] = field(default_factory=list)
    closed: Problem | None = None

    async def look(self, questions: int) -> Inspection:
        """`questions` were asked before."""
        wanted, files = await asyncio.to_thread(self._begin)
        if self.aim is Aim.USE:  # What names code comes first: unread, it is taken for foreign.
            await self._foreign(files)
        missing = [file for file in wanted if file.path not in files]
        headers = await self._headers(files, len(missing))
        asked, unasked = missing[: self.left], missing[self.left :]
        self.left -= len(asked)
        gguf = await self._gguf()
        bodies = await asyncio.gather(*(self._fetch(file) for file in asked))
        files |= {f.path: body for f, body in zip(asked, bodies, strict=True) if body is not None}
        sources, detected = await asyncio.to_thread(self._examine, files, headers)
        refused = [f.path for f, body in zip(asked, bodies, strict=True) if body is None]
        return Inspection(
            model_id=self.repo.model_id,
            sha=self.repo.sha,
            sizes=self.sizes,
            sources=sources,
            detected=detected,
            repo=replace(self.repo, foreign_classes=await self._foreign(files)),
            gguf=gguf,
            unread=(*refused, *(file.path for file in unasked)),
            warnings=tuple(dict.fromkeys(self.warnings)),
            closed=self.closed,
            questions=questions + self.asked,
        )

    def _begin(self) -> tuple[list[HubFile], dict[str, bytes]]:
        """The small files that tell something, and what needs no question. Takes a while where
        files are very many, as `_examine` does."""
        for file in self.repo.files:
            self.by_path[file.path] = file
            self.sizes[file.path] = file.size_bytes
        wanted = self._wanted()
        return wanted, self._at_hand(wanted)

    def _examine(
        self, files: Mapping[str, bytes], headers: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Sources, Detected]:
        sources = Sources(files, self.by_path, self.repo, headers)
        return sources, examine(sources)

    async def _foreign(self, files: dict[str, bytes]) -> tuple[str, ...]:
        """As `downloads.foreign` finds them, with the questions that are left; adds what it reads.

        Behind a gate, nothing that was not read counts.
        """

        async def read(path: str) -> bytes | None:
            at_hand = await asyncio.to_thread(self._at_hand, [self.by_path[path]])
            if at_hand or self.left < 1 or self.closed:
                return at_hand.get(path)
            self.left -= 1
            return await self._fetch(self.by_path[path])

        asked = await follow(self.sizes, files, read)
        return asked.said if self.closed else asked.all_said

    def _wanted(self) -> list[HubFile]:
        paths = wanted_files(self.by_path)
        if self.aim is Aim.BUILD:  # An adapter's own configuration names what it is loaded with.
            paths.sort(key=lambda path: path not in ("adapter_config.json", "config.json"))
        return [
            self.by_path[path] for path in paths if path != _CARD and self.sizes[path] <= MOST_BYTES
        ]

    def _at_hand(self, wanted: Iterable[HubFile]) -> dict[str, bytes]:
        """What needs no question."""
        contents = {}
        for file in wanted:
            content = (
                self.remembered.get(file.blob)
                or recognise(file.path, file.size_bytes, file.blob)
                or self._in_cache(file)
            )
            if content is not None:
                contents[file.path] = content
        return contents

    def _in_cache(self, file: HubFile) -> bytes | None:
        return read_blob(self.folder, file.blob, file.size_bytes) if self.folder else None

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

    async def _gguf(self) -> dict[str, Any]:
        """What stands at the beginning of a GGUF file, in one question."""
        if self.aim is not Aim.BUILD or "config.json" in self.by_path or self.left < 1:
            return {}
        # All of them say the same of the build, but for parts that are no language model.
        packed = (p for p in self.by_path if p.endswith(".gguf") and "mmproj" not in p)
        path = min(packed, key=self.sizes.__getitem__, default=None)
        if path is None:
            return {}
        self.left -= 1
        head = await self._ask(path, 0, min(self.sizes[path], HEAD_BYTES))
        return read_gguf(head or b"")

    async def _ask(self, path: str, start: int, size_bytes: int) -> bytes | None:
        if size_bytes == 0:
            return b""
        self.asked += 1
        try:
            return await self.hub.read(
                self.repo.model_id, self.repo.sha, path, start=start, size_bytes=size_bytes
            )
        except Problem as problem:  # What the Hub has told already is worth showing.
            self.warnings.append(problem.detail)
            if isinstance(problem, (ModelGated, TokenInvalid)):
                self.closed = problem
            return None


def _holds_static(path: str, files: Mapping[str, bytes]) -> bool:
    place = PurePosixPath(path)
    if place.name != "model.safetensors":
        return False
    if place.parent.name.endswith("_StaticEmbedding"):
        return True
    return str(place.parent) == "." and b".StaticEmbedding" in files.get("modules.json", b"")
