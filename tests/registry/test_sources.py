"""The comparison with the packages finds what differs, and whether the file says why."""

from modelshelf.registry.curated import parse
from tests.registry.sources.compare import compare

MODELS = parse(
    """\
schema_version: 2
models:
  - id: acme/embedder
    type: embedding
    name: Embedder
    description: English model.
    parameters: 33_360_000
    dtype: float16
    dimension: 384
    max_sequence_length: 256
    licence: mit
    commercial_use: true
    source:
      - place: package 1, revision 0123456789ab
        facts: [parameters]
        note: Another package says 512 tokens, the positions.
""",
    "ours.yaml",
).models

AGREES = {
    "revision": "0123456789abcdef",
    "parameters": 33_400_000,  # Rounded.
    "dimension": 384,
    "max_sequence_length": 256,
    "licence": "mit",
    "weight_bytes": 2,
    "languages": 1,
}


def test_what_agrees_is_counted_and_a_rounded_number_agrees() -> None:
    (line,), others = compare(MODELS, {"package 1": {"acme/embedder": AGREES}})
    assert line.endswith("package 1: 7 of 7") and others == []


def test_what_differs_is_named_and_is_explained_only_by_a_note_with_its_value() -> None:
    differs = {
        "revision": "fedcba987654",
        "parameters": 33_450_001,
        "dimension": 512,
        "max_sequence_length": 512,
        "licence": "gemma",
        "weight_bytes": 4,
        "languages": 12,
    }
    _, others = compare(MODELS, {"package 2": {"acme/embedder": differs}})
    assert {other.field for other in others} == differs.keys()
    # The same number explains a length and a dimension: the note is for people.
    explained = {other.field for other in others if other.explained}
    assert explained == {"dimension", "max_sequence_length"}


def test_a_model_that_no_package_knows_is_said_to_be_in_none() -> None:
    (line,), others = compare(MODELS, {"package 3": {}})
    assert line.endswith("in none of them") and others == []
