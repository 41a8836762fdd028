"""Hours for big downloads: when they open, who waits for them, and who does not."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.downloads.handler import DownloadHandler
from modelshelf.downloads.hours import BigDownloads, Hours
from modelshelf.downloads.service import Downloads
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.runner import Runner
from tests.hub import HubServer
from tests.operations.stage import at_work, change, reached, read
from tests.support.models import add_model, served_bytes, size_of, slowly
from tests.support.product import Product, Server
from tests.support.wait import until, wait_for

BIG_BYTES = 1_000_000
NIGHT = Hours.parse("22:00-06:00")


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's clock is one in Berlin: UTC+1, in summer UTC+2."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("hours", "moment", "opens_at"),
    [
        pytest.param("08:00-17:00", "2026-01-15T07:30", None, id="within"),
        pytest.param("08:00-17:00", "2026-01-15T05:30", "2026-01-15T07:00", id="before"),
        pytest.param("08:00-17:00", "2026-01-15T16:00", "2026-01-16T07:00", id="the end is out"),
        pytest.param("08:00-17:00", "2026-07-15T05:30", "2026-07-15T06:00", id="in summer"),
        pytest.param("22:00-06:00", "2026-01-15T21:30", None, id="before midnight"),
        pytest.param("22:00-06:00", "2026-01-15T03:00", None, id="after midnight"),
        pytest.param("22:00-06:00", "2026-01-15T12:00:31", "2026-01-15T21:00", id="by day"),
        pytest.param("02:30-06:00", "2026-03-29T00:10", "2026-03-29T01:00", id="02:30 left out"),
        pytest.param("02:10-02:50", "2026-03-29T00:10", "2026-03-30T00:10", id="all left out"),
        pytest.param("02:30-06:00", "2026-10-25T00:00", "2026-10-25T00:30", id="02:30 comes twice"),
        pytest.param("02:30-02:45", "2026-10-25T00:50", "2026-10-25T01:30", id="its second time"),
        pytest.param("22:00-06:00", "2026-10-24T20:00", None, id="a long night"),
        pytest.param("22:00-21:59", "2026-10-24T19:59", "2026-10-24T20:00", id="all but a minute"),
    ],
)
@pytest.mark.usefixtures("berlin")
def test_hours_open_by_the_clock_of_the_machine(
    hours: str, moment: str, opens_at: str | None
) -> None:
    found = Hours.parse(hours).opens_at(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert found == (datetime.fromisoformat(opens_at).replace(tzinfo=UTC) if opens_at else None)


def _download(to_come: int, hurried_by: str | None = None, kind: Kind = Kind.DOWNLOAD) -> Operation:
    return Operation(kind=kind, bytes_total=to_come + 5000, bytes_done=5000, hurried_by=hurried_by)


@pytest.mark.usefixtures("berlin")
def test_only_what_is_big_and_in_no_hurry_waits() -> None:
    big, noon = BigDownloads(NIGHT, BIG_BYTES), datetime(2026, 1, 15, 11, tzinfo=UTC)

    assert big.wait_until(_download(BIG_BYTES), noon) == datetime(2026, 1, 15, 21, tzinfo=UTC)
    assert big.wait_until(_download(BIG_BYTES - 1), noon) is None
    assert big.wait_until(_download(BIG_BYTES, hurried_by="ada"), noon) is None
    assert big.wait_until(_download(BIG_BYTES, kind=Kind.DELETE), noon) is None
    assert BigDownloads(None, BIG_BYTES).wait_until(_download(BIG_BYTES), noon) is None


@pytest.fixture(scope="module")
def night_product(package_hub: HubServer) -> Iterator[Product]:
    """An installation whose hours for big downloads are some hours away."""
    opening = datetime.now() + timedelta(hours=5)
    hours = f"{opening:%H:00}-{opening + timedelta(hours=1):%H:00}"
    settings = {"BIG_DOWNLOAD_HOURS": hours, "BIG_DOWNLOAD_SIZE": str(BIG_BYTES)}
    with tempfile.TemporaryDirectory(prefix="shelf-") as folder:
        yield Product(Path(folder), package_hub.url, settings)


@pytest.fixture(scope="module")
def by_night(night_product: Product) -> Iterator[Server]:
    with night_product.serving() as server:
        server.wait_until_ready()
        yield server


def test_a_big_download_waits_for_its_hours_and_holds_nobody_up(
    by_night: Server, hub: HubServer
) -> None:
    api = by_night.api
    big, other, small = (add_model(hub, size) for size in (3_000_000, 3_000_000, 100_000))
    planned = api.post("/models/plan", {"model_id": big.id})["starts_at"]

    task_id = api.start(big.id)
    api.download(small.id)

    waiting = api.operation(task_id)
    assert (waiting["status"], waiting["waits_for"]) == ("pending", "hours")
    assert (waiting["phase"], waiting["queue_position"]) == ("waiting", None)
    assert waiting["starts_at"] == planned
    assert timedelta(hours=3) < datetime.fromisoformat(planned) - now() < timedelta(hours=6)
    assert served_bytes(hub, big) == 0

    # Asked for again without hurry it still waits; whoever wants it now has it now.
    assert api.start(big.id) == task_id
    hurried = by_night.as_user("ada").post(f"/models/download/{task_id}/start-now")
    assert (hurried["hurried_by"], hurried["waits_for"]) == ("ada", "turn")
    assert api.wait_until(task_id, "completed")["starts_at"] is None
    assert api.post(f"/models/download/{task_id}/start-now", status=409)["code"] == (
        "invalid_transition"
    )
    assert api.download(other.id, start_now=True)["hurried_by"] == "ada"


def test_whoever_hurries_a_paused_download_is_on_record_for_both(
    by_night: Server, hub: HubServer
) -> None:
    api = by_night.api
    repo = add_model(hub, 3_000_000)
    task_id = api.start(repo.id)
    api.post(f"/models/download/{task_id}/pause")
    api.post(f"/models/download/{task_id}/start-now")
    api.wait_until(task_id, "completed")
    deeds = {entry["deed"] for entry in api.get("/audit", about=repo.id)["entries"]}
    assert {"download.pause", "download.hurry", "download.resume"} <= deeds


def test_a_pull_says_what_it_waits_for_and_now_means_now(
    by_night: Server, night_product: Product, hub: HubServer
) -> None:
    big = add_model(hub, 3_000_000)
    output = night_product.folder / "pull.log"
    waiting = night_product.start("pull", big.id, "--yes", output=output)
    try:
        said = wait_for(
            lambda: output.read_text() if "--now" in output.read_text() else None, "it says so"
        )
        assert "big downloads begin at" in said
        assert "waiting for" in said

        assert night_product.run("pull", big.id, "--yes", "--now").returncode == 0

        assert waiting.wait(60) == 0  # It watched the other one do it.
    finally:
        waiting.kill()
        waiting.wait()


@dataclass(frozen=True, slots=True)
class Closing(Hours):
    """Hours that are over when a test says so."""

    over: asyncio.Event = field(default_factory=asyncio.Event)

    def opens_at(self, moment: datetime) -> datetime | None:
        return moment + timedelta(hours=16) if self.over.is_set() else None


async def test_when_the_hours_are_over_it_stops_and_goes_on_the_next_time(
    sqlite_database: Database, valkey: str, hub: HubServer, tmp_path: Path
) -> None:
    repo = add_model(hub, 8_000_000)
    slowly(hub, repo, 2_000_000)
    settings = Settings(cache_dir=tmp_path / "cache", hub_endpoint=hub.url, disk_reserve=0)
    hours = Closing(0, 1)
    big = BigDownloads(hours, BIG_BYTES)
    publisher = Publisher(valkey)
    remote = RemoteHub(hub.url)
    downloads = Downloads(sqlite_database, remote, settings)
    operation = await downloads.start(repo.id, by=Actor("ada", Channel.SESSION))
    assert operation is not None

    async def done(_: Operation) -> None: ...

    async def no_token() -> None: ...

    handler = DownloadHandler(
        sqlite_database,
        settings,
        remote,
        big,
        hub_token=no_token,
        arrived=done,
        changed=done,
    )
    runner = Runner(
        sqlite_database, publisher, "local", {Kind.DOWNLOAD: handler}, 2, big.wait_until
    )

    async def begun() -> bool:
        return (await read(sqlite_database, operation.id)).bytes_done > BIG_BYTES

    async with at_work(runner):
        await until(begun)
        hours.over.set()
        waiting = await reached(sqlite_database, operation.id, Status.PENDING)
        assert waiting.not_before is not None
        assert waiting.not_before > now() + timedelta(hours=15)
        kept = waiting.bytes_done
        assert BIG_BYTES < kept < size_of(repo)

        hours.over.clear()
        hub.faults.clear()
        await change(sqlite_database, operation.id, not_before=now())
        await reached(sqlite_database, operation.id, Status.COMPLETED)
    await publisher.close()
    await remote.close()
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05 + 500_000
