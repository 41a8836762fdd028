"""What a model needs in memory: told from the list, the disk or the Hub."""

import json
import struct
from collections.abc import Mapping

from tests.hub import HubServer, Pattern
from tests.hub.repository import Source
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


def gguf(values: Mapping[str, str | int | list[str]]) -> bytes:
    """The beginning of a GGUF file (github.com/ggml-org/ggml, docs/gguf.md)."""

    def text(said: str) -> bytes:
        return struct.pack("<Q", len(said)) + said.encode()

    packed = b"GGUF" + struct.pack("<IQQ", 3, 0, len(values))
    for key, value in values.items():
        packed += text(key)
        match value:
            case str():
                packed += struct.pack("<I", 8) + text(value)
            case int():
                packed += struct.pack("<II", 4, value)
            case list():
                packed += struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
    return packed


def test_a_curated_model_needs_no_network(api: Api, hub: HubServer) -> None:
    before = len(hub.stats.seen)

    told = api.get("/models/memory", model_id=QWEN, context=32768, batch=2)

    assert len(hub.stats.seen) == before
    assert (told["facts_from"], told["task"], told["missing"]) == ("registry", "generate", [])
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
    files: dict[str, Source] = {
        "config.json": json.dumps(CONFIG),
        "model.safetensors": safetensors("BF16", {"a": (100, 64), "b": (64,)}),
    }
    repo = add_model(hub, files=files)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    before = len(hub.stats.seen)

    told = api.get("/models/memory", model_id=repo.id)

    assert len(hub.stats.seen) == before
    assert (told["facts_from"], told["task"], told["parameters"]) == ("disk", "generate", 6464)
    assert told["stored"] == {"BF16": 6464}
    assert told["architecture"]["layers"] == {"full": 3}
    assert told["architecture"]["found"]["kv_heads"] == "num_key_value_heads"
    assert told["missing"] == []


def served(hub: HubServer, weights: str) -> int:
    return sum(count for path, count in hub.stats.body_bytes.items() if path.endswith(weights))


def test_of_others_the_hub_is_asked_and_no_weights_are_read(api: Api, hub: HubServer) -> None:
    tokenizer = {"model_max_length": 512}
    files: dict[str, Source] = {
        "config.json": json.dumps(CONFIG),
        "tokenizer_config.json": json.dumps(tokenizer),
        "model.safetensors": safetensors("F32", {"a": (100, 64)}),
    }
    repo = add_model(hub, files=files)
    before, weights = len(hub.stats.seen), served(hub, ".safetensors")

    told = api.get("/models/memory", model_id=repo.id, context=256, batch=2)
    asked = len(hub.stats.seen) - before
    again = api.get("/models/memory", model_id=repo.id, context=128)

    assert asked <= 4 and len(hub.stats.seen) == before + asked
    assert served(hub, ".safetensors") == weights
    assert (told["facts_from"], told["parameters"], told["task"]) == ("hub", 6400, "generate")
    assert (told["missing"], told["warnings"], told["most_tokens"]) == ([], [], 512)
    needs = {need["precision"]: need for need in told["needs"]}
    assert needs["float32"]["weights_bytes"] == 25600
    # 3 layers x 2 heads x 16 numbers, keys and values, in 16 bits.
    assert needs["float16"]["kv_cache_bytes"] == 2 * 256 * 3 * 2 * 16 * 2 * 2
    assert needs["float16"]["activation_bytes"] > 0
    assert again["needs"][1]["kv_cache_bytes"] * 4 == needs["float16"]["kv_cache_bytes"]


def test_pickled_weights_are_counted_by_their_size(api: Api, hub: HubServer) -> None:
    repo = hub.hub.add(
        "old/pickled",
        {
            "config.json": json.dumps(CONFIG | {"torch_dtype": "float16"}),
            "pytorch_model.bin": Pattern(20_000, seed=1),
        },
    )

    told = api.get("/models/memory", model_id=repo.id)

    assert (told["parameters"], told["parameters_approximate"]) == (10_000, True)


