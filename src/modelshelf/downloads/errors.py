"""Why a download cannot begin."""

from modelshelf.kit.errors import NoSpace


class InsufficientStorage(NoSpace):
    code = "insufficient_storage"
    title = "Not enough disk space"
