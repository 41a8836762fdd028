"""A model's own page on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from modelshelf.library.details import Details
from modelshelf.library.schemas import ModelOut
from modelshelf.upkeep.updates.schemas import UpdateOut


class FileOnDiskOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    path: str
    size_bytes: int | None = Field(description="Null where it is a link to nothing.")


class RevisionOut(BaseModel):
    revision: str
    refs: list[str] = Field(description="Branches and tags that name it on the disk.")
    file_count: int
    size_bytes: int = Field(description="Each of its blobs once; revisions may share them.")
    is_loaded: bool = Field(description="The one that programs load, which the status is about.")


class LoadingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    architecture: str | None
    kind: str | None = Field(description="What it is, in the words of the field.")
    remote_code: bool = Field(description="Loading it runs code from the repository.")
    chat_template: bool


class ModelDetails(BaseModel):
    model: ModelOut = Field(description="As the list has it, or would have it.")
    hub_page: str = Field(description="The address of its page at the Hub.")
    cache_dir: str = Field(description="The cache that downloads go to.")
    loading: LoadingOut | None = Field(
        description="What code that loads it has to know. Null where it is not on the disk."
    )
    folder: str | None = Field(description="Where it lies in the cache.")
    snapshot: str | None = Field(description="Folder of the revision that programs load.")
    revisions: list[RevisionOut]
    files: list[FileOnDiskOut] = Field(description="Of the revision that programs load.")
    pinned_revision: str | None
    update: UpdateOut | None = Field(description="Null where the Hub was never asked.")

    @classmethod
    def of(cls, details: Details) -> Self:
        repo, names = details.repo, details.refs_by_sha
        loaded = repo.revision if repo else None
        return cls(
            model=ModelOut.of(details.page.entries[0], details.page),
            hub_page=details.hub_page,
            cache_dir=str(details.cache_dir),
            loading=LoadingOut.model_validate(details.loading) if details.loading else None,
            folder=str(details.folder) if details.folder else None,
            snapshot=str(details.snapshot) if details.snapshot else None,
            revisions=[
                RevisionOut(
                    revision=each.sha,
                    refs=sorted(names[each.sha]),
                    file_count=each.file_count,
                    size_bytes=each.size_bytes,
                    is_loaded=each.sha == loaded,
                )
                for each in (repo.revisions if repo else ())
            ],
            files=[FileOnDiskOut.model_validate(file) for file in details.files],
            pinned_revision=details.pinned_revision,
            update=details.update,
        )
