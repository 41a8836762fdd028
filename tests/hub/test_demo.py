"""The demo's Hub: the real model, whole and true, from a process that starts at once."""

from pathlib import Path

import pytest
from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import GatedRepoError

from modelshelf.registry import curated
from tests.hub import LocalHub, Pattern, running_hub
from tests.hub.demo import GATED_MODEL, demo_hub
from tests.hub.minilm import MINILM, SECOND_FORMATS, add_minilm
from tests.hub.process import hub_process
from tests.hub.stand_ins import STAND_INS

REAL_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_minilm_is_the_real_one_and_as_large_as_its_public_repository() -> None:
    repo = add_minilm(LocalHub())
    files = repo.commits[repo.branches["main"]].files

    needed = sum(file.size_bytes for path, file in files.items() if path not in SECOND_FORMATS)
    assert needed == pytest.approx(91.6e6, rel=0.005)
    assert sum(file.size_bytes for file in files.values()) == pytest.approx(976e6, rel=0.002)
    weights = files["model.safetensors"]
    assert (weights.size_bytes, weights.content.sha256) == (90_868_376, REAL_WEIGHTS_SHA256)


@pytest.mark.parametrize("path", SECOND_FORMATS)
def test_the_hashes_written_down_are_those_of_the_patterns(path: str) -> None:
    pattern = SECOND_FORMATS[path]

    assert Pattern(pattern.length_bytes, pattern.seed).sha256 == pattern.sha256


def test_every_model_of_the_demo_downloads_and_verifies(tmp_path: Path) -> None:
    with running_hub(demo_hub()) as server:
        api = HfApi(endpoint=server.url, token=False)
        for stand_in in STAND_INS:
            if stand_in.gated:
                continue
            snapshot_download(stand_in.repo_id, endpoint=server.url, cache_dir=tmp_path)
            assert not api.verify_repo_checksums(stand_in.repo_id, cache_dir=tmp_path).mismatches
            metadata = api.get_safetensors_metadata(stand_in.repo_id)
            assert sum(metadata.parameter_count.values()) > 0
        assert [model.id for model in api.list_models(gated=True)] == [GATED_MODEL]


def test_whatever_modelshelf_lists_can_be_downloaded_in_the_demo() -> None:
    hub = demo_hub()

    assert {model.id for model in curated.load().models} <= hub.repos.keys()
    assert all(
        file.size_bytes < 10_000_000
        for repo_id, repo in hub.repos.items()
        if repo_id != MINILM
        for file in repo.commits[repo.branches["main"]].files.values()
    )


def test_the_process_obeys() -> None:
    with hub_process("--second-origin", "--connection-rate", "1e9") as hub:
        api = HfApi(endpoint=hub.url, token=False)
        with pytest.raises(GatedRepoError):
            api.auth_check(GATED_MODEL)
        api.auth_check(GATED_MODEL, token=hub.token)

        sha = hub.commit(MINILM, {"README.md": "Changed"})
        assert api.model_info(MINILM).sha == sha
        hub.set_faults([{"action": {"kind": "status", "status": 500}, "path": "auth-check"}])
        assert hub.stats()["requests"][f"GET /api/models/{GATED_MODEL}/auth-check"] == 2
        hub.clear_faults()
        api.auth_check(GATED_MODEL, token=hub.token)


def test_a_large_file_is_written_once(tmp_path: Path) -> None:
    first = Pattern(2_500_000, seed=4).on_disk(tmp_path)
    written_at = first.file.stat().st_mtime_ns

    again = Pattern(2_500_000, seed=4).on_disk(tmp_path)

    assert again.file.stat().st_mtime_ns == written_at
    assert again.sha256 == Pattern(2_500_000, seed=4).sha256
    assert len(list(tmp_path.iterdir())) == 1
