"""Models to throw away, and throwing them away."""

from pathlib import Path
from uuid import uuid4

from huggingface_hub.utils._shared_blobs import publish_blob_to_shared_store

from modelshelf.cache.removing.empty import erase
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.remove import footprint, remove
from tests.cache.generate import make_repo

MODEL = "acme/minilm"
PAYLOAD = "ab" * 32


def note(model_id: str = MODEL, freed_bytes: int = 0) -> Note:
    """What a deletion writes down."""
    return Note(model_id, uuid4(), "ada", freed_bytes)


def remove_for_good(cache_dir: Path, model_id: str = MODEL) -> int:
    """Remove a model and empty the trash of it; gives the bytes that were promised."""
    freed_bytes = footprint(cache_dir, model_id).freed_bytes
    erase(remove(cache_dir, note(model_id)))
    return freed_bytes


def share_weights(cache_dir: Path, *model_ids: str) -> None:
    """Models of which each has the same weights in the store that repositories share."""
    for model_id in model_ids:
        made = make_repo(
            cache_dir, model_id, {"config.json": b"{}", "model.safetensors": b"w" * 800}
        )
        assert publish_blob_to_shared_store(
            blob_path=str(made.blob_of("model.safetensors")),
            xet_hash=PAYLOAD,
            cache_dir=cache_dir,
            expected_size=800,
        )
