"""What every route that may begin a download answers."""

from fastapi import Response

from modelshelf.downloads.schemas import DownloadAccepted
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status


def accepted(response: Response, model_id: str, operation: Operation | None) -> DownloadAccepted:
    """202 with the download, the running one where there is one; 200 where nothing was to do."""
    if operation is None:
        response.status_code = 200
        return DownloadAccepted(task_id=None, model_id=model_id, status=Status.COMPLETED)
    return DownloadAccepted(
        task_id=operation.id, model_id=operation.model_id, status=operation.status
    )
