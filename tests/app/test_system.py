"""`GET /system`: what runs here, on what, and how it is set; and whether models fit."""

import json
from typing import Any

import pytest

from modelshelf.kit.settings import Settings
from modelshelf.kit.shown import shown_settings, without_secrets
from tests.support.api import Api
from tests.support.product import Product, Server
from tests.support.wait import wait_for


def reported(api: Api) -> dict[str, Any]:
    """The answer, once the worker has told what its machine is."""

    def told() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get("/system")
        return found if found["memory"] else None

    return wait_for(told, "the worker tells what its machine is")


def test_the_machine_is_told_by_its_worker(api: Api) -> None:
    system = reported(api)

    (node,) = system["nodes"]
    assert (system["node"], node["name"], node["at_work"]) == ("local", "local", True)
    assert 0 < system["memory"]["available_bytes"] <= system["memory"]["total_bytes"]
    assert system["accelerators"] == node["accelerators"] == []
    assert system["disk"]["free_bytes"] > 0
    assert {"Python", "modelshelf", "huggingface_hub"} <= system["versions"].keys()
    assert system["database"] == "sqlite"


def test_models_say_whether_they_fit(api: Api) -> None:
    reported(api)

    minilm = api.model("sentence-transformers/all-MiniLM-L6-v2")

    assert minilm is not None
    assert set(minilm["fits"].values()) <= {"fits", "tight", "no"}
    # 22.7 million weights of 4 bytes are 87 MiB, and a tenth for loading.
    assert minilm["memory_mb"] == {"float32": 96, "float16": 48, "int8": 26, "int4": 14}
    # The program alone takes far more than such a small model: `fits` must not mean the model only.
    need = api.get("/models/memory", model_id=minilm["id"])["needs"]
    in_all = {one["precision"]: -(-one["total_bytes"] // 2**20) for one in need}
    assert minilm["memory_total_mb"] == in_all
    assert in_all["float16"] > 5 * minilm["memory_mb"]["float16"]


def test_settings_are_for_administrators(api: Api, server: Server) -> None:
    shown = {s["name"]: s for s in api.get("/system")["settings"]}

    assert shown["MODELSHELF_CACHE_DIR"]["value"].endswith("cache")
    assert not shown["MODELSHELF_CACHE_DIR"]["is_default"]
    assert shown["MODELSHELF_MAX_DOWNLOADS"]["value"] == 2
    assert shown["MODELSHELF_ADMIN_PASSWORD"]["value"] == "set"
    assert shown["MODELSHELF_ADMIN_PASSWORD"]["is_secret"]
    assert shown["HF_TOKEN"]["value"] is None
    assert server.as_user("viewer").get("/system")["settings"] is None


def test_no_secret_is_among_them() -> None:
    settings = Settings(
        _env_file=None,
        database_url="postgresql://ada:hunter2@db/shelf?sslpassword=hunter2&sslmode=require",
        redis_url="rediss://:hunter2@cache:6380/1",
        hub_endpoint="https://hub.example",
        admin_password="hunter2",
        HF_TOKEN="hf_hunter2",
        secret_key="hunter2" * 8,
    )

    shown = {each.name: each.value for each in shown_settings(settings)}

    assert "hunter2" not in json.dumps(shown)
    assert shown["HF_TOKEN"] == shown["MODELSHELF_SECRET_KEY"] == "set"
    assert shown["MODELSHELF_DATABASE_URL"] == (
        "postgresql://ada:…@db/shelf?sslpassword=…&sslmode=require"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://cache", "redis://cache"),
        ("redis://:p@cache:1/2", "redis://:…@cache:1/2"),
        ("sqlite:////data/shelf.db", "sqlite:////data/shelf.db"),
        ("postgresql://ada:p/w@x@db/shelf", "postgresql://ada:…@db/shelf"),
        ("postgresql://ada@db/shelf?password=p", "postgresql://ada@db/shelf?password=…"),
    ],
)
def test_addresses_without_their_passwords(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


def test_doctor_tells_what_the_machine_has(product: Product) -> None:
    findings = {f["what"]: f for f in json.loads(product.run("doctor", "--json").stdout)}

    assert " free of " in findings["memory"]["fact"]
    assert findings["accelerators"]["fact"].startswith("none")
