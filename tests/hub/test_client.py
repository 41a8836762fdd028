"""The real client of the Hub finds in ours what it would find in the public one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi, RepoFile, RepoFolder, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.hub import HubServer, LocalHub, Options, Pattern, running_hub
from tests.hub.stand_ins import safetensors

TINY = "demo/tiny"
README = "---\nlicense: mit\npipeline_tag: feature-extraction\ntags: [splade]\n---\nHello"
CONFIG = json.dumps({"model_type": "bert", "architectures": ["BertModel"]})
WEIGHTS = safetensors("F32", {"a.weight": (64, 32), "b.weight": (8,)})


def tiny_hub() -> LocalHub:
    hub = LocalHub()
    hub.add(
        TINY,
        {
            "README.md": README,
            "config.json": CONFIG,
            "model.safetensors": WEIGHTS,
            "onnx/deep/model.onnx": Pattern(3_000_000),
        },
        downloads=7,
    )
    return hub


@pytest.fixture(params=[False, True], ids=["one-origin", "second-origin"])
def server(request: pytest.FixtureRequest) -> Iterator[HubServer]:
    with running_hub(tiny_hub(), Options(second_origin=request.param, page_size=2)) as server:
        yield server


@pytest.fixture
def api(server: HubServer) -> HfApi:
    return HfApi(endpoint=server.url, token=False)


def test_one_request_tells_all_about_a_model(server: HubServer, api: HfApi) -> None:
    info = api.model_info(TINY, files_metadata=True, timeout=5)

    assert info.sha == server.hub.repos[TINY].branches["main"]
    assert info.siblings is not None
    by_path = {sibling.rfilename: sibling for sibling in info.siblings}
    weights, config = by_path["model.safetensors"], by_path["config.json"]
    assert (weights.size, weights.lfs and weights.lfs.sha256) == (
        WEIGHTS.size_bytes,
        WEIGHTS.sha256,
    )
    assert config.lfs is None
    assert config.blob_id == _git_hash_object(CONFIG)
    assert info.safetensors is not None
    assert info.safetensors.parameters == {"F32": 64 * 32 + 8}
    assert info.card_data is not None
    assert info.card_data.license == "mit"
    assert (info.pipeline_tag, info.gated, info.private) == ("feature-extraction", False, False)
    assert info.tags is not None
    assert {"splade", "license:mit", "safetensors", "bert"} <= set(info.tags)
    assert len(server.stats.seen) == 1


def test_a_snapshot_passes_the_clients_own_check(
    server: HubServer, api: HfApi, tmp_path: Path
) -> None:
    folder = snapshot_download(TINY, endpoint=server.url, cache_dir=tmp_path, token=False)

    verdict = api.verify_repo_checksums(TINY, cache_dir=tmp_path)
    assert verdict.checked_count == 4
    assert not verdict.mismatches
    assert not verdict.missing_paths
    assert (Path(folder) / "README.md").read_text() == README
    assert server.stats.total_body_bytes == sum(
        path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()
    )


def test_main_moves_and_the_old_commit_stays(server: HubServer, api: HfApi, tmp_path: Path) -> None:
    repo = server.hub.repos[TINY]
    old = repo.branches["main"]
    repo.tags["v1"] = old
    new = repo.commit({"README.md": "New"}, remove=["onnx/deep/model.onnx"], title="Second")
    repo.commit({"README.md": "Other"}, branch="refs/pr/1")

    assert api.model_info(TINY).sha == new
    assert api.model_info(TINY, revision="v1").sha == old
    assert [commit.title for commit in api.list_repo_commits(TINY)] == ["Second", "Add the model"]
    refs = api.list_repo_refs(TINY)
    assert [(tag.name, tag.target_commit) for tag in refs.tags] == [("v1", old)]
    for revision, text in ((old, README), ("main", "New"), ("refs/pr/1", "Other")):
        path = api.hf_hub_download(TINY, "README.md", revision=revision, cache_dir=tmp_path)
        assert Path(path).read_text() == text
    assert not api.file_exists(TINY, "onnx/deep/model.onnx")
    assert api.file_exists(TINY, "onnx/deep/model.onnx", revision=old)


def test_listings_come_in_pages(server: HubServer, api: HfApi) -> None:
    server.hub.add("other/llm", {"README.md": "---\ntags: [chat]\n---"}, downloads=9)
    server.hub.add("demo/gated", {"README.md": ""}, gated="auto", downloads=8)

    everything = list(api.list_repo_tree(TINY, recursive=True))
    assert [entry.path for entry in everything if isinstance(entry, RepoFile)] == [
        "README.md",
        "config.json",
        "model.safetensors",
        "onnx/deep/model.onnx",
    ]
    assert [entry.path for entry in api.list_repo_tree(TINY, "onnx")] == ["onnx/deep"]
    by_downloads = [model.id for model in api.list_models(sort="downloads")]
    assert by_downloads == ["other/llm", "demo/gated", TINY]
    assert [model.id for model in api.list_models(search="TIN demo")] == [TINY]
    assert [model.id for model in api.list_models(author="other", limit=1)] == ["other/llm"]
    assert [model.id for model in api.list_models(filter=["splade", "license:mit"])] == [TINY]
    assert [model.id for model in api.list_models(pipeline_tag="feature-extraction")] == [TINY]
    assert [model.id for model in api.list_models(gated=True)] == ["demo/gated"]
    assert next(iter(api.list_models(search="gated", expand=["gated"]))).gated == "auto"


def test_paths_info_tells_files_from_folders(api: HfApi) -> None:
    found = api.get_paths_info(TINY, ["onnx", "model.safetensors", "nowhere"], expand=True)

    assert [(type(entry), entry.path) for entry in found] == [
        (RepoFolder, "onnx"),
        (RepoFile, "model.safetensors"),
    ]
    assert found[1].last_commit is not None
    assert found[1].last_commit.title == "Add the model"


def test_safetensors_headers_are_read_without_the_weights(api: HfApi) -> None:
    metadata = api.get_safetensors_metadata(TINY)

    assert metadata.parameter_count == {"F32": 64 * 32 + 8}


def test_what_is_not_there_is_told_apart(server: HubServer, api: HfApi) -> None:
    server.hub.give_token("good")

    for token in (False, "good"):
        with pytest.raises(RepositoryNotFoundError):
            api.model_info("demo/nothing", token=token)
    with pytest.raises(RevisionNotFoundError):
        api.model_info(TINY, revision="no-such-branch")
    with pytest.raises(RevisionNotFoundError):
        api.hf_hub_download(TINY, "README.md", revision="0" * 40)
    with pytest.raises(RemoteEntryNotFoundError):
        api.hf_hub_download(TINY, "no.json")


def test_a_gated_model_shows_itself_but_gives_nothing(server: HubServer, api: HfApi) -> None:
    server.hub.add("demo/gated", {"config.json": "{}"}, gated="manual")
    server.hub.give_token("let-in", may_read=["demo/gated"])
    server.hub.give_token("stranger")

    assert api.model_info("demo/gated").gated == "manual"
    for token, status in ((False, 401), ("stranger", 403)):
        with pytest.raises(GatedRepoError) as refused:
            api.auth_check("demo/gated", token=token)
        assert refused.value.response.status_code == status
        with pytest.raises(GatedRepoError):
            api.parse_safetensors_file_metadata("demo/gated", "model.safetensors", token=token)
    api.auth_check("demo/gated", token="let-in")
    assert api.file_exists("demo/gated", "config.json", token="let-in")


def test_a_private_model_exists_for_its_owner_only(server: HubServer, api: HfApi) -> None:
    server.hub.add("demo/private", {"config.json": "{}"}, private=True)
    server.hub.give_token("owner", may_read=["demo/private"])

    with pytest.raises(RepositoryNotFoundError):
        api.model_info("demo/private")
    assert api.model_info("demo/private", token="owner").private is True
    assert list(api.list_models(search="private")) == []
    assert len(list(api.list_models(search="private", token="owner"))) == 1


def test_tokens_are_known_or_refused(server: HubServer, api: HfApi) -> None:
    server.hub.give_token("good", name="ada")

    assert api.whoami(token="good")["name"] == "ada"
    for ask in (api.whoami, lambda token: api.model_info(TINY, token=token)):
        with pytest.raises(HfHubHTTPError) as refused:
            ask(token="bad")
        assert refused.value.response.status_code == 401
        assert not isinstance(refused.value, RepositoryNotFoundError)


def test_the_token_stays_at_the_first_origin(tmp_path: Path) -> None:
    hub = tiny_hub()
    hub.give_token("secret")
    with running_hub(hub, Options(second_origin=True)) as server:
        snapshot_download(TINY, endpoint=server.url, cache_dir=tmp_path, token="secret")

        assert {seen.token for seen in server.stats.requests(origin="hub")} == {"secret"}
        at_second = server.stats.requests("GET", origin="cdn")
        assert len(at_second) == 2
        assert {seen.token for seen in at_second} == {None}


def test_the_command_line_client_takes_it_for_the_hub(tmp_path: Path) -> None:
    with running_hub(tiny_hub()) as server:
        environment = os.environ | {
            "HF_ENDPOINT": server.url,
            "HF_HOME": str(tmp_path),
            "HF_HUB_DISABLE_TELEMETRY": "1",
        }
        command = [str(Path(sys.executable).with_name("hf")), "download", TINY]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=30)

        sha = server.hub.repos[TINY].branches["main"]
        snapshot = tmp_path / "hub" / "models--demo--tiny" / "snapshots" / sha
        assert (snapshot / "onnx" / "deep" / "model.onnx").stat().st_size == 3_000_000


def _git_hash_object(text: str) -> str:
    command = ["git", "hash-object", "--stdin"]
    done = subprocess.run(command, input=text, text=True, check=True, capture_output=True)
    return done.stdout.strip()
