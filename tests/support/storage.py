"""What a storage page shows that else takes months to come about."""

import os
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from modelshelf.cache.inventory.history import SampleRow
from modelshelf.kit.clock import now
from tests.cache.generate import make_repo

GB = 10**9
DAYS = 60


def add_history(data_dir: Path) -> None:
    """A sample of the disk for each of the last days, of a cache that grew from 20 to 79 GB."""
    engine = create_engine(f"sqlite:///{data_dir / 'modelshelf.db'}")
    with Session(engine) as session, session.begin():
        for day in range(DAYS):
            models = (20 + day) * GB
            session.add(
                SampleRow(
                    node="local",
                    taken_at=now() - timedelta(days=DAYS - day),
                    by_type={"embedding": models // 3, "llm": models // 3},
                    model_bytes=models,
                    dataset_bytes=12 * GB,
                    space_bytes=GB,
                    shared_bytes=3 * GB,
                    partial_bytes=(day % 7) * GB,
                    trash_bytes=(day % 5) * GB,
                    free_bytes=(300 - day) * GB,
                    total_bytes=500 * GB,
                )
            )
    engine.dispose()


def unused_models(cache_dir: Path, count: int, size_bytes: int) -> list[str]:
    """Models of which nobody asked for one; the first was not read for longest."""
    names = [f"old/model-{number}" for number in range(count)]
    for number, name in enumerate(names):
        made = make_repo(cache_dir, name, {"config.json": b"{}", "model.safetensors": size_bytes})
        age(made.root, days=100 - number)
    return names


def age(folder: Path, days: float) -> None:
    """Let everything in a folder be as old as this."""
    moment = time.time() - days * 86_400
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (moment, moment), follow_symlinks=False)
