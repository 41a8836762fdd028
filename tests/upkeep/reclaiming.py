"""What could be reclaimed in the cache of a running product: made, listed and counted."""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from tests.hub import HubServer, Repo
from tests.support.api import Api
from tests.support.models import add_model
from tests.support.wait import wait_for

WEIGHTS = "model.safetensors"


def moved_on(api: Api, hub: HubServer, cache_dir: Path) -> Repo:
    """A model in two revisions, of which nothing names the older one."""
    repo = add_model(hub)
    api.download(repo.id)
    repo.commit({WEIGHTS: "new" * 50_000})
    api.download(repo.id, confirm=True)
    age(RepoFolder(cache_dir, repo.id).root)
    api.wait_for_status(repo.id, "installed")
    return repo


def look(api: Api) -> dict[str, Any]:
    """What a look finds that began after this call: all who ask within some seconds share one."""
    asked_at = now()

    def looked() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get("/cache/reclaim")
        return found if datetime.fromisoformat(found["looked_at"]) >= asked_at else None

    return wait_for(looked, "the disk is looked at anew")


def items_of(
    api: Api, repo_id: str, repo_type: str = "model", found: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """What could be reclaimed of a repository: as `found` says, or what a new look finds."""
    return [
        item
        for item in (found or look(api))["items"]
        if (item["repo_id"], item["repo_type"]) == (repo_id, repo_type)
    ]


def shared_items(api: Api) -> list[dict[str, Any]]:
    return [item for item in look(api)["items"] if item["kind"] == "shared_blob"]


def age(folder: Path) -> None:
    before = time.time() - 3600
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (before, before), follow_symlinks=False)


def names_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.suffix != ".lock"}


def bytes_on_disk(cache_dir: Path, model_id: str | None = None) -> int:
    """What the disk has given to the cache, or to one model, but for folders and locks."""
    root = RepoFolder(cache_dir, model_id).root if model_id else cache_dir
    seen = {}
    for path in root.rglob("*"):
        found = path.lstat()
        if model_id or path.is_file():
            seen[found.st_ino] = found.st_blocks * 512
    return sum(seen.values())
