"""What the header of a safetensors file says: how long the file is, and of how many weights.

Eight bytes of header length (little-endian), the header in JSON, then the tensors, whose
`data_offsets` count from the end of the header (safetensors format).
"""

import struct
from typing import Any

from modelshelf.cache.reading.small_reads import INDEX_BYTES, SmallReads
from modelshelf.kit.text import parse_json

LENGTH_BYTES = 8
_LENGTH = struct.Struct("<Q")
# What a number in JSON, an array in memory and a file on a disk can have at most.
_MOST_DIMENSIONS = 16
_MOST_ENTRY = 2**53
_MOST_WEIGHTS = 2**63


def read_header(reads: SmallReads, path: str) -> tuple[int, dict[str, Any]] | None:
    """Where the tensors begin, and each tensor by its name; None where that cannot be told.

    A header of more than 32 MiB is not read: the largest models stay far below.
    """
    length = reads.read_part(path, 0, LENGTH_BYTES)
    size_bytes = header_bytes(length) if length else None
    text = reads.read_part(path, LENGTH_BYTES, size_bytes) if size_bytes else None
    header = parse_header(text) if text else None
    if size_bytes is None or header is None:
        return None
    return LENGTH_BYTES + size_bytes, header


def header_bytes(length: bytes, most_bytes: int = INDEX_BYTES) -> int | None:
    """How long the header is, from the first eight bytes; None where that cannot be."""
    if len(length) != LENGTH_BYTES:
        return None
    size_bytes: int = _LENGTH.unpack(length)[0]
    return size_bytes if 0 < size_bytes <= most_bytes else None


def parse_header(text: bytes) -> dict[str, Any] | None:
    """Each tensor by its name, from a header without its length; None where it is none."""
    try:
        header = parse_json(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict):
        return None
    header.pop("__metadata__", None)
    return header


def weights_of(shape: Any) -> int | None:
    """How many weights a tensor of a shape holds; None where there can be no such tensor.

    Multiplying numbers without a bound would take minutes for a header of a few megabytes.
    """
    if not isinstance(shape, list) or len(shape) > _MOST_DIMENSIONS:
        return None
    weights = 1
    for entry in shape:
        if type(entry) is not int or not 0 <= entry < _MOST_ENTRY:
            return None
        weights *= entry
        if weights > _MOST_WEIGHTS:
            return None
    return weights


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
            dtype, weights = str(tensor["dtype"]), weights_of(tensor["shape"])
            if weights is None:
                return None
            counts[dtype] = counts.get(dtype, 0) + weights
    except (LookupError, TypeError):
        return None
    return counts
