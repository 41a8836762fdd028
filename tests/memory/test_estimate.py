"""What a model needs in memory: told from the list, the disk or the Hub."""

import json

from tests.hub import HubServer
from tests.hub.stand_ins import safetensors
from tests.support.api import Api
from tests.support.models import add_model
from tests.support.product import Product

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
QWEN = "Qwen/Qwen2.5-0.5B-Instruct"
CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "hidden_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "vocab_size": 1000,
    "max_position_embeddings": 512,
    "hidden_act": "silu",
}


def test_a_curated_model_needs_no_network(api: Api, hub: HubServer) -> None:
    before = len(hub.stats.seen)

    told = api.get("/models/memory", model_id=QWEN, context=32768, batch=2)

    assert len(hub.stats.seen) == before
    assert (told["origin"], told["task"], told["missing"]) == ("registry", "generate", [])
    needs = {need["precision"]: need for need in told["needs"]}
    # 24 layers x 2 heads x 64 numbers, keys and values, in 16 bits: 12 KiB a token.
    assert needs["float16"]["kv_cache_bytes"] == 2 * 32768 * 12 * 1024
    assert needs["float32"]["kv_cache_bytes"] == 2 * needs["int4"]["kv_cache_bytes"]
    assert needs["int4"]["weights_bytes"] == 494_032_768 * 9 // 16
    for need in needs.values():
        parts = ("weights", "loading", "kv_cache", "activation", "runtime")
        assert need["total_bytes"] == sum(need[f"{part}_bytes"] for part in parts)
        assert need["places"][0]["kind"] == "memory"
        assert need["fit"] in ("fits", "tight", "no")


def test_what_nobody_asked_for_is_usual(api: Api) -> None:
    told = api.get("/models/memory", model_id=MINILM, precision="float32")

    (need,) = told["needs"]
    assert (told["batch"], told["tokens"], told["most_tokens"]) == (32, 256, 256)
    assert need["kv_cache_bytes"] == 0
    assert need["weights_bytes"] == 22_713_728 * 4


def test_what_is_on_the_disk_is_read_there(api: Api, hub: HubServer) -> None:
    files = {
        "config.json": json.dumps(CONFIG),
        "model.safetensors": safetensors("BF16", {"a": (100, 64), "b": (64,)}),
    }
    repo = add_model(hub, files=files)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    before = len(hub.stats.seen)

    told = api.get("/models/memory", model_id=repo.id)

    assert len(hub.stats.seen) == before
    assert (told["origin"], told["task"], told["parameters"]) == ("disk", "generate", 6464)
    assert told["stored"] == {"BF16": 6464}
    assert told["architecture"]["layers"] == {"full": 3}
    assert told["architecture"]["found"]["kv_heads"] == "num_key_value_heads"
    assert told["missing"] == []


def test_of_others_the_hub_is_asked(api: Api, hub: HubServer) -> None:
    files = {
        "config.json": json.dumps(CONFIG),
        "model.safetensors": safetensors("F32", {"a": (100, 64)}),
    }
    repo = add_model(hub, files=files)
    before = len(hub.stats.seen)

    told = api.get("/models/memory", model_id=repo.id)

    assert len(hub.stats.seen) - before <= 2
    assert (told["origin"], told["parameters"]) == ("hub", 6400)
    assert told["needs"][0]["weights_bytes"] == 25600


def test_positions_stored_beside_the_weights_are_no_packing(api: Api, hub: HubServer) -> None:
    weights = safetensors("F32", {"a": (1000, 64)}, integers=512)
    repo = add_model(hub, files={"config.json": json.dumps(CONFIG), "model.safetensors": weights})
    of_hub = api.get("/models/memory", model_id=repo.id)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    of_disk = api.get("/models/memory", model_id=repo.id)

    assert (of_hub["origin"], of_disk["origin"]) == ("hub", "disk")
    for told in (of_hub, of_disk):
        assert told["stored"] == {"F32": 64_000, "I64": 512}
        assert told["parameters"] == 64_512 and "parameters" not in told["missing"]


def test_packed_integers_are_not_taken_for_weights(api: Api, hub: HubServer) -> None:
    packed = safetensors("F32", {"scales": (10, 64)}, integers=6400)
    repo = add_model(hub, files={"config.json": json.dumps(CONFIG), "model.safetensors": packed})

    told = api.get("/models/memory", model_id=repo.id)

    assert told["parameters"] is None and "parameters" in told["missing"]


def test_what_cannot_be_known_is_said(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, files={"model.safetensors": b"no safetensors file"})

    told = api.get("/models/memory", model_id=repo.id)

    assert told["needs"] == []
    assert "parameters" in told["missing"]


def test_bad_questions_are_problems(api: Api) -> None:
    for asked in ({"batch": 0}, {"context": -1}, {"precision": "int2"}):
        answer = api.ask("GET", "/models/memory", params={"model_id": MINILM, **asked})
        assert answer.status_code == 422
    unknown = api.ask("GET", "/models/memory", params={"model_id": "nobody/nothing"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "model_not_found")


def test_the_command(product: Product) -> None:
    shown = product.run("memory", MINILM, "--batch", "8")
    told = json.loads(product.run("memory", MINILM, "--batch", "8", "--json").stdout)
    wrong = product.run("memory", MINILM, "--precision", "int2")

    assert shown.returncode == 0 and "22,713,728 parameters" in shown.stdout
    assert (told["batch"], len(told["needs"])) == (8, 4)
    assert wrong.returncode == 2 and "float16" in wrong.stderr
