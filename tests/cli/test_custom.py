"""`add`, `edit`, `remove` and `custom`: the models that people add, from a terminal."""

import json

from modelshelf.accounts.models import Role
from tests.hub import HubServer
from tests.hub.repository import Source
from tests.support.product import ADMIN, Product

MODULES = [
    {"type": "sentence_transformers.models.Transformer", "path": ""},
    {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
]
FILES: dict[str, Source] = {
    "config.json": json.dumps({"model_type": "bert", "hidden_size": 48}),
    "modules.json": json.dumps(MODULES),
    "1_Pooling/config.json": json.dumps(
        {"word_embedding_dimension": 48, "pooling_mode_cls_token": True}
    ),
    "model.safetensors": b"w" * 100,
}


def test_from_adding_to_taking_in_again(product: Product, hub: HubServer) -> None:
    hub.hub.add("terminal/embed", FILES)
    nobody = product.run("add", "terminal/embed")
    assert nobody.returncode == 1 and "--as" in nobody.stderr, nobody.stderr
    product.add_user(ADMIN, Role.ADMIN)

    # Its own files say what it is, so that nobody has to.
    added = product.run("add", "terminal/embed", "--query-prefix", "query: ", "--json")
    told = json.loads(added.stdout)
    assert (told["model_type"], told["dimension"]) == ("embedding", 48)
    assert (told["query_prefix"], told["owner"]) == ("query: ", ADMIN)
    again = product.run("add", "terminal/embed", "--type", "embedding")
    assert again.returncode == 3 and "[already_registered]" in again.stderr

    edited = product.run("edit", "terminal/embed", "--dimension", "8", "--forget", "query-prefix")
    assert "dimension: 8  set; detected: 48 (certain)" in edited.stdout, edited.stderr
    for option, value, code in (
        ("--context-window", "8", "traits_do_not_apply"),
        ("--pooling-method", "median", "invalid_request"),
    ):
        wrong = product.run("edit", "terminal/embed", option, value)
        assert wrong.returncode == 2 and f"[{code}]" in wrong.stderr
    listed = product.run("custom", "list").stdout
    assert "terminal/embed  embedding" in listed and "dimension=8 (detected: 48)" in listed
    (model,) = json.loads(product.run("custom", "list", "--json").stdout)
    assert (model["dimension"], model["query_prefix"], model["owner"]) == (8, None, ADMIN)

    assert product.run("custom", "export", "--output", "ours.yaml").returncode == 0
    removed = product.run("remove", "terminal/embed")
    assert removed.returncode == 0 and "Files on disk stay" in removed.stdout
    gone = product.run("remove", "terminal/embed")
    assert gone.returncode == 1 and "[custom_model_not_found]" in gone.stderr
    file = product.folder / "ours.yaml"
    file.write_text(file.read_text() + "- {model_id: nobody/x, model_type: llm}\n")
    taken = product.run("custom", "import", "ours.yaml", "--as", ADMIN, "--json")
    outcomes = [(e["model_id"], e["outcome"]) for e in json.loads(taken.stdout)["entries"]]
    assert taken.returncode == 1
    assert outcomes == [("terminal/embed", "added"), ("nobody/x", "failed")]


def test_what_nothing_tells_has_to_be_said(product: Product, hub: HubServer) -> None:
    hub.hub.add("terminal/odd", {"config.json": "{}"})
    product.run("db", "upgrade")
    product.add_user(ADMIN, Role.ADMIN)

    asked = product.run("add", "terminal/odd")

    assert asked.returncode == 2 and "--type" in asked.stderr and "[type_not_known]" in asked.stderr
