"""The states of an operation, and the moves between them.

    pending → downloading → verifying → completed        (all other kinds: running)
        ↘ paused ↗      ↘ failed, cancelled → (retry) pending

An operation goes back to `pending` when the process that ran it is gone or ends; whoever is free
takes it up again.
"""

from enum import StrEnum

from modelshelf.kit.errors import Conflict


class OperationKind(StrEnum):
    DOWNLOAD = "download"
    DELETE = "delete"
    VERIFY = "verify"
    TRY = "try"
    RESTORE = "restore"
    EXPORT = "export"
    IMPORT = "import"
    RECLAIM = "reclaim"


class OperationStatus(StrEnum):
    PENDING = "pending"
    DOWNLOADING = "downloading"
    RUNNING = "running"
    VERIFYING = "verifying"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


# On the wire they stand beside others of their kind, and are named in full.
Kind = OperationKind
Status = OperationStatus

HELD = frozenset({Status.DOWNLOADING, Status.RUNNING, Status.VERIFYING})
"""Some process works on it, under a lease."""

ACTIVE = HELD | {Status.PENDING, Status.PAUSED}
"""It occupies its model: there is one active operation a model at most."""

_ENDS = {Status.COMPLETED, Status.FAILED, Status.PENDING}

MOVES: dict[Kind, dict[Status, set[Status]]] = {
    Kind.DOWNLOAD: {
        Status.PENDING: {Status.DOWNLOADING, Status.PAUSED, Status.CANCELLED},
        Status.DOWNLOADING: {*_ENDS, Status.VERIFYING, Status.PAUSED, Status.CANCELLED},
        Status.VERIFYING: {*_ENDS, Status.DOWNLOADING, Status.PAUSED, Status.CANCELLED},
        Status.PAUSED: {Status.PENDING, Status.CANCELLED},
        Status.FAILED: {Status.PENDING},
        Status.CANCELLED: {Status.PENDING},
    },
    # A deletion that has begun cannot be taken back, and one that failed is asked for anew: what
    # was allowed and confirmed then may not be now.
    Kind.DELETE: {
        Status.PENDING: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {*_ENDS},
    },
    Kind.RESTORE: {
        Status.PENDING: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {*_ENDS},
    },
    Kind.RECLAIM: {
        Status.PENDING: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {*_ENDS},
    },
    # A trial that ended is asked for anew: what is on the disk may be another revision by then.
    Kind.TRY: {
        Status.PENDING: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {*_ENDS, Status.CANCELLED},
    },
    # Only the process that began it can do it: what it leaves is ended, and begun anew by people.
    Kind.EXPORT: {Status.PENDING: {Status.RUNNING, Status.CANCELLED}, Status.RUNNING: {*_ENDS}},
    Kind.IMPORT: {Status.PENDING: {Status.RUNNING, Status.CANCELLED}, Status.RUNNING: {*_ENDS}},
    Kind.VERIFY: {
        Status.PENDING: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {*_ENDS, Status.CANCELLED},
        Status.FAILED: {Status.PENDING},
        Status.CANCELLED: {Status.PENDING},
    },
}


def sources(kind: Kind, target: Status) -> set[Status]:
    """The states from which an operation of this kind can move to the target."""
    return {status for status, targets in MOVES[kind].items() if target in targets}


def working(kind: Kind) -> Status:
    """The state of an operation of this kind while it is worked on."""
    return Status.DOWNLOADING if kind is Kind.DOWNLOAD else Status.RUNNING


class InvalidTransition(Conflict):
    code = "invalid_transition"
    title = "Not possible in this state"
