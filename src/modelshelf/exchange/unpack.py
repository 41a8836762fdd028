"""Reading a shelf file from front to back, once, and making models of it as a download does.

What is written is decided by the manifest alone. Each blob is written to a partial file while its
hash is made, and gets its name when that is right; then come the snapshot, at once, and the refs.
"""

import os
from pathlib import Path
from typing import BinaryIO

from modelshelf.exchange import tar
from modelshelf.exchange.errors import ShelfDamaged, UntrustedShelf
from modelshelf.exchange.hashes import CHUNK_BYTES, Hashes, Report
from modelshelf.exchange.manifest import (
    MANIFEST,
    MOST_BYTES,
    SIGNATURE,
    SIGNATURE_BYTES,
    Manifest,
    PackedBlob,
    PackedModel,
    fingerprint,
    is_signed,
    read_manifest,
)
from modelshelf.hub.layout import RepoFolder, check_name
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.partial import is_finished, partial_name
from modelshelf.hub.transfer.snapshot import check_ways, link_files, write_refs

_NO_SHELF_FILE = "This is no shelf file of Modelshelf, or it is damaged."
_CUT = "The file ends in the middle: it was cut. Copy or export it again."


class ShelfFile:
    """A shelf file that is being read. Its methods block: use a thread.

    Attributes:
        manifest: What it says of itself, once it is known who says so (`check_origin`); nothing
            else of it has been read yet.
        fingerprint: Stands for the whole content.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Raises: ShelfDamaged."""
        self._stream = stream
        packed = self._small(MANIFEST, MOST_BYTES)
        self._packed = packed
        self._signature = self._small(SIGNATURE, SIGNATURE_BYTES)
        self.fingerprint = fingerprint(packed)
        self.manifest: Manifest

    def check_origin(self, key: bytes, trusted: str | None) -> None:
        """See that this installation made it, or that somebody vouches for its fingerprint; only
        then is its list of contents made out.

        Raises:
            UntrustedShelf, ShelfDamaged.
        """
        if trusted is not None:
            known = trusted.removeprefix("sha256:") == self.fingerprint[7:]
        else:
            known = is_signed(self._packed, self._signature, key)
        if known:
            self.manifest = read_manifest(self._packed)
            return
        raise UntrustedShelf(
            f"It was not made by this installation. Its fingerprint is {self.fingerprint}: compare "
            "it with what `modelshelf export` said where it was made, then import it with "
            f"`--trust {self.fingerprint}`.",
            fingerprint=self.fingerprint,
        )

    def take_in(self, cache_dir: Path, model: PackedModel, report: Report) -> bool:
        """Read the next model, which must be this one, into the cache.

        Returns:
            Whether every file came from here: none lay in the cache, believed by its size.

        Raises:
            ShelfDamaged: Its content is not what the manifest says; nothing of it is visible.
            CacheReadOnly: A link lies in the way.
        """
        folder, files = RepoFolder(cache_dir, model.model_id), model.hub_files
        check_ways(folder, model.sha, files, model.refs)
        with HeldRepo(folder) as repo:
            made = [self._take_blob(repo, model, blob, report) for blob in model.blobs]
            check_ways(folder, model.sha, files, model.refs)  # As above.
            link_files(repo, model.sha, files)
            write_refs(repo, model.sha, model.refs)
        return all(made)

    def check_end(self) -> None:
        """Raises: ShelfDamaged, when more comes than the manifest says."""
        if tar.parse(self._exactly(tar.BLOCK)) is not None:
            raise ShelfDamaged(
                "The file holds more than its list of contents says. What the list says was taken "
                "in and is right; the rest was not looked at."
            )

    def _take_blob(
        self, repo: HeldRepo, model: PackedModel, blob: PackedBlob, report: Report
    ) -> bool:
        """False where the blob was there already."""
        self._expect(model.member(blob), blob.size_bytes)
        blobs = repo.blobs
        here = any(is_finished(blobs, f) for f in model.hub_files if f.blob == blob.name)
        partial = partial_name(blob.name)
        hashes, left = Hashes(blob.size_bytes), blob.size_bytes
        if here:
            descriptor = os.open(os.devnull, os.O_WRONLY)
        else:
            descriptor = blobs.open(partial, os.O_WRONLY | os.O_TRUNC)
        try:
            with os.fdopen(descriptor, "wb") as file:
                while left:
                    chunk = self._exactly(min(CHUNK_BYTES, left))
                    hashes.update(chunk)
                    file.write(chunk)
                    left -= len(chunk)
                    report(len(chunk))
                file.flush()
                if not here:
                    os.fsync(file.fileno())
            self._exactly(tar.padding(blob.size_bytes))
            if hashes.sha256 != blob.sha256 or not hashes.fit(blob.name):
                raise ShelfDamaged(
                    f"{blob.name} of {model.model_id} is not what the list of contents says: the "
                    "file was damaged or changed. Nothing of this model was taken in."
                )
            if not here:
                blobs.rename(partial, check_name(blob.name))
        finally:
            if not here:
                blobs.remove(partial)
        return not here

    def _small(self, name: str, most_bytes: int) -> bytes:
        member = tar.parse(self._exactly(tar.BLOCK, too_short=_NO_SHELF_FILE))
        if member is None or member.name != name or member.size_bytes > most_bytes:
            raise ShelfDamaged(_NO_SHELF_FILE)
        content = self._exactly(member.size_bytes)
        self._exactly(tar.padding(member.size_bytes))
        return content

    def _expect(self, name: str, size_bytes: int) -> None:
        member = tar.parse(self._exactly(tar.BLOCK))
        if member != (name, size_bytes):
            raise ShelfDamaged(
                f"The list of contents says that {name} comes next, and something else does. "
                "Nothing of this model was taken in."
            )

    def _exactly(self, count: int, too_short: str = _CUT) -> bytes:
        parts = []
        while count:
            part = self._stream.read(count)
            if not part:
                raise ShelfDamaged(too_short)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)
