"""What the cache may take, what it takes, and what could go by last use."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory import last_use, sums
from modelshelf.cache.inventory.last_use import AgedModel, UseSource
from modelshelf.hub.door import is_model_id
from modelshelf.kit.amounts import size
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository as operations
from modelshelf.operations.provenance import touched_since
from modelshelf.removal.same_again import restore_command
from modelshelf.usage import pins
from modelshelf.usage.service import uses_by_model


@dataclass(frozen=True, slots=True)
class Standing:
    """Attributes:
    used_bytes: What the cache takes, the trash not counted: that gives way by itself.
    automatic: Whether the worker deletes by itself.
    """

    budget_bytes: int
    used_bytes: int
    automatic: bool

    @property
    def over_bytes(self) -> int:
        return max(self.used_bytes - self.budget_bytes, 0)

    @property
    def warning(self) -> str | None:
        """A sentence for people while it is exceeded."""
        if not self.over_bytes:
            return None
        what = (
            "The worker deletes what was not used for longest, as far as it may."
            if self.automatic
            else "`modelshelf reclaim --dry-run` shows what could go."
        )
        return (
            f"The cache takes {size(self.used_bytes)}, {size(self.over_bytes)} more "
            f"than its budget of {size(self.budget_bytes)}. {what}"
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A model that could go, and why it before others.

    Attributes:
        restore_command: What fetches the same files anew; None where nobody asked, or nothing does.
    """

    model: AgedModel
    restore_command: str | None = None

    @property
    def reason(self) -> str:
        model = self.model
        if model.used_at is None:
            since = f" since {_day(model.here_since)}" if model.here_since else ""
            return f"No use of it is known; it is here{since}."
        if model.source is UseSource.REPORTED:
            return f"A program reported its last use on {_day(model.used_at)}."
        return (
            f"Its files were last read on {_day(model.used_at)}, as far as the disk records that."
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """Models that could go.

    Attributes:
        spared_bytes: What would go besides, had not somebody reported its use whose word moves no
        other one.
    """

    proposals: tuple[Proposal, ...] = ()
    spared_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the budget stands, and what would keep it.

    Attributes:
        suggested_bytes: What the disk gets back when all goes that nothing needs.
        proposals: Models that could go for the rest.
        spared_bytes: As in `Proposed`.
        keep_days: For how long what came or was used is left alone.
    """

    standing: Standing
    suggested_bytes: int
    proposals: tuple[Proposal, ...]
    spared_bytes: int
    keep_days: int

    @property
    def still_over_bytes(self) -> int:
        return max(self.standing.over_bytes - self.suggested_bytes, 0)

    @property
    def proposed_bytes(self) -> int:
        return sum(proposal.model.freed_bytes for proposal in self.proposals)

    @property
    def enough(self) -> bool:
        return self.proposed_bytes >= self.still_over_bytes


async def standing(session: AsyncSession, settings: Settings) -> Standing | None:
    """None where there is no budget."""
    if settings.cache_budget is None:
        return None
    totals = await sums.totals(session, settings.node)
    return Standing(
        settings.cache_budget,
        totals.total_bytes + totals.partial_bytes,
        settings.cache_budget_automatic,
    )


async def look_ahead(
    database: Database, settings: Settings, suggested_bytes: int
) -> Outlook | None:
    """What would keep the budget when so much is reclaimed besides; None where there is none."""
    async with database.read() as session:
        found = await standing(session, settings)
        if found is None:
            return None
        proposed = await propose(session, settings, found.over_bytes - suggested_bytes)
        with_commands = [
            replace(
                proposal,
                restore_command=await restore_command(
                    session, settings.node, proposal.model.model_id, proposal.model.revision
                ),
            )
            for proposal in proposed.proposals
        ]
    return Outlook(
        found,
        suggested_bytes,
        tuple(with_commands),
        proposed.spared_bytes,
        settings.cache_budget_keep_days,
    )


async def propose(
    session: AsyncSession,
    settings: Settings,
    needed_bytes: int,
    but: Collection[str] = (),
    *,
    by_itself: bool = False,
) -> Proposed:
    """Models that could go, the one first that was not used for longest, as many as it takes.

    Never one that a collection uses, that is pinned, that an operation is about, or that came, came
    back or was used lately; which programs have open shows only at the deletion. What was used
    lately by the word of somebody who may only look stays, and no other one goes in its place: else
    they could choose what goes by reporting all the rest.

    Args:
        but: Models to leave out.
        by_itself: Whether nobody looks at it before it is done: then the hint of access times
            protects, too.
    """
    if needed_bytes <= 0:
        return Proposed()
    node = settings.node
    fresh = now() - timedelta(days=settings.cache_budget_keep_days)
    models = await last_use.by_last_use(session, node)
    used = await uses_by_model(session, [model.model_id for model in models])
    protected = {
        *but,
        *used,
        *await pins.all_pinned(session, node),
        *await operations.busy_models(session, node),
        *await touched_since(session, node, fresh),
    }
    chosen: list[Proposal] = []
    spared_bytes = 0
    for model in models:
        if needed_bytes <= 0:
            break
        if model.model_id in protected or model.freed_bytes <= 0:
            continue
        if not is_model_id(model.model_id):
            continue  # No Hub has a model of that name: what goes could not be fetched again.
        if _since(fresh, model.weighty_used_at):
            continue
        if by_itself and model.weighty_used_at is None and _since(fresh, model.read_at):
            continue
        if model.source is UseSource.REPORTED and _since(fresh, model.used_at):
            spared_bytes += model.freed_bytes
        else:
            chosen.append(Proposal(model))
        needed_bytes -= model.freed_bytes
    return Proposed(tuple(chosen), spared_bytes)


def _since(moment: datetime, used_at: datetime | None) -> bool:
    return used_at is not None and used_at >= moment


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
