"""The commands as people and scripts use them: what they print and their exit codes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from modelshelf.cli.main import app
from modelshelf.hub.layout import RepoFolder, trash_dir
from tests.hub import HubServer, Pattern
from tests.support.disk import du
from tests.support.models import add_model, size_of
from tests.support.product import Product

DONE, FAILED, WRONG_USAGE, REFUSED = 0, 1, 2, 3


def test_a_model_from_pull_to_rm(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    folder = RepoFolder(product.cache_dir, repo.id).root

    pulled = product.run("pull", repo.id, "--yes")
    assert pulled.returncode == DONE
    assert "every file verified" in pulled.stdout
    assert "every file is there" in product.run("pull", repo.id).stdout

    (listed,) = json.loads(product.run("ls", "--json").stdout)
    assert (listed["id"], listed["status"]) == (repo.id, "installed")
    assert listed["size_on_disk_bytes"] == size_of(repo)
    assert repo.id in product.run("ls", "--installed").stdout
    assert json.loads(product.run("ls", "--type", "llm", "--json").stdout) == []

    preview = product.run("rm", repo.id, "--dry-run", "--json")
    freed_bytes = json.loads(preview.stdout)["freed_bytes"]
    assert freed_bytes == du(folder, product.cache_dir / ".locks" / folder.name)
    removed = product.run("rm", repo.id, "--yes")
    assert removed.returncode == DONE, removed.stderr
    assert not folder.exists()
    assert json.loads(product.run("ls", "--json").stdout) == []

    (waiting,) = json.loads(product.run("trash", "--json").stdout)
    assert (waiting["model_id"], waiting["size_bytes"]) == (repo.id, freed_bytes)
    assert 500 < waiting["seconds_left"] <= 600
    assert repo.id in product.run("trash").stdout
    restored = product.run("restore", repo.id)
    assert restored.returncode == DONE, restored.stderr
    assert "every file is there" in product.run("pull", repo.id).stdout
    assert "[not_in_trash]" in product.run("restore", repo.id).stderr
    assert "The trash is empty" in product.run("trash").stdout


def test_without_an_undo_window_rm_frees_the_disk_at_once(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.settings["UNDO_WINDOW"] = "0"
    product.run("pull", repo.id, "--yes")

    removed = product.run("rm", repo.id, "--yes", "--json")

    assert json.loads(removed.stdout)["undo_until"] is None
    assert list(trash_dir(product.cache_dir).iterdir()) == []


def test_ls_says_what_to_do_when_there_is_nothing(product: Product) -> None:
    product.cold = True
    listed = product.run("ls")

    assert listed.returncode == DONE
    assert "modelshelf pull" in listed.stdout


def test_ls_all_shows_what_is_offered(product: Product) -> None:
    everything = json.loads(product.run("ls", "--all", "--json").stdout)
    rerankers = json.loads(product.run("ls", "--all", "--type", "reranker", "--json").stdout)

    assert {"sentence-transformers/all-MiniLM-L6-v2"} < {model["id"] for model in everything}
    assert {"Qwen/Qwen3-Reranker-0.6B"} < {model["id"] for model in rerankers}
    assert {model["model_type"] for model in rerankers} == {"reranker"}


def test_plan_shows_and_fetches_nothing(product: Product, hub: HubServer) -> None:
    repo = add_model(hub, files={"onnx/model.onnx": Pattern(1000, seed=3)})

    plan = json.loads(product.run("plan", repo.id, "--json").stdout)
    shown = product.run("plan", repo.id).stdout

    assert plan["download_bytes"] == size_of(repo) - 1000
    assert plan["skipped_bytes"] == 1000
    assert "model.safetensors" in shown
    assert not RepoFolder(product.cache_dir, repo.id).root.exists()


def test_patterns_and_all_files_choose(product: Product, hub: HubServer) -> None:
    repo = add_model(hub, files={"onnx/model.onnx": Pattern(1000, seed=3)})

    def planned_bytes(*options: str) -> int:
        plan = json.loads(product.run("plan", repo.id, "--json", *options).stdout)
        return int(plan["download_bytes"])

    assert planned_bytes("--all-files") == size_of(repo)
    assert planned_bytes("--include", "*.onnx") == 1000
    assert planned_bytes("--exclude", "*.safetensors", "--exclude", "*.json") == 1000


@pytest.mark.parametrize(
    "arguments", ["pull", "fetch a/b", "pull a/b --all-files --include *", "serve --port high"]
)
def test_wrong_usage_is_exit_code_2(arguments: str) -> None:
    refused = CliRunner().invoke(app, arguments.split())

    assert refused.exit_code == WRONG_USAGE
    assert refused.output


def test_what_cannot_be_meant_is_wrong_usage_too(product: Product) -> None:
    unknown_type = product.run("ls", "--type", "image")
    no_id = product.run("pull", "../x")

    assert (unknown_type.returncode, no_id.returncode) == (WRONG_USAGE, WRONG_USAGE)
    assert "reranker" in unknown_type.stderr
    assert "organisation/name" in no_id.stderr


def test_what_does_not_exist_is_exit_code_1(product: Product) -> None:
    unknown = product.run("pull", "nobody/nothing", "--yes")
    absent = product.run("rm", "nobody/nothing", "--json")

    assert (unknown.returncode, absent.returncode) == (FAILED, FAILED)
    assert "nobody/nothing" in unknown.stderr
    assert json.loads(absent.stdout)["code"] == "not_installed"


def test_what_is_refused_is_exit_code_3(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.hub.add("demo/gated-for-all", {"model.safetensors": b"x"}, gated="auto")

    full = product.run("pull", repo.id, "--yes", MODELSHELF_DISK_RESERVE=str(10**18))
    gated = product.run("pull", "demo/gated-for-all", "--yes")

    assert (full.returncode, gated.returncode) == (REFUSED, REFUSED)
    assert "[insufficient_storage]" in full.stderr
    assert "[model_gated]" in gated.stderr


def test_without_a_hub_what_is_there_is_still_listed(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    product.hub_url = "http://127.0.0.1:9"

    pulled = product.run("pull", "a/b", "--yes")

    assert pulled.returncode == FAILED
    assert "[hub_unreachable]" in pulled.stderr
    assert repo.id in product.run("ls").stdout


def test_doctor_finds_all_well(product: Product) -> None:
    product.cache_dir.mkdir(parents=True)

    examined = product.run("doctor", "--json")

    verdicts = {f["what"]: f["verdict"] for f in json.loads(examined.stdout)}
    assert examined.returncode == DONE
    assert "bad" not in verdicts.values()
    assert verdicts["hub"] == verdicts["cache"] == verdicts["registry"] == "good"


def test_doctor_says_what_is_wrong_and_what_to_do(product: Product) -> None:
    product.hub_url = "http://127.0.0.1:9"
    product.folder.mkdir()
    (product.folder / "a-file").touch()
    product.settings |= {
        "CACHE_DIR": str(product.folder / "a-file" / "cache"),
        "REDIS_URL": "redis://:hidden-password@127.0.0.1:9",
    }

    examined = product.run("doctor", "--json")

    findings = {f["what"]: f for f in json.loads(examined.stdout)}
    assert examined.returncode == FAILED
    for what in ("hub", "cache", "messages"):
        assert findings[what]["verdict"] == "bad", findings[what]
        assert findings[what]["advice"]
    assert "hidden-password" not in examined.stdout


def test_the_openapi_document_is_printed(product: Product) -> None:
    printed = product.run("openapi")

    assert "/api/v2/models/download" in json.loads(printed.stdout)["paths"]
    assert not product.data_dir.exists()


def test_the_database_is_brought_up_to_date_once(product: Product) -> None:
    first, second = product.run("db", "upgrade"), product.run("db", "upgrade")

    assert (first.returncode, second.returncode) == (DONE, DONE)
    assert "from nothing to" in first.stdout
    assert "up to date" in second.stdout


def test_every_command_has_help() -> None:
    for arguments in _commands(get_command(app)):
        assert "Usage:" in CliRunner().invoke(app, [*arguments, "--help"]).output, arguments


def _commands(group: Any, *names: str) -> Iterator[tuple[str, ...]]:
    """The words of every command, those of groups as well."""
    yield names
    for name, command in getattr(group, "commands", {}).items():
        yield from _commands(command, *names, name)
