"""What a download would do, as it is shown beforehand and decided by."""

from dataclasses import dataclass
from datetime import datetime

from modelshelf.downloads.errors import InsufficientStorage
from modelshelf.downloads.space import Room
from modelshelf.hub.errors import ModelGated, ModelNotFound, TokenInvalid
from modelshelf.hub.plan import Plan
from modelshelf.kit.errors import Problem
from modelshelf.policy.errors import PolicyRefusal
from modelshelf.policy.risks import Risks
from modelshelf.usage.service import CollectionUse


@dataclass(frozen=True, slots=True)
class Preview:
    """
    Attributes:
        refs: The branches or tags that it would move.
        leaves: The commits that these point to now and would not any more.
        affected: The collections that were built on one of `leaves`.
        starts_at: When it might begin; None for at once.
        refusal: Why a setting does not allow it; None if it may be downloaded.
        access: What the Hub answered when it was asked for the files of a model that not everybody
            may have; None where it gives them.
    """

    plan: Plan
    risks: Risks
    room: Room
    refs: tuple[str, ...]
    leaves: tuple[str, ...]
    affected: tuple[CollectionUse, ...]
    starts_at: datetime | None
    refusal: PolicyRefusal | None
    access: Problem | None

    @property
    def closed(self) -> Problem | None:
        """Why the Hub does not let us have it; None if it does, and where it cannot be asked."""
        known = isinstance(self.access, (ModelGated, ModelNotFound, TokenInvalid))
        return self.access if known else None

    @property
    def problem(self) -> Problem | None:
        """What it would be refused with, whatever is confirmed; None if it can begin."""
        if self.refusal is not None or self.access is not None:
            return self.refusal or self.access
        needed_bytes = self.plan.download_bytes
        if needed_bytes and not self.room.fits(needed_bytes):
            return InsufficientStorage.of(
                self.plan.repo.model_id, needed_bytes, self.room, instead="choose fewer files"
            )
        return None
