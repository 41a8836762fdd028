"""What a branch or a tag of the cache points to."""

from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.links import read_file

MOST_REF_BYTES = 256


def read_ref(folder: RepoFolder, name: str) -> str:
    """What a ref says, to the letter, as the library takes it; empty where there is none.

    Raises:
        UnsafePath: No ref can have that name.
    """
    return (read_file(folder.ref(name), MOST_REF_BYTES) or b"").decode(errors="replace")
