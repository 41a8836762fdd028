"""What nobody offers and lies on the disk all the same is listed as what it is."""

import json
import os
from pathlib import Path

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.reading.repo import Status
from modelshelf.kit.database import Database
from modelshelf.library.listing import Page, read_page
from modelshelf.library.query import ListQuery, Tab
from modelshelf.library.schemas import ModelList
from modelshelf.registry.curated import load
from modelshelf.registry.kinds import Origin
from modelshelf.registry.on_disk import describer
from tests.cache.generate import MadeRepo, make_repo

NODE = "local"
UNMANAGED = ListQuery(origin=Origin.UNMANAGED)
CURATED = load()
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]
EMBEDDING: dict[str, bytes | int] = {
    "config.json": b'{"architectures": ["BertModel"]}',
    "modules.json": json.dumps(MODULES).encode(),
    "1_Pooling/config.json": b'{"word_embedding_dimension": 384, "pooling_mode_cls_token": true}',
    "model.safetensors": 1000,
}


async def nobody(_: list[str]) -> None:
    """Nobody listens."""


class Shelf:
    def __init__(self, database: Database, cache_dir: Path) -> None:
        self._database = database
        self.indexer = Indexer(database, cache_dir, NODE, nobody, describer(CURATED))

    async def page(self, query: ListQuery = UNMANAGED) -> Page:
        await self.indexer.look_over()
        async with self._database.read() as session:
            return await read_page(session, CURATED, NODE, None, query)


async def test_a_type_that_is_certain_is_told_with_how_to_use_it(
    database: Database, tmp_path: Path
) -> None:
    make_repo(tmp_path, "lab/embedder", EMBEDDING)
    make_repo(tmp_path, "lab/unknown")
    shelf = Shelf(database, tmp_path)

    page = await shelf.page()
    models = {model.id: model for model in ModelList.of(page).models}

    embedder, unknown = models["lab/embedder"], models["lab/unknown"]
    assert (embedder.model_type, embedder.origin) == ("embedding", "unmanaged")
    assert (embedder.dimension, embedder.pooling_method) == (384, "cls")
    assert unknown.model_type is None
    offered = sum(model.type == "embedding" for model in CURATED.models)
    assert page.counts[Tab.EMBEDDING] == (offered + 1, 1)
    assert page.counts[Tab.OTHER] == (1, 1)


async def test_each_type_is_listed_under_its_own(database: Database, tmp_path: Path) -> None:
    make_repo(tmp_path, "lab/embedder", EMBEDDING)
    make_repo(tmp_path, "lab/unknown")
    shelf = Shelf(database, tmp_path)

    async def ids(tab: Tab) -> list[str]:
        page = await shelf.page(ListQuery(tab=tab, origin=Origin.UNMANAGED))
        return [entry.model_id for entry in page.entries]

    assert await ids(Tab.EMBEDDING) == ["lab/embedder"]
    assert await ids(Tab.OTHER) == ["lab/unknown"]
    assert await ids(Tab.LLM) == []


async def test_a_curated_model_is_what_its_entry_says(database: Database, tmp_path: Path) -> None:
    reranker = "Qwen/Qwen3-Reranker-0.6B"
    make_repo(tmp_path, reranker)
    page = await Shelf(database, tmp_path).page(ListQuery(tab=Tab.RERANKER))

    assert reranker in [entry.model_id for entry in page.entries]
    offered = sum(model.type == "reranker" for model in CURATED.models)
    assert page.counts[Tab.RERANKER] == (offered, 1)
    assert page.counts[Tab.OTHER] == (0, 0)


async def test_a_file_that_comes_later_is_looked_at(database: Database, tmp_path: Path) -> None:
    made = make_repo(tmp_path, "lab/embedder", {"model.safetensors": 1000}, listed=False)
    shelf = Shelf(database, tmp_path)
    assert (await shelf.page()).entries[0].model_type is None

    _add(made, "modules.json", json.dumps(MODULES))

    entry = (await shelf.page()).entries[0]
    assert (entry.model_id, entry.model_type) == ("lab/embedder", "embedding")


async def test_what_is_no_model_is_counted_apart(database: Database, tmp_path: Path) -> None:
    make_repo(tmp_path, "lab/corpus", kind="datasets")
    make_repo(tmp_path, "lab/demo", kind="spaces")
    make_repo(tmp_path, "lab/other", kind="spaces")

    answer = ModelList.of(await Shelf(database, tmp_path).page())

    assert answer.models == []
    assert (answer.datasets.count, answer.datasets.size_bytes) == (1, 1002)
    assert (answer.spaces.count, answer.spaces.size_bytes) == (2, 2004)
    assert answer.total_cache_size_bytes == 3 * 1002


async def test_a_configuration_that_is_a_pipe_keeps_nobody_waiting(
    database: Database, tmp_path: Path
) -> None:
    made = make_repo(tmp_path, "lab/embedder", EMBEDDING)
    (made.snapshot / "modules.json").unlink()
    os.mkfifo(made.snapshot / "modules.json")
    entry = (await Shelf(database, tmp_path).page()).entries[0]
    assert (entry.model_type, entry.status is Status.AVAILABLE) == (None, False)


def _add(made: MadeRepo, path: str, content: str) -> None:
    (made.snapshot / path).write_text(content)
