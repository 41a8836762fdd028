"""The registry that ships, and what happens to a broken one."""

from pathlib import Path

import pytest

from modelshelf.registry.curated import CuratedEmbedding, load
from modelshelf.registry.facts import Built
from modelshelf.registry.kinds import ModelType, Pooling

GOOD = """
  - {id: a/good, type: llm, name: Good, description: A model., parameters: 10,
     dtype: float32, licence: mit, commercial_use: true, context_window: 8}
"""


def registry(tmp_path: Path, entries: str, head: str = "schema_version: 1\nmodels:") -> Path:
    path = tmp_path / "models.yaml"
    path.write_text(head + entries)
    return path


def test_what_ships_is_sound_and_complete() -> None:
    curated = load()
    assert curated.problems == ()
    by_type = [model.type for model in curated.models]
    assert {kind: by_type.count(kind) for kind in ModelType} == {
        ModelType.EMBEDDING: 21,
        ModelType.LLM: 10,
        ModelType.RERANKER: 8,
        ModelType.SPLADE: 5,
    }
    assert "Qwen/Qwen2.5-7B-Instruct" in curated and "Qwen/Qwen2.5-72B" not in curated


def test_facts_that_change_results_are_exact() -> None:
    models = {model.id: model for model in load().models}
    bge, minilm = models["BAAI/bge-large-en-v1.5"], models["sentence-transformers/all-MiniLM-L6-v2"]
    qwen = models["Qwen/Qwen3-Embedding-4B"]
    assert isinstance(bge, CuratedEmbedding) and isinstance(minilm, CuratedEmbedding)
    assert isinstance(qwen, CuratedEmbedding)
    assert bge.query_prefix == "Represent this sentence for searching relevant passages: "
    assert bge.pooling_method is Pooling.CLS
    assert (minilm.dimension, minilm.max_sequence_length, minilm.is_asymmetric) == (384, 256, False)
    assert qwen.default_query_instruction == (
        "Given a web search query, retrieve relevant passages that answer the query"
    )
    not_for_sale = {model.id for model in models.values() if not model.commercial_use}
    assert not_for_sale == {
        "Qwen/Qwen2.5-3B-Instruct",
        "naver/splade-cocondenser-ensembledistil",
        "naver/splade-v3",
    }


def test_every_fact_has_a_source() -> None:
    words = {"id", "type", "name", "description", "source", "parameters_approximate"}
    for model in load().models:
        stated = set(model.model_dump(exclude_none=True)) - words
        assert {fact for source in model.source for fact in source.facts} == stated, model.id


def test_what_is_written_of_a_build_agrees_with_the_rest() -> None:
    for model in load().models:
        if model.architecture is None:
            assert model.type is ModelType.RERANKER  # Of two no source tells.
            continue
        built = model.architecture.architecture()
        assert built.hidden_size is not None, model.id
        if isinstance(model, CuratedEmbedding):
            assert model.dimension == built.hidden_size, model.id
        if model.type is ModelType.LLM:
            # Heads, layers, widths and vocabulary together are the parameters, to the last one.
            assert abs(weights_of(model.architecture, model.id) - model.parameters) == 0, model.id


def weights_of(built: Built, model_id: str) -> int:
    """Weights of a Qwen or Llama of this build: transformers' modeling_qwen2.py and its kin."""
    said = built.model_dump()
    hidden, inner, heads = (said[k] for k in ("hidden_size", "intermediate_size", "head_size"))
    queries, keys = heads * said["attention_heads"], heads * said["kv_heads"]
    layer = 2 * hidden * queries + 2 * hidden * keys + 3 * hidden * inner + 2 * hidden
    if "Qwen2.5" in model_id:
        layer += queries + 2 * keys  # Biases.
    if "Qwen3" in model_id:
        layer += 2 * heads  # Norms of queries and keys.
    tied = not any(name in model_id for name in ("Qwen2.5-7B", "Qwen3-8B"))
    embeddings = said["vocabulary_size"] * hidden * (1 if tied else 2)
    return int(embeddings + said["layer_count"] * layer + hidden)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("parameters: 10", "parameters: 0"), "models[1] (a/bad): parameters: "),
        (("parameters: 10", "parameters: true"), "models[1] (a/bad): parameters: "),
        (("dtype: float32", "dtype: f8"), "models[1] (a/bad): dtype: "),
        (("type: llm", "type: lm"), "models[1] (a/bad): type: "),
        (("context_window: 8", "dimension: 8"), "models[1] (a/bad): dimension: "),
        (("name: Good, ", ""), "models[1] (a/bad): name: "),
        (("a/good", "../x"), "models[1] (../x): id: "),
        (("a/good", "a/first"), "models[1] (a/first): id: is listed twice"),
        (("id: a", "source: [{place: x, facts: [colour]}], id: a"), "models[1] (a/bad): source: "),
        (("id: a", "architecture: {layers: [odd]}, id: a"), "models[1] (a/bad): architecture."),
        ((GOOD, "\n  - nonsense\n"), "models[1] (without id): type: "),
    ],
)
def test_bad_entry_is_reported_with_its_place_and_the_rest_loads(
    tmp_path: Path, change: tuple[str, str], place: str
) -> None:
    bad = GOOD.replace(*change).replace("a/good", "a/bad")
    curated = load(registry(tmp_path, GOOD.replace("a/good", "a/first") + bad + GOOD))
    assert [model.id for model in curated.models] == ["a/first", "a/good"]
    (problem,) = curated.problems
    assert problem.startswith(f"models.yaml: {place}")


def test_sources_are_required_from_version_2_on(tmp_path: Path) -> None:
    newer = load(registry(tmp_path, GOOD, head="schema_version: 2\nmodels:"))
    assert newer.models == () and "(a/good): source: " in newer.problems[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "models: [", "schema_version: 3\nmodels: []", "schema_version: 1\nmodels: {}"],
)
def test_unreadable_file_is_one_problem(tmp_path: Path, text: str) -> None:
    curated = load(registry(tmp_path, "", head=text))
    assert curated.models == ()
    (problem,) = curated.problems
    assert problem.startswith("models.yaml: ")
