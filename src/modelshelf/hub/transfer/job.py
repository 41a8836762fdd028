"""What a transfer is asked to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import quote

from pydantic import SecretStr

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.progress import Progress

Report: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class TransferJob:
    """Fetch these files of one commit into one repository folder of the cache.

    Attributes:
        endpoint: Address of the Hub, without a trailing slash.
        sha: The commit; files are asked for by it and never by a branch.
        refs: Branches or tags that shall point to `sha` when everything is there.
        connections: Upper bound of open connections.
    """

    endpoint: str
    folder: RepoFolder
    sha: str
    files: tuple[HubFile, ...]
    refs: tuple[str, ...] = ()
    token: SecretStr | None = field(default=None, repr=False)
    connections: int = 8

    def url_of(self, file: HubFile) -> str:
        """Where the Hub has a file."""
        path = f"{self.folder.model_id}/resolve/{self.sha}/{quote(file.path)}"
        return f"{self.endpoint}/{path}"
