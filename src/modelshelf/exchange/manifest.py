"""What a shelf file says of itself, first of all: models, revisions, refs, files and hashes.

The manifest decides what is written and where; nothing in the file that it does not name is.
"""

import hashlib
import hmac
import json
import re
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from modelshelf.exchange.errors import ShelfDamaged
from modelshelf.hub.door import HubFile, check_model_id, check_revision
from modelshelf.hub.errors import InvalidModelId, InvalidRevision
from modelshelf.hub.layout import UnsafePath, check_path, folder_name

MOST_BYTES = 32 * 2**20
MANIFEST = "modelshelf/manifest.json"
SIGNATURE = "modelshelf/signature"
SIGNATURE_BYTES = 64
_MOST_FOLDERS = 50
_BLOB = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{7,99}")
_PURPOSE = b"modelshelf shelf file 1\0"


def _checked(text: str) -> str:
    if text.count("/") > _MOST_FOLDERS:
        raise ValueError("lies in more folders than any file of a model")
    try:
        return check_path(text)
    except UnsafePath as error:
        raise ValueError("leads out of its folder") from error


def _model_id(text: str) -> str:
    try:
        return check_model_id(text)
    except InvalidModelId as error:
        raise ValueError("is no model id") from error


def _ref(text: str) -> str:
    try:
        return check_revision(text)
    except InvalidRevision as error:
        raise ValueError("is no branch or tag") from error


def _blob(text: str) -> str:
    if not _BLOB.fullmatch(text):
        raise ValueError("is no name of a blob")
    return text


Path = Annotated[str, Field(max_length=1000), AfterValidator(_checked)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
BlobName = Annotated[str, AfterValidator(_blob)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackedBlob(_Part):
    """One blob in the file, in the order in which they lie there."""

    name: BlobName
    size_bytes: int = Field(ge=0, strict=True)
    sha256: Sha256


class PackedFile(_Part):
    """One file of the revision, under the blob that holds its content."""

    path: Path
    blob: BlobName


class PackedModel(_Part):
    """One revision of one model; `refs` are the branches and tags that point to it."""

    model_id: Annotated[str, AfterValidator(_model_id)]
    sha: str = Field(pattern=r"^[0-9a-f]{40}$")
    refs: list[Annotated[str, AfterValidator(_ref)]] = Field(max_length=1000)
    files: list[PackedFile] = Field(min_length=1, max_length=200_000)
    blobs: list[PackedBlob] = Field(max_length=200_000)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "PackedModel":
        paths = [file.path for file in self.files]
        blobs = [blob.name for blob in self.blobs]
        if len(set(paths)) != len(paths) or len(set(blobs)) != len(blobs):
            raise ValueError("names something twice")
        # So sorted, what lies in a folder comes right after the folder's own name.
        ways = sorted(path.split("/") for path in paths)
        if any(inner[: len(outer)] == outer for outer, inner in pairwise(ways)):
            raise ValueError("names a file that is a folder as well")
        if {file.blob for file in self.files} != set(blobs):
            raise ValueError("names files without content, or content without a file")
        return self

    @property
    def hub_files(self) -> tuple[HubFile, ...]:
        """The files as a download plans them."""
        sizes = {blob.name: blob.size_bytes for blob in self.blobs}
        return tuple(
            HubFile(f.path, sizes[f.blob], f.blob, f.blob if len(f.blob) == 64 else None)
            for f in self.files
        )

    @property
    def size_bytes(self) -> int:
        return sum(blob.size_bytes for blob in self.blobs)

    def member(self, blob: PackedBlob) -> str:
        """The name of a blob within the file, as in a cache."""
        return f"{folder_name(self.model_id)}/blobs/{blob.name}"


class Manifest(_Part):
    format: Literal["modelshelf"] = "modelshelf"
    version: Literal[1] = 1
    created_at: datetime
    models: list[PackedModel] = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _each_model_once(self) -> "Manifest":
        ids = [model.model_id for model in self.models]
        if len(set(ids)) != len(ids):
            raise ValueError("names a model twice")
        return self

    def packed(self) -> bytes:
        return json.dumps(self.model_dump(mode="json"), separators=(",", ":")).encode()


def read_manifest(packed: bytes) -> Manifest:
    """Raises: ShelfDamaged."""
    try:
        return Manifest.model_validate_json(packed)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in fault["loc"])
        raise ShelfDamaged(
            f"Its list of contents is not one of Modelshelf: {place} {fault['msg']}. Nothing was "
            "taken in."
        ) from None


def fingerprint(packed: bytes) -> str:
    """What stands for the whole content: the manifest holds the hash of every file."""
    return "sha256:" + hashlib.sha256(packed).hexdigest()


def sign(packed: bytes, key: bytes) -> bytes:
    """The signature of an installation, by a key that only it has."""
    own = hmac.new(key, _PURPOSE, hashlib.sha256).digest()
    return hmac.new(own, packed, hashlib.sha256).hexdigest().encode()


def is_signed(packed: bytes, signature: bytes, key: bytes) -> bool:
    return hmac.compare_digest(sign(packed, key), signature)
