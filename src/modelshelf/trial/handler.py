"""Doing a trial, as an operation: a program of its own loads the model and makes it work once."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.machine.memory import read_memory
from modelshelf.machine.report import installed_versions
from modelshelf.memory.service import Estimate, Estimator
from modelshelf.operations.models import Operation
from modelshelf.operations.work import Work
from modelshelf.registry.kinds import ModelType
from modelshelf.sizing.formula import Precision, Task
from modelshelf.trial import repository
from modelshelf.trial.child import Limits, run_limited
from modelshelf.trial.modules import refuse_foreign_code
from modelshelf.trial.result import problem_of, result_of

PROGRAM = (sys.executable, "-I", str(Path(__file__).with_name("program.py")))
# Of what is free when it begins: the rest of the machine goes on meanwhile.
SHARE_OF_FREE = 0.8
# What a trial gives a model to do, as `program.py` has it.
TEXTS, TOKENS = 3, 32

_TASKS = {
    Task.ENCODE: ModelType.EMBEDDING,
    Task.ENCODE_SPARSE: ModelType.SPLADE,
    Task.GENERATE: ModelType.LLM,
}
# Of our own environment the program gets what it needs to run, and no secret.
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class TrialHandler:
    """Runs trials, one at a time; implements `operations.handler.Handler`.

    Args:
        program: What is run, with the protocol of `program.py`.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        estimator: Estimator,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self._database = database
        self._settings = settings
        self._estimator = estimator
        self._program = program
        self._one_at_a_time = asyncio.Lock()

    async def run(self, work: Work) -> None:
        async with self._one_at_a_time:
            await self._run(work)

    async def clear(self, operation: Operation) -> None:
        """Its program was ended with it, and wrote nothing."""

    async def _run(self, work: Work) -> None:
        operation = work.operation
        estimate = await self._estimator.estimate(
            operation.model_id, owner_id=None, tokens=TOKENS, batch=TEXTS
        )
        kind = estimate.facts.model_type or _TASKS[estimate.facts.task]
        limits = await asyncio.to_thread(self._limits)
        folder = RepoFolder(self._settings.cache_dir, operation.model_id)
        snapshot = folder.snapshot(operation.sha or "")
        await asyncio.to_thread(refuse_foreign_code, operation.model_id, snapshot)
        task = {"folder": str(snapshot), "task": kind.value}
        home = await asyncio.to_thread(tempfile.mkdtemp, prefix="modelshelf-try-")
        try:
            ended = await run_limited(self._program, task, _environment(home), limits)
        finally:
            # The result counts: a temporary folder that stays must not take it away.
            await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)
        result = result_of(ended, estimate.facts.dimension)
        trial = {
            "node": operation.node,
            "model_id": operation.model_id,
            "revision": operation.sha or "",
            "task": kind.value,
            **asdict(result),
            "estimate_bytes": _estimated_bytes(estimate),
            "versions": installed_versions(),
            "tried_at": now(),
        }
        async with self._database.write() as session:
            await repository.save(session, trial)
        if (problem := problem_of(operation.model_id, result, limits)) is not None:
            raise problem

    def _limits(self) -> Limits:
        free = int(read_memory().available_bytes * SHARE_OF_FREE)
        memory = min(self._settings.try_memory or free, free)
        return Limits(memory, self._settings.try_seconds)


def _environment(home: str) -> Mapping[str, str]:
    """With an empty home: ours has tokens, settings and caches of libraries in it."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | _OFFLINE | {"HOME": home}


def _estimated_bytes(estimate: Estimate) -> int | None:
    """What the formula says for this work, in the precision that the weights are stored in."""
    stored = {"F32": Precision.FLOAT32, "BF16": Precision.FLOAT16, "F16": Precision.FLOAT16}
    weights = estimate.facts.weights
    dtype = max(weights, key=lambda name: weights[name], default="F32")
    need = estimate.needs.get(stored.get(dtype, Precision.FLOAT32))
    return need.total_bytes if need else None
