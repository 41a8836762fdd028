"""Why somebody may not have their way with what operations are about."""

from modelshelf.kit.errors import Forbidden


class NotYours(Forbidden):
    """An operation, or what one brought, is somebody else's."""

    code = "not_yours"
    title = "Somebody else asked for it"
