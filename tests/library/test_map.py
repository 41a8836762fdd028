"""The picture of the disk, and how it came to be."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import Role, User
from modelshelf.cache.inventory import history
from modelshelf.cache.inventory.totals import Sample
from modelshelf.cli.space import read_space
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.library.map import read_history, read_map
from modelshelf.library.map_schemas import DiskMapOut, Part
from modelshelf.registry.models import CustomModel
from modelshelf.registry.service import offered
from tests.cache.generate import make_repo
from tests.library.test_unmanaged import CURATED, EMBEDDING, NODE, Shelf

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def sample(hours: float, size_bytes: int) -> Sample:
    moment = DAY + timedelta(hours=hours)
    return Sample(moment, {"llm": size_bytes}, size_bytes, 0, 0, 0, 0, 0, 10**12, 2 * 10**12)


async def _nothing(_: AsyncSession) -> dict[str, str]:
    """Nothing is offered."""
    return {}


async def noted(database: Database, *samples: Sample) -> list[Sample]:
    for each in samples:
        async with database.write() as session:
            await history.note(session, NODE, each, _nothing)
    async with database.read() as session:
        return await history.since(session, NODE, DAY - timedelta(days=9999))


async def test_the_parts_are_the_whole_disk(database: Database, tmp_path: Path) -> None:
    make_repo(tmp_path, "lab/embedder", EMBEDDING)
    make_repo(tmp_path, "lab/unknown")
    make_repo(tmp_path, "lab/corpus", kind="datasets")
    await Shelf(database, tmp_path).page()
    async with database.read() as session:
        drawn = DiskMapOut.of(await read_map(session, NODE, []))
        samples = await read_history(session, NODE, 1)

    sizes = {part.part: part.size_bytes for part in drawn.parts}
    assert sum(sizes.values()) == drawn.total_bytes
    assert sizes[Part.DATASETS] == 1002
    assert {(g.model_type, g.count) for g in drawn.models} == {("embedding", 1), (None, 1)}
    assert [model.id for model in drawn.largest] == ["lab/embedder", "lab/unknown"]
    assert sum(model.share for model in drawn.largest) == 1
    assert len(samples) == 1


async def test_nothing_is_drawn_before_anybody_looked(database: Database) -> None:
    async with database.read() as session:
        assert DiskMapOut.of(await read_map(session, NODE, [])).parts == []


async def test_a_day_has_one_sample_and_one_more_for_a_change_of_note(
    database: Database,
) -> None:
    kept = await noted(
        database,
        sample(0, 10**10),
        sample(0.5, 5 * 10**10),  # Too soon after the last one.
        sample(2, 10**10 + 10**6),  # Next to nothing.
        sample(3, 5 * 10**10),
        sample(24, 5 * 10**10),
    )
    assert [s.taken_at for s in kept] == [DAY + timedelta(hours=h) for h in (0, 3, 24)]


async def test_what_is_older_than_two_years_is_dropped(database: Database) -> None:
    kept = await noted(database, sample(0, 1), sample(24 * 731, 1))
    assert [s.taken_at for s in kept] == [DAY + timedelta(days=731)]


async def test_what_is_offered_is_drawn_as_what_it_is_offered_as(
    database: Database, tmp_path: Path
) -> None:
    # Begun, without the file yet that would tell its type; and one that nobody offers.
    async with database.read() as session:
        offers = await offered(session, CURATED, None)
    offer = next(offer for offer in offers if offer.model_type == "embedding")
    make_repo(tmp_path, offer.id, {"README.md": 700})
    make_repo(tmp_path, "lab/unknown", {"README.md": 300})
    await Shelf(database, tmp_path).page()
    async with database.read() as session:
        drawn = DiskMapOut.of(await read_map(session, NODE, offers))

    assert {(g.model_type, g.count, g.size_bytes) for g in drawn.models} == {
        ("embedding", 1, 700),
        (None, 1, 300),
    }
    assert [m.model_type for m in drawn.largest] == ["embedding", None]


async def test_what_somebody_added_counts_by_their_word_in_every_picture(
    database: Database, tmp_path: Path
) -> None:
    """Its files tell no type; the list and its counts have always taken the entry's."""
    make_repo(tmp_path, "lab/unknown", {"README.md": 700})
    async with database.write() as session:
        owner = User(username="ada", username_folded="ada", role=Role.MEMBER)
        session.add(owner)
        await session.flush()
        session.add(CustomModel(owner_id=owner.id, model_id="lab/unknown", model_type="reranker"))
    await Shelf(database, tmp_path).page()
    async with database.read() as session:
        (sample,) = await read_history(session, NODE, 1)
        space = await read_space(session, Settings(cache_dir=tmp_path), CURATED)

    assert sample.by_type == {"reranker": 700}
    assert space is not None
    assert (space.parts["reranker"], space.parts["other models"]) == (700, 0)
