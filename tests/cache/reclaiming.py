"""Looking at what nothing needs of one repository, and taking it away."""

import os
import time
from pathlib import Path

from modelshelf.cache.removing.leftover_scan import look_at_repo
from modelshelf.cache.removing.leftovers import Choice, Needs, RepoLeftovers
from modelshelf.cache.removing.reclaim import Reclaimed, reclaim
from modelshelf.hub.layout import RepoFolder
from tests.cache.waste import MODEL

WHOLE = Needs(whole=True)


def closed(_: Path) -> bool:
    return False


def look(cache_dir: Path, model_id: str = MODEL, needs: Needs = WHOLE) -> RepoLeftovers:
    return look_at_repo(RepoFolder(cache_dir, model_id), needs, closed)


def do(cache_dir: Path, *choices: Choice, model_id: str = MODEL) -> Reclaimed:
    return reclaim(RepoFolder(cache_dir, model_id), choices, (), WHOLE, closed)


def age(cache_dir: Path, seconds: float = 3600) -> None:
    """Let everything be as old as this."""
    before = time.time() - seconds
    for path in sorted(cache_dir.rglob("*"), reverse=True):
        os.utime(path, (before, before), follow_symlinks=False)
