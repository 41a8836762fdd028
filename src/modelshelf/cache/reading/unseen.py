"""Why a model that may be on the disk cannot be seen there."""

from modelshelf.cache.reading.read import read_repo
from modelshelf.hub.errors import CacheUnreadable
from modelshelf.hub.layout import RepoFolder


def why_unseen(folder: RepoFolder) -> CacheUnreadable | None:
    """What hides a model that may be there; None where nothing does. Blocks: use a thread."""
    try:
        folder.root.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return CacheUnreadable(
            f"The cache {folder.cache_dir} cannot be read: {error.strerror}. Check whose it is and "
            "its permissions."
        )
    repo = read_repo(folder.cache_dir, folder.root.name)
    if repo is None or not repo.unreadable:
        return None
    return CacheUnreadable(
        f"{folder.cache_dir}/{repo.unreadable[0]} Check whose it is and its permissions."
    )
