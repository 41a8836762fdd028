"""What a model's small files tell, and what they do not."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelshelf.registry.detect import detect
from modelshelf.registry.detect.facts import Confidence
from modelshelf.registry.detect.wanted import wanted_files
from modelshelf.registry.kinds import ModelType, Pooling
from tests.hub.minilm import real_files


def files(
    readme: str = "", pooling: Any = None, dense: Any = None, **more: Any
) -> dict[str, bytes]:
    """Files by path; `config` and such name the JSON files at the top of a repository."""
    documents = {f"{name}.json": document for name, document in more.items()}
    documents |= {"1_Pooling/config.json": pooling, "2_Dense/config.json": dense}
    contents = {path: json.dumps(document).encode() for path, document in documents.items()}
    return contents | ({"README.md": readme.encode()} if readme else {})


def card(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "# A model"])


CAUSAL = {"architectures": ["Qwen3ForCausalLM"], "max_position_embeddings": 40960}
POOLING_MODULE = [
    {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]


def test_real_minilm() -> None:
    found = detect({path: real_files()[path].read_bytes() for path in wanted_files(real_files())})
    assert found.model_type is ModelType.EMBEDDING
    assert (found.traits.dimension, found.traits.max_sequence_length) == (384, 256)
    assert found.traits.pooling_method is Pooling.MEAN
    assert found.findings["is_normalized"].value is True
    assert "modules.json: type is Pooling" in found.evidence
    length = found.findings["max_sequence_length"]
    assert (length.confidence, length.note) == (
        Confidence.CERTAIN,
        "The tokenizer disagrees: its limit is 512 tokens.",
    )


def test_embedding_model_on_an_llm_with_prompts() -> None:
    found = detect(
        files(
            card("tags:", "- sentence-transformers", "pipeline_tag: feature-extraction"),
            config=CAUSAL,
            tokenizer_config={"model_max_length": 131072, "chat_template": "{{ messages }}"},
            modules=POOLING_MODULE,
            pooling=_pooling(2560, "pooling_mode_lasttoken"),
            config_sentence_transformers={
                "prompts": {"query": "Instruct: search\nQuery:", "document": ""}
            },
        )
    )
    assert found.model_type is ModelType.EMBEDDING
    traits = found.traits
    assert (traits.dimension, traits.pooling_method) == (2560, Pooling.LAST_TOKEN)
    assert traits.query_prefix == "Instruct: search\nQuery:"
    assert (traits.document_prefix, traits.is_asymmetric) == (None, True)
    assert traits.max_sequence_length == 40960
    assert traits.context_window is None


def test_dense_layer_changes_the_dimension() -> None:
    dense_module = {"idx": 2, "path": "2_Dense", "type": "sentence_transformers.models.Dense"}
    found = detect(
        files(
            modules=[*POOLING_MODULE, dense_module],
            pooling=_pooling(768, "pooling_mode_mean_tokens"),
            dense={"in_features": 768, "out_features": 512},
        )
    )
    assert found.traits.dimension == 512


def test_several_poolings_at_once_are_none_of_ours() -> None:
    both = _pooling(768, "pooling_mode_mean_tokens") | {"pooling_mode_cls_token": True}
    found = detect(files(modules=POOLING_MODULE, pooling=both))
    assert found.model_type is ModelType.EMBEDDING
    assert found.traits.pooling_method is None


def test_splade_by_its_tag_or_its_module() -> None:
    config = {"architectures": ["BertForMaskedLM"], "vocab_size": 30522}
    by_tag = detect(files(config=config), tags=["splade", "fill-mask"], pipeline="fill-mask")
    by_module = detect(
        files(
            config=config,
            modules=[{"type": "sentence_transformers.sparse_encoder.models.SpladePooling"}],
        )
    )
    for found in (by_tag, by_module):
        assert (found.model_type, found.traits.dimension) == (ModelType.SPLADE, 30522)


@pytest.mark.parametrize(
    "given_files",
    [
        files(card("pipeline_tag: text-ranking"), config=CAUSAL),
        files(card("tags: [cross-encoder]")),
        files(
            config={
                "architectures": ["BertForSequenceClassification"],
                "id2label": {"0": "LABEL_0"},
                "sentence_transformers": {"version": "5.0"},
            }
        ),
    ],
)
def test_reranker_whatever_its_architecture(given_files: dict[str, bytes]) -> None:
    assert detect(given_files).model_type is ModelType.RERANKER


@pytest.mark.parametrize(
    ("rope", "context"),
    [
        ({}, 40960),
        ({"rope_scaling": None}, 40960),
        # Not yet counted in, as Qwen's configurations describe YaRN.
        ({"rope_scaling": {"factor": 4.0, "original_max_position_embeddings": 32768}}, 131072),
        # Counted in already, as Llama's do.
        ({"rope_scaling": {"factor": 2.0, "original_max_position_embeddings": 8192}}, 40960),
        ({"rope_scaling": {"factor": 4.0}}, None),
        ({"rope_parameters": {"rope_theta": 10000.0}}, 40960),
    ],
)
def test_llm_and_its_context_window(rope: dict[str, Any], context: int | None) -> None:
    found = detect(files(card("pipeline_tag: text-generation"), config=CAUSAL | rope))
    assert (found.model_type, found.traits.context_window) == (ModelType.LLM, context)


def test_what_is_not_certain_stays_unknown() -> None:
    chat = {"chat_template": "{{ messages }}"}
    reward_model = {"architectures": ["LlamaForSequenceClassification"], "num_labels": 1}
    for uncertain in (
        {},
        files(config=CAUSAL),
        files(config=CAUSAL, tokenizer_config=chat),  # A reranker without its card?
        files(config=reward_model),
        files(config={"architectures": ["BertModel"]}),
        files(card("pipeline_tag: feature-extraction")),
    ):
        assert detect(uncertain).model_type is None
    with_card = files(card("license: mit"), config=CAUSAL, tokenizer_config=chat)
    assert detect(with_card).model_type is ModelType.LLM


def test_long_header_is_read_quickly() -> None:
    results = [f"  - {{task: t{number}, value: {number}}}" for number in range(50_000)]
    readme = card("tags:", "- splade", "model-index:", *results, "pipeline_tag: fill-mask")
    assert detect(files(readme)).model_type is ModelType.SPLADE


SMALL_FILES = [
    "README.md", "adapter_config.json", "config.json", "tokenizer_config.json", "modules.json",
    "sentence_bert_config.json", "config_sentence_transformers.json", "1_Pooling/config.json",
    "2_Dense/config.json",
]  # fmt: skip
_names = st.sampled_from(
    [
        *("architectures", "id2label", "vocab_size", "max_position_embeddings", "type", "path"),
        *("rope_scaling", "factor", "original_max_position_embeddings", "prompts", "query"),
    ]
)
_json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("aé1 ", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    documents=st.dictionaries(
        st.sampled_from(SMALL_FILES),
        _json_values.map(json.dumps) | st.text('{}[],:"a1', max_size=30),
    ),
    header=st.sampled_from(["tags: [splade]", "tags: 3", "pipeline_tag: text-generation", "a: ["]),
    pipeline=st.sampled_from([None, "text-generation", "text-ranking", "feature-extraction"]),
    modules=st.sampled_from(["[3]", '[{"type": "x.Pooling", "path": 5}]', "{}", "["]),
)
def test_nothing_in_a_repository_breaks_it(
    documents: dict[str, str], header: str, pipeline: str | None, modules: str
) -> None:
    contents = {path: text.encode() for path, text in documents.items()}
    contents |= {"README.md": card(header).encode(), "modules.json": modules.encode()}
    detect(contents, tags=["sentence-transformers"], pipeline=pipeline)
    detect(contents, pipeline=pipeline)


def _pooling(dimension: int, mode: str) -> dict[str, Any]:
    modes = ("pooling_mode_cls_token", "pooling_mode_mean_tokens", "pooling_mode_lasttoken")
    return {"word_embedding_dimension": dimension, **{name: name == mode for name in modes}}
