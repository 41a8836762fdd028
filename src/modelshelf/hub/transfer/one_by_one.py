"""What those share that fill partial files one after the other, before the transfer goes on."""

from collections.abc import Iterable

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.links import refuse_links
from modelshelf.hub.transfer.progress import FileProgress, Phase, Progress
from modelshelf.hub.transfer.remains import on_disk


def missing(job: TransferJob, files: Iterable[HubFile]) -> list[HubFile]:
    """Those of a job's files that are not whole on disk, each blob once. Blocks: use a thread."""
    by_blob = {file.blob: file for file in files}
    here = on_disk(job.folder, by_blob.values())
    return [file for file in by_blob.values() if here[file.path] < file.size_bytes]


def hold(folder: RepoFolder) -> HeldRepo:
    """Hold a model's folder open, unless a link leads out of it. Blocks: use a thread.

    Raises:
        CacheReadOnly: A link lies where a folder should be.
    """
    refuse_links(folder, ())
    return HeldRepo(folder)


def progress_at(job: TransferJob, current: HubFile, arrived: int) -> Progress:
    """How far a job is while this many bytes of one file are on disk. Blocks: use a thread."""
    here = on_disk(job.folder, job.files)
    # More may arrive than the file has, with what is around its chunks.
    arrived = min(current.size_bytes, arrived)
    here |= {file.path: arrived for file in job.files if file.blob == current.blob}

    def phase(file: HubFile) -> Phase:
        if file.blob == current.blob:
            return Phase.DOWNLOADING
        return Phase.DONE if here[file.path] == file.size_bytes else Phase.WAITING

    files = tuple(
        FileProgress(file.path, file.size_bytes, here[file.path], phase(file)) for file in job.files
    )
    return Progress(
        bytes_done=sum(file.bytes_done for file in files),
        bytes_total=sum(file.size_bytes for file in files),
        phase=Phase.DOWNLOADING,
        files=files,
    )
