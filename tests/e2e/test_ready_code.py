"""The code on a model's page fits to the model, is Python or the shell, and uses the cache."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor
from tests.hub import HubServer, Repo
from tests.support.models import add_model
from tests.support.product import Server

SHELL_PROGRAMS = {"vLLM", "TEI", "llama.cpp"}
MODELS = {
    "embedding": (
        "BertModel",
        "sentence-similarity",
        ["sentence-transformers", "transformers", "vLLM", "TEI"],
    ),
    "reranker": (
        "BertForSequenceClassification",
        "text-ranking",
        ["sentence-transformers", "transformers", "vLLM", "TEI"],
    ),
    "llm": ("Qwen2ForCausalLM", "text-generation", ["transformers", "vLLM"]),
}


def code_on_page(visitor: Visitor) -> dict[str, str]:
    """What stands on each tab, by the name of its program."""
    section = visitor.page.get_by_role("region", name="Use it from the cache")
    tabs = section.get_by_role("tab")
    expect(tabs.first).to_be_visible()
    found = {}
    for tab in tabs.all():
        tab.click()
        found[tab.inner_text()] = section.locator("pre:visible").inner_text()
    return found


def assert_sound(program: str, code: str) -> None:
    if program in SHELL_PROGRAMS:
        subprocess.run(["bash", "-n"], input=code, text=True, check=True)
    else:
        compile(code, program, "exec")


def add(hub: HubServer, architecture: str, pipeline: str) -> Repo:
    config = {"architectures": [architecture], "id2label": {"0": "LABEL_0"}}
    card = f"---\npipeline_tag: {pipeline}\ntags: [cross-encoder]\n---\n"
    return add_model(hub, files={"config.json": json.dumps(config), "README.md": card})


@pytest.mark.parametrize("model_type", MODELS)
def test_a_model_has_code_for_the_programs_that_load_it(
    server: Server, hub: HubServer, cache_dir: Path, visit: Visit, model_type: str
) -> None:
    architecture, pipeline, programs = MODELS[model_type]
    repo = add(hub, architecture, pipeline)
    entry = {"model_id": repo.id, "model_type": model_type}
    server.api.post("/models/custom", entry, status=201)
    visitor = visit(server)
    visitor.page.goto(f"{server.url}/models/{repo.id}")

    tabs = visitor.page.get_by_role("region", name="Use it from the cache").get_by_role("tab")
    expect(tabs).to_have_text(programs)
    for program, code in code_on_page(visitor).items():
        assert_sound(program, code)
        assert str(cache_dir) in code, program
        assert "local_files_only" not in code, program

    server.api.download(repo.id)
    server.api.wait_for_status(repo.id, "installed")
    tabs.first.click()
    expect(visitor.page.locator("pre:visible")).to_contain_text("local_files_only=True")
    expect(tabs).to_have_text(programs)
    for program, code in code_on_page(visitor).items():
        assert_sound(program, code)
        assert repo.branches["main"] in code, program


def test_qwen3_reranker_is_asked_yes_or_no_before_anything_of_it_is_here(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server)
    visitor.page.goto(f"{server.url}/models/Qwen/Qwen3-Reranker-0.6B")

    code = code_on_page(visitor)

    assert list(code) == ["sentence-transformers", "transformers", "vLLM"]
    assert "AutoModelForCausalLM" in code["transformers"]
    assert "is_original_qwen3_reranker" in code["vLLM"]
    for program, text in code.items():
        assert_sound(program, text)


def test_a_model_has_links_to_its_page_and_revision_at_the_hub(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    repo = add(hub, *MODELS["llm"][:2])
    server.api.download(repo.id)
    server.api.wait_for_status(repo.id, "installed")
    visitor = visit(server)
    visitor.page.goto(f"{server.url}/models/{repo.id}")

    at_hub = visitor.page.get_by_role("link", name="View on the Hub")
    expect(at_hub).to_have_attribute("href", f"{hub.url}/{repo.id}")
    sha = repo.branches["main"]
    revision = visitor.page.get_by_role("link", name=sha[:7])
    expect(revision).to_have_attribute("href", f"{hub.url}/{repo.id}/tree/{sha}")
