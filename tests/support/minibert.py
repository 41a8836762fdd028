"""BERT sentence embeddings with numpy alone: proof that downloaded weights and tokenizer work.

The architecture is that of Devlin et al. 2018 (arXiv:1810.04805): post-norm encoder layers with
GELU. Pooling is the mean over all tokens, then length 1, as all-MiniLM-L6-v2's `modules.json` says.
"""

import json
import math
from pathlib import Path
from typing import TypeAlias

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Array: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"

_erf = np.vectorize(math.erf, otypes=[np.float32])


class MiniBert:
    """A sentence-transformers model with BERT layers and mean pooling, from its folder."""

    def __init__(self, folder: Path) -> None:
        self._config = json.loads((folder / "config.json").read_text())
        self._weights: dict[str, Array] = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()

    def embed(self, text: str) -> Array:
        """The embedding of one sentence: (hidden,), of length 1."""
        tokens = self._tokenizer.encode(text).ids
        states = self._embeddings(tokens)
        for layer in range(self._config["num_hidden_layers"]):
            states = self._layer(f"encoder.layer.{layer}", states)
        pooled: Array = states.mean(axis=0)
        return pooled / np.linalg.norm(pooled)

    def _embeddings(self, tokens: list[int]) -> Array:
        words = self._weights["embeddings.word_embeddings.weight"][tokens]
        places = self._weights["embeddings.position_embeddings.weight"][: len(tokens)]
        kinds = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm("embeddings.LayerNorm", words + places + kinds)

    def _layer(self, name: str, states: Array) -> Array:
        """One encoder layer: (tokens, hidden) → (tokens, hidden)."""
        attended = self._dense(
            f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", states)
        )
        states = self._norm(f"{name}.attention.output.LayerNorm", states + attended)
        inner = _gelu(self._dense(f"{name}.intermediate.dense", states))
        return self._norm(
            f"{name}.output.LayerNorm", states + self._dense(f"{name}.output.dense", inner)
        )

    def _attention(self, name: str, states: Array) -> Array:
        query, key, value = (
            self._heads(self._dense(f"{name}.{part}", states)) for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        joined: Array = mixed.transpose(1, 0, 2).reshape(states.shape)
        return joined

    def _heads(self, states: Array) -> Array:
        """(tokens, hidden) → (heads, tokens, hidden / heads)."""
        return states.reshape(len(states), self._config["num_attention_heads"], -1).transpose(
            1, 0, 2
        )

    def _dense(self, name: str, states: Array) -> Array:
        return states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _norm(self, name: str, states: Array) -> Array:
        centred = states - states.mean(axis=-1, keepdims=True)
        scale = np.sqrt(states.var(axis=-1, keepdims=True) + self._config["layer_norm_eps"])
        normed: Array = centred / scale
        return normed * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(states: Array) -> Array:
    half: Array = states * 0.5 * (1.0 + _erf(states / math.sqrt(2.0)))
    return half
