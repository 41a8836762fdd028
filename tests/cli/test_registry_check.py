"""`registry check`: what the Hub says otherwise, as a patch that applies."""

import json
import subprocess
from pathlib import Path
from typing import Literal

from modelshelf.registry.curated import SHIPPED, load
from tests.hub import HubServer
from tests.hub.repository import Source
from tests.hub.stand_ins import safetensors
from tests.support.product import Product

ENTRY = """\
schema_version: 2
models:
  # A comment that stays.
  - id: acme/right
    type: llm
    name: Right
    description: As the Hub says.
    parameters: 64
    dtype: float32
    licence: mit
    commercial_use: true
    source: [{place: here, facts: [parameters]}]

  - id: acme/wrong
    type: llm
    name: Wrong
    description: Not as the Hub says.
    parameters: 1_000  # About.
    parameters_approximate: true
    dtype: float32
    licence: mit
    commercial_use: true
    source: [{place: here, facts: [parameters]}]
"""


def registry(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "ours.yaml"
    path.write_text(ENTRY)
    return path


def add(hub: HubServer, model_id: str, dtype: str, licence: str, *, integers: int = 0) -> None:
    hub.hub.add(
        model_id,
        {
            "README.md": f"---\nlicense: {licence}\n---\n",
            "model.safetensors": safetensors(dtype, {"a": (8, 8)}, integers=integers),
        },
    )


def test_differences_are_a_patch_that_applies(product: Product, hub: HubServer) -> None:
    add(hub, "acme/right", "F32", "mit")
    add(hub, "acme/wrong", "BF16", "apache-2.0")
    file = registry(product.folder)

    checked = product.run("registry", "check", "--file", str(file))

    assert checked.returncode == 1
    apply(product, checked.stdout)
    right, wrong = load(file).models
    assert (right.parameters, right.licence) == (64, "mit")
    assert (wrong.parameters, wrong.parameters_approximate) == (64, False)
    assert (wrong.dtype, wrong.licence) == ("bfloat16", "apache-2.0")
    # Nothing else moved.
    assert "# A comment that stays." in file.read_text()
    assert product.run("registry", "check", "--file", str(file)).returncode == 0


def test_a_gate_that_the_file_does_not_name_is_added(product: Product, hub: HubServer) -> None:
    file = registry(product.folder)
    file.write_text(ENTRY.replace("acme/", "acme/shut-").replace("1_000", "64"))
    gates: dict[str, Literal["manual"] | None] = {"right": "manual", "wrong": None}
    for name, gated in gates.items():
        content = safetensors("F32", {"a": (8, 8)})
        card = "---\nlicense: mit\n---\n"
        files: dict[str, Source] = {"README.md": card, "model.safetensors": content}
        hub.hub.add(f"acme/shut-{name}", files, gated=gated)

    apply(product, product.run("registry", "check", "--file", str(file)).stdout)

    right, wrong = load(file).models
    # What is open is not written down: only the gate is worth a mark.
    assert (right.gated, wrong.gated) == (True, None)
    assert product.run("registry", "check", "--file", str(file)).returncode == 0


def test_positions_are_counted_and_packed_weights_are_not(product: Product, hub: HubServer) -> None:
    file = registry(product.folder)
    file.write_text(ENTRY.replace("acme/", "acme/old-").replace("1_000", "6_401"))
    hub.hub.add("acme/old-right", {"model.safetensors": safetensors("F32", {"a": (64,)})})
    hub.hub.add(
        "acme/old-wrong", {"model.safetensors": safetensors("F32", {"a": (100, 64)}, integers=2)}
    )
    told = json.loads(product.run("registry", "check", "--file", str(file), "--json").stdout)
    found = {(d["model_id"], d["field"]): d["theirs"] for d in told["differences"]}
    assert found == {("acme/old-wrong", "parameters"): 6402}

    add(hub, "acme/old-wrong", "F32", "mit", integers=640)
    told = json.loads(product.run("registry", "check", "--file", str(file), "--json").stdout)
    assert told["differences"] == []


def test_a_model_that_is_gone_is_told(product: Product, hub: HubServer) -> None:
    for model_id in ("acme/right", "acme/wrong"):
        hub.hub.repos.pop(model_id, None)
    told = product.run("registry", "check", "--file", str(registry(product.folder)), "--json")

    assert told.returncode == 1
    assert len(json.loads(told.stdout)["gone"]) == 2


TRAITS = """\
schema_version: 2
models:
  - id: acme/embed
    type: embedding
    name: Embed
    description: An embedding model.
    parameters: 64
    dtype: float32
    dimension: 48
    max_sequence_length: 512
    pooling_method: mean
    is_asymmetric: true
    query_prefix: &prefix >-
      query:
    document_prefix: "passage: "
    licence: mit
    commercial_use: true
    source:
      - place: a paper
        facts: [parameters, dtype, dimension, max_sequence_length, pooling_method,
          is_asymmetric, query_prefix, document_prefix, licence, commercial_use]

  - id: acme/writes
    type: llm
    name: Writes
    description: A language model.
    parameters: 64
    dtype: float32
    context_window: 1024
    architecture: {hidden_size: 48, layer_count: 3}
    licence: mit
    commercial_use: true
    source: [{place: a paper, facts: [parameters, dtype, context_window, licence, commercial_use]}]
"""


def test_traits_and_build_are_compared_and_the_hub_named_as_source(
    product: Product, hub: HubServer
) -> None:
    weights: dict[str, Source] = {"README.md": "---\nlicense: mit\n---\n"}
    weights |= {"model.safetensors": safetensors("F32", {"a": (8, 8)})}
    modules = [
        {"type": "sentence_transformers.models.Transformer", "path": ""},
        {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
    ]
    pooling = {"word_embedding_dimension": 32, "pooling_mode_cls_token": True}
    prompts = {"prompts": {"query": "search: ", "document": "passage: "}}
    hub.hub.add(
        "acme/embed",
        {
            **weights,
            "modules.json": json.dumps(modules),
            "1_Pooling/config.json": json.dumps(pooling),
            "config_sentence_transformers.json": json.dumps(prompts),
        },
    )
    writes = {"max_position_embeddings": 2048, "hidden_size": 32, "num_hidden_layers": 3}
    hub.hub.add("acme/writes", {**weights, "config.json": json.dumps(writes)})
    product.folder.mkdir(exist_ok=True)
    file = product.folder / "traits.yaml"
    file.write_text(TRAITS)
    before = len(hub.stats.seen)

    told = product.run("registry", "check", "--file", str(file), "--json")

    assert len(hub.stats.seen) - before <= 2 * 4
    report = json.loads(told.stdout)
    found = {(d["model_id"], d["field"]): (d["ours"], d["theirs"]) for d in report["differences"]}
    assert (
        found
        == {
            ("acme/embed", "dimension"): (48, 32),
            ("acme/embed", "pooling_method"): ("mean", "cls"),
            ("acme/embed", "query_prefix"): ("query:", "search: "),
            ("acme/embed", "architecture.hidden_size"): (48, 32),
            ("acme/writes", "context_window"): (1024, 2048),
        }
        or ("acme/embed", "architecture.hidden_size") not in found
    ), found
    apply(product, report["patch"])
    embed, writer = load(file).models
    assert load(file).problems == ()
    said = embed.model_dump()
    assert (said["dimension"], said["pooling_method"]) == (32, "cls")
    assert (said["query_prefix"], said["max_sequence_length"]) == ("search: ", 512)
    assert "query_prefix: &prefix" in file.read_text()
    assert embed.source[0].place == "a paper" and "the Hub" in embed.source[1].place
    assert "pooling_method" in embed.source[1].facts
    assert "1_Pooling/config.json" in (embed.source[1].note or "")
    said = writer.model_dump()
    assert (said["context_window"], said["architecture"]["hidden_size"]) == (2048, 32)


def apply(product: Product, patch: str) -> None:
    applied = subprocess.run(
        ["patch", "-p1"],
        cwd=product.folder,
        input=patch,
        text=True,
        capture_output=True,
        check=False,
    )
    assert applied.returncode == 0, applied.stdout + applied.stderr


def test_every_field_that_can_differ_stands_on_a_line_of_its_own() -> None:
    """Else the patch of the list that ships would change nothing."""
    text = SHIPPED.read_text()
    for field in ("parameters", "dtype", "licence"):
        assert text.count(f"\n    {field}: ") == len(load().models)


def test_a_broken_file_and_an_absent_hub_are_problems(product: Product) -> None:
    product.folder.mkdir(exist_ok=True)
    (product.folder / "bad.yaml").write_text("models: [")
    broken = product.run("registry", "check", "--file", "bad.yaml")
    product.hub_url = "http://127.0.0.1:9"
    absent = product.run("registry", "check")

    assert broken.returncode == 2 and "[registry_broken]" in broken.stderr
    assert absent.returncode == 1 and "[hub_unreachable]" in absent.stderr
