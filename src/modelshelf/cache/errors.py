"""What cannot be done with a model, as far as its files here are concerned."""

from modelshelf.kit.errors import Conflict, NotFound


class NotComplete(Conflict):
    code = "not_complete"
    title = "Not all of the model is on the disk"


class NotInstalled(NotFound):
    code = "not_installed"
    title = "Nothing of it is on the disk"
