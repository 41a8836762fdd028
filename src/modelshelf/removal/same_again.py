"""How to fetch the same files again that a deletion takes away."""

import re
import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.removing.trash import Trashed
from modelshelf.hub.door import is_model_id
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.provenance import downloads_of

_SPECIAL = re.compile(r"[*?[]")


async def restore_command(
    session: AsyncSession,
    node: str,
    model_id: str,
    revision: str | None,
    *,
    before: datetime | None = None,
) -> str | None:
    """The command that fetches a model as it is on the disk.

    Args:
        revision: The commit that is there; None where it cannot be fetched again.
        before: Of a deleted model: when it was deleted.
    """
    if revision is None or not is_model_id(model_id):  # No Hub has a model of such a name.
        return None
    downloads = await downloads_of(session, node, model_id, revision, before)
    return pull_command(model_id, revision, downloads)


async def restore_command_of_trashed(
    session: AsyncSession, node: str, trashed: Trashed
) -> str | None:
    """The same of a deleted model, from our own rows: anybody who may write to the cache can write
    a note."""
    if trashed.note is None:
        return None
    deletion = await repository.get(session, trashed.note.operation_id)
    if deletion is None or deletion.model_id != trashed.model_id:
        return None
    return await restore_command(
        session, node, trashed.model_id, deletion.sha, before=deletion.created_at
    )


def pull_command(model_id: str, revision: str, downloads: Sequence[Operation]) -> str:
    """The command that fetches of a commit what these downloads were about."""
    options = _options(downloads)
    # A snapshot's name comes from a folder, which anybody may make who may write to the cache.
    named = [shlex.quote(model_id), "--revision", shlex.quote(revision)]
    return " ".join(["modelshelf pull", *named, *options])


def _options(downloads: Sequence[Operation]) -> list[str]:
    """What chooses the files that these brought together."""
    choices: list[Any] = [row.chosen for row in downloads]
    if "all" in choices:
        return ["--all-files"]
    if not any(choices):
        return []  # The usual files; or another program brought them, and nobody knows.
    if all(choice == choices[0] for choice in choices):
        include, exclude = choices[0]["include"], choices[0]["exclude"]
    else:
        include, exclude = _every_path(downloads), []
    named = (("--include", include), ("--exclude", exclude))
    return [part for option, many in named for one in many for part in (option, shlex.quote(one))]


def _every_path(downloads: Sequence[Operation]) -> list[str]:
    paths = sorted({file["path"] for row in downloads for file in row.files})
    return [_SPECIAL.sub(r"[\g<0>]", path) for path in paths]
