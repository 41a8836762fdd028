"""What a deletion says brings the model back, does: the same files, and no others."""

import json
import shlex

import pytest

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Pattern, Repo
from tests.support.models import add_model
from tests.support.product import Product

VARIANTS = {f"model [{name}].gguf": Pattern(1000, seed) for seed, name in enumerate("abc")}


@pytest.mark.parametrize(
    "pulls",
    [
        ([],),
        (["--all-files"],),
        (["--include", "*[[]a].gguf", "--exclude", "*.json"],),
        (["--include", "*[[]a].gguf"], ["--include", "*[[]b].gguf"]),
    ],
    ids=["usual", "all", "patterns", "patterns twice"],
)
def test_the_command_brings_the_same_files(
    product: Product, hub: HubServer, pulls: tuple[list[str], ...]
) -> None:
    repo = add_model(hub, 1000, {**VARIANTS, "onnx/model.onnx": b"second format"})
    for options in pulls:
        product.run("pull", repo.id, "--yes", *options)
    before = _files(product, repo)
    planned = json.loads(product.run("rm", repo.id, "--dry-run", "--json").stdout)
    product.run("rm", repo.id, "--yes")

    (waiting,) = json.loads(product.run("trash", "--json").stdout)
    assert waiting["restore_command"] == planned["restore"]["command"]
    program, *command = shlex.split(waiting["restore_command"])
    again = product.run(*command, "--yes")

    assert (program, again.returncode) == ("modelshelf", 0), again.stderr
    assert _files(product, repo) == before


def _files(product: Product, repo: Repo) -> list[str]:
    snapshot = RepoFolder(product.cache_dir, repo.id).snapshot(repo.branches["main"])
    return sorted(str(file.relative_to(snapshot)) for file in snapshot.rglob("*"))
