"""A model tried as an operation: what comes out is kept, and shown with the model."""

import json
import os
import sys
import tomllib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.cache.errors import NotComplete
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import repository as inventory
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.memory.service import Estimator
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.runner import Runner
from modelshelf.operations.service import ModelBusy
from modelshelf.registry.curated import Curated
from modelshelf.registry.inspection import Inspector
from modelshelf.trial import repository
from modelshelf.trial.errors import TryNotInstalled, TryTooOld
from modelshelf.trial.handler import TrialHandler
from modelshelf.trial.models import TrialRow
from modelshelf.trial.service import Trials
from tests.hub.content import Inline
from tests.hub.stand_ins import safetensors
from tests.operations import stage
from tests.support.api import Api
from tests.support.product import CHECKOUT
from tests.support.wait import PATIENCE_SECONDS
from tests.trial import programs

MODEL = "acme/tiny"
SHA = "a" * 40
ADA = Actor("ada", Channel.SESSION)


class Bench:
    """A node with one installed model, and a trial by whatever program."""

    def __init__(self, database: Database, folder: Path, valkey: str) -> None:
        self.database = database
        self.settings = Settings(
            _env_file=None,
            data_dir=folder / "data",
            cache_dir=folder / "cache",
            try_seconds=PATIENCE_SECONDS,
        )
        self.trials = Trials(database, self.settings, needed=())
        self.publisher = Publisher(valkey)

    async def install(self) -> None:
        snapshot = self.settings.cache_dir / "models--acme--tiny/snapshots" / SHA
        snapshot.mkdir(parents=True)
        refs = snapshot.parents[1] / "refs"
        refs.mkdir()
        (refs / "main").write_text(SHA)
        (snapshot / "config.json").write_text('{"hidden_size": 8, "num_attention_heads": 2}')
        weights = safetensors("F32", {"a": (8, 8)})
        assert isinstance(weights, Inline)
        (snapshot / "model.safetensors").write_bytes(weights.data)

        async def nobody(_: list[str]) -> None:
            """Nobody listens."""

        await Indexer(self.database, self.settings.cache_dir, "local", nobody).look_over()
        async with self.database.read() as session:
            found = await inventory.get_repo(session, "local", MODEL)
        assert found is not None

    async def try_with(self, program: Sequence[str]) -> tuple[Operation, TrialRow | None]:
        asked = await self.trials.start(MODEL, by=ADA)
        hub = RemoteHub("http://127.0.0.1:9", offline=True)
        inspector = Inspector(hub, self.settings.cache_dir)
        estimator = Estimator(self.database, inspector, self.settings, Curated(()))
        handler = TrialHandler(self.database, self.settings, estimator, program)
        runner = Runner(self.database, self.publisher, "local", {Kind.TRY: handler}, None)
        await runner.run(asked.id)
        return await stage.read(self.database, asked.id), await self.result()

    async def result(self) -> TrialRow | None:
        async with self.database.read() as session:
            return (await repository.last_of(session, "local", [MODEL])).get(MODEL)


@pytest.fixture
async def bench(database: Database, tmp_path: Path, valkey: str) -> AsyncIterator[Bench]:
    bench = Bench(database, tmp_path, valkey)
    await bench.install()
    yield bench
    await bench.publisher.close()


async def test_what_works_is_kept_beside_the_estimate(bench: Bench) -> None:
    operation, row = await bench.try_with(programs.program(programs.WORKS))

    assert operation.status is Status.COMPLETED
    assert row is not None
    assert (row.outcome, row.dimension, row.revision) == ("works", 8, SHA)
    assert (row.load_seconds, row.run_seconds, row.texts) == (0.5, 0.25, 3)
    assert row.estimate_bytes is not None and row.estimate_bytes > 2**28


async def test_a_second_trial_leaves_nothing_of_the_first(bench: Bench) -> None:
    await bench.try_with(programs.program(programs.WORKS))
    between = now()
    _, row = await bench.try_with(programs.program(programs.RAISES))

    assert row is not None
    assert row.tried_at > between
    assert (row.outcome, row.dimension, row.load_seconds, row.texts) == ("failed", None, None, None)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (programs.NAN, "trial_failed", "NaN"),
        (programs.RAISES, "trial_failed", "no file named model.safetensors"),
        (programs.DIES, "trial_failed", "Killed by a library"),
        (programs.HANGS, "trial_too_long", "MODELSHELF_TRY_SECONDS"),
        (programs.GROWS, "trial_out_of_memory", "B that a trial may take"),
    ],
)
async def test_what_does_not_work_fails_and_says_why(
    bench: Bench, text: str, code: str, said: str
) -> None:
    bench.settings.try_memory = 300 * 2**20
    bench.settings.try_seconds = 1 if text is programs.HANGS else PATIENCE_SECONDS

    operation, row = await bench.try_with(programs.program(text))

    assert (operation.status, operation.error_code) == (Status.FAILED, code)
    assert operation.error is not None and said in operation.error
    assert row is not None and row.outcome != "works"


