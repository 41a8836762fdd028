"""The words of the record: who does what, from where, and how it ended."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Deed(StrEnum):
    """What can be done here that others may want to know of."""

    SIGN_IN = "account.sign_in"
    SIGN_OUT = "account.sign_out"
    SET_UP = "account.set_up"
    SESSION_END = "account.session_end"
    ACCESS = "access"
    USER_CREATE = "user.create"
    USER_ROLE = "user.role"
    USER_PASSWORD = "user.password"  # noqa: S105 (the name of a deed)
    USER_DISABLE = "user.disable"
    USER_ENABLE = "user.enable"
    USER_DELETE = "user.delete"
    USER_LINK = "user.link"
    USER_UNLINK = "user.unlink"
    TOKEN_CREATE = "token.create"  # noqa: S105 (the name of a deed, no secret)
    TOKEN_REVOKE = "token.revoke"  # noqa: S105 (the name of a deed, no secret)
    HUB_LOGIN = "hub.login"
    HUB_LOGOUT = "hub.logout"
    DOWNLOAD_START = "download.start"
    DOWNLOAD_PAUSE = "download.pause"
    DOWNLOAD_RESUME = "download.resume"
    DOWNLOAD_HURRY = "download.hurry"
    DOWNLOAD_CANCEL = "download.cancel"
    DOWNLOAD_RETRY = "download.retry"
    DOWNLOAD_FINISH = "download.finish"
    DELETE_START = "delete.start"
    DELETE_CANCEL = "delete.cancel"
    DELETE_FINISH = "delete.finish"
    RESTORE_START = "restore.start"
    RESTORE_CANCEL = "restore.cancel"
    RESTORE_FINISH = "restore.finish"
    RECLAIM_START = "reclaim.start"
    RECLAIM_CANCEL = "reclaim.cancel"
    RECLAIM_FINISH = "reclaim.finish"
    TRY_START = "try.start"
    TRY_CANCEL = "try.cancel"
    TRY_FINISH = "try.finish"
    EXPORT_START = "export.start"
    EXPORT_CANCEL = "export.cancel"
    EXPORT_FINISH = "export.finish"
    IMPORT_START = "import.start"
    IMPORT_CANCEL = "import.cancel"
    IMPORT_FINISH = "import.finish"
    VERIFY_START = "verify.start"
    VERIFY_CANCEL = "verify.cancel"
    VERIFY_RETRY = "verify.retry"
    VERIFY_FINISH = "verify.finish"
    MODEL_PIN = "model.pin"
    MODEL_UNPIN = "model.unpin"
    CUSTOM_MODEL_ADD = "custom_model.add"
    CUSTOM_MODEL_CHANGE = "custom_model.change"
    CUSTOM_MODEL_REMOVE = "custom_model.remove"
    COLLECTION_CREATE = "collection.create"
    COLLECTION_CHANGE = "collection.change"
    COLLECTION_DELETE = "collection.delete"


class Outcome(StrEnum):
    """`found`: done, and it found what somebody should look at, such as a file that does not match
    its checksum; `refused`: not allowed, or not possible then; `failed`: begun, and went wrong."""

    DONE = "done"
    FOUND = "found"
    REFUSED = "refused"
    FAILED = "failed"


class Channel(StrEnum):
    """How somebody reached us; `node`: a worker, on behalf of whoever asked for the work."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 (a kind, and none itself)
    COMMAND_LINE = "command_line"
    NODE = "node"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from where.

    Attributes:
        name: A username, or that of a local user; None for somebody whom we do not know.
        account_id: The account, where there is one.
        address: Network address, where there is one.
    """

    name: str | None
    channel: Channel
    account_id: UUID | None = None
    address: str | None = None

    @property
    def label(self) -> str:
        """The name as it stands where there must be one."""
        return self.name or "somebody"
