"""What a config.json says of a model's build, whatever its age and family."""

from typing import Any

import pytest

from modelshelf.sizing.architecture import NOTHING_KNOWN, read_architecture
from modelshelf.sizing.layers import LayerKind

FULL, SLIDING, LINEAR, NONE = LayerKind

QWEN3 = {
    "architectures": ["Qwen3ForCausalLM"],
    "hidden_size": 1024,
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "intermediate_size": 3072,
    "vocab_size": 151936,
    "max_position_embeddings": 40960,
    "use_sliding_window": False,
    "sliding_window": None,
    "max_window_layers": 28,
}


def test_names_of_today() -> None:
    built = read_architecture(QWEN3)

    assert built.name == "Qwen3ForCausalLM"
    assert (built.hidden_size, built.kv_heads, built.head_size) == (1024, 8, 128)
    assert (built.intermediate_size, built.vocabulary_size) == (3072, 151936)
    assert built.layers == (FULL,) * 28
    assert built.found["head_size"] == "head_dim"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        # GPT-2, DistilBERT, Falcon, T5: the older names of the same things.
        (
            {"n_embd": 768, "n_layer": 12, "n_head": 12, "model_type": "gpt2"},
            {"hidden_size": 768, "kv_heads": 12, "head_size": 64, "intermediate_size": 3072},
        ),
        (
            {"dim": 768, "n_layers": 6, "n_heads": 12, "hidden_dim": 3072},
            {"hidden_size": 768, "layer_count": 6, "intermediate_size": 3072},
        ),
        (
            {"hidden_size": 4544, "num_attention_heads": 71, "multi_query": True},
            {"kv_heads": 1, "head_size": 64},
        ),
        (
            {"d_model": 512, "num_layers": 6, "num_heads": 8, "d_kv": 64, "d_ff": 2048},
            {"hidden_size": 512, "head_size": 64, "intermediate_size": 2048},
        ),
        # The language part of a model that also sees.
        (
            {"architectures": ["Gemma3ForConditionalGeneration"], "text_config": QWEN3},
            {"name": "Gemma3ForConditionalGeneration", "hidden_size": 1024},
        ),
        # Latent attention keeps the compressed part and the position.
        (
            {"kv_lora_rank": 512, "qk_rope_head_dim": 64, "num_hidden_layers": 2},
            {"latent_size": 576},
        ),
        # A list says it layer by layer.
        (
            {"num_key_value_heads": [2, 8, 4], "intermediate_size": [1024, 4096]},
            {"kv_heads": 8, "intermediate_size": 4096},
        ),
    ],
)
def test_names_of_other_families(config: dict[str, Any], expected: dict[str, Any]) -> None:
    built = read_architecture(config)
    assert {name: getattr(built, name) for name in expected} == expected


def test_where_it_was_read_is_told() -> None:
    inner = read_architecture({"text_config": {"hidden_size": 64, "num_attention_heads": 4}})
    assert inner.found["hidden_size"] == "text_config.hidden_size"
    assert inner.found["head_size"] == "text_config.hidden_size / text_config.num_attention_heads"


@pytest.mark.parametrize(
    ("config", "layers"),
    [
        ({"layer_types": ["full_attention", "sliding_attention", "conv"]}, [FULL, SLIDING, LINEAR]),
        ({"layers_block_type": ["mamba", "attention", "mlp"]}, [LINEAR, FULL, NONE]),
        ({"hybrid_override_pattern": "M-M*"}, [LINEAR, NONE, LINEAR, FULL]),
        ({"num_hidden_layers": 4, "attn_layer_indices": [1]}, [LINEAR, FULL, LINEAR, LINEAR]),
        (
            {"num_hidden_layers": 4, "attn_layer_period": 2, "attn_layer_offset": 1},
            [LINEAR, FULL, LINEAR, FULL],
        ),
        (
            {"num_hidden_layers": 4, "linear_num_value_heads": 4},
            [LINEAR, LINEAR, LINEAR, FULL],
        ),
        # A window for all, for none, for every second, from a layer on.
        ({"num_hidden_layers": 2, "sliding_window": 8}, [SLIDING, SLIDING]),
        ({"num_hidden_layers": 2, "sliding_window": None}, [FULL, FULL]),
        (
            {"num_hidden_layers": 2, "sliding_window": 8, "use_sliding_window": False},
            [FULL, FULL],
        ),
        (
            {"num_hidden_layers": 4, "sliding_window": 8, "model_type": "gemma2"},
            [SLIDING, FULL, SLIDING, FULL],
        ),
        (
            {"num_hidden_layers": 3, "sliding_window": 8, "sliding_window_pattern": 3},
            [SLIDING, SLIDING, FULL],
        ),
        (
            {"num_hidden_layers": 3, "local_attention": 8, "global_attn_every_n_layers": 2},
            [FULL, SLIDING, FULL],
        ),
        (
            {
                "num_hidden_layers": 3,
                "sliding_window": 8,
                "use_sliding_window": True,
                "max_window_layers": 1,
            },
            [FULL, SLIDING, SLIDING],
        ),
        # Qwen2's default for what it does not say is off.
        ({"num_hidden_layers": 2, "sliding_window": 8, "max_window_layers": 1}, [FULL, FULL]),
        (
            {"num_hidden_layers": 2, "attention_chunk_size": 8, "no_rope_layers": [1, 0]},
            [SLIDING, FULL],
        ),
        # What nobody has heard of is taken for the dearest.
        ({"layer_types": ["quantum_attention"]}, [FULL]),
    ],
)
def test_kinds_of_layers(config: dict[str, Any], layers: list[LayerKind]) -> None:
    assert list(read_architecture(config).layers) == layers


class _LookedThroughOnce(list[Any]):
    """Fails when somebody looks through all of it for one value."""

    def __contains__(self, value: object) -> bool:
        raise AssertionError(f"all of the list was looked through for {value}")


def test_a_list_of_any_length_is_looked_through_once_and_not_for_each_layer() -> None:
    chosen = _LookedThroughOnce([1, {}, True, "2", 10**30])
    built = read_architecture({"num_hidden_layers": 3, "attn_layer_indices": chosen})
    assert list(built.layers) == [LINEAR, FULL, LINEAR]


def test_states_of_linear_layers() -> None:
    gated = {
        "linear_num_value_heads": 32,
        "linear_num_key_heads": 16,
        "linear_key_head_dim": 128,
        "linear_value_head_dim": 128,
        "linear_conv_kernel_dim": 4,
    }
    mamba = {
        "mamba_n_heads": 48,
        "mamba_d_head": 64,
        "mamba_d_state": 128,
        "mamba_d_conv": 4,
    }
    assert read_architecture(gated).state_size == 32 * 128 * 128 + (2 * 16 * 128 + 32 * 128) * 4
    assert read_architecture(mamba).state_size == 48 * 64 * 128 + (48 * 64 + 2 * 128) * 4


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"hidden_size": "large", "num_hidden_layers": -1, "vocab_size": True},
        {"hidden_size": 10**30, "num_hidden_layers": 10**8},
        {"text_config": None, "architectures": [], "layer_types": []},
        {"layer_types": ["full_attention"] * 100_000},
    ],
)
def test_nonsense_is_not_known(config: dict[str, Any]) -> None:
    built = read_architecture(config)
    assert (built.hidden_size, built.layers) == (NOTHING_KNOWN.hidden_size, ())
