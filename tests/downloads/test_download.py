"""Downloading over the API: what is fetched, what is asked twice, and what comes of it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Pattern
from tests.hub.minilm import MINILM, SECOND_FORMATS, add_minilm
from tests.support.api import Api
from tests.support.models import WEIGHTS, add_model, served_bytes, size_of, slowly

NOT_NEEDED = [*SECOND_FORMATS, ".gitattributes"]


def test_a_model_is_downloaded_and_listed_as_installed(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)

    done = api.download(repo.id)

    assert done["bytes_downloaded"] == done["bytes_total"] == size_of(repo)
    assert done["revision"] == repo.branches["main"]
    assert [f["bytes_downloaded"] for f in done["files"]] == [
        f["size_bytes"] for f in done["files"]
    ]
    assert done["requested_by"] == "ada"
    model = api.wait_for_status(repo.id, "installed")
    assert model["size_on_disk_bytes"] == size_of(repo)
    assert model["is_installed"] is True
    snapshot = RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"])
    assert (snapshot / WEIGHTS).stat().st_size == 200_000


def test_the_operation_is_readable_at_the_moment_that_it_is_accepted(
    api: Api, hub: HubServer
) -> None:
    repo = add_model(hub)

    accepted = api.post("/models/download", {"model_id": repo.id}, status=202)

    assert accepted["status"] == "pending"
    assert api.operation(accepted["task_id"])["model_id"] == repo.id
    api.wait_until(accepted["task_id"], "completed")


def test_asking_twice_gives_the_same_operation(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 2_000_000)
    slowly(hub, repo, 1_000_000)

    first = api.start(repo.id)
    assert api.start(repo.id) == first

    hub.faults.clear()
    api.wait_until(first, "completed")
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05


def test_of_many_requests_at_the_same_moment_one_download_comes(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 2_000_000)
    slowly(hub, repo, 1_000_000)

    with ThreadPoolExecutor(8) as people:
        tasks = set(people.map(lambda _: api.start(repo.id), range(16)))

    hub.faults.clear()
    (task_id,) = tasks
    api.wait_until(task_id, "completed")
    (row,) = api.get("/models/downloads", model_id=repo.id)["operations"]
    assert row["task_id"] == task_id


def test_two_paths_with_one_content_are_fetched_once(api: Api, hub: HubServer) -> None:
    twin = Pattern(300_000, seed=12)
    repo = add_model(hub, files={"a.model": twin, "b.model": twin})

    api.download(repo.id)

    assert served_bytes(hub, repo) == size_of(repo) - 300_000
    model = api.wait_for_status(repo.id, "installed")
    assert model["size_on_disk_bytes"] == size_of(repo) - 300_000


def test_what_is_installed_is_completed_at_once(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    api.download(repo.id)

    again = api.post("/models/download", {"model_id": repo.id}, status=200)

    assert again == {"task_id": None, "model_id": repo.id, "status": "completed"}


def test_of_the_real_minilm_only_what_is_needed_is_fetched(api: Api, hub: HubServer) -> None:
    repo = add_minilm(hub.hub)
    files = repo.commits[repo.branches["main"]].files
    needed = size_of(repo) - sum(files[path].size_bytes for path in NOT_NEEDED)

    plan = api.post("/models/plan", {"model_id": MINILM})
    assert plan["download_bytes"] == needed
    assert plan["download_bytes"] + plan["skipped_bytes"] == size_of(repo)
    done = api.download(MINILM)

    assert done["bytes_total"] == needed == pytest.approx(91.6e6, rel=0.005)
    assert needed <= served_bytes(hub, repo) <= needed * 1.05
    assert not any("onnx" in seen.path for seen in hub.stats.requests("GET", MINILM))


def test_all_files_are_fetched_when_all_are_asked_for(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, files={"onnx/model.onnx": Pattern(50_000, seed=1)})

    assert api.download(repo.id)["bytes_total"] == size_of(repo) - 50_000
    completed = api.download(repo.id, files="all")

    assert completed["bytes_total"] == size_of(repo)
    assert served_bytes(hub, repo) == size_of(repo)


def test_patterns_choose_the_files(api: Api, hub: HubServer) -> None:
    files = {f"part-{name}.bin": Pattern(20_000, seed=ord(name)) for name in "abc"}
    repo = add_model(hub, files={**files})

    done = api.download(repo.id, files={"include": ["*.bin"], "exclude": ["*-c.bin"]})

    assert [f["path"] for f in done["files"]] == ["part-a.bin", "part-b.bin"]


def test_patterns_that_match_nothing_are_refused(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)

    asked = {"model_id": repo.id, "files": {"include": ["*.nothing"]}}
    assert api.post("/models/download", asked, status=422)["code"] == "nothing_selected"


def test_of_several_gguf_variants_one_must_be_chosen(api: Api, hub: HubServer) -> None:
    variants = {"m-Q4.gguf": Pattern(30_000, seed=4), "m-Q8.gguf": Pattern(60_000, seed=8)}
    repo = hub.hub.add("demo/gguf-only", {"README.md": "two variants", **variants})

    problem = api.post("/models/download", {"model_id": repo.id}, status=422)
    assert problem["code"] == "variant_required"
    assert [v["size_bytes"] for v in problem["variants"]] == [30_000, 60_000]

    chosen = problem["variants"][0]["include"]
    done = api.download(repo.id, files={"include": [chosen]})
    assert [f["path"] for f in done["files"]] == ["m-Q4.gguf"]


def test_an_empty_file_is_a_file(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub, files={"empty.txt": b"", "1_Pooling/config.json": b""})

    done = api.download(repo.id)

    assert {f["path"] for f in done["files"]} >= {"empty.txt", "1_Pooling/config.json"}
    snapshot = RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"])
    assert (snapshot / "empty.txt").stat().st_size == 0
    assert api.wait_for_status(repo.id, "installed")


def test_the_plan_says_what_is_fetched_kept_and_left_out(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, files={"onnx/model.onnx": Pattern(50_000, seed=2), "a.bin": b"pickled"})

    before = api.post("/models/plan", {"model_id": repo.id})
    api.download(repo.id)
    after = api.post("/models/plan", {"model_id": repo.id})

    assert before["revision"] == repo.branches["main"]
    assert before["download_bytes"] == after["cached_bytes"]
    assert after["download_bytes"] == before["cached_bytes"] == 0
    left_out = {f["path"]: f["reason"] for f in before["files"] if f["action"] == "skip"}
    assert left_out.keys() == {"onnx/model.onnx", "a.bin"}
    assert all(left_out.values())


def test_the_plan_tells_of_every_risk(api: Api, hub: HubServer) -> None:
    issue = {"path": "pytorch_model.bin", "level": "unsafe"}
    repo = hub.hub.add(
        "demo/risky",
        {
            "README.md": "---\nlicense: cc-by-nc-4.0\n---\n",
            "config.json": '{"auto_map": {"AutoModel": "modeling_x.XModel"}}',
            "modeling_x.py": "pass",
            "pytorch_model.bin": b"weights",
        },
        told={"securityRepoStatus": {"scansDone": True, "filesWithIssues": [issue]}},
    )

    plan = api.post("/models/plan", {"model_id": repo.id})

    assert plan["unsafe_files"] == ["pytorch_model.bin"]
    assert plan["remote_code"] == ["auto_map in config.json", "modeling_x.py"]
    assert plan["scan"] == {"finished": True, "issues": [issue]}
    assert plan["commercial_use"] is False
    assert len(plan["warnings"]) == 3
    assert plan["refusal"] is None
