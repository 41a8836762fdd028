"""Why a model is not deleted."""

from modelshelf.kit.errors import Conflict, Forbidden


class ModelInUse(Conflict):
    code = "model_in_use"
    title = "The model is in use"


class ConfirmationRequired(Conflict):
    code = "confirmation_required"
    title = "Please confirm"


class NotYours(Forbidden):
    code = "not_yours"
    title = "Not your download"
