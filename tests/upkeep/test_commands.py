"""`verify` and `repair` on the command line, without a server and beside one."""

import json
import signal
from typing import Any

import pytest

from tests.cache.generate import make_repo
from tests.hub import HubServer, Pattern, Repo
from tests.support.api import Api
from tests.support.deep import dig, nothing_deep_is_left
from tests.support.models import WEIGHTS, add_model, size_of
from tests.support.product import Product
from tests.support.wait import wait_for
from tests.upkeep.damage import flip_a_bit, path_of

__all__ = ["nothing_deep_is_left"]

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 3, 130


def test_a_link_to_nothing_is_not_called_right(product: Product) -> None:
    """Its checksum is as it should be of all that is there."""
    made = make_repo(product.cache_dir, "acme/minilm", {"config.json": b"{}", "m.gguf": b"w" * 20})
    made.blob_of("config.json").unlink()

    verified = product.run("verify", "acme/minilm")

    assert verified.returncode == FAILED
    assert "config.json is a link to nothing" in verified.stdout
    assert "modelshelf repair acme/minilm" in verified.stdout


def test_a_model_that_is_not_whole_is_not_called_right(product: Product) -> None:
    """There is nothing wrong with what is there, and it cannot be loaded."""
    shards = {"weight_map": {"wte": "model-00001-of-00002.safetensors"}}
    files = {"config.json": b"{}", "model.safetensors.index.json": json.dumps(shards).encode()}
    make_repo(product.cache_dir, "acme/minilm", files, listed=False)

    verified = product.run("verify", "acme/minilm")

    assert verified.returncode == FAILED
    assert "not whole: model-00001-of-00002.safetensors is not here" in verified.stdout
    assert "right" not in verified.stdout
    assert "modelshelf repair acme/minilm" in verified.stdout


def test_verify_and_repair_need_no_server(product: Product, hub: HubServer) -> None:
    repo = _pulled(product, hub)
    assert "right" in product.run("verify", repo.id).stdout
    flip_a_bit(path_of(product.cache_dir, repo, WEIGHTS))

    wrong = product.run("verify", "--json")

    assert wrong.returncode == FAILED
    (result,) = json.loads(wrong.stdout)
    assert (result["damaged"], result["file_count"]) == ([WEIGHTS], 3)
    recorded = product.run("audit", "--outcome", "found").stdout
    assert "found" in recorded and "verify.finish" in recorded
    assert f"{repo.id}: {WEIGHTS} does not match its checksum" in recorded
    assert product.run("repair").returncode == DONE
    assert product.run("verify").returncode == DONE


def test_what_a_worker_verified_in_a_moment_is_told_all_the_same(
    product: Product, hub: HubServer
) -> None:
    repo = hub.hub.add("demo/in-a-moment", {"config.json": "{}", WEIGHTS: Pattern(1000, seed=3)})
    with product.serving() as server:
        product.run("pull", repo.id, "--yes")
        server.wait_until_ready()

        verified = product.run("verify")

    line = next(line for line in verified.stdout.splitlines() if "right" in line)
    assert repo.id in line
    assert verified.returncode == DONE


def test_a_repair_with_risks_is_done_when_somebody_takes_them(
    product: Product, hub: HubServer
) -> None:
    pickled = "pytorch_model.bin"
    repo = hub.hub.add("demo/pickled", {"config.json": "{}", pickled: Pattern(5_000, seed=2)})
    product.run("pull", repo.id, "--yes")
    path = path_of(product.cache_dir, repo, pickled)
    path.unlink()

    refused = product.run("repair", MODELSHELF_ALLOW_PICKLE="ask")
    assert (refused.returncode, "[confirmation_required]" in refused.stderr) == (REFUSED, True)
    assert product.run("repair", "--yes", MODELSHELF_ALLOW_PICKLE="ask").returncode == DONE
    assert path.exists()

    path.unlink()
    with product.serving(MODELSHELF_ALLOW_PICKLE="ask") as server:
        wait_for(lambda: _status(server.api, repo.id) != "installed", "the list says so")
        body = {"model_id": repo.id}
        asked = server.api.ask("POST", "/models/repair", json=body)
        assert (asked.status_code, asked.json()["code"]) == (409, "confirmation_required")
        task = server.api.post("/models/repair", body | {"confirm": True}, status=202)["task_id"]
        server.api.wait_until(task, "completed")


def test_what_is_not_there_is_no_success(product: Product) -> None:
    assert product.run("verify", "nobody/nothing").returncode == FAILED


def test_updates_need_no_server(product: Product, hub: HubServer) -> None:
    repo = _pulled(product, hub)
    repo.commit({"config.json": '{"newer": true}'})

    found = product.run("updates", "--json")

    assert [model["model_id"] for model in json.loads(found.stdout)] == [repo.id]
    offline = product.run("updates", MODELSHELF_OFFLINE="true")
    assert (offline.returncode, repo.id in offline.stdout) == (DONE, True)


@pytest.mark.usefixtures("nothing_deep_is_left")
def test_folders_nested_without_end_keep_nothing_else_from_being_mended(
    product: Product, hub: HubServer
) -> None:
    repo = _pulled(product, hub)
    weights = path_of(product.cache_dir, repo, WEIGHTS)
    weights.unlink()
    dig(weights.parent)

    assert product.run("repair", repo.id).returncode in (DONE, FAILED)
    assert weights.stat().st_size == 200_000
    repo.commit({"config.json": '{"newer": true}'})
    found = product.run("updates", "--json")
    assert [model["model_id"] for model in json.loads(found.stdout)] == [repo.id]


def test_beside_a_server_its_worker_reads_and_what_is_killed_is_finished_by_the_next(
    product: Product, hub: HubServer
) -> None:
    repo = _pulled(product, hub, 2_000_000)
    with product.serving(MODELSHELF_VERIFY_RATE="400000") as server:
        server.wait_until_ready()
        with product.background("verify", repo.id) as command:
            operation = wait_for(lambda: _under_way(server.api), "the worker reads")
            for method, path in (("DELETE", f"/models/{repo.id}"), ("POST", "/models/download")):
                refused = server.api.ask(method, path, json={"model_id": repo.id})
                assert (refused.status_code, refused.json()["code"]) == (409, "model_busy")

            command.send_signal(signal.SIGINT)

            assert command.wait(60) == INTERRUPTED
        row = server.api.wait_until(operation["id"], "cancelled")
        assert row["bytes_downloaded"] < size_of(repo)

        task = server.api.post("/models/verify", {"model_id": repo.id}, status=202)["task_id"]
        wait_for(lambda: server.api.operation(task)["bytes_downloaded"] > 100_000, "it reads")
        server.kill_everything()

    with product.serving() as server:
        done = server.api.wait_until(task, "completed")

    assert done["bytes_downloaded"] == size_of(repo)


def _status(api: Api, model_id: str) -> str | None:
    models = {model["id"]: model["status"] for model in api.get("/models")["models"]}
    return models.get(model_id)


def _under_way(api: Api) -> dict[str, Any] | None:
    rows: list[dict[str, Any]] = api.get("/models/verify")["under_way"]
    return next((row for row in rows if row["bytes_downloaded"]), None)


def _pulled(product: Product, hub: HubServer, size_bytes: int = 200_000) -> Repo:
    repo = add_model(hub, size_bytes, {"tokenizer.json": Pattern(5_000, seed=1)})
    product.run("pull", repo.id, "--yes")
    return repo
