"""Tables: what is on the disks of all nodes, and what was planned."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.database import Base

# PostgreSQL sorts by the rules of a language, Python and SQLite by code points: this one, too.
ByCodePoint = Annotated[
    str, mapped_column(String().with_variant(String(collation="C"), "postgresql"))
]


class InventoryRow(Base):
    """One repository on one node; the columns are those of `repo.RepoOnDisk`."""

    __tablename__ = "inventory"
    __table_args__ = (
        Index(None, "node", "kind", "name"),
        Index(None, "node", "kind", "size_bytes"),
        Index(None, "node", "kind", "model_type", "name"),
        Index(None, "node", "folder"),
        # All that totals are made of, so that no row is read for them.
        Index(
            "ix_inventory_totals",
            "node",
            "kind",
            "model_type",
            "status",
            "size_bytes",
            "shared_bytes",
            "partial_bytes",
        ),
    )

    node: Mapped[str] = mapped_column(primary_key=True)
    # In the key, since a dataset may have the id of a model.
    kind: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[ByCodePoint] = mapped_column(primary_key=True)
    # What lists are sorted by: the id without its organisation, in small letters.
    name: Mapped[ByCodePoint]
    folder: Mapped[str]
    status: Mapped[str]
    revision: Mapped[str | None]
    refs: Mapped[dict[str, Any]]
    revisions: Mapped[list[Any]]
    size_bytes: Mapped[int]
    shared_bytes: Mapped[int]
    partial_bytes: Mapped[int]
    missing: Mapped[list[Any]]
    problems: Mapped[list[Any]]
    last_used_at: Mapped[datetime | None]
    # Written by whoever reports use, and by nobody who reads the disk.
    reported_used_at: Mapped[datetime | None]
    # The same by those alone whose word decides what the storage budget deletes by itself.
    weighty_used_at: Mapped[datetime | None]
    modified_at: Mapped[datetime | None]
    signature: Mapped[str]
    # What it is, by which rules: "" where nobody has looked since its files changed.
    model_type: Mapped[str | None]
    traits: Mapped[dict[str, Any] | None]
    described_by: Mapped[str] = mapped_column(server_default=text("''"))
    indexed_at: Mapped[datetime]


class CacheStateRow(Base):
    """One node's cache as a whole.

    `shared_store_bytes` is what the store holds that repositories share, each payload once;
    `trash_bytes` what the disk gets back of removed models when the trash is emptied.
    `disk_mark` is the `DiskMark` of the folder, null where nobody noted it. `warnings` are
    sentences for people about what no row can tell. `sums` are the rows of the
    inventory summed up, and written with them: `{kind, model_type, status, count, size_bytes,
    partial_bytes}` for each group there is, blobs that repositories share not counted.
    """

    __tablename__ = "cache_state"

    node: Mapped[str] = mapped_column(primary_key=True)
    cache_dir: Mapped[str]
    warnings: Mapped[list[Any]]
    disk_free_bytes: Mapped[int]
    disk_total_bytes: Mapped[int]
    disk_mark: Mapped[str | None]
    shared_store_bytes: Mapped[int]
    trash_bytes: Mapped[int] = mapped_column(server_default="0")
    sums: Mapped[list[Any] | None]
    indexed_at: Mapped[datetime]


class ListingRow(Base):
    """The files that downloads of one commit planned on one node.

    `files` is `[{path, size_bytes, blob, sha256}]`, empty once the model was removed; `total_bytes`
    counts each of their blobs once and stays.
    """

    __tablename__ = "shelf_listings"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    sha: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[list[Any]]
    total_bytes: Mapped[int]
    stored_at: Mapped[datetime]


class VerificationRow(Base):
    """When a model's files were last read, or fetched, and compared with their checksums.

    Attributes:
        unproven: Paths of which no checksum is known.
        gone_at: When the model was gone from the disk: kept, since its deletion may be taken back.
        back_at: When that was done.
    """

    __tablename__ = "verifications"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    verified_at: Mapped[datetime]
    file_count: Mapped[int]
    checked_bytes: Mapped[int]
    unproven: Mapped[list[Any]]
    gone_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]


class DamagedFileRow(Base):
    """A file that is not what its checksum says; the columns are those of `condemned.Damage`.

    It stays condemned, whatever its size and time say, until it was replaced or found right.
    """

    __tablename__ = "damaged_files"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    paths: Mapped[list[Any]]
    stamp: Mapped[str]
    found_at: Mapped[datetime]
