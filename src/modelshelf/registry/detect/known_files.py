"""Small files that need not be fetched, since their hash says what they hold.

The Hub tells the git hash of every small file. Some files of sentence-transformers are written by
the library from a handful of settings, so thousands of repositories hold the very same bytes.
Written here as the library writes them, and hashed, they are recognised without a request, and
without doubt: a hash that fits is that content.

The layouts are those of sentence-transformers: `models/Pooling.py` and `models/Transformer.py` of
2.2.2 (four flags, indent 2), the same with all six flags and `include_prompt` (2.4 to 5), and
`base/modules/module.py` of 6.2 (three fields, indent 4), `base/modules/transformer.py` of 6.2 (what
comes out of a model of text, indent 4); `modules.json` has indent 2 throughout.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from modelshelf.hub.names import git_blob_hash

# Longer files hold more than settings.
_MOST_BYTES = 1200


def recognise(path: str, size_bytes: int, blob: str) -> bytes | None:
    """The content of a file by its git hash; None where it is none of those that we can write."""
    if size_bytes > _MOST_BYTES or len(blob) != 40:
        return None
    if path == "modules.json":
        return _modules().get(blob)
    if path == "sentence_bert_config.json":
        return _lengths().get(blob)
    if path.endswith("_Pooling/config.json"):
        return _pooling(size_bytes, blob)
    return None


def git_hash(content: bytes) -> str:
    """Hex sha1 of the git blob, as the Hub names a small file."""
    found = git_blob_hash(len(content))
    found.update(content)
    return found.hexdigest()


# --- modules.json ---

_OLD = {
    name: f"sentence_transformers.models.{name}"
    for name in ("Transformer", "Pooling", "Normalize", "Dense", "StaticEmbedding", "Router")
}
_OLD |= {
    name: f"sentence_transformers.sparse_encoder.models.{name}"
    for name in ("MLMTransformer", "SpladePooling")
}
_LONG = {name: f"{package}.{name}" for name, package in _OLD.items() if "sparse" not in package}
_NEW = {
    "Transformer": "sentence_transformers.base.modules.transformer.Transformer",
    "Normalize": "sentence_transformers.base.modules.normalize.Normalize",
    "Dense": "sentence_transformers.base.modules.dense.Dense",
    "Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
    "StaticEmbedding": (
        "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    ),
    "Router": "sentence_transformers.base.modules.router.Router",
    "SpladePooling": ("sentence_transformers.sparse_encoder.modules.splade_pooling.SpladePooling"),
}
_SEQUENCES = (
    ("Transformer", "Pooling"),
    ("Transformer", "Pooling", "Normalize"),
    ("Transformer", "Pooling", "Dense"),
    ("Transformer", "Pooling", "Dense", "Normalize"),
    ("Transformer", "Pooling", "Dense", "Dense", "Normalize"),
    ("MLMTransformer", "SpladePooling"),
    ("Transformer", "SpladePooling"),
    ("StaticEmbedding",),
    ("StaticEmbedding", "Normalize"),
    ("Transformer",),
    ("Router",),
    ("Router", "Normalize"),
)


@lru_cache(maxsize=1)
def _modules() -> dict[str, bytes]:
    written = (
        _module_list(names, types)
        for types in (_OLD, _LONG, _NEW)
        for names in _SEQUENCES
        if all(name in types for name in names)
    )
    return _by_hash(document for document in written)


def _module_list(names: tuple[str, ...], types: dict[str, str]) -> tuple[Any, int]:
    entries = [
        {
            "idx": place,
            "name": str(place),
            "path": f"{place}_{name}" if place else "",
            "type": types[name],
        }
        for place, name in enumerate(names)
    ]
    return entries, 2


# --- sentence_bert_config.json ---

_LENGTHS = (
    32, 64, 75, 77, 100, 128, 200, 250, 256, 300, 320, 350, 384, 400, 500, 510, 512, 514, 768, 1000,
    1024, 1536, 2048, 4096, 8190, 8191, 8192, 16384, 32000, 32768, 65536, 131072, None,
)  # fmt: skip


# Since 6 the length stands with the tokenizer, and this says what comes out of a model of text:
# `base/modules/transformer.py`. Task, output of the model, name of what the module gives.
_TASKS = (
    ("feature-extraction", "last_hidden_state", "token_embeddings"),
    ("sequence-classification", "logits", "scores"),
    ("fill-mask", "logits", "token_embeddings"),
    ("text-generation", "logits", "causal_logits"),
)


@lru_cache(maxsize=1)
def _lengths() -> dict[str, bytes]:
    old = (
        ({"max_seq_length": length, "do_lower_case": lower}, indent)
        for length in _LENGTHS
        for lower in (False, True)
        for indent in (2, 4)
    )
    return _by_hash(chain(old, ((_of_task(*names), 4) for names in _TASKS)))


def _of_task(task: str, output: str, gives: str) -> dict[str, Any]:
    text = {"method": "forward", "method_output_name": output}
    return {
        "transformer_task": task,
        "modality_config": {"text": text},
        "module_output_name": gives,
    }


# --- 1_Pooling/config.json ---

_FLAGS = (
    "pooling_mode_cls_token", "pooling_mode_mean_tokens", "pooling_mode_max_tokens",
    "pooling_mode_mean_sqrt_len_tokens", "pooling_mode_weightedmean_tokens",
    "pooling_mode_lasttoken",
)  # fmt: skip
_MODES = {"cls": 0, "mean": 1, "lasttoken": 5}
# Sizes of hidden layers in use: multiples of 8, and of 64 where they are large.
_WIDTHS = (*range(8, 1025, 8), *range(1088, 8193, 64))


def _pooling(size_bytes: int, blob: str) -> bytes | None:
    for write in (_four_flags, _six_flags, _one_word):
        for mode in _MODES:
            for indent in (2, 4):
                for ending in (b"", b"\n"):
                    content = _of_size(write, mode, indent, ending, size_bytes, blob)
                    if content is not None:
                        return content
    return None


def _of_size(
    write: Any, mode: str, indent: int, ending: bytes, size_bytes: int, blob: str
) -> bytes | None:
    """The width is all that is open: only widths of so many digits make the size."""
    template = _dump(write(10, mode), indent) + ending
    digits = size_bytes - len(template) + 2
    if not 1 <= digits <= 4:
        return None
    before, after = template.split(b"10", 1)
    for width in _WIDTHS:
        if len(str(width)) == digits:
            content = b"%s%d%s" % (before, width, after)
            if git_hash(content) == blob:
                return content
    return None


def _four_flags(width: int, mode: str) -> dict[str, Any]:
    flags = {flag: place == _MODES[mode] for place, flag in enumerate(_FLAGS[:4])}
    return {"word_embedding_dimension": width, **flags}


def _six_flags(width: int, mode: str) -> dict[str, Any]:
    flags = {flag: place == _MODES[mode] for place, flag in enumerate(_FLAGS)}
    return {"word_embedding_dimension": width, **flags, "include_prompt": True}


def _one_word(width: int, mode: str) -> dict[str, Any]:
    return {"embedding_dimension": width, "pooling_mode": mode, "include_prompt": True}


def _by_hash(documents: Iterator[tuple[Any, int]]) -> dict[str, bytes]:
    contents = [_dump(document, indent) for document, indent in documents]
    contents += [content + b"\n" for content in contents]
    return {git_hash(content): content for content in contents}


def _dump(document: Any, indent: int) -> bytes:
    return json.dumps(document, indent=indent).encode()
