"""How much memory a model needs for some work, and whether that fits here."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.hub.door import check_model_id
from modelshelf.hub.errors import HubOffline, HubUnreachable
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.settings import Settings
from modelshelf.machine.report import Machine, read_machine
from modelshelf.memory.facts import Facts, Told, of_hub, of_offer, of_snapshot, with_adapter
from modelshelf.memory.places import Place, places
from modelshelf.operations import nodes
from modelshelf.registry.curated import Curated
from modelshelf.registry.inspected import Aim, Inspection
from modelshelf.registry.inspection import QUESTIONS, Inspector
from modelshelf.registry.kinds import ModelType, Origin
from modelshelf.registry.needs import usual_workload
from modelshelf.registry.offer import Offer
from modelshelf.registry.service import offered
from modelshelf.registry.traits import Traits
from modelshelf.sizing.formula import Need, Precision, Task, Workload, need


@dataclass(frozen=True, slots=True)
class Estimate:
    """Attributes:
    needs: By precision; nothing where the number of parameters is not known.
    machine: The node's, by which it was judged whether it fits.
    """

    model_id: str
    facts: Facts
    workload: Workload
    needs: dict[Precision, Need]
    machine: Machine

    def places(self, precision: Precision) -> tuple[Place, ...]:
        return places(self.needs[precision], self.machine)


class Estimator:
    """Estimates for one node."""

    def __init__(
        self, database: Database, inspector: Inspector, settings: Settings, curated: Curated
    ) -> None:
        self._database = database
        self._inspector = inspector
        self._settings = settings
        self._curated = curated

    async def estimate(
        self,
        model_id: str,
        *,
        owner_id: UUID | None,
        tokens: int | None = None,
        batch: int | None = None,
        model_type: ModelType | None = None,
    ) -> Estimate:
        """What a model needs.

        What is on the disk is read there; the models of the list need no network; all others are
        looked at, with four questions to the Hub at most and without their weights.

        Args:
            owner_id: Whose custom models count; None: everybody's.
            tokens, batch: The work; None for what is usual.
            model_type: What it is to be taken for; None for what it is.

        Raises:
            InvalidModelId, and what `Inspector.inspect` raises.
        """
        check_model_id(model_id)
        node = self._settings.node
        async with self._database.read() as session:
            offers = await offered(session, self._curated, owner_id)
            on_disk = await inventory.get_repo(session, node, model_id)
            machine = await nodes.machine_of(session, node)
        offer = next((each for each in offers if each.id == model_id), None)
        facts = await self._facts(model_id, offer, on_disk)
        kind = model_type or facts.model_type
        if kind is not facts.model_type:
            facts = replace(facts, model_type=kind)
        if machine is None:  # No worker has told of it.
            machine = await asyncio.to_thread(read_machine)
        usual = usual_workload(kind or _TAKEN_FOR[facts.task], facts.most_tokens)
        workload = Workload(batch or usual.batch, tokens or usual.tokens)
        return Estimate(
            model_id=model_id,
            facts=facts,
            workload=workload,
            needs=_needs(facts, workload),
            machine=machine,
        )

    async def _facts(self, model_id: str, offer: Offer | None, on_disk: RepoOnDisk | None) -> Facts:
        if on_disk and on_disk.revision and on_disk.status is Status.INSTALLED:
            folder = RepoFolder(self._settings.cache_dir, model_id)
            told = _told(offer, on_disk)
            found = await asyncio.to_thread(of_snapshot, folder, on_disk.revision, told, offer)
            if found.parameters is not None:
                return found
        if offer is None or offer.parameters is None:
            return await self._ask(model_id, offer)
        known = of_offer(offer)
        if not known.missing or offer.origin is Origin.CURATED:
            return known
        try:
            return await self._ask(model_id, offer)
        except (HubOffline, HubUnreachable):
            return known

    async def _ask(self, model_id: str, offer: Offer | None) -> Facts:
        look = self._inspector.inspect
        seen = await look(model_id, aim=Aim.BUILD, most_files=1)
        if "adapter_config.json" in seen.sizes:
            return await self._of_adapter(seen, offer)
        if seen.unread:  # What the Hub has said and what was read is known by now.
            seen = await look(model_id, aim=Aim.BUILD, most_files=QUESTIONS - 2)
        return await asyncio.to_thread(of_hub, seen, offer)

    async def _of_adapter(self, seen: Inspection, offer: Offer | None) -> Facts:
        adapter = await asyncio.to_thread(of_hub, seen, offer)
        base_model = seen.detected.value("base_model")
        if base_model is None:
            warning = "What the adapter is loaded with is not known; its own weights are few."
            return replace(adapter, parameters=None, warnings=(*adapter.warnings, warning))
        try:
            base = await self._inspector.inspect(base_model, aim=Aim.BUILD, most_files=1)
        except Problem as problem:
            warning = f"It is loaded with {base_model}. {problem.detail}"
            return replace(adapter, parameters=None, warnings=(*adapter.warnings, warning))
        return with_adapter(await asyncio.to_thread(of_hub, base, None), adapter)


def _told(offer: Offer | None, on_disk: RepoOnDisk) -> Told:
    described = on_disk.description
    traits = Traits(**described.traits)
    if offer is not None:
        return Told(offer.model_type, offer.traits.completed_by(traits))
    return Told(ModelType(described.model_type) if described.model_type else None, traits)


# Where only the task is known, what a model of it is usually given.
_TAKEN_FOR = {
    Task.ENCODE: ModelType.EMBEDDING,
    Task.ENCODE_SPARSE: ModelType.SPLADE,
    Task.GENERATE: ModelType.LLM,
}


def _needs(facts: Facts, workload: Workload) -> dict[Precision, Need]:
    if facts.parameters is None:
        return {}
    return {
        precision: need(facts.parameters, precision, facts.task, facts.architecture, workload)
        for precision in Precision
    }
