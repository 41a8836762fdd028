"""What of a model's build decides how much memory it needs, read from its `config.json`.

The names are those of transformers' configurations, and of the older ones that it maps to them
(`attribute_map` in its `configuration_*.py`). Nothing is taken from a model's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from modelshelf.sizing.layers import LayerKind, read_layers

# How the classes are called that write.
CAUSAL = ("ForCausalLM", "LMHeadModel")
MOST = 10**9  # No such figure of a model is larger; what is, is nonsense.

# The first that is there counts.
_KEYS: dict[str, tuple[str, ...]] = {
    "hidden_size": ("hidden_size", "n_embd", "d_model", "dim"),
    "layer_count": ("num_hidden_layers", "n_layer", "n_layers", "num_layers"),
    "attention_heads": ("num_attention_heads", "n_head", "n_heads", "num_heads"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "n_kv_heads", "multi_query_group_num"),
    "head_size": ("head_dim", "kv_channels", "d_kv"),
    "intermediate_size": ("intermediate_size", "n_inner", "d_ff", "ffn_hidden_size", "hidden_dim"),
    "vocabulary_size": ("vocab_size", "padded_vocab_size"),
    "sliding_window": ("sliding_window", "attention_chunk_size", "local_attention"),
    "max_positions": ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length"),
    "latent_size": ("kv_lora_rank",),
    "shared_kv_layers": ("num_kv_shared_layers",),
    "global_kv_heads": ("num_global_key_value_heads",),
    "global_head_size": ("global_head_dim",),
}
# Where a model of several parts keeps what belongs to its language.
_PARTS = ("text_config", "llm_config", "language_config")


@dataclass(frozen=True, slots=True)
class Architecture:
    """How a model is built; None where its configuration does not say.

    Attributes:
        name: The class that loads it, such as `Qwen3ForCausalLM`.
        hidden_size: Numbers that stand for one token between layers.
        kv_heads: Heads of which keys and values are kept, where fewer than `attention_heads`.
        head_size: Numbers of one head.
        intermediate_size: Numbers that stand for one token inside of a layer's feed-forward part.
        sliding_window: Tokens that a layer of the kind `sliding` looks back.
        max_positions: Tokens that it was built for.
        latent_size: Numbers that stand for keys and values together in latent attention (MLA),
            with those that carry the position.
        shared_kv_layers: So many of the last layers use the keys and values of earlier ones.
        global_kv_heads, global_head_size: Of layers of the kind `full`, where theirs differ.
        state_size: Numbers of the fixed state of one layer of the kind `linear`.
        gated: Whether a gate goes with the feed-forward part, as in SwiGLU.
        causal: Whether it was built to write: each token sees those before it only.
        layers: The kind of each layer, from the first on.
        found: Where each was read, such as `{"hidden_size": "text_config.hidden_size"}`.
    """

    name: str | None = None
    hidden_size: int | None = None
    layer_count: int | None = None
    attention_heads: int | None = None
    kv_heads: int | None = None
    head_size: int | None = None
    intermediate_size: int | None = None
    vocabulary_size: int | None = None
    sliding_window: int | None = None
    max_positions: int | None = None
    latent_size: int | None = None
    shared_kv_layers: int | None = None
    global_kv_heads: int | None = None
    global_head_size: int | None = None
    state_size: int | None = None
    gated: bool | None = None
    causal: bool | None = None
    layers: tuple[LayerKind, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)

    def count(self, kind: LayerKind) -> int:
        return self.layers.count(kind)


NOTHING_KNOWN = Architecture()


def read_architecture(config: Mapping[str, Any]) -> Architecture:
    """The architecture that a `config.json` describes; whatever it lacks or spoils is None."""
    part = next((name for name in _PARTS if isinstance(config.get(name), Mapping)), None)
    inner: Mapping[str, Any] = config[part] if part else config
    place = f"{part}." if part else ""
    values: dict[str, Any] = {}
    found: dict[str, str] = {}
    for name, keys in _KEYS.items():
        for key in keys:
            if (value := _number(inner.get(key))) is not None:
                values[name], found[name] = value, place + key
                break
    _complete(inner, values, found, place)
    layers, evidence = read_layers(inner, values)
    if layers:
        found["layers"] = place + evidence
    if (state := _state_size(inner)) is not None:
        values["state_size"], found["state_size"] = state, "computed"
    if (gate := _gate(inner)) is not None:
        values["gated"], found["gated"] = True, place + gate
    built_as = _name(config, inner)
    causal = built_as.endswith(CAUSAL) if built_as else None
    return Architecture(name=built_as, causal=causal, layers=layers, found=found, **values)


def _gate(config: Mapping[str, Any]) -> str | None:
    """The key that tells of a gated feed-forward part; None where nothing does."""
    for key in ("hidden_act", "hidden_activation", "activation_function"):
        if str(config.get(key)).lower() in ("silu", "swish", "swiglu", "geglu"):
            return key
    # These gate a GELU, and name only that.
    family = str(config.get("model_type", ""))
    return "model_type" if family.startswith(("gemma", "modernbert")) else None


def _complete(
    config: Mapping[str, Any], values: dict[str, Any], found: dict[str, str], place: str
) -> None:
    """What follows from the rest where it is not said."""
    heads, hidden = values.get("attention_heads"), values.get("hidden_size")
    # A list says it for each layer; the first is not all of them.
    for name in ("kv_heads", "intermediate_size"):
        each = config.get(_KEYS[name][0])
        if name not in values and isinstance(each, list) and each:
            numbers = [_number(item) for item in each]
            if None not in numbers:
                values[name] = max(n for n in numbers if n is not None)
                found[name] = f"{place}{_KEYS[name][0]} (the largest)"
    if "kv_heads" not in values and heads:
        alone = config.get("multi_query") is True
        values["kv_heads"] = 1 if alone else heads
        found["kv_heads"] = place + ("multi_query" if alone else found["attention_heads"])
    if "head_size" not in values and heads and hidden and hidden % heads == 0:
        values["head_size"] = hidden // heads
        found["head_size"] = f"{found['hidden_size']} / {found['attention_heads']}"
    if "intermediate_size" not in values and hidden:
        ratio = _number(config.get("expansion_ratio") or config.get("mlp_ratio"))
        # GPT-2 and its kin leave it out, and mean four times the width.
        if ratio or config.get("model_type") in ("gpt2", "bloom", "gpt_neo", "gptj", "falcon"):
            values["intermediate_size"] = hidden * (ratio or 4)
            found["intermediate_size"] = f"{found['hidden_size']} x {ratio or 4}"
    if "latent_size" in values:
        values["latent_size"] += _number(config.get("qk_rope_head_dim")) or 0


def _state_size(config: Mapping[str, Any]) -> int | None:
    """Numbers that one layer of linear attention or of a state space model keeps of a text."""
    read = {key: _number(config.get(key)) for key in _STATE_KEYS}
    heads, key, value = (read[f"linear_{name}"] for name in ("num_value_heads", *_LINEAR_SIZES))
    if heads and key and value:
        widths = 2 * (read["linear_num_key_heads"] or heads) * key + heads * value
        return heads * key * value + widths * (read["linear_conv_kernel_dim"] or 0)
    heads = read["mamba_n_heads"] or read["mamba_num_heads"]
    size = read["mamba_d_head"] or read["mamba_head_dim"]
    state = read["mamba_d_state"] or read["ssm_state_size"]
    if heads and size and state:
        groups = read["mamba_n_groups"] or read["n_groups"] or 1
        widths = heads * size + 2 * groups * state
        return heads * size * state + widths * (read["mamba_d_conv"] or read["conv_kernel"] or 0)
    return None


_LINEAR_SIZES = ("key_head_dim", "value_head_dim")
_STATE_KEYS = (
    "linear_num_value_heads", "linear_num_key_heads", "linear_key_head_dim",
    "linear_value_head_dim", "linear_conv_kernel_dim", "mamba_n_heads", "mamba_num_heads",
    "mamba_d_head", "mamba_head_dim", "mamba_d_state", "ssm_state_size", "mamba_n_groups",
    "n_groups", "mamba_d_conv", "conv_kernel",
)  # fmt: skip


def _name(*configs: Mapping[str, Any]) -> str | None:
    for config in configs:
        names = config.get("architectures")
        if isinstance(names, list) and names and isinstance(names[0], str):
            return names[0]
    return None


def _number(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 < value < MOST else None