def test_a_gguf_file_tells_how_it_is_built(api: Api, hub: HubServer) -> None:
    head = gguf(
        {
            "general.architecture": "llama",
            "general.tags": ["chat", "small"],
            "llama.block_count": 3,
            "llama.context_length": 2048,
            "llama.embedding_length": 64,
            "llama.feed_forward_length": 128,
            "llama.attention.head_count": 4,
            "llama.attention.head_count_kv": 2,
            "tokenizer.ggml.tokens": ["word"] * 1001,
        }
    )
    names = ("q4_0", "q8_0")
    repo = hub.hub.add(
        "packed/llama",
        {f"llama-{name}.gguf": head + Pattern(200_000, seed=2).read(0, 200_000) for name in names},
        told={"gguf": {"architecture": "llama", "context_length": 2048, "total": 123_456}},
    )
    before = len(hub.stats.seen)

    told = api.get("/models/memory", model_id=repo.id, context=100, precision="float16")

    assert len(hub.stats.seen) - before <= 4
    assert (told["task"], told["parameters"], told["missing"]) == ("generate", 123_456, [])
    assert told["architecture"]["vocabulary_size"] == 1001
    assert told["architecture"]["found"]["kv_heads"] == "GGUF: llama.attention.head_count_kv"
    assert told["needs"][0]["kv_cache_bytes"] == 100 * 3 * 2 * 16 * 2 * 2


def test_an_adapter_is_loaded_with_its_base_model(api: Api, hub: HubServer) -> None:
    config, weights = json.dumps(CONFIG), safetensors("BF16", {"a": (100, 64)})
    base = add_model(hub, files={"config.json": config, "model.safetensors": weights})

    def adapter(name: str, base_model: str) -> str:
        said = {
            "base_model_name_or_path": base_model,
            "task_type": "CAUSAL_LM",
            "peft_type": "LORA",
        }
        files: dict[str, Source] = {
            "adapter_config.json": json.dumps(said),
            "adapter_model.safetensors": safetensors("F32", {"lora": (8, 64)}),
        }
        return hub.hub.add(f"tuned/{name}", files).id

    before = len(hub.stats.seen)
    told = api.get("/models/memory", model_id=adapter("on-base", base.id))
    asked = len(hub.stats.seen) - before
    alone = api.get("/models/memory", model_id=adapter("on-nothing", "nobody/nothing"))

    assert asked <= 4
    assert (told["parameters"], told["missing"]) == (6400 + 512, [])
    assert alone["needs"] == [] and "nobody/nothing" in alone["warnings"][0]


def test_what_a_licence_hides_is_said(api: Api, hub: HubServer) -> None:
    files: dict[str, Source] = {
        "config.json": json.dumps(CONFIG | {"vocab_size": 999}),  # Not read before elsewhere.
        "model.safetensors": safetensors("BF16", {"a": (100, 64)}),
    }
    repo = hub.hub.add("closed/llm", files, gated="manual")

    told = api.get("/models/memory", model_id=repo.id)

    # The Hub tells everybody how many weights there are, not how they are put together.
    assert told["parameters"] == 6400 and "layers" in told["missing"]
    assert "has no Hub token" in told["warnings"][0]
    assert told["needs"][0]["kv_cache_bytes"] is None


def test_positions_stored_beside_the_weights_are_no_packing(api: Api, hub: HubServer) -> None:
    weights = safetensors("F32", {"a": (1000, 64)}, integers=512)
    repo = add_model(hub, files={"config.json": json.dumps(CONFIG), "model.safetensors": weights})
    of_hub = api.get("/models/memory", model_id=repo.id)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    of_disk = api.get("/models/memory", model_id=repo.id)

    assert (of_hub["facts_from"], of_disk["facts_from"]) == ("hub", "disk")
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


def test_the_command(product: Product, hub: HubServer) -> None:
    weights = safetensors("F32", {"a": (100, 64)})
    repo = add_model(hub, files={"config.json": json.dumps(CONFIG), "model.safetensors": weights})
    shown = product.run("memory", MINILM, "--batch", "8")
    told = json.loads(product.run("memory", MINILM, "--batch", "8", "--json").stdout)
    wrong = product.run("memory", MINILM, "--precision", "int2")
    plan = product.run("plan", repo.id)

    assert shown.returncode == 0 and "22,713,728 parameters" in shown.stdout
    assert (told["batch"], len(told["needs"])) == (8, 4)
    assert "memory for 1 × 512 tokens: float32" in " ".join(plan.stdout.split())
    assert wrong.returncode == 2 and "float16" in wrong.stderr
