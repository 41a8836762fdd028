"""Why a model is not deleted, or not brought back."""

from modelshelf.kit.errors import Conflict, Forbidden, Unconfirmed


class ModelInUse(Conflict):
    code = "model_in_use"
    title = "The model is in use"


class ConfirmationRequired(Unconfirmed):
    """The removal plan warns of something."""


class ForceNotAllowed(Forbidden):
    code = "forbidden"
    title = "For administrators"


class StillRunning(Conflict):
    code = "still_running"
    title = "It is not done yet"
