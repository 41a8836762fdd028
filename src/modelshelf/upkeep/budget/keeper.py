"""Keeping the storage budget by itself, where that is switched on."""

import asyncio
import time
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.cache.inventory import repository as inventory
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations.provenance import bytes_deleted_by
from modelshelf.removal.service import Consent, Deletion, Removal
from modelshelf.upkeep.budget.service import propose, standing

LOOK_SECONDS = 5.0
# A model that could not go is not asked about again for so long.
RETRY_SECONDS = 3600.0
_DAY = timedelta(hours=24)
BY_ITSELF = Actor("Modelshelf (storage budget)", Channel.NODE)

log = structlog.get_logger()


class BudgetKeeper:
    """Deletes, into the trash, what was not used for longest while the budget is exceeded; as much
    a day as the settings allow."""

    def __init__(
        self, database: Database, settings: Settings, removal: Removal, publisher: Publisher
    ) -> None:
        self._database = database
        self._settings = settings
        self._removal = removal
        self._publisher = publisher
        self._refused: dict[str, float] = {}
        self._told = False
        self._since = now()

    async def run(self) -> None:
        """Look again and again until cancelled; at once over where that is not switched on."""
        while self._settings.cache_budget is not None and self._settings.cache_budget_automatic:
            try:
                while await self.look():
                    pass
            except DBAPIError as error:
                log.warning("budget_not_looked_at", error=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Delete one model if the budget is exceeded; whether one was."""
        self._refused = {m: at for m, at in self._refused.items() if at > time.monotonic()}
        async with self._database.read() as session:
            state = await inventory.get_state(session, self._settings.node)
            found = await standing(session, self._settings)
            # What was known before this process began may be long gone.
            is_known = state is not None and state.indexed_at >= self._since
            if found is None or not is_known or not found.over_bytes:
                self._told = False
                return False
            proposed = await propose(
                session, self._settings, found.over_bytes, but=self._refused, by_itself=True
            )
            gone_bytes = await bytes_deleted_by(
                session, self._settings.node, BY_ITSELF.label, now() - _DAY
            )
        for proposal in proposed.proposals:
            if gone_bytes and gone_bytes + proposal.model.freed_bytes > self._daily_bytes():
                break
            model_id = proposal.model.model_id
            try:
                # Not confirmed: what somebody should know first is left to people.
                done = await self._removal.delete(model_id, Consent(as_admin=True), by=BY_ITSELF)
            except Problem as problem:
                log.info("budget_cannot_delete", model=model_id, code=problem.code)
                self._refused[model_id] = time.monotonic() + RETRY_SECONDS
            else:
                await self._tell(done, found.over_bytes, proposal.reason)
                return True
        if not self._told:
            self._told = True
            log.warning(
                "budget_exceeded",
                over_bytes=found.over_bytes,
                deleted_in_24_hours_bytes=gone_bytes,
                spared_bytes=proposed.spared_bytes,
            )
        return False

    def _daily_bytes(self) -> int:
        budget = self._settings.cache_budget or 0
        return budget * self._settings.cache_budget_daily_percent // 100

    async def _tell(self, done: Deletion, over_bytes: int, reason: str) -> None:
        model_id, freed_bytes = done.model_id, done.freed_bytes
        log.warning("budget_deleted", model=model_id, freed_bytes=freed_bytes, reason=reason)
        await self._publisher.publish(
            "budget",
            {
                "model_id": model_id,
                "freed_bytes": freed_bytes,
                "over_bytes": max(over_bytes - freed_bytes, 0),
                "undo_until": done.undo_until.isoformat() if done.undo_until else None,
                "reason": reason,
            },
        )
