"""What the header of a safetensors file says: how long the file is, and of how many weights.

Eight bytes of header length (little-endian), the header in JSON, then the tensors, whose
`data_offsets` count from the end of the header (safetensors format).
"""

import json
import math
import struct
from typing import Any

from modelshelf.cache.small_reads import INDEX_BYTES, SmallReads

_LENGTH = struct.Struct("<Q")


def read_header(reads: SmallReads, path: str) -> tuple[int, dict[str, Any]] | None:
    """Where the tensors begin, and each tensor by its name; None where that cannot be told.

    A header of more than 32 MiB is not read: the largest models stay far below.
    """
    length = reads.read_part(path, 0, _LENGTH.size)
    if length is None:
        return None
    (header_bytes,) = _LENGTH.unpack(length)
    text = (
        reads.read_part(path, _LENGTH.size, header_bytes) if header_bytes <= INDEX_BYTES else None
    )
    if text is None:
        return None
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict):
        return None
    header.pop("__metadata__", None)
    return _LENGTH.size + header_bytes, header


def announced_bytes(reads: SmallReads, path: str) -> int | None:
    """The size that a file announces in its header; None where it has none."""
    found = read_header(reads, path)
    if found is None:
        return None
    start, tensors = found
    try:
        return start + max((int(t["data_offsets"][1]) for t in tensors.values()), default=0)
    except (ValueError, LookupError, TypeError, OverflowError):
        return None


def parameters(reads: SmallReads, path: str) -> dict[str, int] | None:
    """Number of weights by their dtype; None where that cannot be told."""
    found = read_header(reads, path)
    if found is None:
        return None
    counts: dict[str, int] = {}
    try:
        for tensor in found[1].values():
            dtype = str(tensor["dtype"])
            counts[dtype] = counts.get(dtype, 0) + math.prod(map(int, tensor["shape"]))
    except (ValueError, LookupError, TypeError, OverflowError):
        return None
    return counts
