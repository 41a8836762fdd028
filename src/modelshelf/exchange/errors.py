"""What can be said of a shelf file that is not taken in, and of a model that cannot be packed."""

from modelshelf.kit.errors import Conflict, Forbidden, Invalid


class ShelfDamaged(Invalid):
    code = "shelf_damaged"
    title = "The shelf file cannot be trusted"
    exit_code = 1


class UntrustedShelf(Forbidden):
    code = "untrusted_shelf"
    title = "The shelf file comes from elsewhere"


class FolderUnusable(Invalid):
    code = "folder_unusable"
    title = "The folder cannot be adopted"


class AlreadyOnDisk(Conflict):
    code = "already_on_disk"
    title = "Something of it is on the disk already"
