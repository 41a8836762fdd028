"""`registry check`: what the Hub says otherwise, as a patch that applies."""

import json
import subprocess
from pathlib import Path

from modelshelf.registry.curated import SHIPPED, load
from tests.hub import HubServer
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
    applied = subprocess.run(
        ["patch", "-p1"],
        cwd=product.folder,
        input=checked.stdout,
        text=True,
        capture_output=True,
        check=False,
    )
    assert applied.returncode == 0, applied.stdout + applied.stderr
    right, wrong = load(file).models
    assert (right.parameters, right.licence) == (64, "mit")
    assert (wrong.parameters, wrong.parameters_approximate) == (64, False)
    assert (wrong.dtype, wrong.licence) == ("bfloat16", "apache-2.0")
    # Nothing else moved.
    assert "# A comment that stays." in file.read_text()
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
    assert found == {("acme/old-wrong", "parameters"): "6_402"}

    add(hub, "acme/old-wrong", "F32", "mit", integers=640)
    told = json.loads(product.run("registry", "check", "--file", str(file), "--json").stdout)
    assert told["differences"] == []


def test_a_model_that_is_gone_is_told(product: Product, hub: HubServer) -> None:
    for model_id in ("acme/right", "acme/wrong"):
        hub.hub.repos.pop(model_id, None)
    told = product.run("registry", "check", "--file", str(registry(product.folder)), "--json")

    assert told.returncode == 1
    assert len(json.loads(told.stdout)["gone"]) == 2


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
