"""How the Hub names what it keeps."""

import hashlib

# What weights are stored in, by the endings of their files.
WEIGHT_SUFFIXES = frozenset(
    {".safetensors", ".bin", ".gguf", ".onnx", ".h5", ".msgpack", ".pt", ".pth", ".ckpt", ".ot"}
)


def git_blob_hash(size_bytes: int) -> "hashlib._Hash":
    """The hash that names a small file, to be fed its content: git's sha1 of a blob object."""
    return hashlib.sha1(b"blob %d\0" % size_bytes, usedforsecurity=False)