async def test_no_secret_and_no_network_reach_the_program(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("MODELSHELF_SECRET_KEY", "hf_secret" * 4)

    _, row = await bench.try_with(programs.program(programs.TELLS_ITS_ENVIRONMENT))

    assert row is not None and row.detail is not None
    assert "hf_secret" not in row.detail
    told = json.loads(row.detail)
    assert told["HF_HUB_OFFLINE"] == "1"
    assert told["HOME"] not in ("", os.environ.get("HOME"))
    assert not Path(told["HOME"]).exists()  # It was made for this trial alone.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("modules.json", '[{"type": "sentence_transformers.models.Pooling"}, {"type": "evil.X"}]'),
        ("modules.json", '[{"type": "sentence_transformers_evil.X"}]'),
        ("modules.json", "no json"),
        ("router_config.json", '{"types": {"a": "evil.X"}}'),
    ],
)
async def test_a_model_that_asks_for_code_from_elsewhere_is_not_loaded(
    bench: Bench, name: str, text: str
) -> None:
    snapshot = bench.settings.cache_dir / "models--acme--tiny/snapshots" / SHA
    (snapshot / name).write_text(text)

    operation, row = await bench.try_with(programs.program(programs.WORKS))

    assert (operation.status, operation.error_code, row) == (Status.FAILED, "foreign_code", None)


async def test_the_parts_of_the_library_itself_are_loaded(bench: Bench) -> None:
    snapshot = bench.settings.cache_dir / "models--acme--tiny/snapshots" / SHA
    (snapshot / "modules.json").write_text(
        '[{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}]'
    )
    operation, _ = await bench.try_with(programs.program(programs.WORKS))
    assert operation.status is Status.COMPLETED


@pytest.mark.parametrize(("version", "is_refused"), [("5.9.1", True), ("6.2.0", False)])
async def test_a_library_that_runs_code_unasked_is_not_used(
    bench: Bench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    is_refused: bool,
) -> None:
    site = tmp_path / "site"
    described = site / f"sentence_transformers-{version}.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: sentence-transformers\nVersion: {version}\n"
    )
    (site / "sentence_transformers").mkdir()
    (site / "sentence_transformers/__init__.py").write_text("")
    monkeypatch.syspath_prepend(site)
    trials = Trials(bench.database, bench.settings, ("sentence_transformers",))

    if is_refused:
        with pytest.raises(TryTooOld, match=version) as refused:
            await trials.start(MODEL, by=ADA)
        assert refused.value.code == "try_too_old"
    else:
        assert (await trials.start(MODEL, by=ADA)).kind is Kind.TRY


async def test_a_model_is_tried_once_at_a_time_and_not_while_it_is_busy(bench: Bench) -> None:
    first = await bench.trials.start(MODEL, by=ADA)
    again = await bench.trials.start(MODEL, by=ADA)
    assert first.id == again.id
    await stage.change(bench.database, first.id, status=Status.CANCELLED)
    await stage.add(bench.database, MODEL, kind=Kind.DELETE)
    with pytest.raises(ModelBusy):
        await bench.trials.start(MODEL, by=ADA)


async def test_what_is_not_there_is_not_tried(bench: Bench) -> None:
    with pytest.raises(NotComplete):
        await bench.trials.start("acme/absent", by=ADA)
    with pytest.raises(TryNotInstalled, match=r"-m pip install 'sentence-transformers"):
        await Trials(bench.database, bench.settings, ("no_such_module",)).start(MODEL, by=ADA)


def test_without_the_libraries_the_api_says_what_to_install(api: Api) -> None:
    answer = api.ask("POST", "/models/try", json={"model_id": MODEL})

    assert (answer.status_code, answer.json()["code"]) == (409, "try_not_installed")
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    wanted = " ".join(f"'{library}'" for library in project["optional-dependencies"]["try"])
    assert answer.json()["detail"].endswith(f"{sys.executable} -m pip install {wanted}")
