"""Why a download cannot begin."""

from modelshelf.kit.errors import Conflict, NoSpace


class RevisionMoves(Conflict):
    """A branch would move away from the revision that collections were built on."""

    code = "confirmation_required"
    title = "Please confirm"


class InsufficientStorage(NoSpace):
    code = "insufficient_storage"
    title = "Not enough disk space"
