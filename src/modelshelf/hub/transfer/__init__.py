"""Fetching files from the Hub into the cache: parallel, resumable to the byte, verified."""

from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.job import Report, TransferJob
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.progress import FileProgress, Phase, Progress
from modelshelf.hub.transfer.remains import discard, on_disk

__all__ = [
    "FileProgress",
    "Patience",
    "Phase",
    "Progress",
    "RateLimiter",
    "Report",
    "TransferJob",
    "discard",
    "on_disk",
    "transfer",
]
