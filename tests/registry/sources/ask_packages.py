"""Run by a Python that has mteb, fastembed and litgpt: what they say of models, as JSON.

Usage: python ask_packages.py ID... It imports nothing of the product, and nothing is downloaded:
all three packages carry their lists with them. Of litgpt only the list is loaded, which needs none
of what the package needs.
"""

import importlib.util
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastembed import SparseTextEmbedding, TextEmbedding
from fastembed.rerank.cross_encoder import TextCrossEncoder
from mteb.models.get_model_meta import MODEL_REGISTRY


def main() -> None:
    ids = sys.argv[1:]
    told = {
        f"{name} {version(name)}": {i: facts for i in ids if (facts := ask(i))}
        for name, ask in (("mteb", _mteb()), ("fastembed", _fastembed()), ("litgpt", _litgpt()))
    }
    print(json.dumps(told))


def _mteb() -> Any:
    def ask(model_id: str) -> dict[str, Any] | None:
        meta = MODEL_REGISTRY.get(model_id)
        if meta is None:
            return None
        facts = {
            "revision": meta.revision,
            "parameters": meta.n_parameters,
            "dimension": meta.embed_dim,
            "max_sequence_length": int(meta.max_tokens) if meta.max_tokens else None,
            "licence": meta.license,
            "languages": len(meta.languages or ()),
        }
        if meta.n_parameters and meta.memory_usage_mb:
            # Its size is in MiB, of the weights as they are stored.
            facts["weight_bytes"] = round(meta.memory_usage_mb * 2**20 / meta.n_parameters)
        if meta.n_embedding_parameters and meta.embed_dim:
            facts["embedding_parameters"] = meta.n_embedding_parameters
        return facts

    return ask


def _fastembed() -> Any:
    lists = (TextEmbedding, SparseTextEmbedding, TextCrossEncoder)
    models = {m["model"]: m for each in lists for m in each.list_supported_models()}

    def ask(model_id: str) -> dict[str, Any] | None:
        model = models.get(model_id)
        if model is None:
            return None
        facts = {"dimension": model.get("dim"), "licence": model["license"]}
        for part in model["description"].split(","):
            words = part.split()
            if "truncation" in words and words[0].isdigit():
                facts["max_sequence_length"] = int(words[0])
            if part.strip() == "English":
                facts["languages"] = 1
        return facts

    return ask


def _litgpt() -> Any:
    found = importlib.util.find_spec("litgpt")
    assert found is not None and found.submodule_search_locations
    place = Path(found.submodule_search_locations[0]) / "config.py"
    spec = importlib.util.spec_from_file_location("litgpt_config", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["litgpt_config"] = module
    spec.loader.exec_module(module)
    of_hub = {f"{c['hf_config']['org']}/{c['hf_config']['name']}": c for c in module.configs}

    def ask(model_id: str) -> dict[str, Any] | None:
        if model_id not in of_hub:
            return None
        config = module.Config(**of_hub[model_id])
        return {
            "architecture.hidden_size": config.n_embd,
            "architecture.layer_count": config.n_layer,
            "architecture.attention_heads": config.n_head,
            "architecture.kv_heads": config.n_query_groups,
            "architecture.head_size": config.head_size,
            "architecture.intermediate_size": config.intermediate_size,
            "context_window": config.block_size,
        }

    return ask


if __name__ == "__main__":
    main()
