"""The states of an operation, and the moves between them.

    pending → downloading → verifying → completed        (delete and verify: running)
        ↘ paused ↗      ↘ failed, cancelled → (retry) pending

An operation goes back to `pending` when the process that ran it is gone or ends; whoever is free
takes it up again.
"""

from enum import StrEnum

from modelshelf.kit.errors import Conflict


class Kind(StrEnum):
    DOWNLOAD = "download"
    DELETE = "delete"
    VERIFY = "verify"


class Status(StrEnum):
    PENDING = "pending"
    DOWNLOADING = "downloading"
    RUNNING = "running"
    VERIFYING = "verifying"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


HELD = frozenset({Status.DOWNLOADING, Status.RUNNING, Status.VERIFYING})
"""Some process works on it, under a lease."""

ACTIVE = HELD | {Status.PENDING, Status.PAUSED}
"""It occupies its model: there is one active operation a model at most."""

_OUTCOMES = {Status.PAUSED, Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.PENDING}

MOVES: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset(
        {Status.DOWNLOADING, Status.RUNNING, Status.PAUSED, Status.CANCELLED}
    ),
    Status.DOWNLOADING: frozenset(_OUTCOMES | {Status.VERIFYING}),
    Status.VERIFYING: frozenset(_OUTCOMES | {Status.DOWNLOADING}),
    Status.RUNNING: frozenset(_OUTCOMES - {Status.PAUSED}),
    Status.PAUSED: frozenset({Status.PENDING, Status.CANCELLED}),
    Status.FAILED: frozenset({Status.PENDING}),
    Status.CANCELLED: frozenset({Status.PENDING}),
    Status.COMPLETED: frozenset(),
}


def sources(target: Status) -> frozenset[Status]:
    """The states from which there is a move to the target."""
    return frozenset(status for status, targets in MOVES.items() if target in targets)


def working(kind: Kind) -> Status:
    """The state of an operation of this kind while it is worked on."""
    return Status.DOWNLOADING if kind is Kind.DOWNLOAD else Status.RUNNING


class InvalidTransition(Conflict):
    code = "invalid_transition"
    title = "Not possible in this state"
