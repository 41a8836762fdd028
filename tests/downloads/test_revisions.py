"""Branches, tags and commits, and what becomes of the local refs."""

import os
from pathlib import Path

import pytest

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Pattern
from tests.support.api import Api
from tests.support.models import WEIGHTS, add_model, served_bytes


def test_a_branch_a_tag_and_a_commit_each_become_a_snapshot(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    first = repo.branches["main"]
    repo.tags["v1"] = first
    branch = repo.commit({"branch.json": "{}"}, branch="next")
    second = repo.commit({"config.json": '{"second": 1}'})
    folder = RepoFolder(cache_dir, repo.id)

    assert api.download(repo.id, revision="next")["revision"] == branch
    assert api.download(repo.id, revision="v1")["revision"] == first
    assert api.download(repo.id, revision=second)["revision"] == second

    refs = {path.name: path.read_text() for path in folder.refs.iterdir()}
    # No library finds a model by its plain name without `main`: what came first became it.
    assert refs == {"next": branch, "v1": first, "main": branch}
    assert {path.name for path in folder.snapshots.iterdir()} == {first, second, branch}


def test_a_commit_does_not_move_main(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub)
    first = repo.branches["main"]
    second = repo.commit({"config.json": '{"second": 1}'})
    api.download(repo.id)

    api.download(repo.id, revision=first)

    assert (RepoFolder(cache_dir, repo.id).refs / "main").read_text() == second


def test_when_main_moved_only_what_changed_is_fetched(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    hub.stats.clear()
    moved = repo.commit({"config.json": '{"model_type": "bert", "moved": true}'})

    done = api.download(repo.id)

    assert done["revision"] == moved
    assert (RepoFolder(cache_dir, repo.id).refs / "main").read_text() == moved
    assert served_bytes(hub, repo) == len('{"model_type": "bert", "moved": true}')


def test_when_main_moves_during_a_download_it_ends_with_what_it_began_with(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    began_with = repo.branches["main"]
    task_id = api.start(repo.id)
    repo.commit({WEIGHTS: Pattern(100_000, seed=77)})

    assert api.wait_until(task_id, "completed")["revision"] == began_with
    assert (RepoFolder(cache_dir, repo.id).refs / "main").read_text() == began_with


@pytest.mark.parametrize("harm", ["deleted", "truncated", "link deleted"])
def test_a_broken_model_is_repaired_by_downloading_it_again(
    api: Api, hub: HubServer, cache_dir: Path, harm: str
) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    link = RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"]) / WEIGHTS
    match harm:
        case "deleted":
            link.resolve().unlink()
        case "truncated":
            with link.resolve().open("r+b") as blob:
                blob.truncate(1000)
        case _:
            link.unlink()
    api.wait_for_status(repo.id, "partial" if harm == "link deleted" else "damaged")

    api.download(repo.id)

    api.wait_for_status(repo.id, "installed")
    assert link.stat().st_size == 200_000


@pytest.mark.parametrize("device", ["fifo", "/dev/zero"])
def test_a_ref_that_never_ends_is_none(
    api: Api, hub: HubServer, cache_dir: Path, device: str
) -> None:
    """Others may write to a shared cache: what they put there holds up nobody."""
    repo = add_model(hub)
    sha = api.download(repo.id)["revision"]
    ref = RepoFolder(cache_dir, repo.id).refs / "main"
    ref.unlink()
    if device == "fifo":
        os.mkfifo(ref)
    else:
        ref.symlink_to(device)

    api.download(repo.id)

    assert ref.is_file() and not ref.is_symlink()
    assert ref.read_text() == sha
