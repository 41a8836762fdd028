"""Who brought what nothing needs any more, as far as our own record tells."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from modelshelf.cache.removing.leftover_scan import blob_of
from modelshelf.cache.removing.leftovers import Choice, Kind, RepoLeftovers
from modelshelf.downloads.row import files_of
from modelshelf.hub.layout import JOURNAL_SUFFIX, PARTIAL_SUFFIX, RepoFolder
from modelshelf.operations.models import Operation
from modelshelf.operations.provenance import SnapshotFile, are_all_of_it
from modelshelf.removal.service import files_on_disk


@dataclass(frozen=True, slots=True)
class Records:
    """What our record knows of one repository: nothing of those that are no models, since only
    other programs bring them.

    Attributes:
        rows: What wrote into its folder, the oldest first.
        whole: Whether that brought all that is in its snapshots. Else another program was at it,
            and which of the files are its own nobody can tell.
    """

    rows: Sequence[Operation] = ()
    whole: bool = False

    @classmethod
    def read(cls, folder: RepoFolder, rows: Sequence[Operation]) -> "Records":
        """Reads the names in its snapshots. Blocks: use a thread."""
        if not rows:
            return NOTHING_KNOWN
        on_disk: Collection[SnapshotFile] = files_on_disk(folder)
        return cls(rows, are_all_of_it(rows, on_disk))

    def of(self, choice: Choice, found: RepoLeftovers) -> tuple[Operation, ...]:
        """The operations that brought a leftover; none where a part of it is unknown."""
        match choice.kind:
            case Kind.PARTIAL:
                return self.of_partial(choice.name)
            case Kind.REVISION if self.whole:
                return tuple(row for row in self.rows if row.sha == choice.name)
            case Kind.DRAFT if self.whole:
                return tuple(self.rows)
            case Kind.BLOB if self.whole:
                return self._about([choice.name])
            case Kind.LOCK:
                return self._about(path.stem for path in found.locks)
            case _:
                return ()

    def of_partial(self, name: str) -> tuple[Operation, ...]:
        """Another program's part of a file that one of ours was about is not ours, too."""
        is_ours = name.endswith((PARTIAL_SUFFIX, JOURNAL_SUFFIX))
        return self._about([blob_of(name)]) if is_ours else ()

    def _about(self, blobs: Iterable[str]) -> tuple[Operation, ...]:
        """All that fetched, or were to fetch, any of these; none where one of them is unknown."""
        found: dict[object, Operation] = {}
        for blob in blobs:
            about = [row for row in self.rows if any(f.blob == blob for f in files_of(row))]
            if not about:
                return ()
            found |= {row.id: row for row in about}
        return tuple(sorted(found.values(), key=lambda row: row.created_at))


NOTHING_KNOWN = Records()
