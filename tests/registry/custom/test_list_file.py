"""A list of custom models as YAML: out, and in again."""

import pytest

from modelshelf.accounts.models import Role
from tests.accounts.site import Site
from tests.registry.custom.entries import E5

LIST = """\
schema_version: 1
custom_models:
  - {model_id: lab/e5, model_type: embedding, dimension: 9, query_prefix: 'query: '}
  - {model_id: lab/llm, model_type: llm, context_window: 4096}
  - {model_id: lab/none, model_type: llm}
  - {model_id: BAAI/bge-large-en-v1.5, model_type: embedding}
  - {model_id: lab/told, model_type: embedding, context_window: 1}
  - nonsense
"""
YAML = {"Content-Type": "application/yaml"}


async def test_a_list_goes_out_as_yaml_and_in_again(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        answer = await ada.post("/models/custom/import", content=LIST, headers=YAML)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert [(e["model_id"], e["outcome"], e["code"]) for e in told["entries"]] == [
            ("lab/e5", "added", None),
            ("lab/llm", "added", None),
            ("lab/none", "failed", "model_not_found"),
            ("BAAI/bge-large-en-v1.5", "failed", "already_registered"),
            ("lab/told", "failed", "invalid_entry"),
            ("without model_id", "failed", "invalid_entry"),
        ]
        assert told["counts"] == {"added": 2, "replaced": 0, "kept": 0, "failed": 4}

        exported = await ada.get("/models/custom/export")
        assert exported.headers["Content-Type"].startswith("application/yaml")
        assert "custom-models.yaml" in exported.headers["Content-Disposition"]
        first = await bob.post("/models/custom/import", content=exported.text, headers=YAML)
        assert first.json()["counts"]["added"] == 2
        assert (await bob.get("/models/custom/export")).text == exported.text


async def test_what_is_in_the_list_is_kept_or_replaced(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        await ada.post("/models/custom", json={**E5, "dimension": 768, "document_prefix": "d: "})
        text = "\n".join(LIST.splitlines()[:3])

        kept = await ada.post("/models/custom/import", content=text, headers=YAML)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
        assert (kept.json()["counts"]["kept"], entry["dimension"]) == (1, 768)

        path = "/models/custom/import?existing=replace"
        replaced = await ada.post(path, content=text, headers=YAML)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
        assert replaced.json()["counts"]["replaced"] == 1
        # What the file does not say is not set any more.
        assert (entry["dimension"], entry["document_prefix"]) == (9, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "schema_version: 2\ncustom_models: []",
        "schema_version: 1\ncustom_models: [" + "a," * 201 + "]",
        "x" * 300_000,
    ],
)
async def test_what_is_no_list_changes_nothing(site: Site, text: str) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        answer = await ada.post("/models/custom/import", content=text, headers=YAML)
        assert answer.status_code == 422
        if text and len(text) < 100_000:  # Of those bounds the framework tells.
            assert answer.json()["code"] == "invalid_list"
        assert (await ada.get("/models/custom")).json() == {"models": []}


async def test_a_list_is_taken_in_without_the_hub(hubless_site: Site) -> None:
    async with hubless_site.signed_in("ada", Role.MEMBER) as ada:
        text = "\n".join(LIST.splitlines()[:3])
        answer = await ada.post("/models/custom/import", content=text, headers=YAML)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
    assert answer.json()["counts"]["added"] == 1
    assert (entry["dimension"], entry["revision"]) == (9, None)
